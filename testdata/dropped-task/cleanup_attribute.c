// A cleanup function runs when its variable goes out of scope: it counts if it takes the task.
#include <stdbool.h>
#include <taskrt/task.h>

static int tail_log(void *arg, cancel_token token, void *result) {
  return task_delay(45, token);
}

static void detach_task(task **t) {
  if (*t)
    task_detach(*t, NULL, NULL);
}

static void detach_always(task **t) {
  task_detach(*t, NULL, NULL);
}

static void forget_task(task **t) {
  *t = NULL;
}

static void count_task(task **t) {
  static int finished;
  finished += task_is_done(*t);
}

#define auto_detach __attribute__((cleanup(detach_task)))

bool follow_counted_bad(void *log) {
  __attribute__((cleanup(count_task))) task *tail = NULL;
  tail = task_run(tail_log, log, 0, CANCEL_NONE); // expect: dropped-task
  return task_is_done(tail);
}

// The cleanup function sees only the second task.
bool follow_twice_bad(void *log) {
  auto_detach task *tail = task_run(tail_log, log, 0, CANCEL_NONE); // expect: dropped-task
  tail = task_run(tail_log, log, 0, CANCEL_NONE);
  return task_is_done(tail);
}

bool follow_ok(void *log) {
  auto_detach task *tail = task_run(tail_log, log, 0, CANCEL_NONE);
  return task_is_done(tail);
}

bool follow_always_ok(void *log) {
  __attribute__((cleanup(detach_always))) task *tail = task_run(tail_log, log, 0, CANCEL_NONE);
  return task_is_done(tail);
}

int follow_early_ok(void *log, int lines) {
  auto_detach task *tail = NULL;
  if (lines == 0)
    return 0;
  tail = task_run(tail_log, log, 0, CANCEL_NONE);
  if (lines < 10)
    return TASK_EINVAL;
  return task_is_done(tail) ? lines : 0;
}

// Taken by hand on one path, and then hidden from the cleanup function.
int follow_or_await_ok(void *log, int lines) {
  auto_detach task *tail = task_run(tail_log, log, 0, CANCEL_NONE);
  if (lines < 10)
    return 0;
  task *taken = tail;
  tail = NULL;
  return task_await(taken, NULL);
}

// The cleanup function only clears the variable.
bool follow_cleared_bad(void *log) {
  __attribute__((cleanup(forget_task))) task *tail = task_run(tail_log, log, 0, CANCEL_NONE);
  // expect@-1: dropped-task "never awaited"
  return task_is_done(tail);
}
