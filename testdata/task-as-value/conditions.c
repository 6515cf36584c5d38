// A condition on a handle is true whatever the task will find out.
#include <stdbool.h>
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

static task *is_known(void *user) {
  return task_run(look_up, user, sizeof(int), CANCEL_NONE);
}

int greet_bad(void *user) {
  if (is_known(user)) // expect: task-as-value "`is_known` gives a task", dropped-task
    return 1;
  return 0;
}

bool negated_bad(void *user) {
  if (!is_known(user)) // expect: task-as-value, dropped-task
    return false;
  return true;
}

int both_bad(void *user, int enabled) {
  if (enabled && is_known(user)) // expect: task-as-value, dropped-task
    return 1;
  return 0;
}

int greet_ok(void *user) {
  int known = 0;
  int status = task_await(is_known(user), &known);
  return status == 0 && known;
}

int started_ok(void *user) {
  task *asking = is_known(user);
  if (!asking)
    return TASK_ENOMEM;
  return task_await(asking, NULL);
}

int started_in_condition_ok(void *user) {
  task *asking;
  if ((asking = is_known(user)) == NULL)
    return TASK_ENOMEM;
  return task_await(asking, NULL);
}
