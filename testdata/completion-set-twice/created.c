// Sources that the function creates itself.
#include <taskrt/source.h>

task *value_bad(int value) {
  task_source *source = task_source_create(sizeof value);
  task *t = task_source_task(source);
  if (value < 0)
    (void)task_source_set_error(source, TASK_EINVAL);
  (void)task_source_set_result(source, &value); // expect: completion-set-twice
  task_source_destroy(source);
  return t;
}

task *value_ok(int value) {
  task_source *source = task_source_create(sizeof value);
  task *t = task_source_task(source);
  if (value < 0)
    (void)task_source_set_error(source, TASK_EINVAL);
  else
    (void)task_source_set_result(source, &value);
  task_source_destroy(source);
  return t;
}
