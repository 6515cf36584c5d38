// SPDX-License-Identifier: MIT
// `async-lint report`: what the last run found, once more, without checking.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void every_format_is_written_again_as_the_run_wrote_it(void **state) {
  (void)state;
  static const char *const formats[] = {"text",   "json", "jsonl",      "sarif", "github",
                                        "gitlab", "unix", "checkstyle", "junit", "html"};
  put_file("a.c", dropping_unit);
  put_file("b.c", broken_unit);
  DATABASE("a.c", "b.c");
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct outcome run = LINT("--format", formats[i]);
    setenv("ASYNC_LINT_WORKER", "/no/such/worker", 1);
    struct outcome again = LINT("report", "--format", formats[i]);
    unsetenv("ASYNC_LINT_WORKER");
    has_status(&again, run.status);
    assert_string_equal(text_get(&again.out), text_get(&run.out));
    assert_string_equal(text_get(&again.err), text_get(&run.err));
    outcome_free(&run);
    outcome_free(&again);
  }
}

static void without_a_run_there_is_nothing_to_report(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("contract", "task_delay_async");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("report");
  has_status(&outcome, 2);
  has(&outcome.err, "the store holds no run");
  assert_int_equal(outcome.out.length, 0);
  outcome_free(&outcome);
}

static void files_that_changed_since_are_said_to_have(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  put_file("b.c", clean_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--quiet");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = LINT("report");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  has(&outcome.err, "1 of 2 units changed, or were not checked, since these findings");
  outcome_free(&outcome);
}

static void baselines_and_the_configuration_hold_for_it(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--quiet");
  outcome_free(&outcome);
  outcome = LINT("report", "--write-baseline", "b.json");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("report", "--baseline", "b.json");
  has_status(&outcome, 0);
  has(&outcome.err, "1 in the baseline");
  outcome_free(&outcome);
  put_file(".async-lint", "rules: {dropped-task: off}\n");
  outcome = LINT("report");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void the_summary_counts_by_rule_most_first(void **state) {
  (void)state;
  put_file("a.c", "#include <taskrt/task.h>\n#include <unistd.h>\n"
                  "static int work(void *arg, cancel_token token, void *result) {\n"
                  "  (void)arg, (void)result;\n  sleep(1);\n  return cancel_check(token);\n}\n"
                  "void f(void);\nvoid f(void) {\n  task_run(work, 0, 0, CANCEL_NONE);\n"
                  "  task_delay_async(1, CANCEL_NONE);\n}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--rules=dropped-task,blocking-call");
  has_status(&outcome, 1);
  has(&outcome.err, "     2 dropped-task\n     1 blocking-call\n3 findings (3 errors)");
  outcome_free(&outcome);
  outcome = LINT("--rules=dropped-task");
  has_not(&outcome.err, "dropped-task"); // one rule says as much as the sum
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(every_format_is_written_again_as_the_run_wrote_it),
      CLI_TEST(without_a_run_there_is_nothing_to_report),
      CLI_TEST(files_that_changed_since_are_said_to_have),
      CLI_TEST(baselines_and_the_configuration_hold_for_it),
      CLI_TEST(the_summary_counts_by_rule_most_first),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
