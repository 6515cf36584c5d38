// The task is started by a wrapper, and counts itself two calls down; a cleanup attribute lowers.
#include <taskrt.h>

struct meter {
  task_event empty;
  int level;
};

static void change(struct meter *meter) {
  meter->level++;
}

static void rise(struct meter *meter) {
  change(meter);
}

static void fall(struct meter **meter) {
  if (--(*meter)->level == 0)
    task_event_set(&(*meter)->empty);
}

static int drip_bad(void *arg, cancel_token token, void *result) {
  __attribute__((cleanup(fall))) struct meter *meter = arg;
  rise(meter); // expect: late-join-count "`drip_bad` counts itself in `level`"
  return task_delay(1, token);
}

static void launch(task_fn body, void *arg, cancel_token token) {
  task_detach(task_run(body, arg, 0, token), NULL, NULL);
}

int water(struct meter *meter, cancel_token token) {
  int status = 0;
  launch(drip_bad, meter, token);
  while (meter->level > 0 && status == 0)
    status = task_event_wait(&meter->empty, token);
  return status;
}

// The caller of the wrapper has counted it.
static int pour_ok(void *arg, cancel_token token, void *result) {
  struct meter *meter = arg;
  int status = task_delay(1, token);
  fall(&meter);
  return status;
}

int fill(struct meter *meter, cancel_token token) {
  int status = 0;
  rise(meter);
  launch(pour_ok, meter, token);
  while (meter->level > 0 && status == 0)
    status = task_event_wait(&meter->empty, token);
  return status;
}
