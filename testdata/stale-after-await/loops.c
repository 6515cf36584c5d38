// One body in many tasks is its own rival, when they share what they work on.
#include <taskrt.h>

struct total {
  long sum, share, turns;
};

static int add_bad(void *arg, cancel_token token, void *result) {
  struct total *total = arg;
  long sum = total->sum;
  int status = task_delay(1, token);
  total->sum = sum + 1; // expect: stale-after-await "`total->sum` gets a value"
  return status;
}

// Each has its own.
static int own_ok(void *arg, cancel_token token, void *result) {
  struct total *total = arg;
  long share = total->share;
  int status = task_delay(1, token);
  total->share = share + 1;
  return status;
}

int add_all(struct total *all, struct total *each, cancel_token token) {
  task *adding[8], *owning[8];
  for (int i = 0; i < 8; i++)
    adding[i] = task_run(add_bad, all, 0, token);
  // note@-1: "several tasks that do so are started here"
  for (int i = 0; i < 8; i++)
    owning[i] = task_run(own_ok, &each[i], 0, token);
  task *both[] = {task_when_all(adding, 8), task_when_all(owning, 8)};
  return task_await(task_when_all(both, 2), NULL);
}

// The body loops, and reads anew in each round.
static int turn_ok(void *arg, cancel_token token, void *result) {
  struct total *total = arg;
  int status = 0;
  while (status == 0 && total->turns < 100) {
    total->turns++;
    status = task_delay(1, token);
  }
  return status;
}

void turn(struct total *total, cancel_token token) {
  task_detach(task_run(turn_ok, total, 0, token), NULL, NULL);
}
