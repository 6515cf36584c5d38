// A function declared `async` runs in tasks only: a wait in it, or in what it calls, is reported.
#include <taskrt/task.h>

static int lookup(void *arg, cancel_token token, void *result) {
  return task_delay(9, token);
}

static int user_load_bad(int id, cancel_token token) ASYNC_LINT("async");

static int user_load_bad(int id, cancel_token token) {
  // note@-1: "`user_load_bad` is declared `async`"
  int status = task_delay(1, token);
  if (status != 0)
    return status;
  return task_wait(task_run(lookup, &id, 0, token)); // expect: blocking-wait "`task_wait`"
}

// Through a helper.
static int group_find_bad(int id, cancel_token token) {
  return task_wait(task_run(lookup, &id, 0, token)); // expect: blocking-wait "`task_wait`"
}

static int ASYNC_LINT("async") group_load(int id, cancel_token token) {
  int status = group_find_bad(id, token);
  return status ? status : task_delay(1, token);
}

static int ASYNC_LINT("async") user_save_ok(int id, cancel_token token) {
  return task_await(task_run(lookup, &id, 0, token), NULL); // for its stack
}

static int user_count_ok(cancel_token token) {
  int id = 0;
  return task_wait(task_run(lookup, &id, 0, token));
}

static int all(void *arg, cancel_token token, void *result) {
  return user_load_bad(1, token) | group_load(2, token) | user_save_ok(3, token);
}

int main(void) {
  return task_wait(task_run(all, NULL, 0, CANCEL_NONE)) | user_count_ok(CANCEL_NONE);
}
