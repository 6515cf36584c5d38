// The branches that lead to the way out without an outcome, and what ends the life of the source.
#include <taskrt/source.h>

task *value_bad(int value) {
  task_source *source = task_source_create(sizeof value);
  // expect@-1: completion-never-set "is not set on every path"
  // note@+8: "set an outcome with `task_source_set_result` or its like on every path"
  if (!source)
    return NULL;
  task *t = task_source_task(source);
  if (value > 0)
    (void)task_source_set_result(source, &value);
  else if (value < 0) // note: "this is false"
    (void)task_source_set_error(source, TASK_EINVAL);
  task_source_destroy(source); // note: "`task_source_destroy` ends the life of `source` here"
  return t;
}
