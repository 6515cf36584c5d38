// SPDX-License-Identifier: MIT
// Exit statuses, and projects that are not as they should be.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_clean_project_is_status_0(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("-p", ".");
  has_status(&outcome, 0);
  assert_int_equal(outcome.out.length, 0);
  assert_string_equal(text_get(&outcome.err), "0 findings in 1 unit, 1 function\n");
  outcome_free(&outcome);
}

static void findings_are_status_1_unless_told(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  has(&outcome.out, "[dropped-task]\n");
  outcome_free(&outcome);
  outcome = LINT("--exit-zero", "--quiet");
  has_status(&outcome, 0);
  assert_int_equal(outcome.err.length, 0);
  outcome_free(&outcome);
  outcome = LINT("--fail-on=never");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("--rules=all,-dropped-task,-needless-async,-missing-token");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void a_unit_that_does_not_compile_is_unchecked_and_the_others_are_checked(void **state) {
  (void)state;
  put_file("a.c", broken_unit);
  put_file("b.c", dropping_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--fail-on=never");
  has_status(&outcome, 3);
  has(&outcome.out, "a.c:2:24: unchecked: ");
  has(&outcome.out, "no_such_name");
  has(&outcome.out, "b.c:4:3: error: ");
  has(&outcome.err, "; 1 unit unchecked\n");
  outcome_free(&outcome);
  outcome = LINT_NOTHING();
  has_status(&outcome, 1);
  outcome_free(&outcome);
  outcome = LINT("--exit-zero");
  has_status(&outcome, 3);
  outcome_free(&outcome);
}

static void a_broken_database_is_named_with_its_line(void **state) {
  (void)state;
  put_file("compile_commands.json", "[\n{\"directory\": \"/d\", \"file\": }\n]\n");
  struct outcome outcome = LINT("-p", ".");
  has_status(&outcome, 2);
  has(&outcome.err, "compile_commands.json:2:");
  has(&outcome.err, "not valid JSON");
  outcome_free(&outcome);
}

static void a_missing_database_is_answered_with_how_to_make_one(void **state) {
  (void)state;
  put_file("sub/x.txt", "");
  struct outcome outcome = LINT("-p", "sub");
  has_status(&outcome, 2);
  has(&outcome.err, "no `compile_commands.json` in `sub`");
  has(&outcome.err, "CMAKE_EXPORT_COMPILE_COMMANDS=ON");
  outcome_free(&outcome);
  outcome = LINT("-p", "nowhere");
  has_status(&outcome, 2);
  has(&outcome.err, "`nowhere` cannot be read");
  outcome_free(&outcome);
}

static void the_database_is_found_in_build_and_upward(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  put_file("deep/er/x.txt", "");
  DATABASE("a.c");
  char from[128], to[128];
  snprintf(from, sizeof from, "%s/compile_commands.json", sandbox);
  put_file("build/x.txt", "");
  snprintf(to, sizeof to, "%s/build/compile_commands.json", sandbox);
  assert_int_equal(rename(from, to), 0);
  snprintf(from, sizeof from, "%s/deep/er", sandbox);
  struct outcome outcome = run_lint(from, (const char *[]){"async-lint", NULL});
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("-p", "build/compile_commands.json");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void paths_that_name_no_unit_are_told(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  put_file("b.c", clean_unit);
  put_file("docs/x.txt", "");
  DATABASE("a.c");
  struct outcome outcome = LINT("docs");
  has_status(&outcome, 2);
  has(&outcome.err, "lies below `docs`");
  outcome_free(&outcome);
  outcome = LINT("b.c");
  has_status(&outcome, 2);
  has(&outcome.err, "`b.c` is not in ");
  outcome_free(&outcome);
  outcome = LINT("a.c", "b.c");
  has_status(&outcome, 0);
  has(&outcome.err, "async-lint: warning: `b.c` is not in ");
  outcome_free(&outcome);
  outcome = LINT("a.c", "gone.c");
  has_status(&outcome, 2);
  has(&outcome.err, "`gone.c` cannot be read: No such file");
  outcome_free(&outcome);
}

static void a_database_without_c_is_refused(void **state) {
  (void)state;
  put_file("compile_commands.json",
           "[{\"directory\":\"/\",\"file\":\"a.cc\",\"command\":\"c++ -c a.cc\"}]");
  struct outcome outcome = LINT("-p", ".");
  has_status(&outcome, 2);
  has(&outcome.err, "compiles C");
  outcome_free(&outcome);
}

static void odd_file_names_work(void **state) {
  (void)state;
  static const char *const names[] = {"with space.c", "quo'te.c", "m\xff.c"};
  for (size_t i = 0; i < 3; i++)
    put_file(names[i], dropping_unit);
  put_database(names, 3);
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 1);
  has(&outcome.out, "with space.c:4:3: error: ");
  has(&outcome.out, "quo'te.c:4:3: error: ");
  has(&outcome.out, "m\\xff.c:4:3: error: ");
  has(&outcome.err, "3 findings (3 errors) in 3 units");
  outcome_free(&outcome);
}

static void files_that_cannot_be_read_are_unchecked(void **state) {
  (void)state;
  char path[128];
  put_file("a.c", clean_unit);
  put_file("folder.c/x.txt", "");
  snprintf(path, sizeof path, "%s/link.c", sandbox);
  assert_int_equal(symlink("/nowhere/at/all.c", path), 0);
  put_file("huge.c", "");
  snprintf(path, sizeof path, "%s/huge.c", sandbox);
  assert_int_equal(truncate(path, (off_t)65 << 20), 0);
  DATABASE("a.c", "folder.c", "link.c", "huge.c", "missing.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 3);
  has(&outcome.out, "folder.c: unchecked: cannot be read: Is a directory");
  has(&outcome.out, "link.c: unchecked: cannot be read: No such file");
  has(&outcome.out, "huge.c: unchecked: larger than 64 MiB");
  has(&outcome.out, "missing.c: unchecked: cannot be read: No such file");
  has(&outcome.err, "in 5 units, 1 function; 4 units unchecked");
  outcome_free(&outcome);
}

static void one_file_needs_no_database(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  struct outcome outcome = LINT("a.c", "--", "cc", runtime_headers, "-o", "a.o", "-c", "a.c");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  outcome = LINT("a.cpp", "--");
  has_status(&outcome, 2);
  has(&outcome.err, "`a.cpp` is not C");
  outcome_free(&outcome);
  outcome = LINT("a.c", "b.c", "--");
  has_status(&outcome, 2);
  outcome_free(&outcome);
}

static void extra_arguments_come_before_those_of_the_unit(void **state) {
  (void)state;
  put_file("a.c", "#ifdef EXTRA\n#error extra was given\n#endif\nint x(void) { return 1; }\n");
  DATABASE("a.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("--extra-arg-before=-DEXTRA");
  has_status(&outcome, 3);
  has(&outcome.out, "extra was given");
  outcome_free(&outcome);
}

static void a_broken_spec_is_named_with_its_line(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  put_file("my.api", "int f(void)\n  blocks\nint g(void)\n  no-such-claim\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--spec", "my.api");
  has_status(&outcome, 2);
  has(&outcome.err, "my.api:4: ");
  outcome_free(&outcome);
  outcome = LINT("--spec", "nowhere.api");
  has_status(&outcome, 2);
  has(&outcome.err, "nowhere.api");
  outcome_free(&outcome);
}

static void an_outdated_prototype_in_a_spec_is_reported_where_the_function_is(void **state) {
  (void)state;
  put_file("a.c", "int load(int fd, int size) {\n  return fd + size;\n}\n"
                  "void stop(int fd) {\n}\nint pull(int fd) {\n  return fd;\n}\n");
  put_file("my.api", "int load(int fd)\n  status\n\nint stop(int fd)\n  borrows fd\n\n"
                     "int pull(int fd)\n  status\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--spec", "my.api", "--rules", "annotation-drift", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:1:5: warning: the contract of `load` has 1 parameters, its declaration 2");
  has(&outcome.out, "a.c:4:6: warning: ");
  has(&outcome.out, "the contract of `stop` has another result than its declaration");
  has(&outcome.err, "2 findings");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_clean_project_is_status_0),
      CLI_TEST(findings_are_status_1_unless_told),
      CLI_TEST(a_unit_that_does_not_compile_is_unchecked_and_the_others_are_checked),
      CLI_TEST(a_broken_database_is_named_with_its_line),
      CLI_TEST(a_missing_database_is_answered_with_how_to_make_one),
      CLI_TEST(the_database_is_found_in_build_and_upward),
      CLI_TEST(paths_that_name_no_unit_are_told),
      CLI_TEST(a_database_without_c_is_refused),
      CLI_TEST(odd_file_names_work),
      CLI_TEST(files_that_cannot_be_read_are_unchecked),
      CLI_TEST(one_file_needs_no_database),
      CLI_TEST(extra_arguments_come_before_those_of_the_unit),
      CLI_TEST(a_broken_spec_is_named_with_its_line),
      CLI_TEST(an_outdated_prototype_in_a_spec_is_reported_where_the_function_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
