// Cancelled on one way out only.
#include <taskrt/combine.h>

int race_bad(task *a, task *b, cancel_source *source) {
  task *both[] = {a, b};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  if (status != 0) {
    task_detach(a, NULL, NULL);
    task_detach(b, NULL, NULL);
    // expect@-1: abandoned-losers
    // expect@-3: abandoned-losers
    return status;
  }
  cancel_request(source);
  int one = task_await(a, NULL), other = task_await(b, NULL);
  return first ? other : one;
}
