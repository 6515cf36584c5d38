// silent
// Inner tasks that are awaited, returned, stored, given away or given up; results that are none.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

static int count(void *arg, cancel_token token, void *result) {
  *(int *)result = 3;
  return task_delay(1, token);
}

struct page {
  task *loading;
};

task *returned_ok(void *user, cancel_token token) {
  task *inner = NULL;
  if (task_await(task_run(start_load, user, sizeof(task *), token), &inner) != 0)
    return task_run(load, user, 0, token);
  return inner;
}

int stored_ok(struct page *page, void *user, cancel_token token) {
  task *inner = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  if (status == 0)
    page->loading = inner;
  return status;
}

int member_ok(struct page *page, void *user, cancel_token token) {
  return task_await(task_run(start_load, user, sizeof(task *), token), &page->loading);
}

static void failed(int status, void *arg) {}

int given_up_ok(void *user, cancel_token token) {
  task *inner = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  if (status == 0)
    task_detach(inner, failed, user);
  return status;
}

int number_ok(int *sum, cancel_token token) {
  int number = 0;
  int status = task_await(task_run(count, NULL, sizeof number, token), &number);
  *sum += number;
  return status;
}
