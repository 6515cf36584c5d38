// SPDX-License-Identifier: MIT
// Report writers given odd text: nothing that a message or path holds gets out of its place.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"
#include "analyzer/report/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

/// Markup, quotes, line ends, a control character, a byte that is no UTF-8, a turn of the direction
/// of writing, and what ends a value of a workflow command.
#define ODD "a\"<b>&'c\n::error::\r\x01\xff\xe2\x80\xae%0A,d"

static struct ir_location place(const char *file) {
  return (struct ir_location){.file = file, .line = 3, .column = 2, .end_line = 3, .end_column = 5};
}

/// A report with one finding, one suppressed one and one unchecked function, all of odd text.
static struct text write_odd(enum output_format format) {
  struct finding_note notes[] = {{ODD, place("/d/n" ODD ".c"), NOTE_STEP}, {ODD, {0}, NOTE_ADVICE}};
  struct finding items[] = {{.rule = "odd-rule",
                             .group = "style",
                             .level = LEVEL_ERROR,
                             .message = ODD,
                             .loc = place("/d/" ODD ".c"),
                             .function = ODD,
                             .note_count = 2,
                             .notes = notes,
                             .fingerprint = "0123456789abcdef0123456789abcdef"},
                            {.rule = "odd-rule",
                             .group = "style",
                             .message = ODD,
                             .loc = place("/d/" ODD ".c"),
                             .suppressed = true,
                             .reason = ODD}};
  struct unchecked unchecked = {"/d/" ODD ".c", ODD, ODD, place("/d/" ODD ".c")};
  struct findings findings = {
      .count = 2, .items = items, .unchecked_count = 1, .unchecked = &unchecked};
  struct report_rule rule = {"odd-rule", "style", ODD, ODD, LEVEL_ERROR, true};
  struct report report = {
      .findings = &findings, .directory = "/d", .rule_count = 1, .rules = &rule};
  report_count(&report.summary, &findings);
  char *data = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&data, &length);
  report_write(out, format, &report);
  fclose(out);
  struct text text = {0};
  text_append(&text, data, length);
  free(data);
  assert_int_equal(strlen(text.data), length);
  return text;
}

static void odd_text_stays_inside_json_strings(void **state) {
  (void)state;
  static const enum output_format formats[] = {FORMAT_JSON, FORMAT_SARIF, FORMAT_GITLAB};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct text text = write_odd(formats[i]);
    json_error_t error;
    json_t *value = json_loads(text.data, JSON_REJECT_DUPLICATES, &error);
    if (!value)
      fail_msg("%d:%d: %s\n%s", error.line, error.column, error.text, text.data);
    json_decref(value);
    text_free(&text);
  }
}

static void json_lines_are_one_object_a_line(void **state) {
  (void)state;
  struct text text = write_odd(FORMAT_JSONL);
  static const char *const kinds[] = {"finding", "finding", "unchecked", "summary"};
  size_t count = 0;
  for (char *line = text.data, *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = '\0';
    json_t *value = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(value);
    assert_in_range(count, 0, 3);
    assert_string_equal(json_string_value(json_object_get(value, "kind")), kinds[count]);
    count++;
    json_decref(value);
  }
  assert_int_equal(count, 4);
  text_free(&text);
}

/// Fails when a byte of the text is not allowed in XML 1.0, or markup is not that of the writer:
/// `<` only before a name, `/` or `?`, quotes in pairs inside tags, `&` only before an entity.
static void is_xml(const char *text) {
  bool inside = false, quoted = false;
  for (const char *at = text; *at; at++) {
    unsigned char byte = (unsigned char)*at;
    assert_true(byte >= ' ' || byte == '\n');
    assert_int_not_equal(byte, 0xff);
    if (byte == '<') {
      assert_false(inside);
      inside = true;
      assert_true((at[1] >= 'a' && at[1] <= 'z') || at[1] == '/' || at[1] == '?');
    } else if (byte == '>' && !quoted) {
      assert_true(inside);
      inside = false;
    } else if (byte == '"') {
      quoted = inside ? !quoted : quoted;
    } else if (byte == '&') {
      size_t length = strcspn(at, "; <");
      assert_true(at[length] == ';' && length < 8);
    }
  }
  assert_false(inside || quoted);
}

static void odd_text_stays_inside_xml(void **state) {
  (void)state;
  static const enum output_format formats[] = {FORMAT_CHECKSTYLE, FORMAT_JUNIT};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct text text = write_odd(formats[i]);
    is_xml(text.data);
    assert_non_null(strstr(text.data, "a&quot;&lt;b&gt;&amp;&#39;c"));
    assert_non_null(strstr(text.data, "&lt;U+202E&gt;"));
    text_free(&text);
  }
}

static void odd_text_stays_inside_html(void **state) {
  (void)state;
  struct text text = write_odd(FORMAT_HTML);
  char *start = strstr(text.data, "<main>"), *end = strstr(text.data, "</main>");
  assert_true(start && end);
  *end = '\0';
  is_xml(start);
  assert_non_null(strstr(start, "a&quot;&lt;b&gt;&amp;&#39;c"));
  text_free(&text);
}

static void odd_text_makes_no_line_and_no_workflow_command(void **state) {
  (void)state;
  static const enum output_format formats[] = {FORMAT_GITHUB, FORMAT_UNIX};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct text text = write_odd(formats[i]);
    size_t lines = 0;
    for (const char *at = text.data; *at; at++) {
      assert_true((unsigned char)*at >= ' ' || *at == '\n');
      lines += *at == '\n';
    }
    assert_int_equal(lines, 2); // the finding and what is unchecked
    text_free(&text);
  }
  struct text text = write_odd(FORMAT_GITHUB);
  assert_non_null(strstr(text.data, "file=a\"<b>&'c\\x0a%3A%3Aerror%3A%3A"));
  assert_non_null(strstr(text.data, "%250A,d"));
  text_free(&text);
}

static void github_is_told_what_it_does_not_show(void **state) {
  (void)state;
  struct finding items[13];
  for (size_t i = 0; i < 13; i++)
    items[i] = (struct finding){
        .rule = "r", .message = "m", .level = i ? LEVEL_WARNING : LEVEL_ERROR, .loc = place("/a")};
  struct findings findings = {.count = 13, .items = items};
  struct report report = {.findings = &findings, .directory = "/"};
  report_count(&report.summary, &findings);
  char *data = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&data, &length);
  report_github(out, &report);
  fclose(out);
  assert_memory_equal(data, "::error ", 8);
  assert_non_null(strstr(data, "::notice title=async-lint::2 more in the log of this step"));
  free(data);
}

static void a_uri_holds_no_byte_of_its_own(void **state) {
  (void)state;
  char *data = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&data, &length);
  encode_uri(out, "/a b/\xff%.c");
  fputc(' ', out);
  encode_uri(out, "c:d.c");
  fclose(out);
  assert_string_equal(data, "file:///a%20b/%FF%25.c c%3Ad.c");
  free(data);
}

static void a_path_ends_at_a_finding_it_leads_to(void **state) {
  (void)state;
  struct finding_note notes[] = {{"`start` runs as a task", place("/m.c"), NOTE_STEP},
                                 {"`start` calls `f` here", place("/n.c"), NOTE_STEP},
                                 {"call `g` instead", place("/b.c"), NOTE_ADVICE}};
  struct finding finding = {.rule = "r",
                            .message = "m",
                            .loc = place("/a.c"),
                            .function = "f",
                            .note_count = 3,
                            .notes = notes};
  struct report_step steps[4];
  assert_int_equal(report_steps(&finding, steps), 3);
  assert_string_equal(steps[0].loc->file, "/m.c");
  assert_string_equal(steps[2].message, "m");
  finding.function = "other";
  assert_int_equal(report_steps(&finding, steps), 3);
  assert_string_equal(steps[0].message, "m");
  assert_string_equal(steps[2].loc->file, "/n.c");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(odd_text_stays_inside_json_strings),
      cmocka_unit_test(json_lines_are_one_object_a_line),
      cmocka_unit_test(odd_text_stays_inside_xml),
      cmocka_unit_test(odd_text_stays_inside_html),
      cmocka_unit_test(odd_text_makes_no_line_and_no_workflow_command),
      cmocka_unit_test(github_is_told_what_it_does_not_show),
      cmocka_unit_test(a_uri_holds_no_byte_of_its_own),
      cmocka_unit_test(a_path_ends_at_a_finding_it_leads_to),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
