// SPDX-License-Identifier: MIT
// Typed tasks, and mistakes that the compiler has to refuse: the file is compiled once more with
// each MISTAKE.
#include <string.h>
#include <taskrt/typed.h>

#include "test.h"

struct request {
  const char *text;
  int factor;
};

TASK_RESULT(size_t);
TASK_RESULT(double);

TASK_BODY(measure, struct request, size_t) {
  int status = task_delay(1, token);
  *result = strlen(arg->text) * (size_t)arg->factor;
  return arg->factor < 0 ? task_fail(TASK_EINVAL, "factor %d", arg->factor) : status;
}

static void argument_and_result_have_their_types(void **state) {
  (void)state;
  struct request request = {"four", 3};
  task_of_size_t *t = TASK_RUN(measure, &request, CANCEL_NONE);
  size_t length = 0;
  assert_int_equal(task_result_size_t(t, &length), 0);
  assert_int_equal(length, 12);
#if MISTAKE == 1
  double wrong;
  assert_int_equal(task_result_size_t(TASK_RUN(measure, &request, CANCEL_NONE), &wrong), 0);
#elif MISTAKE == 2
  task_of_double *wrong = TASK_RUN(measure, &request, CANCEL_NONE);
#elif MISTAKE == 3
  int wrong;
  assert_int_equal(task_result_size_t(TASK_RUN(measure, &wrong, CANCEL_NONE), &length), 0);
#elif MISTAKE == 4
  TASK_RUN(measure, &request, CANCEL_NONE);
#endif
}

static void all_ways_to_start_are_typed(void **state) {
  (void)state;
  struct request request = {"ab", 1};
  task *tasks[] = {
      task_untyped_size_t(TASK_START(measure, &request, CANCEL_NONE)),
      task_untyped_size_t(TASK_OFFLOAD(measure, &(struct request){"abc", 1}, CANCEL_NONE)),
      task_untyped_size_t(task_completed_size_t(7))};
  size_t lengths[3];
  assert_int_equal(task_result(task_when_all(tasks, 3), lengths), 0);
  assert_int_equal(lengths[0], 2);
  assert_int_equal(lengths[1], 3);
  assert_int_equal(lengths[2], 7);
}

static void failures_are_as_without_types(void **state) {
  (void)state;
  struct request request = {"ab", -1};
  double value = 0.5;
  assert_int_equal(task_result_size_t(TASK_RUN(measure, &request, CANCEL_NONE), NULL), TASK_EINVAL);
  assert_string_equal(task_last_error()->message, "factor -1");
  assert_int_equal(task_await_double(task_failed_double(-9), &value), -9);
  assert_true(value == 0.5);
  assert_int_equal(task_await_double(task_typed_double(NULL), &value), TASK_ENOMEM);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(argument_and_result_have_their_types, stop_runtime),
      cmocka_unit_test_teardown(all_ways_to_start_are_typed, stop_runtime),
      cmocka_unit_test_teardown(failures_are_as_without_types, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
