// A body that is started on the caller's time runs until it first suspends: what it counts until
// then is in time.
#include <taskrt.h>

struct batch {
  task_mutex lock;
  task_condition less;
  int early, late, group_work;
};

static int early_ok(void *arg, cancel_token token, void *result) {
  struct batch *batch = arg;
  batch->early++;
  int status = task_delay(10, token);
  batch->early--;
  return status;
}

static int late_bad(void *arg, cancel_token token, void *result) {
  struct batch *batch = arg;
  int status = task_delay(1, token);
  batch->late++; // expect: late-join-count "`late_bad` counts itself in `late`"
  status = status ? status : task_delay(10, token);
  batch->late--;
  return status;
}

int run(struct batch *batch, cancel_token token) {
  int status = 0;
  task_detach(task_start(early_ok, batch, 0, token), NULL, NULL);
  task_detach(task_start(late_bad, batch, 0, token), NULL, NULL);
  while (status == 0 && batch->early > 0)
    status = task_condition_wait(&batch->less, &batch->lock, token);
  while (status == 0 && batch->late > 0)
    status = task_condition_wait(&batch->less, &batch->lock, token);
  return status;
}

static int piece(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int feed_at_once_ok(void *arg, cancel_token token, void *result) {
  task_group_run(arg, piece, NULL);
  return task_delay(1, token);
}

static int feed_later_bad(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  task_group_run(arg, piece, NULL); // expect: late-join-count "`feed_later_bad` starts a task"
  return status;
}

int feed(cancel_token token) {
  task_group *group = task_group_create(token);
  task_detach(task_start(feed_at_once_ok, group, 0, token), NULL, NULL);
  task_detach(task_start(feed_later_bad, group, 0, token), NULL, NULL);
  return task_group_join(group);
}
