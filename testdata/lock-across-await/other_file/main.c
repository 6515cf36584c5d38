// The lock is taken in one file, the task is suspended in another one.
#include "log.h"

int rotate_bad(cancel_token token) {
  log_lock();                    // note: "`lock` is locked here"
  int status = log_flush(token); // expect: lock-across-await "`lock` is held while `log_flush`"
  log_unlock();
  return status;
}

int rotate_ok(cancel_token token) {
  log_lock();
  log_unlock();
  return log_flush(token);
}
