/*
The outcome of a completion source is set while a lock is held that a handler takes.

`task_source_set_result` and its like tell those who wait in the same call. Tasks are only made
ready by that, but functions of the program run: the handler that was named to `task_detach`, and
what a context of one's own was given for posting. When such a function takes the lock that is held,
the thread waits for itself. It shows only when somebody waits in that way and the outcome comes
while the lock is held, so that tests rarely see it.

Take what is to be completed out of the structure under the lock, release the lock, and then set the
outcome.

## Bad

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static task_source *pending;
    static int failures;

    static void failed(int status, void *arg) {
      pthread_mutex_lock(&lock);
      failures++;
      pthread_mutex_unlock(&lock);
    }

    void ask(void) {
      pthread_mutex_lock(&lock);
      pending = task_source_create(0);
      task *answer = task_source_task(pending);
      pthread_mutex_unlock(&lock);
      task_detach(answer, failed, NULL);
    }

    void answered(int status) {
      pthread_mutex_lock(&lock);
      if (status != 0)
        (void)task_source_try_error(pending, status);
      pthread_mutex_unlock(&lock);
    }

## Good

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static task_source *pending;
    static int failures;

    static void failed(int status, void *arg) {
      pthread_mutex_lock(&lock);
      failures++;
      pthread_mutex_unlock(&lock);
    }

    void ask(void) {
      pthread_mutex_lock(&lock);
      pending = task_source_create(0);
      task *answer = task_source_task(pending);
      pthread_mutex_unlock(&lock);
      task_detach(answer, failed, NULL);
    }

    void answered(int status) {
      pthread_mutex_lock(&lock);
      task_source *source = pending;
      pending = NULL;
      pthread_mutex_unlock(&lock);
      if (status != 0)
        (void)task_source_try_error(source, status);
    }

Nothing is said when no handler of the program takes that kind of lock, and of locks for which only
the task waits.

## Fix

None: what the lock protects behind the call is not in the code.

## What it cannot see

- Whether the handler belongs to the task of that very source.
- Two locks of the same type and member: they count as one.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(completion-under-lock) nobody detaches the task of this source
*/
#include "rules/shared/completions.h"
#include "rules/shared/locked.h"

/// True for functions that run where an outcome is set: handed to what gives a handle up, or called
/// many times by the handle that it is made for.
static bool is_handler(const struct function *function) {
  for (uint32_t i = 0; i < function->in_count; i++) {
    const struct edge *edge = function->in[i];
    if (!edge->through || (edge->kind != EDGE_CALLBACK && edge->kind != EDGE_LATER))
      continue;
    const struct claim *calls = function_claim(edge->through, CLAIM_calls);
    bool many = calls && calls->times == SPEC_MANY && function_claim(edge->through, CLAIM_gives);
    if (many || function_claim(edge->through, CLAIM_detaches))
      return true;
  }
  return false;
}

/// A handler that takes locks of this kind, or NULL.
static const struct function *handler_taking(struct pass *pass, const char *class) {
  for (uint32_t i = 0; i < program_count(pass->program); i++) {
    const struct function *function = program_at(pass->program, i);
    if (function->body && is_handler(function) && lock_taken_by(pass->program, function, class))
      return function;
  }
  return NULL;
}

static bool sets_outcome(struct pass *pass, const struct function *function,
                         const struct ir_event *call) {
  const struct handle_kind *kind;
  for (uint32_t i = 0; call->kind == IR_CALL && i < call->arg_count; i++)
    if (completed_place(pass, function, call, i, &kind) != IR_NONE)
      return true;
  return false;
}

static void check_lock(struct pass *pass, struct function *function,
                       const struct lock_result *locks, uint32_t i,
                       const struct lock_sight *sight) {
  const char *path = locks->locks[i].path;
  const char *class = lock_class(pass->program, path);
  bool sure = !lock_path_weak(path) || (sight->must >> i & 1);
  if (!class || !sure || locks->locks[i].async || lock_is_stray(pass->program, class) ||
      lock_released_by(pass->program, function, sight, path))
    return;
  const struct function *handler = handler_taking(pass, class);
  if (!handler)
    return;
  const struct ir_event *call = &function->body->blocks[sight->block].events[sight->event];
  const char *name = lock_called(pass, function, locks, i);
  struct finding *finding =
      report(pass, function, call->loc, "`%s` is called with `%s` held, which a handler takes",
             call_target(pass->program, call)->name, name);
  note_taken(pass, finding, function, name, sight->since[i]);
  note(pass, finding, handler, IR_NONE,
       "`%s` takes this kind of lock, and may run where an outcome is set", handler->name);
  note(pass, finding, function, call->loc, "release `%s` first, then set the outcome", name);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct lock_result *locks = function_locks(pass->program, function);
  for (uint32_t s = 0; locks && s < locks->sight_count; s++) {
    const struct lock_sight *sight = &locks->sights[s];
    const struct ir_event *call = &function->body->blocks[sight->block].events[sight->event];
    if (!sight->may || !sets_outcome(pass, function, call))
      continue;
    for (uint32_t i = 0; i < locks->lock_count; i++)
      if (sight->may >> i & 1)
        check_lock(pass, function, locks, i, sight);
  }
}

const struct rule rule_completion_under_lock = {
    .name = "completion-under-lock",
    .summary = "an outcome is set while a lock is held that a handler takes",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
