// SPDX-License-Identifier: MIT
// The pause between two requests to the same host.
#include "limit.h"
#include <unistd.h>

void limit_wait(struct limit *limit) {
  time_t now = time(NULL);
  time_t next = limit->last + (time_t)limit->pause;
  if (limit->last != 0 && next > now)
    sleep((unsigned)(next - now));
  limit->last = time(NULL);
}
