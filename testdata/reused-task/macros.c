// Macros that consume, and macros that consume and clear.
#include <taskrt/task.h>

#define JOIN(t) task_await((t), NULL)
#define JOIN_AND_CLEAR(t, status) (*(status) |= (t) ? JOIN(t) : 0, (t) = NULL)
#define CHECKED(call)                                                                              \
  do {                                                                                             \
    int rc = (call);                                                                               \
    if (rc != 0)                                                                                   \
      return rc;                                                                                   \
  } while (0)

static int job(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

int macro_twice_bad(void *arg) {
  task *t = task_run(job, arg, 0, CANCEL_NONE);
  int status = JOIN(t);
  return status | JOIN(t); // expect: reused-task "`task_await` takes `t`"
}

int checked_bad(void *arg) {
  task *t = task_run(job, arg, 0, CANCEL_NONE);
  CHECKED(task_await(t, NULL)); // note: "takes it here"
  CHECKED(task_await(t, NULL)); // expect: reused-task
  return 0;
}

int cleared_ok(void *arg) {
  int status = 0;
  task *t = task_run(job, arg, 0, CANCEL_NONE);
  JOIN_AND_CLEAR(t, &status);
  JOIN_AND_CLEAR(t, &status);
  return status;
}
