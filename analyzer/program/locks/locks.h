// SPDX-License-Identifier: MIT
// Locks over the whole program: what is held at each call, what functions do to the locks they are
// given, and in which orders locks are taken. Made when it is first asked for.
#ifndef ASYNC_LINT_PROGRAM_LOCKS_H
#define ASYNC_LINT_PROGRAM_LOCKS_H

#include "analyzer/flow/locks/locks.h"
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

/// True when the call at `sight` releases this lock of `function`.
bool lock_released_by(struct program *program, const struct function *function,
                      const struct lock_sight *sight, const char *path);

/// True when a contract says what `function` does to this lock.
bool lock_is_claimed(struct program *program, const struct function *function, const char *path);

/// `queue->lock`.
const char *lock_name(struct program *program, const struct function *function, const char *path);

/// The kind of lock over the program, to compare: a global, or a member of a type, with the member
/// before it when it wraps locks of many kinds. NULL when nobody can tell.
const char *lock_class(struct program *program, const char *path);

/// True when nobody in the program but the function that takes such a lock ever releases it, and
/// all that could is known: what a function leaves held stays held.
bool lock_is_private(struct program *program, const char *path);

/// A place where a lock of a kind is taken.
struct lock_taking {
  const char *class;
  struct function *function;
  uint32_t block, event;
  const struct lock_taking *next;
};

/// Where locks of this kind are taken by code that may run in a task or on a loop: one place, or
/// NULL.
const struct lock_taking *lock_taken_in_task(struct program *program, const char *class);

/// True when `function` takes locks of this kind, itself or in what it calls.
bool lock_taken_by(struct program *program, const struct function *function, const char *class);

/// How `function` takes a lock of this kind (lock_taken_by()): fills `edges` with the calls on the
/// way and returns how many, `*end` with the place where it is taken, `*param` with the parameter
/// of `function` that it is reached by, or -1. And the path of the lock in the function of `*end`.
int lock_taking_way(struct program *program, const struct function *function, const char *class,
                    struct edge **edges, int max, struct lock_taking *end, int *param);
const char *lock_taken_path(struct program *program, const struct lock_taking *taking);

/// The way from the call at `sight`, which leaves the lock `path` of `function` as it is, to where
/// a callee takes it in between, whichever way it goes: who holds the lock waits for ever. Fills
/// `edges` and returns how many, 0 when there is none; `*end` is in the callee of the last one.
int lock_retaking_way(struct program *program, struct function *function,
                      const struct lock_sight *sight, const char *path, struct edge **edges,
                      int max, struct lock_site *end);

/// True when some callback releases locks of this kind that others have taken, so that nobody can
/// tell from one function what is held.
bool lock_is_stray(struct program *program, const char *class);

/// `second` is taken while `first` is held.
struct lock_order {
  const char *first, *second; // classes
  struct function *function;
  struct lock_site since;               // where `first` is taken in `function`
  uint32_t block, event;                // the call that takes `second`, itself or on the way
  const char *first_path, *second_path; // as shown; second: NULL when taken on the way
  bool shared;                          // both are only shared
  uint32_t gate_count;                  // other classes held
  const char *gates[LOCKS_MAX];
};

/// All orders in which two locks are taken, one witness each (the one with the fewest gates).
uint32_t lock_orders(struct program *program, const struct lock_order **orders);

/// The way from the call of `order` to the place where `second` is taken: fills `edges`, the last
/// of which is the call that takes it.
int lock_order_way(struct program *program, const struct lock_order *order, struct edge **edges,
                   int max);

/// The call that takes `second` in the callee of `last`, the last edge of the way, and its path
/// there.
const char *lock_order_end(struct program *program, const struct lock_order *order,
                           const struct edge *last, uint32_t *block, uint32_t *event);

#endif
