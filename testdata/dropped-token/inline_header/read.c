// Uses the header once.
#include "retry.h"

int read_with_retry(cancel_token token) {
  int status = 0;
  for (unsigned attempt = 0; attempt < 3; attempt++)
    status |= pause_ok(attempt, token);
  return status;
}
