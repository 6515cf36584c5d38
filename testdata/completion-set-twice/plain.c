// An error that goes on to success, the same outcome twice, and an attempt before one that must be
// the first.
#include <taskrt/source.h>

void answered_bad(task_source *source, int status, int value) {
  if (status != 0)
    (void)task_source_set_error(source, status);
  (void)task_source_set_result(source, &value);
  // expect@-1: completion-set-twice "of `source`, which has one already"
}

int both_bad(task_source *source) {
  int status = task_source_set_result(source, NULL);
  if (status != 0)
    return status;
  return task_source_set_cancel(source); // expect: completion-set-twice "`task_source_set_cancel`"
}

void late_bad(task_source *source, int value) {
  if (!task_source_try_result(source, &value))
    (void)task_source_set_error(source, TASK_EINVAL); // expect: completion-set-twice
}

void answered_ok(task_source *source, int status, int value) {
  if (status != 0)
    (void)task_source_set_error(source, status);
  else
    (void)task_source_set_result(source, &value);
}
