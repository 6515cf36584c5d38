// A function of the program asks the losers to stop, or does not.
#include <taskrt/combine.h>

struct search {
  cancel_source *source;
  int found;
};

static void stop(struct search *search) {
  search->found = 1;
  cancel_request(search->source);
}

static void count(struct search *search) {
  search->found++;
}

int counted_bad(struct search *search, task *a, task *b) {
  task *both[] = {a, b};
  int status = task_await(task_when_any(both, 2), NULL);
  count(search);
  task_detach(a, NULL, NULL);
  // expect@-1: abandoned-losers
  return status ? status : task_await(b, NULL);
}

int stopped_ok(struct search *search, task *a, task *b) {
  task *both[] = {a, b};
  int status = task_await(task_when_any(both, 2), NULL);
  stop(search);
  task_detach(a, NULL, NULL);
  return status ? status : task_await(b, NULL);
}
