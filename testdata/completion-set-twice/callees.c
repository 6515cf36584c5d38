// Helpers that set the outcome, on every path or when they say so.
#include <taskrt/source.h>

static void fail(task_source *source, int status) {
  (void)task_source_set_error(source, status);
}

static void finish(task_source *source, int status, int value) {
  if (status != 0)
    fail(source, status);
  else
    (void)task_source_set_result(source, &value);
}

static void offer(task_source *source, int value) {
  (void)task_source_try_result(source, &value);
}

static int checked(task_source *source, int value) {
  if (value < 0) {
    fail(source, TASK_EINVAL);
    return TASK_EINVAL;
  }
  return 0;
}

void helper_bad(task_source *source, int status, int value) {
  if (status != 0)
    fail(source, status);   // note: "`fail` sets it here"
  finish(source, 0, value); // expect: completion-set-twice "`finish` sets the outcome"
}

void helper_first_bad(task_source *source, int value) {
  finish(source, 0, value);
  (void)task_source_set_cancel(source); // expect: completion-set-twice
}

void offered_ok(task_source *source, int value) {
  offer(source, value);
  offer(source, value + 1);
}

void checked_ok(task_source *source, int value) {
  if (checked(source, value) != 0)
    return;
  (void)task_source_set_result(source, &value);
}
