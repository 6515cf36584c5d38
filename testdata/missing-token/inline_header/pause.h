// Pauses of usual lengths, written in the header.
#ifndef PAUSE_H
#define PAUSE_H

#include <taskrt/task.h>

// Static: every file has its own, and none is exported.
static inline int pause_short(void) {
  return task_delay(10, CANCEL_NONE);
}

static inline int pause_until(cancel_token token) {
  return task_delay(10, token);
}

/// Waits for a long time.
int pause_long(void);

#endif
