// Starts loading in the background.
#include "loader.h"

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

task *loader_begin(void *user, cancel_token token) {
  return task_run(start_load, user, sizeof(task *), token);
}
