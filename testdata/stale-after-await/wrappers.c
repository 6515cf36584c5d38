// The suspension is in a helper, and so is the body's work.
#include <taskrt.h>

struct meter {
  int level;
};

static int settle(cancel_token token) {
  return task_delay(1, token);
}

static int raise_bad(struct meter *meter, cancel_token token) {
  int level = meter->level;
  int status = settle(token); // note: "the task may be suspended here"
  level += 5;
  meter->level = level; // expect: stale-after-await
  return status;
}

static int filling(void *arg, cancel_token token, void *result) {
  return raise_bad(arg, token);
}

static int drain(void *arg, cancel_token token, void *result) {
  struct meter *meter = arg;
  meter->level = 0; // note: "`drain`, in another task, changes it here"
  return settle(token);
}

void run(struct meter *meter, cancel_token token) {
  task_detach(task_run(filling, meter, 0, token), NULL, NULL);
  task_detach(task_run(drain, meter, 0, token), NULL, NULL);
}
