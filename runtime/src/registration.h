// SPDX-License-Identifier: MIT
// Being told of a cancellation: intrusive nodes, usually on the waiter's stack.
#ifndef TASKRT_REGISTRATION_H
#define TASKRT_REGISTRATION_H

#include <stdbool.h>
#include <taskrt/cancel.h>

// A wish to be told is a struct cancel_link, zeroed before use. Its `source` is NULL while it is
// not registered; `run` runs once, on the thread that cancels, with no lock held, and gets the
// reason.

/// Sources that belong to the runtime; otherwise as the functions of `taskrt/cancel.h`.
cancel_source *source__create(void);
cancel_source *source__create_linked(cancel_token parent);
void source__destroy(cancel_source *source);

/// As cancel_check(): 0, or why `token` is cancelled. What costs something stays behind the test.
static inline int token__check(cancel_token token) {
  return token.source ? cancel_check(token) : 0;
}

/// The rest of the two functions below, for a token that can be cancelled.
int registration__link(cancel_source *source, struct cancel_link *registration,
                       void (*run)(struct cancel_link *, int status));
void registration__unlink(struct cancel_link *registration);

/// Registers `registration` with the source of `token`, and sees to it that deadlines wake it too.
/// Returns 0, or the reason if `token` is cancelled already: then it is not registered. With
/// CANCEL_NONE it returns 0 and does nothing.
static inline int registration__add(cancel_token token, struct cancel_link *registration,
                                    void (*run)(struct cancel_link *, int status)) {
  return token.source ? registration__link(token.source, registration, run) : 0;
}

/// Takes `registration` back. If its function runs on another thread, waits for its end; afterwards
/// the memory may be reused. Does nothing if it was never registered.
static inline void registration__remove(struct cancel_link *registration) {
  if (registration->source)
    registration__unlink(registration);
}

#endif
