// silent
// Handed on, mapped to another error, and retried after other errors.
#include <taskrt/task.h>

int mapped_ok(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED)
    return -1;
  return status;
}

int retried_ok(int ms, cancel_token token) {
  int status;
  do
    status = task_delay(ms, token);
  while (status == TASK_EINVAL);
  return status;
}

int asked_ok(int ms, cancel_token token) {
  for (;;) {
    int status = task_delay(ms, token);
    if (cancel_requested(token))
      return TASK_ECANCELED;
    if (status == TASK_ECANCELED)
      continue;
    return status;
  }
}
