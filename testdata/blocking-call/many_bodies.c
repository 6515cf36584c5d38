// A table of more bodies than a pointer is followed to: each of them is started.
#include <taskrt/task.h>
#include <unistd.h>

#define BODY(number)                                                                               \
  static int body_##number(void *arg, cancel_token token, void *result) {                          \
    return task_delay(number, token);                                                              \
  }
BODY(1)
BODY(2)
BODY(3)
BODY(4)
BODY(5)
BODY(6)
BODY(7)
BODY(8)
BODY(9)

static int settle_bad(void *arg, cancel_token token, void *result) {
  sleep(1); // expect: blocking-call "`sleep`"
  return 0;
}

static const task_fn bodies[] = {body_1, body_2, body_3, body_4, body_5,
                                 body_6, body_7, body_8, body_9, settle_bad};

int run_all(void *arg) {
  int status = 0;
  for (unsigned i = 0; i < sizeof bodies / sizeof *bodies && status == 0; i++)
    status = task_wait(task_run(bodies[i], arg, 0, CANCEL_NONE)); // note: "runs as a task"
  return status;
}
