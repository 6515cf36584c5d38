// A task body gets a handle and takes it for what the task was to produce.
#include <taskrt/task.h>

struct user {
  int age;
};

static int load(void *arg, cancel_token token, void *result) {
  ((struct user *)result)->age = 3;
  return task_delay(1, token);
}

static int greet(void *arg, cancel_token token, void *result) {
  struct user *user = arg;
  return user->age > 2 ? task_delay(1, token) : TASK_EINVAL;
}

static int finish(void *arg, cancel_token token, void *result) {
  task *t = arg;
  return task_await(t, result);
}

task *greet_bad(void *key) {
  task *user = task_run(load, key, sizeof(struct user), CANCEL_NONE);
  return task_run(greet, user, 0, CANCEL_NONE); // expect: task-as-value "takes it for a `user *`"
}

int greet_ok(void *key) {
  struct user user;
  int status = task_await(task_run(load, key, sizeof user, CANCEL_NONE), &user);
  if (status != 0)
    return status;
  task *greeting = task_run(greet, &user, 0, CANCEL_NONE);
  return task_await(greeting, NULL);
}

task *finish_ok(void *key) {
  task *user = task_run(load, key, sizeof(struct user), CANCEL_NONE);
  return task_run(finish, user, sizeof(struct user), CANCEL_NONE);
}
