// Blinks lamps; the macros write the token.
#ifndef BLINK_H
#define BLINK_H

#include <taskrt/task.h>

#define WAIT_MS(milliseconds) task_delay((milliseconds), CANCEL_NONE)
#define DEFINE_BLINK(name, milliseconds)                                                           \
  int name(void) {                                                                                 \
    return task_delay((milliseconds), CANCEL_NONE);                                                \
  }

/// Blinks once.
int blink_once(void);

/// Blinks quickly.
int blink_fast(void);

/// Sets the lamp and waits for nothing.
int blink_set(int on);

#endif
