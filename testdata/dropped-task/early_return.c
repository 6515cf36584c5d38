// A return between start and await leaves the task running without an owner.
#include <stddef.h>
#include <string.h>
#include <taskrt/task.h>

struct request {
  const char *path;
  size_t length;
};

static int load_profile(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

int handle_bad(struct request *request) {
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  if (request->length == 0)
    return TASK_EINVAL; // note: "the function returns here with `profile` still running"
  return task_await(profile, NULL);
}

int handle_nested_bad(struct request *request, int strict) {
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE); // expect: dropped-task
  if (request->path) {
    if (strict && strlen(request->path) > 255)
      return TASK_EINVAL;
  }
  return task_await(profile, NULL);
}

// The end of a function without result is a return, too.
void handle_quietly_bad(struct request *request, int *status) {
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE); // expect: dropped-task
  if (status)
    *status = task_await(profile, NULL);
}

int only_one_branch_bad(struct request *request) {
  int status = 0;
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE); // expect: dropped-task
  if (request->length > 4096)
    status = TASK_EINVAL;
  else
    status = task_await(profile, NULL);
  return status;
}

int handle_ok(struct request *request) {
  if (request->length == 0)
    return TASK_EINVAL;
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE);
  return task_await(profile, NULL);
}

int handle_both_ok(struct request *request, int strict) {
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE);
  if (strict && strlen(request->path) > 255) {
    task_detach(profile, NULL, NULL);
    return TASK_EINVAL;
  }
  return task_await(profile, NULL);
}

task *hand_over_ok(struct request *request, int later, int *status) {
  task *profile = task_run(load_profile, request, 0, CANCEL_NONE);
  if (later)
    return profile;
  *status = task_await(profile, NULL);
  return NULL;
}
