// SPDX-License-Identifier: MIT
// SARIF: what the standard and code scanning require of a log, held against real ones.
#include "tests/cli/cli.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *load(const struct text *text) {
  json_error_t error;
  json_t *value = json_loads(text_get(text), JSON_REJECT_DUPLICATES, &error);
  if (!value)
    fail_msg("%d:%d: %s\n%s", error.line, error.column, error.text, text_get(text));
  return value;
}

/// The member at a path such as "tool.driver.name" or "locations.0"; fails when there is none.
static json_t *get(json_t *value, const char *path) {
  json_t *at = value;
  for (const char *word = path; at && *word; word += *word == '.') {
    char name[64];
    size_t length = strcspn(word, ".");
    assert_true(length < sizeof name);
    memcpy(name, word, length);
    name[length] = '\0';
    at =
        json_is_array(at) ? json_array_get(at, strtoul(name, NULL, 10)) : json_object_get(at, name);
    word += length;
  }
  if (!at)
    fail_msg("no `%s` in %s", path, json_dumps(value, JSON_INDENT(1)));
  return at;
}

/// The text at a path, which must not be empty.
static const char *text_at(json_t *value, const char *path) {
  const char *text = json_string_value(get(value, path));
  if (!text || !*text)
    fail_msg("`%s` is no text", path);
  return text;
}

static void check_location(json_t *location) {
  const char *uri = text_at(location, "physicalLocation.artifactLocation.uri");
  for (const char *at = uri; *at; at++)
    assert_true((unsigned char)*at > ' ' && (unsigned char)*at < 0x7f);
  json_t *region = get(location, "physicalLocation.region");
  assert_true(json_integer_value(get(region, "startLine")) >= 1);
  assert_true(json_integer_value(get(region, "startColumn")) >= 1);
  if (json_object_get(region, "endLine"))
    assert_true(json_integer_value(get(region, "endColumn")) >= 1);
}

static void check_rule(json_t *rule) {
  text_at(rule, "id");
  text_at(rule, "shortDescription.text");
  assert_true(strlen(text_at(rule, "fullDescription.text")) <= 1024);
  text_at(rule, "help.text");
  text_at(rule, "help.markdown");
  text_at(rule, "defaultConfiguration.level");
}

static void check_result(json_t *rules, json_t *result) {
  json_t *rule = json_array_get(rules, (size_t)json_integer_value(get(result, "ruleIndex")));
  assert_string_equal(text_at(rule, "id"), text_at(result, "ruleId"));
  text_at(result, "message.text");
  assert_int_equal(strlen(text_at(result, "partialFingerprints.asyncLint/v1")), 32);
  check_location(get(result, "locations.0"));
  assert_true(json_is_array(get(result, "suppressions")));
  json_t *flow = json_object_get(result, "codeFlows"), *step;
  size_t i;
  if (!flow)
    return;
  json_array_foreach(get(flow, "0.threadFlows.0.locations"), i, step) {
    check_location(get(step, "location"));
    text_at(step, "location.message.text");
  }
  assert_true(i > 1);
}

/// Checks a log as a whole; returns its one run.
static json_t *check_log(json_t *log) {
  assert_string_equal(text_at(log, "version"), "2.1.0");
  assert_string_equal(text_at(log, "$schema"), "https://json.schemastore.org/sarif-2.1.0.json");
  json_t *run = get(log, "runs.0"), *rules = get(run, "tool.driver.rules"), *entry;
  assert_string_equal(text_at(run, "tool.driver.name"), "async-lint");
  size_t i;
  json_array_foreach(rules, i, entry) check_rule(entry);
  json_array_foreach(get(run, "results"), i, entry) check_result(rules, entry);
  return run;
}

static void results_have_all_that_code_scanning_requires(void **state) {
  (void)state;
  struct outcome outcome =
      run_lint(OUTPUT_TESTDATA, (const char *[]){"async-lint", "--format=sarif", "sample.c", "--",
                                                 runtime_headers, NULL});
  has_status(&outcome, 1);
  json_t *log = load(&outcome.out), *run = check_log(log), *result;
  assert_true(json_is_true(get(run, "invocations.0.executionSuccessful")));
  size_t i, flows = 0, suppressed = 0;
  json_array_foreach(get(run, "results"), i, result) {
    flows += json_object_get(result, "codeFlows") != NULL;
    json_t *suppression = json_array_get(get(result, "suppressions"), 0);
    if (!suppression)
      continue;
    suppressed++;
    assert_string_equal(text_at(suppression, "kind"), "inSource");
    assert_string_equal(text_at(suppression, "justification"), "shown as an example of a reason");
  }
  assert_int_equal(i, 13);
  assert_int_equal(flows, 6);
  assert_int_equal(suppressed, 1);
  json_decref(log);
  outcome_free(&outcome);
}

static void columns_are_characters(void **state) {
  (void)state;
  struct outcome outcome =
      run_lint(OUTPUT_TESTDATA, (const char *[]){"async-lint", "--format=sarif", "sample.c", "--",
                                                 runtime_headers, NULL});
  json_t *log = load(&outcome.out);
  json_t *region = get(log, "runs.0.results.2.locations.0.physicalLocation.region");
  assert_int_equal(json_integer_value(get(region, "startLine")), 21);
  assert_int_equal(json_integer_value(get(region, "startColumn")), 14);
  assert_int_equal(json_integer_value(get(region, "endColumn")), 22);
  json_decref(log);
  outcome_free(&outcome);
}

static void what_is_unchecked_is_a_notification(void **state) {
  (void)state;
  put_file("a b\xff.c", broken_unit);
  DATABASE("a b\xff.c", "gone.c");
  struct outcome outcome = LINT("--format=sarif", "--no-store");
  has_status(&outcome, 3);
  json_t *log = load(&outcome.out), *run = check_log(log);
  assert_true(json_is_false(get(run, "invocations.0.executionSuccessful")));
  json_t *list = get(run, "invocations.0.toolExecutionNotifications");
  assert_int_equal(json_array_size(list), 2);
  assert_string_equal(text_at(list, "0.level"), "error");
  assert_non_null(strstr(text_at(list, "0.message.text"), "function `bad` is not checked: "));
  assert_string_equal(text_at(list, "0.locations.0.physicalLocation.artifactLocation.uri"),
                      "a%20b%FF.c");
  json_decref(log);
  outcome_free(&outcome);
}

static void a_clean_run_is_a_log_without_results(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=sarif");
  has_status(&outcome, 0);
  json_t *log = load(&outcome.out), *run = check_log(log);
  assert_int_equal(json_array_size(get(run, "results")), 0);
  json_decref(log);
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(results_have_all_that_code_scanning_requires),
      CLI_TEST(columns_are_characters),
      CLI_TEST(what_is_unchecked_is_a_notification),
      CLI_TEST(a_clean_run_is_a_log_without_results),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
