// Helpers that every file compiles for itself.
#ifndef JOIN_H
#define JOIN_H

#include <taskrt/task.h>

/// Waits for both; takes them.
static inline int join_both_bad(task *a, task *b) {
  int status = task_wait(a);    // expect: blocking-wait "`task_wait`"
  return status | task_wait(b); // expect: blocking-wait "`task_wait`"
}

/// The same, where a task runs.
static inline int await_both_ok(task *a, task *b) {
  int status = task_await(a, NULL);
  return status | task_await(b, NULL);
}

/// Used by main only.
static inline int join_last_ok(task *t) {
  return task_wait(t);
}

#endif
