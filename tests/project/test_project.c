// SPDX-License-Identifier: MIT
// What holds for the project as a whole. `test_project NAME` runs one test. Everything that is
// wrong is printed before a test fails.
#include "tests/fixtures/lint.h"
#include "tests/project/project.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

unsigned mistakes;
bool skipped;

static int no_mistakes(void **state) {
  (void)state;
  mistakes = 0;
  return 0;
}

void mistake(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  mistakes++;
}

void async_lint_has_nothing_to_say_about_itself(void **state) {
  (void)state;
  struct lint lint = {0};
  assert_true(lint_run(&lint, SOURCE_DIR,
                       (const char *[]){"async-lint", "--no-store", "--quiet", "--format", "json",
                                        "--rules", "default", "-p", BUILD_DIR, NULL}));
  json_t *report = lint_json(&lint), *entry;
  size_t i;
  if (!report)
    fail_msg("no report, status %d: %s", lint.status, text_get(&lint.err));
  json_array_foreach(json_object_get(report, "findings"), i, entry) {
    if (!json_object_get(entry, "suppressed"))
      mistake("%s:%u: %s: %s", json_text(entry, "file"), json_count(entry, "line"),
              json_text(entry, "rule"), json_text(entry, "message"));
  }
  json_array_foreach(json_object_get(report, "unchecked"), i, entry) {
    mistake("%s:%u: unchecked: %s", json_text(entry, "file"), json_count(entry, "line"),
            json_text(entry, "reason"));
  }
  assert_true(json_count(json_object_get(report, "summary"), "units") > 20);
  json_decref(report);
  lint_free(&lint);
  assert_int_equal(mistakes, 0);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
#define PROJECT_TEST(name) cmocka_unit_test_setup(name, no_mistakes),
#include "tests/project/project_tests.def"
#undef PROJECT_TEST
  };
  if (argc > 1)
    cmocka_set_test_filter(argv[1]);
  int failed = cmocka_run_group_tests_name("project", tests, NULL, NULL);
  return failed ? EXIT_FAILURE : skipped ? 77 : EXIT_SUCCESS;
}
