// SPDX-License-Identifier: MIT
// What the services that read reports require of them, where no schema is published: GitLab's page
// "Code Quality report format", the parsers of Jenkins and reviewdog for Checkstyle, and the fields
// of JUnit on which they agree.
#include "tests/cli/cli.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_program(void) {
  struct text odd = {0};
  text_puts(&odd, dropping_unit);
  text_puts(&odd, "void pause_worse(void) {\n  task_delay_async(1, CANCEL_NONE);\n"
                  "  task_delay_async(2, CANCEL_NONE);\n}\n");
  put_file("src/a b&.c", odd.data);
  put_file("b.c", broken_unit);
  DATABASE("src/a b&.c", "b.c");
  text_free(&odd);
}

static bool is_one_of(const char *word, const char *const *words) {
  for (; *words; words++)
    if (word && !strcmp(word, *words))
      return true;
  return false;
}

static void gitlab_gets_what_it_requires(void **state) {
  (void)state;
  static const char *const severities[] = {"info", "minor", "major", "critical", "blocker", NULL};
  put_program();
  struct outcome outcome = LINT("--no-store", "--format", "gitlab");
  json_t *report = json_loads(outcome.out.data, JSON_REJECT_DUPLICATES, NULL), *issue;
  assert_true(json_is_array(report));
  assert_true(json_array_size(report) >= 3);
  json_t *seen = json_object();
  size_t i;
  json_array_foreach(report, i, issue) {
    const char *print = json_string_value(json_object_get(issue, "fingerprint"));
    json_t *location = json_object_get(issue, "location");
    const char *path = json_string_value(json_object_get(location, "path"));
    json_t *lines = json_object_get(location, "lines");
    assert_non_null(print);
    assert_null(json_object_get(seen, print)); // GitLab drops what has the same
    json_object_set_new(seen, print, json_true());
    assert_true(json_is_string(json_object_get(issue, "description")));
    assert_true(json_is_string(json_object_get(issue, "check_name")));
    assert_true(is_one_of(json_string_value(json_object_get(issue, "severity")), severities));
    assert_true(path && *path != '/' && strncmp(path, "./", 2) != 0);
    assert_true(json_integer_value(json_object_get(lines, "begin")) >= 1);
  }
  json_decref(seen);
  json_decref(report);
  outcome_free(&outcome);
}

static unsigned count(const char *text, const char *what) {
  unsigned times = 0;
  for (; (text = strstr(text, what)); text += strlen(what))
    times++;
  return times;
}

/// The number in the first `name="..."` of the text.
static unsigned number_of(const char *text, const char *name) {
  char start[32];
  snprintf(start, sizeof start, "%s=\"", name);
  const char *at = strstr(text, start);
  assert_non_null(at);
  return (unsigned)strtoul(at + strlen(start), NULL, 10);
}

static void junit_counts_what_it_holds(void **state) {
  (void)state;
  put_program();
  struct outcome outcome = LINT("--no-store", "--format", "junit");
  const char *text = outcome.out.data;
  assert_int_equal(number_of(text, "tests"), count(text, "<testcase "));
  assert_int_equal(number_of(text, "failures"), count(text, "<failure "));
  assert_int_equal(number_of(text, "errors"), count(text, "<error "));
  assert_int_equal(count(text, "<failure "), 3);
  assert_int_equal(count(text, "<error "), 1); // what could not be checked
  outcome_free(&outcome);
}

static void checkstyle_errors_have_line_severity_and_source(void **state) {
  (void)state;
  static const char *const parts[] = {" line=\"", " severity=\"", " message=\"", " source=\"",
                                      NULL};
  put_program();
  struct outcome outcome = LINT("--no-store", "--format", "checkstyle");
  has(&outcome.out, "<file name=\"src/a b&amp;.c\">");
  assert_int_equal(count(outcome.out.data, "<file "), count(outcome.out.data, "</file>"));
  unsigned errors = 0;
  for (char *at = outcome.out.data; (at = strstr(at, "<error ")); errors++) {
    char *end = strstr(at, "/>");
    assert_non_null(end);
    *end = '\0';
    for (size_t i = 0; parts[i]; i++)
      if (!strstr(at, parts[i]))
        fail_msg("no%s in %s", parts[i], at);
    at = end + 1;
  }
  assert_true(errors >= 3);
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(gitlab_gets_what_it_requires),
      CLI_TEST(junit_counts_what_it_holds),
      CLI_TEST(checkstyle_errors_have_line_severity_and_source),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
