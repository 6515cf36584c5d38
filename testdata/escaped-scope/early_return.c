// Only one way through the body gives the task up, and only one way of the owner lets go at once.
#include <taskrt.h>

struct call {
  int tries, ended;
};

static int retry(void *arg, cancel_token token, void *result) {
  struct call *call = arg;
  int status = task_delay(10, token);
  call->tries++;
  return status;
}

static int dial_bad(void *arg, cancel_token token, void *result) {
  struct call *call = arg;
  int status = task_delay(1, token);
  if (status == 0)
    return 0;
  task_detach(task_run(retry, call, 0, CANCEL_NONE), NULL, NULL); // the call is lost
  // expect@-1: escaped-scope
  return status;
}

int ring(cancel_token token) {
  struct call call = {0, 0};
  task *dialling = task_run(dial_bad, &call, 0, token);
  int status = task_await(dialling, NULL);
  if (status != 0)
    return status;
  return task_delay(100, token);
}

// Who waits once more after it may wait for the other one.
static int dial_ok(void *arg, cancel_token token, void *result) {
  struct call *call = arg;
  task_detach(task_run(retry, call, 0, token), NULL, NULL);
  return 0;
}

int ring_twice(cancel_token token) {
  struct call call = {0, 0};
  int status = task_await(task_run(dial_ok, &call, 0, token), NULL);
  int other = task_delay(100, token);
  return status ? status : other;
}
