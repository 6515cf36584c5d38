/*
A lock of threads is held while the task is suspended.

While a task waits in `task_await`, `task_delay` and the like, its thread runs other tasks. When one
of them wants the mutex that the waiting task holds, the thread stops, and with it everything that
could ever make the waiting task go on: a deadlock, which shows up under load only. And a task may
go on in another thread than the one it stopped in, where unlocking a `pthread_mutex_t` is
undefined.

Copy what is needed, unlock, then await; or take a lock that is made for tasks, which suspends
whoever has to wait for it. The rule follows locks into helpers that lock or unlock, and finds
suspensions however many calls away they are; the notes show the way.

## Bad

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

    int update(int *value, cancel_token token) {
      pthread_mutex_lock(&lock);
      int status = task_delay(100, token);
      if (!status)
        ++*value;
      pthread_mutex_unlock(&lock);
      return status;
    }

## Good

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

    int update(int *value, cancel_token token) {
      int status = task_delay(100, token);
      if (status)
        return status;
      pthread_mutex_lock(&lock);
      ++*value;
      pthread_mutex_unlock(&lock);
      return 0;
    }

Nothing is said of locks that contracts call `async`, of a lock that is released before the task
suspends (also by a helper), and where `task_running()` was false.

## Fix

None: an asynchronous lock has another type, for all who take it.

## What it cannot see

- Locks of an array that are taken and released by loops, unless every path holds them.
- That a callee which nobody knows releases the lock, or suspends.
- That two pointers to one lock are the same, unless each is only ever given one value.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(lock-across-await) one thread, one task: nobody else takes it
*/
#include "rules/shared/locked.h"

static void report_lock(struct pass *pass, struct function *function,
                        const struct lock_result *locks, uint32_t i, const struct lock_sight *sight,
                        struct edge *edge) {
  const char *name = lock_called(pass, function, locks, i);
  const char *callee = edge->kind == EDGE_CALLBACK ? edge->through->name : edge->callee->name;
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` is held while `%s` suspends the task", name, callee);
  note_taken(pass, finding, function, name, sight->since[i]);
  note_effect(pass, finding, edge, LOCK_SUSPENDS);
  note(pass, finding, function, edge->loc,
       "release it before the call, or take a lock whose waiters suspend");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct lock_result *locks = function_locks(pass->program, function);
  for (uint32_t s = 0; locks && s < locks->sight_count; s++) {
    const struct lock_sight *sight = &locks->sights[s];
    struct edge *edge = sight->may ? lock_effect_at(pass->program, function, sight->block,
                                                    sight->event, LOCK_SUSPENDS)
                                   : NULL;
    if (!edge || must_holds(function_must(pass->program, function), MUST_NOT_IN_TASK, sight->block,
                            sight->event, IR_NONE))
      continue;
    struct deadlock deadlock;
    if (deadlock_at(pass->program, function, sight->block, sight->event, &deadlock))
      continue; // told by `deadlocking-wait`
    uint32_t held = locks_over_call(pass->program, function, sight, LOCK_SUSPENDS);
    for (uint32_t i = 0; i < locks->lock_count; i++) {
      bool sure = !lock_path_weak(locks->locks[i].path) || (sight->must >> i & 1);
      if ((held >> i & 1) && sure && !locks->locks[i].async)
        report_lock(pass, function, locks, i, sight, edge);
    }
  }
}

const struct rule rule_lock_across_await = {
    .name = "lock-across-await",
    .summary = "a lock of threads is held while the task is suspended",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
