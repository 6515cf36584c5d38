// What task_offload() and threads run may block; the same function run as a task may not.
#include <pthread.h>
#include <stdio.h>
#include <taskrt/task.h>
#include <threads.h>
#include <unistd.h>

static int hash_ok(void *arg, cancel_token token, void *result) {
  char buf[512];
  return read(*(int *)arg, buf, sizeof buf) > 0 ? 0 : TASK_EINVAL;
}

static int hash_in_turn_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_offload(hash_ok, arg, 0, token), result);
}

// Given to both.
static int index_bad(void *arg, cancel_token token, void *result) {
  sync(); // expect: blocking-call "`sync`"
  return 0;
}

static int index_all(void *arg, cancel_token token, void *result) {
  int status = task_await(task_offload(index_bad, arg, 0, token), NULL);
  return status ? status : task_await(task_start(index_bad, arg, 0, token), NULL); // for its stack
}

// Threads of their own.
static void *watchdog_ok(void *arg) {
  for (;;)
    sleep(*(unsigned *)arg);
  return NULL;
}

static int ticker_ok(void *arg) {
  return (int)sleep(*(unsigned *)arg);
}

static int guard(void *arg, cancel_token token, void *result) {
  pthread_t thread;
  thrd_t other;
  static unsigned seconds = 5;
  if (pthread_create(&thread, NULL, watchdog_ok, &seconds) != 0)
    return TASK_EINVAL;
  return thrd_create(&other, ticker_ok, &seconds) == thrd_success ? task_delay(9, token)
                                                                  : TASK_EINVAL;
}

// The body that the helper offloads is given by its callers.
static int run_aside(task_fn body, void *arg, cancel_token token) {
  return task_await(task_offload(body, arg, 0, token), NULL);
}

static int scan_ok(void *arg, cancel_token token, void *result) {
  return scanf("%d", (int *)arg) == 1 ? 0 : TASK_EINVAL;
}

static int ask(void *arg, cancel_token token, void *result) {
  return run_aside(scan_ok, arg, token);
}

// Joining the thread is what blocks.
static int join_bad(void *arg, cancel_token token, void *result) {
  pthread_t thread;
  unsigned seconds = 1;
  if (pthread_create(&thread, NULL, watchdog_ok, &seconds) != 0)
    return TASK_EINVAL;
  return pthread_join(thread, NULL); // expect: blocking-call "`pthread_join`"
}

int main(void) {
  int fd = 0;
  task *all[] = {task_run(hash_in_turn_ok, &fd, 0, CANCEL_NONE),
                 task_run(index_all, &fd, 0, CANCEL_NONE), task_run(guard, &fd, 0, CANCEL_NONE),
                 task_run(ask, &fd, 0, CANCEL_NONE), task_run(join_bad, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
