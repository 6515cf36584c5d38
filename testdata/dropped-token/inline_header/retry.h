// Small functions that live in the header and are seen by every file that includes it.
#ifndef RETRY_H
#define RETRY_H

#include <taskrt/task.h>

static inline int pause_ok(unsigned attempt, cancel_token token) {
  return task_delay(100u << attempt, token);
}

static inline int pause_bad(unsigned attempt, cancel_token token) {
  return task_delay(100u << attempt, CANCEL_NONE);
  // expect@-1: dropped-token
}

#endif
