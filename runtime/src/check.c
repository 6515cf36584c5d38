// SPDX-License-Identifier: MIT
// Whether checked mode is on.
#include "check.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_bool on; // relaxed: it is set before there are other threads of the runtime

void check__read(void) {
  const char *wish = getenv("TASKRT_CHECK");
  atomic_store_explicit(&on, wish && strcmp(wish, "1") == 0, memory_order_relaxed);
}

bool check__on(void) {
  return atomic_load_explicit(&on, memory_order_relaxed);
}
