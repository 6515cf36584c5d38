// SPDX-License-Identifier: MIT
// Stacks of tasks: aligned slots of one arena, reused last in, first out, each with a guard below
// or, where that is not to be had, a canary in its lowest words.
#ifndef TASKRT_STACK_H
#define TASKRT_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <taskrt/runtime.h>

struct task;

enum { STACK_ROOM = 96 };

/// A stack. This header lies in the highest bytes of its slot, so it shares the page that the first
/// frames touch anyway.
struct stack {
  struct stack *next;       ///< in a cache or the depot
  const struct task *owner; ///< the task bound to it, NULL while free
  void *fiber;              ///< ThreadSanitizer's handle
  unsigned valgrind_id;
  bool guarded; ///< an overflow faults; else stack__intact() finds it
  _Alignas(max_align_t) char room[STACK_ROOM]; ///< for whoever it is bound to
};

/// Free stacks of one worker, used by its thread only. Starts zeroed.
struct stack_cache {
  struct stack *head;
  unsigned count;
};

/// Reserves the arena: `max_stacks` slots of `slot_size` bytes (0 for each: the default), for
/// `caches` caches, which together hold back at most a sixteenth of them. Returns 0, TASK_EINVAL
/// when a number is out of range, TASK_ENOMEM when there is no address space for it.
int stack__open_arena(size_t slot_size, size_t max_stacks, enum task_guard guard, unsigned caches);

/// Gives the arena back. No stack is in use.
void stack__close_arena(void);

/// Binds a free stack to `owner`. Returns NULL when all slots are in use or memory ran out.
struct stack *stack__take(struct stack_cache *cache, const struct task *owner);

/// Frees `stack`; its pages stay for the next user.
void stack__give(struct stack_cache *cache, struct stack *stack);

/// Empties `cache`, for other caches to take from.
void stack__flush(struct stack_cache *cache);

/// The lowest usable byte of `stack`, above its guard.
void *stack__bottom(const struct stack *stack);

/// The usable bytes of `stack`, a multiple of 16.
size_t stack__size(const struct stack *stack);

/// False when the owner of `stack` went beyond its end; always true for one with a guard, where
/// that faults.
bool stack__intact(const struct stack *stack);

/// The stack whose guard holds `address`, NULL if none. Async-signal-safe.
const struct stack *stack__guarded_by(const void *address);

#endif
