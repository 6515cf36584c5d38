// All but the first are given up in a loop.
#include <taskrt/combine.h>

int first_bad(task **tasks, size_t count) {
  size_t first = 0;
  int status = task_await(task_when_any(tasks, count), &first);
  for (size_t i = 0; i < count; i++)
    if (i != first)
      task_detach(tasks[i], NULL, NULL);
  // expect@-1: abandoned-losers
  return status ? status : task_await(tasks[first], NULL);
}

int first_ok(task **tasks, size_t count, cancel_source *source) {
  size_t first = 0;
  int status = task_await(task_when_any(tasks, count), &first);
  cancel_request(source);
  for (size_t i = 0; i < count; i++)
    if (i != first)
      task_detach(tasks[i], NULL, NULL);
  return status ? status : task_await(tasks[first], NULL);
}
