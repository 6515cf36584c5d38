// Starts in a loop are the usual case; a raise in a loop of the body is for something else.
#include <taskrt.h>

struct farm {
  task_mutex lock;
  task_condition still;
  int mills, turns;
};

static int grind_bad(void *arg, cancel_token token, void *result) {
  struct farm *farm = arg;
  farm->mills++; // expect: late-join-count "`grind_bad` counts itself in `mills`"
  int status = 0;
  for (int i = 0; i < 10 && status == 0; i++)
    status = task_delay(1, token);
  farm->mills--;
  return status;
}

static int turn_ok(void *arg, cancel_token token, void *result) {
  struct farm *farm = arg;
  int status = 0;
  for (int i = 0; i < 10 && status == 0; i++) {
    farm->turns++;
    status = task_delay(1, token);
    farm->turns--;
  }
  return status;
}

int harvest(struct farm *farm, cancel_token token) {
  int status = 0;
  for (int i = 0; i < 4; i++)
    task_detach(task_run(grind_bad, farm, 0, token), NULL, NULL);
  for (int i = 0; i < 4; i++)
    task_detach(task_run(turn_ok, farm, 0, token), NULL, NULL);
  for (; status == 0 && farm->mills > 0;)
    status = task_condition_wait(&farm->still, &farm->lock, token);
  while (status == 0 && farm->turns > 0)
    status = task_condition_wait(&farm->still, &farm->lock, token);
  return status;
}
