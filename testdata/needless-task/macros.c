// The await in a macro, the start in one, and both in one that may be used otherwise, too.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

#define AWAIT(task) task_await((task), NULL)
#define SPAWN(body, arg) task_run((body), (arg), 0, token)
#define CALL(body, arg) task_await(task_run((body), (arg), 0, token), NULL)

static int awaited_bad(void *arg, cancel_token token, void *result) {
  return AWAIT(task_run(load, arg, 0, token));
  // expect@-1: needless-task
}

static int spawned_bad(void *arg, cancel_token token, void *result) {
  return AWAIT(SPAWN(load, arg));
  // expect@-1: needless-task
}

static int called_ok(void *arg, cancel_token token, void *result) {
  return CALL(load, arg);
}

static int all(void *arg, cancel_token token, void *result) {
  return awaited_bad(arg, token, NULL) | spawned_bad(arg, token, NULL) |
         called_ok(arg, token, NULL);
}

int main(void) {
  int ms = 1;
  return task_wait(task_run(all, &ms, 0, CANCEL_NONE));
}
