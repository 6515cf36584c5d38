// SPDX-License-Identifier: MIT
// What the reports look like: golden text and JSON, the JSON Schema, colours, several at once.
#include "tests/cli/cli.h"
#include "tests/cli/output/json_schema.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOLDEN(...)                                                                                \
  run_lint(OUTPUT_TESTDATA,                                                                        \
           (const char *[]){"async-lint", __VA_ARGS__, "sample.c", "--", runtime_headers, NULL})

/// What changes with releases, rules and machines: from a key to the end of the string or line is
/// replaced by a word.
static const struct {
  const char *key, *shown, *end;
} changing[] = {
    {"\"version\": \"", "\"version\": \"VERSION", "\""},
    {"\"semanticVersion\": \"", "\"semanticVersion\": \"VERSION", "\""},
    {"\"help\": {\"text\": \"", "\"help\": {\"text\": \"PAGE\"},", "\n"},
    {"\"fullDescription\": {\"text\": \"", "\"fullDescription\": {\"text\": \"PAGE\"},", "\n"},
    {RUNTIME_INCLUDE, "RUNTIME", ""}};
enum { CHANGING = sizeof changing / sizeof *changing };

static void neutralise(struct text *text) {
  struct text result = {0};
  for (const char *from = text_get(text); *from;) {
    size_t i = 0;
    while (i < CHANGING && strncmp(from, changing[i].key, strlen(changing[i].key)) != 0)
      i++;
    if (i == CHANGING) {
      text_putc(&result, *from++);
      continue;
    }
    text_puts(&result, changing[i].shown);
    from += strlen(changing[i].key);
    from += *changing[i].end ? strcspn(from, changing[i].end) : 0;
  }
  text_free(text);
  *text = result;
}

static void every_format_is_as_accepted(void **state) {
  (void)state;
  static const char *const formats[][2] = {
      {"text", "sample.txt"},        {"json", "sample.json"},
      {"jsonl", "sample.jsonl"},     {"sarif", "sample.sarif"},
      {"github", "sample.github"},   {"gitlab", "sample.gitlab.json"},
      {"junit", "sample.junit.xml"}, {"checkstyle", "sample.checkstyle.xml"},
      {"unix", "sample.unix"}};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct outcome outcome = GOLDEN("--color=never", "--format", formats[i][0]);
    has_status(&outcome, 1);
    neutralise(&outcome.out);
    is_golden(formats[i][1], &outcome.out);
    outcome_free(&outcome);
  }
}

static json_t *load(const char *text) {
  json_error_t error;
  json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!value)
    fail_msg("%d:%d: %s", error.line, error.column, error.text);
  return value;
}

static void is_valid(const char *output) {
  struct outcome schema_text = LINT("--json-schema");
  has_status(&schema_text, 0);
  json_t *schema = load(text_get(&schema_text.out)), *value = load(output);
  struct text problem = {0};
  if (!schema_accepts(schema, value, &problem))
    fail_msg("%s\n%s", text_get(&problem), output);
  json_decref(schema);
  json_decref(value);
  outcome_free(&schema_text);
}

static void every_json_report_is_valid_under_the_schema(void **state) {
  (void)state;
  struct outcome outcome = GOLDEN("--format=json", "--rules=all");
  is_valid(text_get(&outcome.out));
  outcome_free(&outcome);
  put_file("a.c", broken_unit);
  put_file("b.c", dropping_unit);
  put_file("n\xff.c", dropping_unit);
  DATABASE("a.c", "b.c", "n\xff.c", "gone.c");
  outcome = LINT("--format=json");
  is_valid(text_get(&outcome.out));
  has(&outcome.out, "n\xef\xbf\xbd.c");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = LINT("--format=json", "a.c");
  is_valid(text_get(&outcome.out));
  outcome_free(&outcome);
}

static void the_validator_refuses_what_the_schema_does_not_say(void **state) {
  (void)state;
  static const char *const schemas[] = {"{\"type\":\"array\"}",
                                        "{\"required\":[\"b\"]}",
                                        "{\"properties\":{},\"additionalProperties\":false}",
                                        "{\"properties\":{\"a\":{\"minimum\":2}}}",
                                        "{\"properties\":{\"a\":{\"enum\":[2]}}}",
                                        "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/gone\"}}}",
                                        "{\"oneOf\":[]}"};
  json_t *value = load("{\"a\":1}");
  for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
    struct text problem = {0};
    json_t *schema = load(schemas[i]);
    assert_false(schema_accepts(schema, value, &problem));
    assert_true(problem.length > 0);
    json_decref(schema);
    text_free(&problem);
  }
  json_decref(value);
}

static void colours_come_only_when_asked_for(void **state) {
  (void)state;
  struct outcome outcome = GOLDEN("--quiet");
  has_not(&outcome.out, "\033[");
  outcome_free(&outcome);
  outcome = GOLDEN("--color=always");
  has(&outcome.out, "\033[1;31merror: ");
  outcome_free(&outcome);
  setenv("CLICOLOR_FORCE", "1", 1);
  outcome = GOLDEN("--quiet");
  has(&outcome.out, "\033[");
  outcome_free(&outcome);
  setenv("NO_COLOR", "1", 1);
  outcome = GOLDEN("--quiet");
  has_not(&outcome.out, "\033[");
  outcome_free(&outcome);
}

static void several_formats_come_from_one_run(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=text", "--format=json=out.json");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  struct text json = {0};
  char path[128];
  snprintf(path, sizeof path, "%s/out.json", sandbox);
  assert_true(text_read_file(&json, path, 1 << 20));
  is_valid(json.data);
  text_free(&json);
  outcome_free(&outcome);
  outcome = LINT("--format=json=no/such/folder.json");
  has_status(&outcome, 2);
  has(&outcome.err, "the report `no/such/folder.json` cannot be written");
  outcome_free(&outcome);
}

static void a_full_disk_is_not_silent(void **state) {
  (void)state;
  if (access("/dev/full", W_OK) != 0)
    skip();
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=json=/dev/full");
  has_status(&outcome, 2);
  has(&outcome.err, "cannot be written: No space left on device");
  outcome_free(&outcome);
}

static void suppressed_findings_are_counted_and_kept_in_json(void **state) {
  (void)state;
  put_file("a.c", "#include <taskrt/task.h>\n"
                  "void pause_bad(void) {\n"
                  "  // async-lint: allow(all) shown to visitors\n"
                  "  task_delay_async(1, CANCEL_NONE);\n"
                  "  // async-lint: allow(dropped-task, missing-token, dropped-token) as above\n"
                  "  task_delay_async(1, CANCEL_NONE);\n"
                  "}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=text", "--format=json=out.json");
  has(&outcome.err, "suppressed");
  has_not(&outcome.out, "a.c:6:3");
  outcome_free(&outcome);
}

static void progress_is_shown_only_when_asked_for(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--no-store");
  has_not(&outcome.err, "parsing");
  outcome_free(&outcome);
  outcome = LINT("--no-store", "--progress=always");
  has(&outcome.err, "[1/1] parsing");
  outcome_free(&outcome);
}

static void a_terminal_sees_one_line_with_what_is_left(void **state) {
  (void)state;
  skip_without("script");
  put_file("a.c", dropping_unit);
  put_file("b.c", clean_unit);
  DATABASE("a.c", "b.c");
  char command[512], path[128];
  snprintf(path, sizeof path, "%s/terminal", sandbox);
  struct text seen = {0};
  snprintf(command, sizeof command,
           "cd '%s' && script -qec 'stty cols 100 && " ASYNC_LINT " --no-store --format "
           "unix=o --progress=always -j1' terminal >/dev/null 2>&1 </dev/null",
           sandbox);
  assert_int_not_equal(system(command), -1);
  assert_true(text_read_file(&seen, path, 1 << 16));
  has_not(&seen, "] parsing");
  has(&seen, "\r\033[K[============>           ] 1/2, "); // what is left, too, on a slow machine
  has(&seen, "parsed a.c\r\033[K");
  has(&seen, "\r\033[Kreading 2 units\r\033[Kfollowing calls of 2 functions\r\033[K");
  has(&seen, "\r\033[Kchecking 2 functions\r\033[K");
  text_free(&seen);
}

/// Large files come first: what is left is told by the sizes of the others, not by their number.
/// The worker is slow to begin, so that there is something to tell.
static void what_is_left_is_told_by_sizes(void **state) {
  (void)state;
  skip_without("script");
  struct text large = {0}, seen = {0}, command = {0};
  char path[128];
  text_puts(&large, clean_unit);
  while (large.length < 4u << 20)
    text_puts(&large, "// a line of a large file, which says nothing and takes long to read\n");
  put_file("a.c", text_get(&large));
  put_file("b.c", clean_unit);
  put_file("c.c", clean_unit);
  put_file("d.c", clean_unit);
  DATABASE("a.c", "b.c", "c.c", "d.c");
  put_file("slow.sh", "#!/bin/sh\nsleep 0.6\nexec " ASYNC_LINT_FOLDER "/async-lint-worker\n");
  snprintf(path, sizeof path, "%s/terminal", sandbox);
  text_printf(
      &command,
      "cd '%s' && chmod +x slow.sh && ASYNC_LINT_WORKER=$PWD/slow.sh script -qec 'stty cols "
      "100 && " ASYNC_LINT " --no-store --format unix=o --progress=always -j1' terminal "
      ">/dev/null 2>&1 </dev/null",
      sandbox);
  assert_int_not_equal(system(text_get(&command)), -1);
  assert_true(text_read_file(&seen, path, 1 << 16));
  has(&seen, "] 1/4, under 1 s left, parsed a.c");
  text_free(&large);
  text_free(&seen);
  text_free(&command);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(every_format_is_as_accepted),
      CLI_TEST(every_json_report_is_valid_under_the_schema),
      CLI_TEST(the_validator_refuses_what_the_schema_does_not_say),
      CLI_TEST(colours_come_only_when_asked_for),
      CLI_TEST(several_formats_come_from_one_run),
      CLI_TEST(a_full_disk_is_not_silent),
      CLI_TEST(suppressed_findings_are_counted_and_kept_in_json),
      CLI_TEST(progress_is_shown_only_when_asked_for),
      CLI_TEST(a_terminal_sees_one_line_with_what_is_left),
      CLI_TEST(what_is_left_is_told_by_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
