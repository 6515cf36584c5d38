// A task that adds to a group and does not belong to it: the group may be over and freed by then.
#include <taskrt.h>

static int piece(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int feed_bad(void *arg, cancel_token token, void *result) {
  task_group *group = arg;
  int status = task_delay(1, token);
  task_group_run(group, piece, NULL);
  // expect@-1: late-join-count "`feed_bad` starts a task"
  // note@-2: "start `feed_bad` in the group, or await it before the join"
  return status;
}

int feed_late(cancel_token token) {
  task_group *group = task_group_create(token);
  task *feeding = task_run(feed_bad, group, 0, token);
  // note@-1: "`feed_bad` is started here, outside"
  int joined = task_group_join(group); // note: "`task_group_join` does not wait for `feed_bad`"
  int status = task_await(feeding, NULL);
  return joined ? joined : status;
}

// A member of the group may add to it.
static int feed_ok(void *arg, cancel_token token, void *result) {
  task_group *group = arg;
  task_group_run(group, piece, NULL);
  return task_delay(1, token);
}

int feed_inside(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_run(group, feed_ok, group);
  return task_group_join(group);
}

// So may one that is awaited before.
static int feed_first_ok(void *arg, cancel_token token, void *result) {
  task_group *group = arg;
  int status = task_delay(1, token);
  task_group_run(group, piece, NULL);
  return status;
}

int feed_first(cancel_token token) {
  task_group *group = task_group_create(token);
  task *feeding = task_run(feed_first_ok, group, 0, token);
  int status = task_delay(2, token);
  int fed = task_await(feeding, NULL);
  int joined = task_group_join(group);
  return joined ? joined : fed ? fed : status;
}

// And one that the group waits for all the same.
static int feed_adopted_ok(void *arg, cancel_token token, void *result) {
  task_group *group = arg;
  task_group_run(group, piece, NULL);
  return task_delay(1, token);
}

int feed_adopted(cancel_token token) {
  task_group *group = task_group_create(token);
  task *feeding = task_run(feed_adopted_ok, group, 0, task_group_token(group));
  task_group_adopt(group, feeding);
  return task_group_join(group);
}
