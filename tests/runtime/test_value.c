// SPDX-License-Identifier: MIT
// Value tasks.
#include <string.h>

#include "test.h"

static int late(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  task_yield();
  *(int *)result = 9;
  return 0;
}

static task_value number(bool at_once) {
  int value = 4;
  return at_once ? task_value_of(&value, sizeof value)
                 : task_value_from(task_run(late, NULL, sizeof(int), CANCEL_NONE));
}

static void a_result_that_is_there_needs_no_task(void **state) {
  (void)state;
  task_value value = number(true);
  assert_null(value.pending);
  assert_true(task_value_is_done(&value));
  int result = 0;
  assert_int_equal(task_value_await(&value, &result), 0);
  assert_int_equal(result, 4);
}

static void one_that_is_under_way_is_awaited(void **state) {
  (void)state;
  task_value value = number(false);
  int result = 0;
  assert_int_equal(task_value_await(&value, &result), 0);
  assert_int_equal(result, 9);
}

static void a_large_result_lies_in_a_task(void **state) {
  (void)state;
  char text[100] = "some text", copy[100] = "";
  task_value value = task_value_of(text, sizeof text);
  assert_true(task_value_is_done(&value));
  assert_int_equal(task_value_await(&value, copy), 0);
  assert_string_equal(copy, "some text");
}

static void a_value_is_consumed_once(void **state) {
  (void)state;
  task_value value = number(true);
  assert_int_equal(task_value_await(&value, NULL), 0);
  // async-lint: allow(reused-value-task) what is tested is that the runtime notices
  assert_int_equal(task_value_await(&value, NULL), TASK_EINVAL);
  assert_non_null(strstr(task_last_error()->message, "twice"));
  assert_int_equal(task_wait(task_value_task(&value)), TASK_EINVAL);
}

static void a_failure_brings_its_error(void **state) {
  (void)state;
  task_value value = task_value_failed(task_fail(-5, "no route"));
  assert_int_equal(task_value_await(&value, NULL), -5);
  assert_string_equal(task_last_error()->message, "no route");
  value = task_value_failed(-6);
  assert_int_equal(task_value_await(&value, NULL), -6);
  assert_null(task_last_error());
  value = task_value_from(NULL);
  assert_int_equal(task_value_await(&value, NULL), TASK_ENOMEM);
}

static void values_become_tasks(void **state) {
  (void)state;
  task_value here = number(true), later = number(false), failed = task_value_failed(-8);
  task *tasks[] = {task_value_task(&here), task_value_task(&later)};
  int results[2] = {0};
  assert_int_equal(task_result(task_when_all(tasks, 2), results), 0);
  assert_int_equal(results[0], 4);
  assert_int_equal(results[1], 9);
  assert_int_equal(task_wait(task_value_task(&failed)), -8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_result_that_is_there_needs_no_task, stop_runtime),
      cmocka_unit_test_teardown(one_that_is_under_way_is_awaited, stop_runtime),
      cmocka_unit_test_teardown(a_large_result_lies_in_a_task, stop_runtime),
      cmocka_unit_test_teardown(a_value_is_consumed_once, stop_runtime),
      cmocka_unit_test_teardown(a_failure_brings_its_error, stop_runtime),
      cmocka_unit_test_teardown(values_become_tasks, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
