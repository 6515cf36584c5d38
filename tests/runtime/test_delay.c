// SPDX-License-Identifier: MIT
// Delays, in place and as objects.
// async-lint: allow-file(leaked-cancel-source) a failed expectation ends the test
#include <time.h>

#include "test.h"

enum { FOREVER = 3600 * 1000 };

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int sleep_and_look_at_the_clock(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  uint64_t begin = nanoseconds(CLOCK_MONOTONIC);
  EXPECT(task_delay(5, token) == 0);
  EXPECT(nanoseconds(CLOCK_MONOTONIC) - begin >= 5000000);
  return 0;
}

static void a_delay_is_never_too_short(void **state) {
  (void)state;
  run_in_task(sleep_and_look_at_the_clock, NULL);
  uint64_t begin = nanoseconds(CLOCK_MONOTONIC);
  assert_int_equal(task_delay(5, CANCEL_NONE), 0);
  assert_int_equal(task_wait(task_delay_async(5, CANCEL_NONE)), 0);
  assert_true(nanoseconds(CLOCK_MONOTONIC) - begin >= 10000000);
}

static void no_time_is_over_at_once(void **state) {
  (void)state;
  assert_int_equal(task_delay(0, CANCEL_NONE), 0);
  task *delay = task_delay_async(0, CANCEL_NONE);
  assert_true(task_is_done(delay));
  assert_int_equal(task_wait(delay), 0);
}

struct sleeper {
  unsigned milliseconds;
  char name;
  char *log;
  size_t *count;
};

static int sleep_then_log(void *arg, cancel_token token, void *result) {
  (void)result;
  struct sleeper *sleeper = arg;
  int status = task_delay(sleeper->milliseconds, token);
  sleeper->log[(*sleeper->count)++] = sleeper->name;
  return status;
}

static int start_sleepers(void *arg, cancel_token token, void *result) {
  (void)result;
  struct sleeper *sleepers = arg;
  task *tasks[4];
  for (int i = 0; i < 4; i++)
    tasks[i] = task_start(sleep_then_log, &sleepers[i], 0, token);
  return task_await(task_when_all(tasks, 4), NULL);
}

static void sleepers_wake_in_order_of_their_deadlines(void **state) {
  (void)state;
  char log[5] = {0};
  size_t count = 0;
  // Each starts later and sleeps longer than the one before, however slow the machine is; other
  // orders are test_timer.c's.
  struct sleeper sleepers[] = {
      {1, 'a', log, &count}, {2, 'b', log, &count}, {3, 'c', log, &count}, {4, 'd', log, &count}};
  run_in_task(start_sleepers, sleepers);
  assert_string_equal(log, "abcd");
}

// Removing timers from the middle of the heap leaves the others in order.
static int cancel_some_sleepers(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  enum { COUNT = 200 };
  cancel_source *source = cancel_source_create();
  char log[COUNT] = {0};
  size_t count = 0;
  struct sleeper sleepers[COUNT];
  task *tasks[COUNT];
  for (unsigned i = 0; i < COUNT; i++) {
    bool doomed = i % 2 == 0;
    sleepers[i] = (struct sleeper){doomed ? FOREVER - i % 10 : 1 + i * 7 % 20, 'x', log, &count};
    tasks[i] = task_start(sleep_then_log, &sleepers[i], 0,
                          doomed ? cancel_source_token(source) : CANCEL_NONE);
  }
  cancel_request(source);
  for (unsigned i = 0; i < COUNT; i++)
    EXPECT(task_await(tasks[i], NULL) == (i % 2 ? 0 : TASK_ECANCELED));
  EXPECT(count == COUNT);
  cancel_source_destroy(source);
  return 0;
}

static void cancelled_sleepers_leave_the_others_alone(void **state) {
  (void)state;
  run_in_task(cancel_some_sleepers, NULL);
}

static void many_delays_need_no_stack(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 2, .max_stacks = 1};
  assert_int_equal(task_runtime_start(&options), 0);
  enum { COUNT = 2000 };
  static task *delays[COUNT];
  for (unsigned i = 0; i < COUNT; i++)
    delays[i] = task_delay_async(1 + i % 10, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(delays, COUNT)), 0);
}

static void waiting_takes_no_processor_time(void **state) {
  (void)state;
  start_workers(2);
  assert_int_equal(task_delay(1, CANCEL_NONE), 0);
  uint64_t used = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  assert_int_equal(task_delay(300, CANCEL_NONE), 0);
  used = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - used;
  // One thread that spins would use most of 300 ms.
  assert_true(used < 100000000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_delay_is_never_too_short, stop_runtime),
      cmocka_unit_test_teardown(no_time_is_over_at_once, stop_runtime),
      cmocka_unit_test_teardown(sleepers_wake_in_order_of_their_deadlines, stop_runtime),
      cmocka_unit_test_teardown(cancelled_sleepers_leave_the_others_alone, stop_runtime),
      cmocka_unit_test_teardown(many_delays_need_no_stack, stop_runtime),
      cmocka_unit_test_teardown(waiting_takes_no_processor_time, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
