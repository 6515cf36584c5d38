// SPDX-License-Identifier: MIT
// Locks over the whole program: what is held at each call, what functions do to the locks they are
// given. Made when it is first asked for.
#ifndef ASYNC_LINT_PROGRAM_LOCKS_H
#define ASYNC_LINT_PROGRAM_LOCKS_H

#include "analyzer/flow/locks.h"
#include "analyzer/program/program.h"

/// Which effect a call may have while a lock is held.
enum lock_effect {
  LOCK_SUSPENDS, // suspends the running task
  LOCK_STALLS,   // stops the thread for as long as somebody else likes: sleeps, waits, network
  LOCK_EFFECT_COUNT
};

/// What is known of the locks of a function; NULL when it touches none, and for functions that
/// cannot be followed (setjmp).
const struct lock_result *function_locks(struct program *program, struct function *function);

/// The first step of a shortest way from the call at (block, event) of `function` to the effect, or
/// NULL when the call does not have it. Further steps: lock_effect_next().
struct edge *lock_effect_at(struct program *program, struct function *function, uint32_t block,
                            uint32_t event, enum lock_effect effect);
struct edge *lock_effect_next(struct program *program, const struct edge *edge,
                              enum lock_effect effect);

/// Locks (bits) that are held right before the call and still held when it has the effect.
uint32_t locks_over_call(struct program *program, struct function *function,
                         const struct lock_sight *sight, enum lock_effect effect);

/// True when a contract says what `function` does to this lock.
bool lock_is_claimed(struct program *program, const struct function *function, const char *path);

/// `queue->lock`.
const char *lock_name(struct program *program, const struct function *function, const char *path);

#endif
