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
opening files, since a lock around a log is no mistake, of taking a second lock, of calls that are
made only where no task is running, and of locks that some callback releases for others. What is
more than three calls away is told once for each kind of lock, where it is nearest.

## Fix

None: how early the lock can be let go of is not in the code.

## What it cannot see

- Whether two locks with the same type and member name are the same lock: they count as one when a
  task takes the one and somebody else blocks under the other.
- Locks that are given as a plain pointer, when they are taken outside tasks.
- Locks that a task or a callback releases for others.
- Calls that are more than ten calls away, or that are reached only when two tables hold the right
one of several functions, or by the handler that a dispatcher chooses by the kind of what it got.
- How long a call takes.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(blocking-under-lock) done once, before any task runs
*/
#include "rules/shared/locked.h"

#include <stdlib.h>

/// How tasks come to wait by a way from a task to the call; else by a place where a task takes the
/// lock.
struct victims {
  struct edge *edges[WAY_MAX];
  struct function *entry;
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

/// A call that blocks while a lock is held.
struct stall {
  struct function *function;
  const struct lock_sight *sight;
  struct edge *edge;
  uint32_t lock;
  const char *class;      // of the lock, or NULL
  const struct edge *end; // the call that blocks in the end
  int length;             // how many calls away it is
};

struct stalls {
  struct pass *pass;
  struct stall *items;
  uint32_t count, capacity;
};

/// Ways longer than this are told once for each kind of lock and call that blocks: where the way is
/// shortest. The longer it is, the less sure that it is ever gone, and one cause would be told many
/// times.
enum { NEAR = 3 };

static void report_stall(struct pass *pass, const struct stall *stall) {
  struct function *function = stall->function;
  struct edge *edge = stall->edge;
  const struct lock_result *locks = function_locks(pass->program, function);
  const char *name = lock_called(pass, function, locks, stall->lock);
  const char *callee = edge->kind == EDGE_CALLBACK ? edge->through->name : edge->callee->name;
  struct victims victims = {0};
  int way = find_way(pass, function, edge, &victims);
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` blocks while `%s` is held", callee, name);
  if (way >= 0) {
    note_entry(pass, finding, victims.entry);
    note_calls(pass, finding, victims.edges, way);
  } else {
    const struct lock_taking *taking = lock_taken_in_task(pass->program, stall->class);
    note(pass, finding, taking->function, lock_loc(taking->function, taking->block, taking->event),
         "`%s` takes this lock where tasks run", taking->function->name);
  }
  note_taken(pass, finding, function, name, stall->sight->since[stall->lock]);
  note_effect(pass, finding, edge, LOCK_STALLS);
  note(pass, finding, function, edge->loc,
       "release `%s` before the call: tasks that want it stop for as long", name);
}

static void look_at_call(struct stalls *stalls, struct function *function,
                         const struct lock_result *locks, const struct lock_sight *sight) {
  struct program *program = stalls->pass->program;
  struct edge *edge = lock_effect_at(program, function, sight->block, sight->event, LOCK_STALLS);
  struct deadlock deadlock;
  if (!edge || deadlock_at(program, function, sight->block, sight->event, &deadlock))
    return; // told by `deadlocking-wait`
  struct victims victims = {0};
  struct stall stall = {.function = function, .sight = sight, .edge = edge};
  bool from_task = find_way(stalls->pass, function, edge, &victims) >= 0;
  stall.end = effect_end(stalls->pass, edge, LOCK_STALLS, &stall.length);
  uint32_t held = locks_over_call(program, function, sight, LOCK_STALLS);
  for (stall.lock = 0; stall.lock < locks->lock_count; stall.lock++) {
    const struct lock_followed *lock = &locks->locks[stall.lock];
    bool sure = !lock_path_weak(lock->path) || (sight->must >> stall.lock & 1);
    stall.class = lock_class(program, lock->path);
    if (!(held >> stall.lock & 1) || !sure || lock->async ||
        (stall.class && lock_is_stray(program, stall.class)) ||
        !(from_task || (stall.class && lock_taken_in_task(program, stall.class))))
      continue;
    GROW(stalls->items, stalls->count, stalls->capacity);
    stalls->items[stalls->count++] = stall;
  }
}

/// Whether another one that is nearer, or as near and told before, has the same cause.
static bool is_far(const struct stalls *stalls, uint32_t i) {
  const struct stall *stall = &stalls->items[i];
  for (uint32_t k = 0; stall->length > NEAR && stall->class && k < stalls->count; k++) {
    const struct stall *other = &stalls->items[k];
    if (other->class == stall->class && other->end == stall->end &&
        (other->length < stall->length || (other->length == stall->length && k < i)))
      return true;
  }
  return false;
}

static void check(struct pass *pass) {
  struct stalls stalls = {.pass = pass};
  for (uint32_t i = 0; i < program_count(pass->program); i++) {
    struct function *function = program_at(pass->program, i);
    const struct lock_result *locks =
        function->checked ? function_locks(pass->program, function) : NULL;
    for (uint32_t s = 0; locks && s < locks->sight_count; s++)
      if (locks->sights[s].may)
        look_at_call(&stalls, function, locks, &locks->sights[s]);
  }
  for (uint32_t i = 0; i < stalls.count; i++)
    if (!is_far(&stalls, i))
      report_stall(pass, &stalls.items[i]);
  free(stalls.items);
}

const struct rule rule_blocking_under_lock = {
    .name = "blocking-under-lock",
    .summary = "a call blocks the thread while a lock is held that tasks take",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_program = check,
};
