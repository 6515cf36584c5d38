// A source that never gets an outcome, one that gets it on some paths, and one that is destroyed.
#include <taskrt/source.h>

task *value_bad(int value) {
  task_source *source = task_source_create(sizeof value);
  // expect@-1: completion-never-set "the source from `task_source_create` is never set"
  return task_source_task(source);
}

task *some_bad(int value) {
  task_source *source = task_source_create(sizeof value); // expect: completion-never-set
  task *t = task_source_task(source);
  if (value < 0)
    return t;
  (void)task_source_set_result(source, &value);
  task_source_destroy(source);
  return t;
}

task *destroyed_bad(int value) {
  task_source *source = task_source_create(sizeof value); // expect: completion-never-set
  task *t = task_source_task(source);
  if (value >= 0)
    (void)task_source_set_result(source, &value);
  task_source_destroy(source);
  return t;
}

task *value_ok(int value) {
  task_source *source = task_source_create(sizeof value);
  task *t = task_source_task(source);
  (void)task_source_set_result(source, &value);
  task_source_destroy(source);
  return t;
}
