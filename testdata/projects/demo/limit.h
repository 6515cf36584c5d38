// SPDX-License-Identifier: MIT
// Keeps the reader polite: no host is asked more often than it allows.
#ifndef DEMO_LIMIT_H
#define DEMO_LIMIT_H

#include <time.h>

struct limit {
  unsigned pause; ///< seconds between two requests
  time_t last;    ///< when the last one went out; 0: none yet
};

/// Waits until `limit` allows the next request, and notes that it goes out.
void limit_wait(struct limit *limit);

#endif
