// SPDX-License-Identifier: MIT
// The headers serve C++ too.
#include "test.h"

int use_from_cplusplus(void);

static void a_cplusplus_program_runs_tasks(void **state) {
  (void)state;
  assert_int_equal(use_from_cplusplus(), 42);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_cplusplus_program_runs_tasks, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
