// SPDX-License-Identifier: MIT
// Uses taskrt as a C++ program does; called by test_cplusplus.c.
#include <taskrt.h>

extern "C" int use_from_cplusplus();

static int answer(void *, cancel_token token, void *result) {
  int status = task_delay(1, token);
  *static_cast<int *>(result) = 42;
  return status;
}

int use_from_cplusplus() {
  int value = 0;
  task *tasks[] = {task_run(answer, nullptr, sizeof value, CANCEL_NONE)};
  return task_result(task_when_all(tasks, 1), &value) == TASK_OK ? value : -1;
}
