// taskrt's latch cannot be counted up; who does it by hand, inside the task, is too late as well.
#include <taskrt.h>

struct race {
  task_latch over;
  int lap;
};

static int run_bad(void *arg, cancel_token token, void *result) {
  struct race *race = arg;
  race->over.count++; // expect: late-join-count "`run_bad` counts itself in `over`"
  int status = task_delay(10, token);
  task_latch_count_down(&race->over);
  return status;
}

static int run_ok(void *arg, cancel_token token, void *result) {
  struct race *race = arg;
  race->lap++;
  int status = task_delay(10, token);
  race->lap--;
  task_latch_count_down(&race->over);
  return status;
}

int race(cancel_token token) {
  struct race late = {.over = TASK_LATCH_INIT(0)}, right = {.over = TASK_LATCH_INIT(1)};
  task_detach(task_run(run_bad, &late, 0, token), NULL, NULL);
  int status = task_latch_wait(&late.over, token);
  task_detach(task_run(run_ok, &right, 0, token), NULL, NULL);
  int other = task_latch_wait(&right.over, token);
  return status ? status : other;
}
