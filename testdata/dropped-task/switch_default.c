// One case of the switch leaves the task alone.
#include <taskrt/task.h>

enum mode { MODE_WAIT, MODE_BACKGROUND, MODE_DRY_RUN };

static int sync_folder(void *arg, cancel_token token, void *result) {
  return task_delay(100, token);
}

int synchronize_bad(void *folder, enum mode mode) {
  task *sync = task_run(sync_folder, folder, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  switch (mode) {
  case MODE_WAIT:
    return task_await(sync, NULL);
  case MODE_BACKGROUND:
    task_detach(sync, NULL, NULL);
    return 0;
  default:
    return 0;
  }
}

// No `default`: an unknown mode falls out of the switch.
int synchronize_unknown_bad(void *folder, int mode) {
  int status = 0;
  task *sync = task_run(sync_folder, folder, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  switch (mode) {
  case 0:
    status = task_await(sync, NULL);
    break;
  case 1:
    task_detach(sync, NULL, NULL);
    break;
  }
  return status;
}

// A `break` before the await in one case.
int synchronize_break_bad(void *folder, int mode) {
  int status = 0;
  task *sync = task_run(sync_folder, folder, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  switch (mode) {
  case 2:
    status = 2;
    break;
  default:
    status = task_await(sync, NULL);
  }
  return status;
}

int synchronize_ok(void *folder, enum mode mode) {
  int status = 0;
  task *sync = task_run(sync_folder, folder, 0, CANCEL_NONE);
  switch (mode) {
  case MODE_WAIT:
    status = task_await(sync, NULL);
    break;
  case MODE_BACKGROUND:
  default:
    task_detach(sync, NULL, NULL);
    break;
  }
  return status;
}

// The same switch value selects start and await.
int synchronize_in_step_ok(void *folder, int mode) {
  task *sync = NULL;
  switch (mode) {
  case 1:
  case 2:
    sync = task_run(sync_folder, folder, 0, CANCEL_NONE);
    break;
  default:
    break;
  }
  return sync ? task_await(sync, NULL) : 0;
}

// Falls through: every case ends in the await.
int synchronize_through_ok(void *folder, int mode) {
  int tries = 0;
  task *sync = task_run(sync_folder, folder, 0, CANCEL_NONE);
  switch (mode) {
  case 2:
    tries++;
    __attribute__((fallthrough));
  case 1:
    tries++;
    __attribute__((fallthrough));
  default:
    return task_await(sync, NULL) + tries;
  }
}
