// Whether the outcome is set is kept in a variable.
#include <taskrt/source.h>

task *flag_ok(int value) {
  task_source *source = task_source_create(sizeof value);
  task *t = task_source_task(source);
  int set = 0;
  if (value > 0) {
    (void)task_source_set_result(source, &value);
    set = 1;
  }
  if (!set)
    (void)task_source_set_cancel(source);
  task_source_destroy(source);
  return t;
}

task *wrong_flag_bad(int value) {
  task_source *source = task_source_create(sizeof value); // expect: completion-never-set
  task *t = task_source_task(source);
  int set = 0;
  if (value > 0) {
    (void)task_source_set_result(source, &value);
    set = 1;
  }
  if (set)
    (void)task_source_try_cancel(source);
  task_source_destroy(source);
  return t;
}
