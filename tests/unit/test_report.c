// SPDX-License-Identifier: MIT
// Report writers: snippets with their marks, harmless text, valid JSON.
#include "analyzer/base/encode.h"
#include "analyzer/base/utf8.h"
#include "analyzer/report/report.h"
#include "analyzer/report/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

/// The snippet of bytes `column` to `end` of `line` is `shown` with `marks` below.
static void shows(const char *line, uint32_t column, uint32_t end, const char *shown,
                  const char *marks) {
  struct snippet snippet;
  snippet_make(&snippet, line, strlen(line), column, end);
  assert_string_equal(text_get(&snippet.line), shown);
  assert_string_equal(text_get(&snippet.marks), marks);
  snippet_free(&snippet);
}

static void the_place_is_marked_under_the_line(void **state) {
  (void)state;
  shows("  sleep(1);", 3, 11, "  sleep(1);", "  ^~~~~~~~");
  shows("  sleep(1);", 3, 0, "  sleep(1);", "  ^");
  shows("  sleep(1);", 3, UINT32_MAX, "  sleep(1);", "  ^~~~~~~~~");
  shows("x", 40, 50, "x", " ^");
  shows("", 1, 1, "", "^");
}

static void tabs_move_the_marks_as_far_as_the_text(void **state) {
  (void)state;
  shows("\tf(\t1);", 2, 6, "        f(      1);", "        ^~~~~~~~~");
}

static void wide_and_combining_characters_keep_the_marks_below(void **state) {
  (void)state;
  shows("\xc3\xa4 = f;", 6, 7, "\xc3\xa4 = f;", "    ^");
  shows("\xe6\x97\xa5 = f;", 7, 8, "\xe6\x97\xa5 = f;", "     ^");
  shows("a\xcc\x88 = f;", 7, 8, "a\xcc\x88 = f;", "    ^");
}

static void control_characters_are_made_harmless(void **state) {
  (void)state;
  shows("a\033[31mb", 7, 8, "a\\x1b[31mb", "         ^");
  shows("\xff x", 3, 4, "\\xff x", "     ^");
  shows("\xe2\x80\xae x", 5, 6, "<U+202E> x", "         ^");
}

static void long_lines_are_shown_as_a_window(void **state) {
  (void)state;
  char line[1001];
  memset(line, 'a', sizeof line - 1);
  line[1000] = '\0';
  line[500] = 'X';
  struct snippet snippet;
  snippet_make(&snippet, line, 1000, 501, 600);
  size_t length = strlen(text_get(&snippet.line));
  assert_in_range(length, 100, SNIPPET_WIDTH + 6);
  assert_int_equal(snippet.line.data[strspn(text_get(&snippet.marks), " ")], 'X');
  assert_memory_equal(snippet.line.data, "...a", 4);
  assert_memory_equal(snippet.line.data + length - 4, "a...", 4);
  assert_true(snippet.marks.length <= length);
  snippet_free(&snippet);
}

static void a_place_at_the_end_of_a_long_line_is_in_the_window(void **state) {
  (void)state;
  char line[401];
  memset(line, 'b', 400);
  line[400] = '\0';
  line[399] = 'Y';
  struct snippet snippet;
  snippet_make(&snippet, line, 400, 400, 401);
  assert_int_equal(snippet.line.data[strspn(text_get(&snippet.marks), " ")], 'Y');
  snippet_free(&snippet);
}

static void damaged_utf8_is_recognised(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    uint32_t character;
    size_t length;
  } cases[] = {{"a", 'a', 1},
               {"\xc3\xa4", 0xe4, 2},
               {"\xf0\x9f\x98\x80", 0x1f600, 4},
               {"\xc0\x80", UTF8_INVALID, 1},
               {"\xe0\x80\x80", UTF8_INVALID, 1},
               {"\xed\xa0\x80", UTF8_INVALID, 1},
               {"\xf4\x90\x80\x80", UTF8_INVALID, 1},
               {"\xc3", UTF8_INVALID, 1},
               {"\x80", UTF8_INVALID, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t length;
    assert_true(utf8_decode(cases[i].bytes, strlen(cases[i].bytes), &length) == cases[i].character);
    assert_int_equal(length, cases[i].length);
  }
}

/// Two findings, one suppressed, and something unchecked, all with bytes that need care.
static struct findings *sample(void) {
  static struct finding_note notes[] = {
      {.message = "note \"x\"", .loc = {.file = "/w/b.c", .line = 2, .column = 1}}};
  static struct finding items[] = {
      {.rule = "blocking-call",
       .group = "correctness",
       .level = LEVEL_ERROR,
       .message = "`f\xff\n` blocks\\",
       .loc = {.file = "/w/a.c", .line = 1, .column = 2, .end_line = 1, .end_column = 4},
       .function = "f",
       .note_count = 1,
       .notes = notes,
       .fingerprint = "0123456789abcdef0123456789abcdef"},
      {.rule = "dropped-task",
       .group = "suspicious",
       .level = LEVEL_WARNING,
       .message = "m",
       .loc = {.file = "/other/a.c", .line = 3, .column = 1},
       .suppressed = true,
       .reason = "why",
       .fingerprint = "0123456789abcdef0123456789abcdee"}};
  static struct unchecked unchecked[] = {{.file = "/w/\xfe.c", .reason = "no answer within 2 s"}};
  static struct findings findings;
  findings =
      (struct findings){.count = 2, .items = items, .unchecked_count = 1, .unchecked = unchecked};
  return &findings;
}

typedef void writer(FILE *out, const struct report *report);

static char *written(writer *write, const struct report *report) {
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  write(out, report);
  fclose(out);
  return text;
}

static struct report sample_report(void) {
  struct report report = {.findings = sample(),
                          .directory = "/w",
                          .summary = {.units = 2, .unchecked_units = 1, .functions = 9}};
  report_count(&report.summary, report.findings);
  return report;
}

static void json_is_valid_whatever_bytes_come(void **state) {
  (void)state;
  struct report report = sample_report();
  char *text = written(report_json, &report);
  json_error_t error;
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!root)
    fail_msg("%s at %d: %s", error.text, error.position, text);
  json_t *first = json_array_get(json_object_get(root, "findings"), 0);
  json_t *second = json_array_get(json_object_get(root, "findings"), 1);
  assert_string_equal(json_string_value(json_object_get(first, "message")),
                      "`f\xef\xbf\xbd\n` blocks\\");
  assert_string_equal(json_string_value(json_object_get(first, "file")), "a.c");
  assert_null(json_object_get(first, "suppressed"));
  assert_string_equal(json_string_value(json_object_get(second, "file")), "/other/a.c");
  assert_string_equal(json_string_value(json_object_get(second, "suppressed")), "why");
  assert_true(json_is_null(json_object_get(second, "function")));
  json_t *summary = json_object_get(root, "summary");
  assert_int_equal(json_integer_value(json_object_get(summary, "checked")), 1);
  assert_int_equal(json_integer_value(json_object_get(summary, "suppressed")), 1);
  json_decref(root);
  free(text);
}

static void text_has_no_raw_controls_and_no_suppressed_findings(void **state) {
  (void)state;
  struct report report = sample_report();
  char *text = written(report_text, &report);
  assert_string_equal(text, "a.c:1:2: error: `f\\xff\\x0a` blocks\\ [blocking-call]\n"
                            "b.c:2:1: note: note \"x\"\n"
                            "\\xfe.c: unchecked: no answer within 2 s\n");
  free(text);
}

static void colours_come_only_when_asked_for(void **state) {
  (void)state;
  struct report report = sample_report();
  char *plain = written(report_text, &report);
  report.color = true;
  char *coloured = written(report_text, &report);
  assert_null(strchr(plain, '\033'));
  assert_non_null(strstr(coloured, "\033[1;31merror: \033[0m"));
  assert_non_null(strstr(coloured, "\033[1;36mnote: \033[0m"));
  free(plain);
  free(coloured);
}

static void expanded_macros_get_a_note(void **state) {
  (void)state;
  struct finding finding = {.rule = "r",
                            .message = "m",
                            .loc = {.file = "/w/a.c",
                                    .line = 9,
                                    .column = 3,
                                    .where = IR_MACRO_BODY,
                                    .macro = "WAIT",
                                    .macro_file = "/w/m.h",
                                    .macro_line = 4,
                                    .macro_column = 16}};
  struct findings findings = {.count = 1, .items = &finding};
  struct report report = {.findings = &findings, .directory = "/w"};
  char *text = written(report_text, &report);
  assert_string_equal(text,
                      "a.c:9:3: warning: m [r]\nm.h:4:16: note: expanded from macro `WAIT`\n");
  free(text);
}

static void summaries_count_in_words(void **state) {
  (void)state;
  static const struct {
    struct report_summary summary;
    const char *line;
  } cases[] = {
      {{.units = 12, .functions = 345, .errors = 2, .warnings = 1, .unchecked_units = 1},
       "3 findings (2 errors, 1 warning) in 12 units, 345 functions; 1 unit unchecked\n"},
      {{.units = 1, .functions = 1, .warnings = 1},
       "1 finding (1 warning) in 1 unit, 1 function\n"},
      {{.units = 2, .functions = 0, .suppressed = 3},
       "0 findings in 2 units, 0 functions; 3 suppressed\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    report_summary_line(out, &cases[i].summary);
    fclose(out);
    assert_string_equal(text, cases[i].line);
    free(text);
  }
}

static void paths_are_relative_below_the_directory_only(void **state) {
  (void)state;
  assert_string_equal(path_below("/w", "/w/a.c"), "a.c");
  assert_string_equal(path_below("/w", "/work/a.c"), "/work/a.c");
  assert_string_equal(path_below("/", "/a.c"), "/a.c");
  assert_string_equal(path_below("/w", "rel.c"), "rel.c");
}

static void lines_of_a_file_are_found_by_number(void **state) {
  (void)state;
  char path[] = "/tmp/async-lint-lines-XXXXXX";
  int file = mkstemp(path);
  assert_int_equal(write(file, "one\r\n\nlast", 10), 10);
  close(file);
  struct source_cache cache = {0};
  size_t length;
  const char *line = source_line(&cache, path, 1, &length);
  assert_int_equal(length, 3);
  assert_memory_equal(line, "one", 3);
  assert_non_null(source_line(&cache, path, 2, &length));
  assert_int_equal(length, 0);
  assert_memory_equal(source_line(&cache, path, 3, &length), "last", 4);
  assert_null(source_line(&cache, path, 4, &length));
  assert_null(source_line(&cache, path, 0, &length));
  assert_null(source_line(&cache, "/nowhere", 1, &length));
  source_free(&cache);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_place_is_marked_under_the_line),
      cmocka_unit_test(tabs_move_the_marks_as_far_as_the_text),
      cmocka_unit_test(wide_and_combining_characters_keep_the_marks_below),
      cmocka_unit_test(control_characters_are_made_harmless),
      cmocka_unit_test(long_lines_are_shown_as_a_window),
      cmocka_unit_test(a_place_at_the_end_of_a_long_line_is_in_the_window),
      cmocka_unit_test(damaged_utf8_is_recognised),
      cmocka_unit_test(json_is_valid_whatever_bytes_come),
      cmocka_unit_test(text_has_no_raw_controls_and_no_suppressed_findings),
      cmocka_unit_test(colours_come_only_when_asked_for),
      cmocka_unit_test(expanded_macros_get_a_note),
      cmocka_unit_test(summaries_count_in_words),
      cmocka_unit_test(paths_are_relative_below_the_directory_only),
      cmocka_unit_test(lines_of_a_file_are_found_by_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
