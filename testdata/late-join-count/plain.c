// A task that counts itself: whoever waits for 0 may look before the task runs.
#include <taskrt.h>

struct batch {
  task_mutex lock;
  task_condition less;
  int running;
};

static int work_bad(void *arg, cancel_token token, void *result) {
  struct batch *batch = arg;
  batch->running++; // expect: late-join-count "`work_bad` counts itself in `running`"
  // note@-1: "count it where it is started"
  int status = task_delay(10, token);
  batch->running--;
  task_condition_broadcast(&batch->less);
  return status;
}

static int both(void *arg, cancel_token token, void *result) {
  struct batch *batch = arg;
  int status = task_mutex_lock(&batch->lock, token);
  if (status != 0)
    return status;
  task_detach(task_run(work_bad, batch, 0, token), NULL, NULL);
  // note@-1: "`work_bad` is started here"
  while (status == 0 && batch->running > 0) // note: "`both` waits here until `running` is 0"
    status = task_condition_wait(&batch->less, &batch->lock, token);
  task_mutex_unlock(&batch->lock);
  return status;
}

int main(void) {
  struct batch batch = {.running = 0};
  return task_wait(task_run(both, &batch, 0, CANCEL_NONE));
}
