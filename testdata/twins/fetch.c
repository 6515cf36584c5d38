// A program that fetches three things, with the mistakes of somebody who knows threads: it waits
// in a task, forgets handles, and lets errors go.
// at run time: blocking-call blocking-wait dropped-task reused-task
// at run time: leaked-cancel-source unhandled-detach
#include <stdio.h>
#include <taskrt.h>
#include <unistd.h>

static int fetch(void *arg, cancel_token token, void *result) {
  const int *number = arg;
  int status = task_delay(2, token);
  if (status == 0)
    *(int *)result = *number * 10;
  return status;
}

static int log_visit(void *arg, cancel_token token, void *result) {
  (void)result;
  if (arg == NULL)
    return TASK_EINVAL; // there is no log
  return task_delay(1, token);
}

static void log_soon_bad(void *log, cancel_token token) {
  task_detach(task_run(log_visit, log, 0, token), NULL, NULL);
  // expect@-1: unhandled-detach
}

static int poll_once_bad(cancel_token token) {
  usleep(100); // expect: blocking-call
  return cancel_check(token);
}

static int add_up_bad(void *arg, cancel_token token, void *result) {
  (void)arg;
  static int numbers[] = {1, 2, 3};
  int first = 0, second = 0;
  task *one = task_run(fetch, &numbers[0], sizeof(int), token);
  int status = task_result(one, &first); // expect: blocking-wait
  task *two = task_run(fetch, &numbers[1], sizeof(int), token);
  // expect@-1: needless-task
  int second_status = task_await(two, &second);
  if (status == 0)
    status = second_status;
  if (status == 0)
    status = task_await(two, NULL); // expect: reused-task
  log_soon_bad(NULL, token);
  if (status != 0)
    status = poll_once_bad(token);
  *(int *)result = first + second;
  return status;
}

static void warm_up_bad(cancel_token token) {
  static int number = 3;
  task *warm = task_run(fetch, &number, sizeof(int), token); // expect: dropped-task
  task_set_name(warm, "warm-up");
}

static int run_bad(int *sum) {
  cancel_source *source = cancel_source_create(); // expect: leaked-cancel-source
  if (!source)
    return TASK_ENOMEM;
  cancel_token token = cancel_source_token(source);
  warm_up_bad(token);
  return task_result(task_run(add_up_bad, NULL, sizeof *sum, token), sum);
}

int main(void) {
  int sum = 0;
  int status = run_bad(&sum);
  task_runtime_stop();
  printf("%d, status %d\n", sum, status);
  return 0;
}
