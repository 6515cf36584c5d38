// The racers are members.
#include <taskrt/combine.h>

struct race {
  task *runners[2];
  cancel_source *source;
};

int run_bad(struct race *race) {
  size_t first = 0;
  int status = task_await(task_when_any(race->runners, 2), &first);
  if (status == 0)
    status = task_await(race->runners[first], NULL);
  task_detach(race->runners[1 - first], NULL, NULL);
  // expect@-1: abandoned-losers
  return status;
}

int run_ok(struct race *race) {
  size_t first = 0;
  int status = task_await(task_when_any(race->runners, 2), &first);
  cancel_request(race->source);
  if (status == 0)
    status = task_await(race->runners[first], NULL);
  task_detach(race->runners[1 - first], NULL, NULL);
  return status;
}
