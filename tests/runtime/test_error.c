// SPDX-License-Identifier: MIT
// Error codes, their names and texts.
#include "test.h"

static void every_code_has_a_name_and_a_text(void **state) {
  (void)state;
#define TASK_ERROR(name, value, text)                                                              \
  assert_true(TASK_##name < 0);                                                                    \
  assert_string_equal(task_error_name(TASK_##name), "TASK_" #name);                                \
  assert_string_equal(task_strerror(TASK_##name), text);
#include <taskrt/error.def>
#undef TASK_ERROR
  assert_string_equal(task_error_name(TASK_OK), "TASK_OK");
  assert_string_equal(task_strerror(TASK_OK), "success");
}

static void a_negative_errno_has_its_own_text(void **state) {
  (void)state;
#if defined(__GLIBC__)
  assert_string_equal(task_strerror(-ENOENT), "No such file or directory");
#endif
  assert_string_equal(task_error_name(-ENOENT), "TASK_UNKNOWN");
}

static void other_numbers_are_unknown(void **state) {
  (void)state;
  assert_string_equal(task_strerror(1), "unknown error");
  assert_string_equal(task_strerror(-1000000), "unknown error");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_has_a_name_and_a_text),
      cmocka_unit_test(a_negative_errno_has_its_own_text),
      cmocka_unit_test(other_numbers_are_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
