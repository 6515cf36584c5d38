// Uses the header a second time: the finding in it is still one.
#include "retry.h"

int write_with_retry(cancel_token token) {
  int status = pause_bad(0, token);
  return status != 0 ? status : pause_ok(1, token);
}
