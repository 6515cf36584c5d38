// silent
// Tasks that end in their scope, and memory that lives on.
#include <stdlib.h>
#include <taskrt.h>

struct user {
  int logins;
  task_event done;
};

static struct user root;

static int count(void *arg, cancel_token token, void *result) {
  struct user *user = arg;
  int status = task_delay(1, token);
  user->logins++;
  task_event_set(&user->done);
  return status;
}

static int failed(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

// The memory is global.
static int log_in_ok(void *arg, cancel_token token, void *result) {
  task_detach(task_run(count, arg, 0, CANCEL_NONE), NULL, NULL); // for the statistics
  return 0;
}

int log_root_in(cancel_token token) {
  return task_await(task_start(log_in_ok, &root, 0, token), NULL); // on a stack of its own
}

// The body waits for a sign of the task.
static int wait_ok(void *arg, cancel_token token, void *result) {
  struct user *user = arg;
  task_detach(task_run(count, user, 0, CANCEL_NONE), NULL, NULL); // it says when it is done
  return task_event_wait(&user->done, CANCEL_NONE);               // always comes
}

int wait_for_it(cancel_token token) {
  struct user user = {0};
  return task_await(task_start(wait_ok, &user, 0, token), NULL); // on a stack of its own
}

// The task owns what it gets.
static int own(void *arg, cancel_token token, void *result) {
  free(arg);
  return task_delay(1, token);
}

static int copy_ok(void *arg, cancel_token token, void *result) {
  struct user *user = arg, *copy = malloc(sizeof *copy);
  if (!copy)
    return TASK_ENOMEM;
  copy->logins = user->logins;
  task_detach(task_run(own, copy, 0, CANCEL_NONE), NULL, NULL); // it frees the copy
  return 0;
}

int copied(cancel_token token) {
  struct user user = {0};
  return task_await(task_start(copy_ok, &user, 0, token), NULL); // on a stack of its own
}

// The task does not look at what it gets.
static int ignore_ok(void *arg, cancel_token token, void *result) {
  task_detach(task_run(failed, arg, 0, CANCEL_NONE), NULL, NULL); // only takes its time
  return 0;
}

int ignored(cancel_token token) {
  struct user user = {0};
  return task_await(task_start(ignore_ok, &user, 0, token), NULL); // on a stack of its own
}
