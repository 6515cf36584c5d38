// silent
// What is not seen: a result that nobody wants, and a structure with a task in it.
#include <taskrt/task.h>

struct started {
  task *inner;
  int id;
};

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

static int start_with_id(void *arg, cancel_token token, void *result) {
  struct started *started = result;
  started->inner = task_run(load, arg, 0, token);
  started->id = 1;
  return 0;
}

// Nobody has the handle that the body made.
int fn_no_place(void *user, cancel_token token) {
  return task_await(task_run(start_load, user, sizeof(task *), token), NULL);
}

// The handle is a member of the result.
int fn_member(void *user, cancel_token token) {
  struct started started;
  int status = task_await(task_run(start_with_id, user, sizeof started, token), &started);
  return status ? status : started.id;
}
