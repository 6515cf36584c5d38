// SPDX-License-Identifier: MIT
// Groups: tasks that end together. A child's own header holds its link to the group, so a child
// costs no more than a task.
#include <taskrt/group.h>

#include <pthread.h>

#include "check/check.h"
#include "coordination/group.h"
#include "coordination/line.h"
#include "error_object.h"
#include "registration.h"
#include "scheduler.h"
#include "system/memory.h"
#include "system/report.h"
#include "task_object.h"

struct task_group {
  unsigned lock; // guards the four below
  struct task_waiters joiner;
  size_t running;
  int status; // of the first child that failed
  const task_error *error;
  cancel_source *source;
  const void *created_at;
  task_group *next, *previous; // in the register
};

// The groups that were not joined yet.
static struct {
  pthread_mutex_t lock;
  task_group *first;
} living = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void enlist(task_group *group) {
  pthread_mutex_lock(&living.lock);
  group->next = living.first;
  if (group->next)
    group->next->previous = group;
  living.first = group;
  pthread_mutex_unlock(&living.lock);
}

static void free_group(task_group *group) {
  pthread_mutex_lock(&living.lock);
  if (group->next)
    group->next->previous = group->previous;
  if (group->previous)
    group->previous->next = group->next;
  else
    living.first = group->next;
  pthread_mutex_unlock(&living.lock);
  source__destroy(group->source);
  task_error_release(group->error);
  memory__free(group);
}

void group__free_unjoined(void) {
  while (living.first) {
    struct report report = {0};
    report__text(&report, "taskrt: a group was never joined, created at ");
    report__code(&report, (uintptr_t)living.first->created_at);
    report__text(&report, "; `task_group_join` ends it\n");
    report__write(&report);
    free_group(living.first);
  }
}

task_group *task_group_create(cancel_token token) {
  task_group *group = memory__allocate(sizeof *group);
  cancel_source *source = source__create_linked(token);
  if (!group || !source) {
    source__destroy(source);
    memory__free(group);
    return NULL;
  }
  group->source = source;
  group->created_at = __builtin_return_address(0);
  enlist(group);
  CHECK_GIVEN(task_group_create, NULL, group, 0);
  return group;
}

cancel_token task_group_token(task_group *group) {
  if (!CHECK_CALL(task_group_token, CHECK_ARG(group)) || !group)
    return CANCEL_NONE;
  return cancel_source_token(group->source);
}

void task_group_cancel(task_group *group) {
  if (CHECK_CALL(task_group_cancel, CHECK_ARG(group)) && group)
    cancel_request(group->source);
}

void task_group_cancel_after(task_group *group, uint64_t milliseconds) {
  if (CHECK_CALL(task_group_cancel_after, CHECK_ARG(group)) && group)
    cancel_source_cancel_after(group->source, milliseconds);
}

// --- children -----------------------------------------------------------------------------------

static void begin_child(task_group *group) {
  lock__take(&group->lock);
  group->running++;
  lock__give(&group->lock);
}

// Takes `error`. The group may be gone when this returns.
static void end_child(task_group *group, int status, const task_error *error) {
  lock__take(&group->lock);
  bool first = status != 0 && group->status == 0;
  if (first) {
    group->status = status;
    group->error = error;
  }
  lock__give(&group->lock);
  if (first)
    cancel_request(group->source);
  else
    task_error_release(error);
  lock__take(&group->lock);
  struct task_waiter *joiner = --group->running == 0 ? line__choose(&group->joiner) : NULL;
  lock__give(&group->lock);
  if (joiner)
    line__wake(joiner, 0);
}

void group__child_over(task_group *group, task *t) {
  const task_error *error = t->status != 0 ? task_error_ref(t->error) : NULL;
  end_child(group, task__consume(t, NULL), error);
}

// Sees to it that the end of `t` is a child's; false when a reference to it has a handler already.
static bool adopt(task_group *group, task *t) {
  if (!task__take_minder(t, TASK_MINDER_GROUP))
    return false;
  t->on_error_arg = group;
  task__mind(t);
  return true;
}

static void add(task_group *group, task_fn body, void *arg, bool now, const void *started_at) {
  if (!group)
    return; // joining it says so
  begin_child(group);
  struct coroutine *child =
      coroutine__create(body, arg, 0, cancel_source_token(group->source), started_at);
  if (!child) {
    end_child(group, TASK_ENOMEM, NULL);
    return;
  }
  if (now && scheduler__current())
    scheduler__start_now(child);
  else
    scheduler__submit(child);
  (void)adopt(group, &child->base); // nobody else knows it
}

void task_group_run(task_group *group, task_fn body, void *arg) {
  if (!CHECK_CALL(task_group_run, CHECK_ARG(group)))
    return;
  add(group, body, arg, false, __builtin_return_address(0));
}

void task_group_start(task_group *group, task_fn body, void *arg) {
  if (!CHECK_CALL(task_group_start, CHECK_ARG(group)))
    return;
  add(group, body, arg, true, __builtin_return_address(0));
}

static int await_other(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return task__await(arg, NULL);
}

void task_group_adopt(task_group *group, task *t) {
  if (!CHECK_CALL(task_group_adopt, CHECK_ARG(group), CHECK_ARG(t)))
    return;
  if (!group) {
    // It must not outlive the caller's data; joining the group says what is wrong.
    int status = task__await(t, NULL);
    (void)status;
    return;
  }
  begin_child(group);
  if (!t) {
    end_child(group, TASK_ENOMEM, NULL);
  } else if (!adopt(group, t)) {
    task_group_start(group, await_other, t);
    end_child(group, 0, NULL);
  }
}

int task_group_join(task_group *group) {
  if (!CHECK_CALL(task_group_join, CHECK_ARG(group)))
    return TASK_EINVAL;
  if (!group)
    return TASK_ENOMEM;
  int status = 0;
  lock__take(&group->lock);
  if (group->running > 0) {
    struct task_waiter wait;
    line__prepare(&wait, "its group");
    line__append(&wait, &group->lock, &group->joiner);
    wait.wait.give_up = NULL; // the group is freed afterwards
    lock__give(&group->lock);
    status = line__finish(&wait, CANCEL_NONE);
  } else {
    lock__give(&group->lock);
  }
  if (group->status != 0) {
    status = group->status;
    error__note(group->error);
  }
  free_group(group);
  return status;
}
