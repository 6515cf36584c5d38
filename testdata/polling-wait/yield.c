// silent
// Known missed alarm: a loop that only gives its turn away.
#include <taskrt/task.h>

int fn_spin(task *loading) {
  while (!task_is_done(loading))
    task_yield();
  return task_await(loading, NULL);
}
