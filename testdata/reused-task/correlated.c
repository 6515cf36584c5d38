// Flags and NULL say on which paths the handle was consumed.
#include <stdbool.h>
#include <taskrt/task.h>

static int step(void *arg, cancel_token token, void *result) {
  return task_delay(6, token);
}

int flag_ok(void *arg, bool early) {
  task *t = task_run(step, arg, 0, CANCEL_NONE);
  int status = 0;
  if (early)
    status = task_await(t, NULL);
  if (!early)
    status = task_await(t, NULL);
  return status;
}

int flag_bad(void *arg, bool early) {
  task *t = task_run(step, arg, 0, CANCEL_NONE);
  int status = 0;
  if (early)
    status = task_await(t, NULL);
  if (early)
    status = task_await(t, NULL); // expect: reused-task
  else
    task_detach(t, NULL, NULL);
  return status;
}

int done_flag_ok(void *arg, int mode) {
  task *t = task_run(step, arg, 0, CANCEL_NONE);
  bool taken = false;
  int status = 0;
  if (mode > 2) {
    status = task_await(t, NULL);
    taken = true;
  }
  if (!taken)
    status = task_await(t, NULL);
  return status;
}

int null_ok(void *arg, int mode) {
  task *t = task_run(step, arg, 0, CANCEL_NONE);
  int status = 0;
  if (mode > 2) {
    status = task_await(t, NULL);
    t = NULL;
  }
  if (t)
    status = task_await(t, NULL);
  return status;
}

// Without clearing it the test says nothing.
int null_bad(void *arg, int mode) {
  task *t = task_run(step, arg, 0, CANCEL_NONE);
  int status = 0;
  if (mode > 2)
    status = task_await(t, NULL);
  if (t)
    status = task_await(t, NULL); // expect: reused-task
  return status;
}

int switch_bad(void *arg, int mode) {
  task *t = task_run(step, arg, 0, CANCEL_NONE);
  int status = 0;
  switch (mode) {
  case 1:
    status |= task_await(t, NULL); // note: "takes it here"
    // fallthrough
  case 2:
    status = task_await(t, NULL); // expect: reused-task
    break;
  default:
    task_detach(t, NULL, NULL);
  }
  return status;
}
