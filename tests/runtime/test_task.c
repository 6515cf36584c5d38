// SPDX-License-Identifier: MIT
// Running, starting, awaiting and waiting for tasks.
#include <stdatomic.h>
#include <string.h>

#include "test.h"

static int add(void *arg, cancel_token token, void *result) {
  (void)token;
  const int *numbers = arg;
  *(int *)result = numbers[0] + numbers[1];
  return 0;
}

static int fail_on_purpose(void *arg, cancel_token token, void *result) {
  (void)token;
  if (result)
    *(int *)result = 1;
  return arg ? *(int *)arg : TASK_EINVAL;
}

static void result_waits_and_copies_the_value(void **state) {
  (void)state;
  int numbers[] = {20, 22}, sum = 0;
  assert_int_equal(task_result(task_run(add, numbers, sizeof sum, CANCEL_NONE), &sum), 0);
  assert_int_equal(sum, 42);
}

static void wait_discards_the_value(void **state) {
  (void)state;
  int numbers[] = {1, 2};
  assert_int_equal(task_wait(task_run(add, numbers, sizeof(int), CANCEL_NONE)), 0);
}

static void a_failed_task_leaves_the_callers_value_alone(void **state) {
  (void)state;
  int value = 7;
  assert_int_equal(task_result(task_run(fail_on_purpose, NULL, sizeof value, CANCEL_NONE), &value),
                   TASK_EINVAL);
  assert_int_equal(value, 7);
}

static void a_body_may_return_a_negative_errno(void **state) {
  (void)state;
  int status = -ENOENT;
  assert_int_equal(task_wait(task_run(fail_on_purpose, &status, 0, CANCEL_NONE)), -ENOENT);
}

static void the_null_handle_is_a_task_that_found_no_memory(void **state) {
  (void)state;
  assert_int_equal(task_wait(NULL), TASK_ENOMEM);
  assert_int_equal(task_result(NULL, NULL), TASK_ENOMEM);
  assert_int_equal(task_await(NULL, NULL), TASK_ENOMEM);
  assert_true(task_is_done(NULL));
}

static void await_outside_a_task_blocks_and_takes(void **state) {
  (void)state;
  int numbers[] = {3, 4}, sum = 0;
  assert_int_equal(task_await(task_run(add, numbers, sizeof sum, CANCEL_NONE), &sum), 0);
  assert_int_equal(sum, 7);
}

struct big {
  char text[1000];
};

static int is_zeroed_then_filled(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  struct big *big = result;
  EXPECT((uintptr_t)result % _Alignof(max_align_t) == 0);
  for (size_t i = 0; i < sizeof big->text; i++)
    EXPECT(big->text[i] == 0);
  memset(big->text, 'x', sizeof big->text);
  return 0;
}

static void a_result_may_be_large_and_starts_zeroed(void **state) {
  (void)state;
  struct big big;
  assert_int_equal(
      task_result(task_run(is_zeroed_then_filled, NULL, sizeof big, CANCEL_NONE), &big), 0);
  assert_int_equal(big.text[0], 'x');
  assert_int_equal(big.text[999], 'x');
}

static int has_no_result(void *arg, cancel_token token, void *result) {
  (void)arg;
  EXPECT(result == NULL);
  EXPECT(token.source == NULL);
  EXPECT(task_running());
  return 0;
}

static void a_task_without_result_gets_null(void **state) {
  (void)state;
  run_in_task(has_no_result, NULL);
  assert_false(task_running());
}

// Notes the order in which things happen.
struct order {
  char steps[16];
  size_t count;
};

static void step(struct order *order, char name) {
  order->steps[order->count++] = name;
}

static int hot_child(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  step(arg, 'b');
  task_yield();
  step(arg, 'd');
  return 0;
}

static int hot_parent(void *arg, cancel_token token, void *result) {
  (void)result;
  step(arg, 'a');
  task *child = task_start(hot_child, arg, 0, token);
  step(arg, 'c');
  bool early = task_is_done(child);
  int status = task_await(child, NULL);
  step(arg, 'e');
  EXPECT(!early);
  return status;
}

static void a_started_task_runs_at_once_until_it_suspends(void **state) {
  (void)state;
  struct order order = {0};
  run_in_task(hot_parent, &order);
  assert_string_equal(order.steps, "abcde");
}

static int start_one_that_never_suspends(void *arg, cancel_token token, void *result) {
  (void)result;
  int sum = 0;
  task *child = task_start(add, arg, sizeof sum, token);
  bool over = task_is_done(child);
  int status = task_await(child, &sum);
  EXPECT(over && status == 0 && sum == 11);
  return 0;
}

static void a_started_task_that_never_suspends_is_over_at_once(void **state) {
  (void)state;
  int numbers[] = {5, 6};
  run_in_task(start_one_that_never_suspends, numbers);
}

static void start_outside_a_task_queues(void **state) {
  (void)state;
  int numbers[] = {5, 6}, sum = 0;
  assert_int_equal(task_result(task_start(add, numbers, sizeof sum, CANCEL_NONE), &sum), 0);
  assert_int_equal(sum, 11);
}

// fib(n) by a task for each call.
static int fib(void *arg, cancel_token token, void *result) {
  int n = *(int *)arg;
  if (n < 2) {
    *(long *)result = n;
    return 0;
  }
  int n1 = n - 1, n2 = n - 2;
  long a = 0, b = 0;
  task *first = n % 3 ? task_start(fib, &n1, sizeof a, token) : task_run(fib, &n1, sizeof a, token);
  int status = task_await(task_run(fib, &n2, sizeof b, token), &b);
  int other = task_await(first, &a);
  *(long *)result = a + b;
  return status ? status : other;
}

static void nested_awaits_add_up(void **state) {
  (void)state;
  int n = 15;
  long value = 0;
  assert_int_equal(task_result(task_run(fib, &n, sizeof value, CANCEL_NONE), &value), 0);
  assert_int_equal(value, 610);
}

static int start_deeper(void *arg, cancel_token token, void *result) {
  (void)result;
  int depth = *(int *)arg - 1;
  if (depth == 0) {
    task_yield();
    return 0;
  }
  return task_await(task_start(start_deeper, &depth, 0, token), NULL);
}

static void a_chain_of_a_thousand_hot_starts_resumes_in_turn(void **state) {
  (void)state;
  int depth = 1000;
  run_in_task(start_deeper, &depth);
}

// Two tasks take turns by yielding, on one worker.
struct turns {
  char log[20];
  size_t count;
};

static int take_turns(void *arg, char name) {
  struct turns *turns = arg;
  for (int i = 0; i < 5; i++) {
    turns->log[turns->count++] = name;
    task_yield();
  }
  return 0;
}

static int ping(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return take_turns(arg, 'a');
}

static int pong(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return take_turns(arg, 'b');
}

static int start_both(void *arg, cancel_token token, void *result) {
  (void)result;
  task *both[] = {task_start(ping, arg, 0, token), task_start(pong, arg, 0, token)};
  return task_await(task_when_all(both, 2), NULL);
}

static void yielding_tasks_take_turns(void **state) {
  (void)state;
  start_workers(1);
  struct turns turns = {0};
  run_in_task(start_both, &turns);
  assert_string_equal(turns.log, "ababababab");
}

static int set_flag(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  atomic_store((atomic_bool *)arg, true);
  return 0;
}

static int yield_until_flag(void *arg, cancel_token token, void *result) {
  (void)result;
  task *setter = task_run(set_flag, arg, 0, token);
  while (!atomic_load((atomic_bool *)arg))
    task_yield();
  return task_await(setter, NULL);
}

static void a_yielding_task_does_not_starve_a_queued_one(void **state) {
  (void)state;
  start_workers(1);
  atomic_bool flag = false;
  run_in_task(yield_until_flag, &flag);
}

static void yield_outside_a_task_returns(void **state) {
  (void)state;
  task_yield();
  assert_false(task_running());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(result_waits_and_copies_the_value, stop_runtime),
      cmocka_unit_test_teardown(wait_discards_the_value, stop_runtime),
      cmocka_unit_test_teardown(a_failed_task_leaves_the_callers_value_alone, stop_runtime),
      cmocka_unit_test_teardown(a_body_may_return_a_negative_errno, stop_runtime),
      cmocka_unit_test_teardown(the_null_handle_is_a_task_that_found_no_memory, stop_runtime),
      cmocka_unit_test_teardown(await_outside_a_task_blocks_and_takes, stop_runtime),
      cmocka_unit_test_teardown(a_result_may_be_large_and_starts_zeroed, stop_runtime),
      cmocka_unit_test_teardown(a_task_without_result_gets_null, stop_runtime),
      cmocka_unit_test_teardown(a_started_task_runs_at_once_until_it_suspends, stop_runtime),
      cmocka_unit_test_teardown(a_started_task_that_never_suspends_is_over_at_once, stop_runtime),
      cmocka_unit_test_teardown(start_outside_a_task_queues, stop_runtime),
      cmocka_unit_test_teardown(nested_awaits_add_up, stop_runtime),
      cmocka_unit_test_teardown(a_chain_of_a_thousand_hot_starts_resumes_in_turn, stop_runtime),
      cmocka_unit_test_teardown(yielding_tasks_take_turns, stop_runtime),
      cmocka_unit_test_teardown(a_yielding_task_does_not_starve_a_queued_one, stop_runtime),
      cmocka_unit_test_teardown(yield_outside_a_task_returns, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
