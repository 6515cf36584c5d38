// The token of a group is gone with the join: who has it must be over, or belong to the group.
#include <taskrt.h>

static int ping(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int once(void *arg, cancel_token token, void *result) {
  int *count = arg;
  return ++*count;
}

int await_late_bad(cancel_token token) {
  task_group *group = task_group_create(token);
  task *pinging = task_run(ping, NULL, 0, task_group_token(group));
  // note@-1: "`task_run` gets the token here"
  int joined = task_group_join(group);
  // expect@-1: escaped-scope "`group` is over here, and a task that got its token"
  // note@-2: "make the task a part of it, or wait for it before"
  int status = task_await(pinging, NULL);
  return joined ? joined : status;
}

int detach_bad(cancel_token token) {
  task_group *group = task_group_create(token);
  task_detach(task_run(ping, NULL, 0, task_group_token(group)), NULL, NULL);
  // note@-1: "takes the handle here and does not wait"
  return task_group_join(group); // expect: escaped-scope
}

task *return_bad(cancel_token token) {
  task_group *group = task_group_create(token);
  task *pinging = task_run(ping, NULL, 0, task_group_token(group));
  int status = task_group_join(group); // expect: escaped-scope
  if (status != 0)
    task_set_name(pinging, "late");
  return pinging;
}

int await_first_ok(cancel_token token) {
  task_group *group = task_group_create(token);
  task *pinging = task_run(ping, NULL, 0, task_group_token(group));
  int status = task_await(pinging, NULL);
  int joined = task_group_join(group);
  return joined ? joined : status;
}

int adopt_ok(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_adopt(group, task_run(ping, NULL, 0, task_group_token(group)));
  return task_group_join(group);
}

// The body does not look at its token.
int ignored_ok(int *count, cancel_token token) {
  task_group *group = task_group_create(token);
  task *counting = task_run(once, count, 0, task_group_token(group));
  int joined = task_group_join(group);
  int status = task_await(counting, NULL);
  return joined ? joined : status;
}

int own_token_ok(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_run(group, ping, NULL);
  task *pinging = task_run(ping, NULL, 0, token);
  int joined = task_group_join(group);
  int status = task_await(pinging, NULL);
  return joined ? joined : status;
}
