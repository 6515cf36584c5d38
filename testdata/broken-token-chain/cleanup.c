// silent
// Clean-up has to run to its end.
#include <taskrt/task.h>

static int flush(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

int save_ok(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status != 0)
    status |= flush(1);
  return status;
}

int store_close(int ms, cancel_token token) {
  int status = cancel_check(token);
  return status | flush(ms);
}

int labelled_ok(int ms, cancel_token token) {
  int status = cancel_check(token);
  if (ms > 3)
    goto out;
  status = task_delay(ms, token);
out:
  return status | flush(1);
}
