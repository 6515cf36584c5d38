// SPDX-License-Identifier: MIT
// What the program says of itself, and how it answers a wrong command line.
#include "tests/cli/cli.h"

static void help_shows_options_commands_and_exit_statuses(void **state) {
  (void)state;
  struct outcome outcome = LINT("--help");
  has_status(&outcome, 0);
  has(&outcome.out, "Usage: async-lint [OPTION...]");
  has(&outcome.out, "--fail-on=error|warning|never");
  has(&outcome.out, "contract FUNCTION");
  has(&outcome.out, "Exit status:");
  assert_int_equal(outcome.err.length, 0);
  outcome_free(&outcome);
}

static void help_of_a_command_is_its_own(void **state) {
  (void)state;
  struct outcome outcome = LINT("contract", "--help");
  has_status(&outcome, 0);
  has(&outcome.out, "Usage: async-lint contract [OPTION...] FUNCTION");
  outcome_free(&outcome);
}

static void version_names_tool_and_libclang(void **state) {
  (void)state;
  struct outcome outcome = LINT("--version");
  has_status(&outcome, 0);
  has(&outcome.out, "async-lint ");
  has(&outcome.out, "libclang ");
  outcome_free(&outcome);
}

static void unknown_words_are_usage_errors_with_a_suggestion(void **state) {
  (void)state;
  struct outcome outcome = LINT("--fial-on=error");
  has_status(&outcome, 2);
  has(&outcome.err, "async-lint: error: unknown option `--fial-on` (did you mean `--fail-on`?)");
  assert_int_equal(outcome.out.length, 0);
  outcome_free(&outcome);
  outcome = LINT("explain", "blokcing-call");
  has_status(&outcome, 2);
  has(&outcome.err, "unknown rule `blokcing-call` (did you mean `blocking-call`?)");
  outcome_free(&outcome);
  outcome = LINT("--rules", "corectness", ".");
  has_status(&outcome, 2);
  has(&outcome.err, "unknown rule or group `corectness` (did you mean `correctness`?)");
  outcome_free(&outcome);
  outcome = LINT("--format=yaml");
  has_status(&outcome, 2);
  has(&outcome.err, "unknown format `yaml`");
  outcome_free(&outcome);
}

static void explain_prints_a_rules_page_and_the_claims(void **state) {
  (void)state;
  struct outcome outcome = LINT("explain", "blocking-call");
  has_status(&outcome, 0);
  has(&outcome.out, "blocking-call");
  outcome_free(&outcome);
  outcome = LINT("explain", "claims");
  has_status(&outcome, 0);
  has(&outcome.out, "may stop the calling thread");
  outcome_free(&outcome);
}

static void rules_are_listed_for_people_and_programs(void **state) {
  (void)state;
  struct outcome outcome = LINT("rules");
  has_status(&outcome, 0);
  has(&outcome.out, "dropped-task ");
  outcome_free(&outcome);
  outcome = LINT("rules", "--format=json");
  has_status(&outcome, 0);
  has(&outcome.out, "{\"name\": \"dropped-task\", \"group\": ");
  outcome_free(&outcome);
}

static void spec_check_reads_a_file_and_names_the_mistake(void **state) {
  (void)state;
  put_file("good.api", "int my_read(int fd)\n  blocks\n");
  put_file("bad.api", "int my_read(int fd)\n  blocsk\n");
  struct outcome outcome = LINT("spec", "check", "good.api");
  has_status(&outcome, 0);
  has(&outcome.out, "good.api: no mistakes, 1 contracts");
  outcome_free(&outcome);
  outcome = LINT("spec", "check", "bad.api");
  has_status(&outcome, 2);
  has(&outcome.err, "bad.api:2: ");
  outcome_free(&outcome);
  outcome = LINT("spec", "list");
  has_status(&outcome, 0);
  has(&outcome.out, "task_await: suspends; takes t");
  outcome_free(&outcome);
}

static void contract_prints_what_is_known_of_a_function(void **state) {
  (void)state;
  put_file("a.c", "#include <unistd.h>\nvoid nap(void) {\n  sleep(1);\n}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("contract", "-p", ".", "nap");
  has_status(&outcome, 0);
  has(&outcome.out, "nap");
  has(&outcome.out, "blocks");
  outcome_free(&outcome);
  outcome = LINT("contract", "npa");
  has_status(&outcome, 2);
  has(&outcome.err, "no function `npa` is known here (did you mean `nap`?)");
  outcome_free(&outcome);
  outcome = LINT("contract", "getaddrinfo");
  has_status(&outcome, 0);
  has(&outcome.out, "getaddrinfo (not used here)");
  has(&outcome.out, "blocks unless node == NULL");
  outcome_free(&outcome);
  outcome = LINT("contract", "nap", "a.c", "--");
  has_status(&outcome, 0);
  has(&outcome.out, "blocks");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(help_shows_options_commands_and_exit_statuses),
      CLI_TEST(help_of_a_command_is_its_own),
      CLI_TEST(version_names_tool_and_libclang),
      CLI_TEST(unknown_words_are_usage_errors_with_a_suggestion),
      CLI_TEST(explain_prints_a_rules_page_and_the_claims),
      CLI_TEST(rules_are_listed_for_people_and_programs),
      CLI_TEST(spec_check_reads_a_file_and_names_the_mistake),
      CLI_TEST(contract_prints_what_is_known_of_a_function),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
