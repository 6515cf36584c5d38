// A source a turn, and a loop that may find nothing to set.
#include <taskrt/source.h>

task *find_bad(const int *values, int count) {
  task_source *source = task_source_create(sizeof(int)); // expect: completion-never-set
  task *t = task_source_task(source);
  for (int i = 0; i < count; i++)
    if (values[i] > 0) {
      (void)task_source_set_result(source, &values[i]);
      break;
    }
  task_source_destroy(source);
  return t;
}

task *find_ok(const int *values, int count) {
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  int found = -1;
  for (int i = 0; i < count; i++)
    if (values[i] > 0)
      found = i;
  if (found >= 0)
    (void)task_source_set_result(source, &values[found]);
  else
    (void)task_source_set_error(source, TASK_EINVAL);
  task_source_destroy(source);
  return t;
}

void each_ok(task **tasks, int count) {
  for (int i = 0; i < count; i++) {
    task_source *source = task_source_create(sizeof i);
    tasks[i] = task_source_task(source);
    (void)task_source_set_result(source, &i);
    task_source_destroy(source);
  }
}
