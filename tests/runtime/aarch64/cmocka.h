// SPDX-License-Identifier: MIT
// What these tests use of cmocka, for a machine where cmocka is not installed. A failed assertion
// ends the program.
#ifndef TESTS_RUNTIME_AARCH64_CMOCKA_H
#define TESTS_RUNTIME_AARCH64_CMOCKA_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
  const char *name;
  void (*test)(void **state);
  int (*setup)(void **state);
  int (*teardown)(void **state);
};

#define cmocka_unit_test_setup_teardown(test, setup, teardown) {#test, test, setup, teardown}
#define cmocka_unit_test(test) cmocka_unit_test_setup_teardown(test, NULL, NULL)
#define cmocka_unit_test_setup(test, setup) cmocka_unit_test_setup_teardown(test, setup, NULL)
#define cmocka_unit_test_teardown(test, teardown)                                                  \
  cmocka_unit_test_setup_teardown(test, NULL, teardown)

#define fail_msg(...)                                                                              \
  do {                                                                                             \
    fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                                \
    fprintf(stderr, __VA_ARGS__);                                                                  \
    fputs("\n", stderr);                                                                           \
    exit(1);                                                                                       \
  } while (0)

// Ends the test: the rest cannot be had here.
#define skip()                                                                                     \
  do {                                                                                             \
    fprintf(stderr, "skipped\n");                                                                  \
    return;                                                                                        \
  } while (0)

#define assert_true(condition)                                                                     \
  do {                                                                                             \
    if (!(condition))                                                                              \
      fail_msg("not true: %s", #condition);                                                        \
  } while (0)

#define assert_int_equal(a, b)                                                                     \
  do {                                                                                             \
    if ((long long)(a) != (long long)(b))                                                          \
      fail_msg("%s is not %s", #a, #b);                                                            \
  } while (0)

#define assert_false(condition) assert_true(!(condition))
#define assert_null(pointer) assert_true((pointer) == NULL)
#define assert_non_null(pointer) assert_true((pointer) != NULL)
#define assert_string_equal(a, b) assert_true(strcmp(a, b) == 0)
#define assert_memory_equal(a, b, size) assert_true(memcmp(a, b, size) == 0)
#define assert_ptr_equal(a, b) assert_true((a) == (b))
#define assert_in_range(value, low, high) assert_true((value) >= (low) && (value) <= (high))

static inline int cmocka_run_tests(const struct CMUnitTest *tests, size_t count,
                                   int (*setup)(void **state), int (*teardown)(void **state)) {
  void *state = NULL;
  int failed = setup && setup(&state) != 0;
  for (size_t i = 0; i < count && !failed; i++) {
    fprintf(stderr, "[ RUN ] %s\n", tests[i].name);
    failed |= tests[i].setup && tests[i].setup(&state) != 0;
    tests[i].test(&state);
    failed |= tests[i].teardown && tests[i].teardown(&state) != 0;
  }
  failed |= teardown && teardown(&state) != 0;
  return failed;
}

#define cmocka_run_group_tests(tests, setup, teardown)                                             \
  cmocka_run_tests(tests, sizeof(tests) / sizeof *(tests), setup, teardown)

#endif
