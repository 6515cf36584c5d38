// Fails now and then.
#include "body.h"

int body_run(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  return status == 0 && !arg ? TASK_EINVAL : status;
}
