// Handles in structures: what members are is not known, so nothing is said of them.
#include <taskrt/task.h>

struct search {
  task *run;
  int count;
};

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

int copied_bad(struct search *search) {
  task *run = search->run;
  search->run = NULL;
  int count = (int)(long)run; // expect: task-as-value
  return task_await(run, NULL) == 0 ? count : 0;
}

int fn_member(struct search *search) {
  int count = (int)(long)search->run;
  return task_await(search->run, NULL) == 0 ? count : 0;
}

int result_ok(struct search *search) {
  return task_await(search->run, &search->count);
}
