/*
A call blocks the thread while a lock is held that tasks take, too.

A lock of threads is harmless in tasks as long as it is held for a moment. Whoever sleeps, waits or
talks to the network while holding it makes that moment as long as it pleases somebody else: every
task that wants the lock stops, and with it all other tasks of its thread. The one that holds the
lock need not be a task: a thread of its own, or a function given to `task_offload`, stops the tasks
just as well when the lock is one that tasks take.

Do the slow part without the lock: copy what is needed, unlock, call, lock again and look whether
things have changed. The rule follows locks and calls across files, and shows the way.

## Bad

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char cache[64];

    static int refresh(void *arg, cancel_token token, void *result) {
      int *fd = arg;
      pthread_mutex_lock(&lock);
      ssize_t length = recv(*fd, cache, sizeof cache, 0);
      pthread_mutex_unlock(&lock);
      return length < 0 ? TASK_EINVAL : 0;
    }

    static int look(void *arg, cancel_token token, void *result) {
      pthread_mutex_lock(&lock);
      memcpy(arg, cache, sizeof cache);
      pthread_mutex_unlock(&lock);
      return task_await(task_offload(refresh, arg, 0, token), NULL);
    }

    int start(char *out) {
      return task_wait(task_run(look, out, 0, CANCEL_NONE));
    }

## Good

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char cache[64];

    static int refresh(void *arg, cancel_token token, void *result) {
      char fresh[64];
      int *fd = arg;
      ssize_t length = recv(*fd, fresh, sizeof fresh, 0);
      if (length < 0)
        return TASK_EINVAL;
      pthread_mutex_lock(&lock);
      memcpy(cache, fresh, (size_t)length);
      pthread_mutex_unlock(&lock);
      return 0;
    }

    static int look(void *arg, cancel_token token, void *result) {
      pthread_mutex_lock(&lock);
      memcpy(arg, cache, sizeof cache);
      pthread_mutex_unlock(&lock);
      return task_await(task_offload(refresh, arg, 0, token), NULL);
    }

    int start(char *out) {
      return task_wait(task_run(look, out, 0, CANCEL_NONE));
    }

Nothing is said in programs without tasks and loops, of locks that no task takes, of
`pthread_cond_wait` about the mutex that it lets go of, of streams (`fwrite`, `fflush`) and of
opening files, since a lock around a log is no mistake, of taking a second lock, and of locks that
some callback releases for others.

## Fix

None: how early the lock can be let go of is not in the code.

## What it cannot see

- Whether two locks with the same type and member name are the same lock: they count as one when a
  task takes the one and somebody else blocks under the other.
- Locks that are given as a plain pointer, when they are taken outside tasks.
- Locks that a task or a callback releases for others.
- How long a call takes.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(blocking-under-lock) done once, before any task runs
*/
#include "rules/shared/locked.h"

/// How tasks come to wait: by a way from a task to the call, or by a place where a task takes the
/// lock.
struct victims {
  int way; // -1: none
  struct edge *edges[WAY_MAX];
  struct function *entry;
  const struct lock_taking *taking;
};

/// The way from a task to the call on which it blocks.
static int find_way(struct pass *pass, struct function *function, const struct edge *edge,
                    struct victims *victims) {
  const struct claim *claim = function_claim(edge->callee, CLAIM_blocks);
  if (!claim)
    return program_way(pass->program, function, edge->block, edge->event, NULL, victims->edges,
                       WAY_MAX, &victims->entry);
  for (; claim; claim = function_next_claim(edge->callee, claim)) {
    int count = program_way(pass->program, function, edge->block, edge->event, claim,
                            victims->edges, WAY_MAX, &victims->entry);
    if (count >= 0)
      return count;
  }
  return -1;
}

static void report_lock(struct pass *pass, struct function *function,
                        const struct lock_result *locks, uint32_t i, const struct lock_sight *sight,
                        struct edge *edge, const struct victims *victims) {
  const char *name = lock_called(pass, function, locks, i);
  const char *callee = edge->kind == EDGE_CALLBACK ? edge->through->name : edge->callee->name;
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` blocks while `%s` is held", callee, name);
  if (victims->way >= 0) {
    note_entry(pass, finding, victims->entry);
    note_calls(pass, finding, victims->edges, victims->way);
  } else {
    const struct lock_taking *taking = victims->taking;
    note(pass, finding, taking->function, lock_loc(taking->function, taking->block, taking->event),
         "`%s` takes this lock where tasks run", taking->function->name);
  }
  note_taken(pass, finding, function, name, sight->since[i]);
  note_effect(pass, finding, edge, LOCK_STALLS);
  note(pass, finding, function, edge->loc,
       "release `%s` before the call: tasks that want it stop for as long", name);
}

static void check_call(struct pass *pass, struct function *function,
                       const struct lock_result *locks, const struct lock_sight *sight) {
  struct edge *edge =
      lock_effect_at(pass->program, function, sight->block, sight->event, LOCK_STALLS);
  if (!edge)
    return;
  struct deadlock deadlock;
  if (deadlock_at(pass->program, function, sight->block, sight->event, &deadlock))
    return; // told by `deadlocking-wait`
  struct victims victims = {0};
  victims.way = find_way(pass, function, edge, &victims);
  uint32_t held = locks_over_call(pass->program, function, sight, LOCK_STALLS);
  for (uint32_t i = 0; i < locks->lock_count; i++) {
    const char *class = lock_class(pass->program, locks->locks[i].path);
    bool sure = !lock_path_weak(locks->locks[i].path) || (sight->must >> i & 1);
    if (class && lock_is_stray(pass->program, class))
      continue;
    victims.taking = class ? lock_taken_in_task(pass->program, class) : NULL;
    if ((held >> i & 1) && sure && !locks->locks[i].async && (victims.way >= 0 || victims.taking))
      report_lock(pass, function, locks, i, sight, edge, &victims);
  }
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct lock_result *locks = function_locks(pass->program, function);
  for (uint32_t s = 0; locks && s < locks->sight_count; s++)
    if (locks->sights[s].may)
      check_call(pass, function, locks, &locks->sights[s]);
}

const struct rule rule_blocking_under_lock = {
    .name = "blocking-under-lock",
    .summary = "a call blocks the thread while a lock is held that tasks take",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
