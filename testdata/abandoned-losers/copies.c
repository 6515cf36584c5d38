// The loser is taken out of the array before it is given up.
#include <taskrt/combine.h>

int race_bad(task **both) {
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  task *loser = both[1 - first];
  task_detach(loser, NULL, NULL);
  // expect@-1: abandoned-losers
  return status ? status : task_await(both[first], NULL);
}

int race_ok(task **both, cancel_source *source) {
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  task *loser = both[1 - first];
  cancel_request(source);
  task_detach(loser, NULL, NULL);
  return status ? status : task_await(both[first], NULL);
}
