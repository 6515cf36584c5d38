// SPDX-License-Identifier: MIT
// Configuration files, through the real program.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <string.h>

static void a_rule_is_off_or_has_another_level_where_the_configuration_says_so(void **state) {
  (void)state;
  put_file("src/a.c", dropping_unit);
  put_file("tests/b.c", dropping_unit);
  DATABASE("src/a.c", "tests/b.c");
  put_file(".async-lint", "rules:\n  dropped-task: warning\n"
                          "overrides:\n  - paths: tests\n    rules:\n      dropped-task: off\n");
  struct outcome outcome = LINT("--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "src/a.c:4:3: warning: ");
  has_not(&outcome.out, "tests/b.c");
  has(&outcome.err, "1 finding (1 warning) in 2 units");
  outcome_free(&outcome);
  outcome = LINT("--format=unix", "--no-config");
  has(&outcome.out, "src/a.c:4:3: error: ");
  has(&outcome.out, "tests/b.c:4:3: error: ");
  outcome_free(&outcome);
}

static void a_warm_run_follows_a_changed_configuration(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--quiet");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  put_file(".async-lint", "rules: {dropped-task: off}\n");
  outcome = LINT("--quiet");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  put_file(".async-lint", "exclude: a.c\n");
  outcome = LINT("--quiet");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  put_file(".async-lint", "exclude: b.c\n");
  outcome = LINT("--quiet");
  has_status(&outcome, 1);
  outcome_free(&outcome);
}

static void the_size_of_stacks_is_what_the_configuration_says(void **state) {
  (void)state;
  put_file("a.c", "#include <taskrt/task.h>\n"
                  "int serve(void *arg, cancel_token token, void *result) {\n"
                  "  char page[100000];\n  page[0] = 1;\n"
                  "  return page[0] + task_delay(1, token);\n}\n"
                  "int main(void) {\n"
                  "  return task_wait(task_run(serve, 0, 0, CANCEL_NONE));\n}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--rules", "stack-budget", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "may need 98 KiB of stack, and can use 56 KiB");
  outcome_free(&outcome);
  put_file(".async-lint", "stack-size: 128 KiB\n");
  outcome = LINT("--rules", "stack-budget", "--format=unix");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  put_file(".async-lint", "stack-size: 102400\n");
  outcome = LINT("--rules", "stack-budget", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "may need 98 KiB of stack, and can use 92 KiB");
  outcome_free(&outcome);
}

static void each_file_has_the_nearest_configuration(void **state) {
  (void)state;
  put_file("a/a.c", dropping_unit);
  put_file("b/b.c", dropping_unit);
  put_file(".async-lint", "fail-on: never\n");
  put_file("b/.async-lint", "rules:\n  dropped-task: off\nfail-on: error\n");
  DATABASE("a/a.c", "b/b.c");
  struct outcome outcome = LINT("--format=unix");
  has_status(&outcome, 0);
  has(&outcome.out, "a/a.c:4:3");
  has_not(&outcome.out, "b/b.c:4:3");
  has(&outcome.err, "b/.async-lint:3: `fail-on` counts only in the configuration of the working");
  outcome_free(&outcome);
}

static void the_command_line_wins(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  put_file(".async-lint", "rules: {dropped-task: off}\nfail-on: never\n");
  struct outcome outcome = LINT("--rules", "dropped-task", "--fail-on=error");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  put_file("other.yml", "fail-on: never\n");
  outcome = LINT("--config", "other.yml");
  has_status(&outcome, 0);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  outcome = LINT("--config", "other.yml", "--no-config");
  has_status(&outcome, 2);
  outcome_free(&outcome);
}

static void specs_of_the_configuration_are_read(void **state) {
  (void)state;
  put_file("lint/db.api", "int db_query(int id)\n  blocks\n");
  put_file("src/a.c", "int db_query(int id);\nvoid f(void) {\n  db_query(1);\n}\n");
  DATABASE("src/a.c");
  put_file(".async-lint", "specs: lint/db.api\n");
  struct outcome outcome = LINT("contract", "f");
  has_status(&outcome, 0);
  has(&outcome.out, "blocks");
  outcome_free(&outcome);
  put_file(".async-lint", "specs: lint/gone.api\n");
  outcome = LINT("--quiet");
  has_status(&outcome, 2);
  has(&outcome.err, "lint/gone.api");
  outcome_free(&outcome);
}

static void a_broken_configuration_is_an_error_and_nothing_is_checked(void **state) {
  (void)state;
  put_file("a/a.c", dropping_unit);
  DATABASE("a/a.c");
  put_file("a/.async-lint", "rules:\n  droped-task: off\n");
  struct outcome outcome = LINT("--quiet");
  has_status(&outcome, 2);
  has(&outcome.err, "error: a/.async-lint:2:3: unknown rule or group `droped-task` (did you mean "
                    "`dropped-task`?)");
  assert_int_equal(outcome.out.length, 0);
  outcome_free(&outcome);
  outcome = LINT("--config", "gone.yml");
  has_status(&outcome, 2);
  has(&outcome.err, "the configuration `gone.yml` cannot be read: No such file or directory");
  outcome_free(&outcome);
}

static void config_shows_what_holds_and_which_line_says_so(void **state) {
  (void)state;
  put_file("tests/b.c", clean_unit);
  put_file(".async-lint", "fail-on: error\n"
                          "rules:\n  missing-token: error\n"
                          "overrides:\n  - paths: tests\n    rules:\n      blocking-call: off\n"
                          "exclude: tests/b.c\nspecs: x.api\nstack-size: 1 MiB\n");
  struct outcome outcome = LINT("config", "tests/b.c");
  has_status(&outcome, 0);
  has(&outcome.out, "configuration: .async-lint\n");
  has(&outcome.out, "fail-on: error, .async-lint:1\n");
  has(&outcome.out, "spec: x.api, .async-lint:9\n");
  has(&outcome.out, "stack-size: 1048576 bytes, .async-lint:10\n");
  has(&outcome.out, "excluded: `tests/b.c` at .async-lint:8\n");
  has(&outcome.out, "  blocking-call            off      `tests` at .async-lint:7\n");
  has(&outcome.out, "  missing-token            error    .async-lint:3\n");
  has(&outcome.out, "  dropped-task             error    default\n");
  outcome_free(&outcome);
  outcome = LINT("config", "--no-config");
  has(&outcome.out, "configuration: none\n");
  outcome_free(&outcome);
  outcome = LINT("config", "gone.c");
  has_status(&outcome, 2);
  has(&outcome.err, "`gone.c`: No such file or directory");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_rule_is_off_or_has_another_level_where_the_configuration_says_so),
      CLI_TEST(a_warm_run_follows_a_changed_configuration),
      CLI_TEST(the_size_of_stacks_is_what_the_configuration_says),
      CLI_TEST(each_file_has_the_nearest_configuration),
      CLI_TEST(the_command_line_wins),
      CLI_TEST(specs_of_the_configuration_are_read),
      CLI_TEST(a_broken_configuration_is_an_error_and_nothing_is_checked),
      CLI_TEST(config_shows_what_holds_and_which_line_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
