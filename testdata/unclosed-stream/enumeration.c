// The enumeration of tasks in the order in which they end is a stream, too.
#include <taskrt/combine.h>

int first_bad(task *const *tasks, size_t count, size_t *which, cancel_token token) {
  task_each *ends = task_when_each(tasks, count);
  // expect@-1: unclosed-stream "the enumeration from `task_when_each` is not closed on every path"
  // note@-2: "close it with `task_each_destroy`"
  int status = task_each_next(ends, token, which);
  if (status != 0)
    return status;
  task_each_destroy(ends);
  return 0;
}

int first_ok(task *const *tasks, size_t count, size_t *which, cancel_token token) {
  task_each *ends = task_when_each(tasks, count);
  int status = task_each_next(ends, token, which);
  task_each_destroy(ends);
  return status;
}
