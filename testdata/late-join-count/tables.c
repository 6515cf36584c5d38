// Bodies that come from a table or a structure of functions.
#include <taskrt.h>

struct hub {
  task_mutex lock;
  task_condition idle;
  int calls;
};

static int ring_bad(void *arg, cancel_token token, void *result) {
  struct hub *hub = arg;
  hub->calls++; // expect: late-join-count "`ring_bad` counts itself in `calls`"
  int status = task_delay(1, token);
  hub->calls--;
  return status;
}

static int dial_bad(void *arg, cancel_token token, void *result) {
  struct hub *hub = arg;
  hub->calls++; // expect: late-join-count "`dial_bad` counts itself in `calls`"
  int status = task_delay(2, token);
  hub->calls--;
  return status;
}

static const task_fn bodies[] = {ring_bad, dial_bad};

void call_all(struct hub *hub, cancel_token token) {
  for (int i = 0; i < 2; i++)
    task_detach(task_run(bodies[i], hub, 0, token), NULL, NULL);
}

int hang_up(struct hub *hub, cancel_token token) {
  int status = task_mutex_lock(&hub->lock, token);
  if (status != 0)
    return status;
  while (!(hub->calls == 0)) {
    status = task_condition_wait(&hub->idle, &hub->lock, token);
    if (status != 0)
      break;
  }
  task_mutex_unlock(&hub->lock);
  return status;
}
