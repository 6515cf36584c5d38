// A task outside the group uses the group's handle after the join has freed it.
#include <taskrt.h>

struct watch {
  task_group *group;
  int seconds;
};

static int piece(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int stop_bad(void *arg, cancel_token token, void *result) {
  int status = task_delay(1000, token);
  task_group_cancel(arg);
  // expect@-1: escaped-scope "`stop_bad` uses a group that may be over by then"
  // note@-2: "wait for `stop_bad` before that"
  return status;
}

int limited(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_run(group, piece, NULL);
  task *stopping = task_run(stop_bad, group, 0, token); // note: "`stop_bad` is started here"
  int joined = task_group_join(group);
  // note@-1: "`task_group_join` ends the group here, and `stop_bad` may be running"
  int status = task_await(stopping, NULL);
  return joined ? joined : status;
}

static int extend_bad(void *arg, cancel_token token, void *result) {
  struct watch *watch = arg;
  int status = task_delay(10, token);
  task_group_cancel_after(watch->group, 100); // expect: escaped-scope "`extend_bad` uses a group"
  return status;
}

int extended(struct watch *watch, cancel_token token) {
  watch->group = task_group_create(token);
  task_group_run(watch->group, piece, NULL);
  task_detach(task_run(extend_bad, watch, 0, token), NULL, NULL);
  return task_group_join(watch->group);
}

// Awaited before the join.
static int stop_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(10, token);
  task_group_cancel(arg);
  return status;
}

int stopped(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_run(group, piece, NULL);
  task *stopping = task_run(stop_ok, group, 0, token);
  int status = task_await(stopping, NULL);
  int joined = task_group_join(group);
  return joined ? joined : status;
}

// A child of the group.
static int stop_inside_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(10, token);
  task_group_cancel(arg);
  return status;
}

int inside(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_run(group, stop_inside_ok, group);
  return task_group_join(group);
}
