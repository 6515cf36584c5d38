// silent
// Waiting where waiting is meant to happen: main, tests, threads, offload bodies, tasks that are
// over.
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/cancel.h>
#include <taskrt/runtime.h>
#include <taskrt/task.h>

static int sum(void *arg, cancel_token token, void *result) {
  *(long *)result = *(long *)arg + 1;
  return cancel_check(token);
}

// Used by main and by threads of their own.
static long sum_now(long value) {
  long result = 0;
  if (task_result(task_run(sum, &value, sizeof result, CANCEL_NONE), &result) != 0)
    return -1;
  return result;
}

static void *benchmark_ok(void *arg) {
  for (int round = 0; round < 100; round++)
    *(long *)arg += sum_now(round);
  return NULL;
}

// A body on the threads where blocking is allowed.
static int report_ok(void *arg, cancel_token token, void *result) {
  long value = 3;
  return task_wait(task_run(sum, &value, sizeof value, token));
}

// Takes the result when it is there, and goes on with something else when not.
static int poll_ok(void *arg, cancel_token token, void *result) {
  long value = 1, got = 0;
  task *adding = task_run(sum, &value, sizeof got, token);
  while (!task_is_done(adding))
    task_yield();
  int status = task_result(adding, &got);
  return status ? status : task_await(task_offload(report_ok, arg, 0, token), NULL);
}

static bool test_sum_is_awaited(void) {
  return sum_now(1) == 2;
}

int main(void) {
  if (task_runtime_start(NULL) != 0)
    return 1;
  pthread_t thread;
  long total = 0;
  if (pthread_create(&thread, NULL, benchmark_ok, &total) != 0)
    return 1;
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return 1;
  task *polling = task_run(poll_ok, NULL, 0, cancel_source_token(stop));
  cancel_request(stop);
  int status = task_wait(polling);
  cancel_source_destroy(stop);
  pthread_join(thread, NULL);
  printf("%ld, %d\n", total, test_sum_is_awaited());
  task_runtime_stop();
  return status;
}
