// SPDX-License-Identifier: MIT
// Combining tasks.
#include <stdlib.h>

#include "test.h"

enum { FAN_OUT = 10000 };

static int square(void *arg, cancel_token token, void *result) {
  (void)token;
  long n = (long)(intptr_t)arg;
  if (n % 2)
    task_yield();
  *(long *)result = n * n;
  return 0;
}

static int fail_with(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  int status = (int)(intptr_t)arg;
  if (status % 2)
    task_yield();
  return status;
}

static int fan_out(void *arg, cancel_token token, void *result) {
  (void)arg;
  task **tasks = malloc(FAN_OUT * sizeof *tasks);
  long *squares = malloc(FAN_OUT * sizeof *squares);
  EXPECT(tasks && squares);
  for (intptr_t i = 0; i < FAN_OUT; i++)
    tasks[i] = i % 3 ? task_run(square, (void *)i, sizeof(long), token)
                     : task_start(square, (void *)i, sizeof(long), token);
  task *all = task_when_all(tasks, FAN_OUT);
  free(tasks);
  int status = task_await(all, squares);
  for (long i = 0; i < FAN_OUT; i++)
    *(long *)result += squares[i];
  free(squares);
  return status;
}

static void ten_thousand_results_arrive_in_order_of_the_array(void **state) {
  (void)state;
  long sum = 0;
  assert_int_equal(task_result(task_run(fan_out, NULL, sizeof sum, CANCEL_NONE), &sum), 0);
  assert_int_equal(sum, 333283335000);
}

static void main_may_fan_out_too(void **state) {
  (void)state;
  start_workers(4);
  static task *tasks[FAN_OUT];
  static long squares[FAN_OUT];
  for (intptr_t i = 0; i < FAN_OUT; i++)
    tasks[i] = task_run(square, (void *)i, sizeof(long), CANCEL_NONE);
  assert_int_equal(task_result(task_when_all(tasks, FAN_OUT), squares), 0);
  for (long i = 0; i < FAN_OUT; i++)
    assert_int_equal(squares[i], i * i);
}

static void nothing_is_over_at_once(void **state) {
  (void)state;
  task *all = task_when_all(NULL, 0);
  assert_true(task_is_done(all));
  assert_int_equal(task_wait(all), 0);
}

static void the_first_error_of_the_array_is_the_status(void **state) {
  (void)state;
  task *tasks[] = {task_run(square, NULL, sizeof(long), CANCEL_NONE),
                   task_run(fail_with, (void *)-7, 0, CANCEL_NONE),
                   task_run(fail_with, (void *)-8, 0, CANCEL_NONE)};
  assert_int_equal(task_wait(task_when_all(tasks, 3)), -7);
}

static void a_null_element_counts_as_out_of_memory(void **state) {
  (void)state;
  task *tasks[] = {task_run(square, NULL, sizeof(long), CANCEL_NONE), NULL};
  assert_int_equal(task_wait(task_when_all(tasks, 2)), TASK_ENOMEM);
}

static void combinations_nest(void **state) {
  (void)state;
  long squares[4] = {0};
  task *left[] = {task_run(square, (void *)1, sizeof(long), CANCEL_NONE),
                  task_run(square, (void *)2, sizeof(long), CANCEL_NONE)};
  task *right[] = {task_run(square, (void *)3, sizeof(long), CANCEL_NONE),
                   task_run(square, (void *)4, sizeof(long), CANCEL_NONE)};
  task *both[] = {task_when_all(left, 2), task_when_all(right, 2)};
  assert_int_equal(task_result(task_when_all(both, 2), squares), 0);
  for (long i = 0; i < 4; i++)
    assert_int_equal(squares[i], (i + 1) * (i + 1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(ten_thousand_results_arrive_in_order_of_the_array, stop_runtime),
      cmocka_unit_test_teardown(main_may_fan_out_too, stop_runtime),
      cmocka_unit_test_teardown(nothing_is_over_at_once, stop_runtime),
      cmocka_unit_test_teardown(the_first_error_of_the_array_is_the_status, stop_runtime),
      cmocka_unit_test_teardown(a_null_element_counts_as_out_of_memory, stop_runtime),
      cmocka_unit_test_teardown(combinations_nest, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
