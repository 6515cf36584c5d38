// Different operations that both fetch something.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int count(void *arg, cancel_token token, void *result) {
  *(int *)result = *(int *)arg;
  return cancel_check(token);
}

int fetch_bad(int user, int order, cancel_token token) {
  int users = 0, orders = 0;
  int first = task_await(task_run(load, &user, sizeof users, token), &users);
  int second = task_await(task_run(count, &order, sizeof orders, token), &orders);
  // expect@-1: sequential-awaits
  return first | second ? -1 : users + orders;
}

int actions_ok(int user, int order, cancel_token token) {
  int first = task_await(task_run(load, &user, 0, token), NULL);
  int second = task_await(task_run(count, &order, 0, token), NULL);
  return first | second;
}
