// SPDX-License-Identifier: MIT
// A program of somebody else's: knows taskrt as it is installed, and nothing of this project.
#include <stdio.h>
#include <taskrt.h>

static int answer(void *arg, cancel_token token, void *result) {
  (void)arg;
  int status = task_delay(1, token);
  *(int *)result = 42;
  return status;
}

int main(void) {
  int value = 0;
  int status = task_result(task_run(answer, NULL, sizeof value, CANCEL_NONE), &value);
  if (status != 0)
    fprintf(stderr, "%s\n", task_strerror(status));
  task_runtime_stop();
  return status == 0 && value == 42 ? 0 : 1;
}
