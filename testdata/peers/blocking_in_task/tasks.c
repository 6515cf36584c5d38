// Tasks that block the thread of all tasks, at once or through other functions.
#include "depot.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

static int fetch(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(10, token);
}

static int sleeps(void *arg, cancel_token token, void *result) {
  (void)arg, (void)token, (void)result;
  sleep(1); // bug: sleeps
  return 0;
}

static int joins(void *arg, cancel_token token, void *result) {
  pthread_t *thread = arg;
  (void)token, (void)result;
  return pthread_join(*thread, NULL); // bug: joins
}

static int waits(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_wait(task_run(fetch, arg, 0, token)); // bug: waits
}

static void settle(void) {
  usleep(1000); // bug: in_a_helper
}

static void settle_all(void) {
  settle(); // bug: in_a_helper
}

static int in_a_helper(void *arg, cancel_token token, void *result) {
  (void)arg, (void)token, (void)result;
  settle_all(); // bug: in_a_helper
  return 0;
}

static int in_another_file(void *arg, cancel_token token, void *result) {
  int *number = arg;
  (void)token, (void)result;
  return count_slowly(*number); // bug: in_another_file
}

static int through_a_table(void *arg, cancel_token token, void *result) {
  int *number = arg;
  (void)token, (void)result;
  return slow_depot.fetch(*number); // bug: through_a_table
}

static int polls_at_once(void *arg, cancel_token token, void *result) {
  struct pollfd *ready = arg;
  (void)token, (void)result;
  return poll(ready, 1, 0) < 0 ? TASK_EINVAL : 0;
}

static int harmless_elsewhere(void *arg, cancel_token token, void *result) {
  int *number = arg;
  (void)token, (void)result;
  return count_quickly(*number) > 0 ? 0 : TASK_EINVAL;
}

static int may_block(void *arg, cancel_token token, void *result) {
  (void)arg, (void)token, (void)result;
  sleep(1);
  return 0;
}

static int offloads(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_await(task_offload(may_block, arg, 0, token), NULL);
}

static const task_fn bodies[] = {
    sleeps,          joins,           waits,         in_a_helper,
    in_another_file, through_a_table, polls_at_once, harmless_elsewhere,
    offloads,
};

int run_all(void *arg) {
  int status = 0;
  for (unsigned i = 0; i < sizeof bodies / sizeof *bodies; i++)
    status |= task_wait(task_run(bodies[i], arg, 0, CANCEL_NONE));
  sleep(1);
  return status;
}
