// SPDX-License-Identifier: MIT
// What the server finds while somebody types, and that it is what a fresh check finds.
#include "tests/lsp/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void what_a_check_finds_is_published(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  assert_int_equal(published_version(&editor, "load.c"), 1);
  same_as_fresh(&editor);
  editor_close(&editor);
}

static const char *text_of(const json_t *json, const char *name) {
  return json_string_value(json_object_get(json, name));
}

static void a_finding_has_its_range_its_code_and_its_path(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  json_t *finding = diagnostic_of(&editor, "load.c", "blocking-call");
  json_t *start = json_object_get(json_object_get(finding, "range"), "start");
  assert_int_equal(json_integer_value(json_object_get(start, "line")), 3);
  assert_int_equal(json_integer_value(json_object_get(start, "character")), 14);
  assert_string_equal(text_of(finding, "source"), "async-lint");
  json_t *related = json_object_get(finding, "relatedInformation");
  json_t *entry = json_object_get(json_array_get(related, 0), "location");
  assert_true(json_array_size(related) >= 3);
  assert_non_null(strstr(text_of(entry, "uri"), "main.c"));
  editor_close(&editor);
}

static void the_code_of_a_finding_leads_to_the_page_of_its_rule(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  json_t *finding = diagnostic_of(&editor, "load.c", "blocking-call");
  const char *href = text_of(json_object_get(finding, "codeDescription"), "href");
  const char *anchor = href ? strchr(href, '#') : NULL;
  struct text path = {0}, page = {0};
  assert_non_null(anchor);
  assert_string_equal(anchor, "#blocking-call");
  assert_memory_equal(href, "file://", 7);
  text_append(&path, href + 7, (size_t)(anchor - href) - 7);
  assert_true(text_read_file(&page, path.data, 1 << 24));
  assert_non_null(strstr(page.data, "id=\"blocking-call\""));
  text_free(&path);
  text_free(&page);
  editor_close(&editor);
}

static void an_editor_without_related_information_gets_the_path_in_the_message(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(json_object());
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  json_t *finding = diagnostic_of(&editor, "load.c", "blocking-call");
  assert_non_null(strstr(text_of(finding, "message"), "\n"));
  assert_null(json_object_get(finding, "relatedInformation"));
  assert_null(json_object_get(finding, "codeDescription"));
  editor_close(&editor);
}

static const char allows_in_vain[] = "// async-lint: allow(blocking-call) there was one\n"
                                     "int f(void);\n"
                                     "int f(void) { return 1; }\n";

/// The tags of a finding that something is not needed.
static json_t *tags_for(json_t *capabilities) {
  DATABASE("a.c");
  put_file("a.c", allows_in_vain);
  struct editor editor = editor_open(capabilities);
  open_text(&editor, "a.c", 1, allows_in_vain);
  settle(&editor);
  json_t *finding = diagnostic_of(&editor, "a.c", "unused-suppression");
  assert_non_null(finding);
  json_t *tags = json_incref(json_object_get(finding, "tags"));
  editor_close(&editor);
  return tags;
}

static void what_is_not_needed_is_tagged_so_where_that_is_understood(void **state) {
  (void)state;
  enum { UNNECESSARY = 1 };
  json_t *tags = tags_for(NULL);
  assert_int_equal(json_array_size(tags), 1);
  assert_int_equal(json_integer_value(json_array_get(tags, 0)), UNNECESSARY);
  json_decref(tags);
  assert_null(tags_for(json_object()));
}

static void a_comment_that_does_nothing_is_marked_to_its_end(void **state) {
  (void)state;
  static const char text[] = "int f(void); /* async-lint: allow(null-task) why */ int g(void);\n"
                             "int f(void) { return 1; } // async-lint: allow(null-task) why  \n";
  DATABASE("a.c");
  put_file("a.c", text);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, text);
  settle(&editor);
  static const int starts_at[] = {13, 26}, ends_at[] = {51, 61};
  assert_int_equal(published(&editor, "a.c"), 2);
  for (int i = 0; i < 2; i++) {
    json_t *range = json_object_get(json_array_get(diagnostics_of(&editor, "a.c"), i), "range");
    json_t *start = json_object_get(range, "start"), *end = json_object_get(range, "end");
    assert_int_equal(json_integer_value(json_object_get(start, "character")), starts_at[i]);
    assert_int_equal(json_integer_value(json_object_get(end, "character")), ends_at[i]);
    assert_int_equal(json_integer_value(json_object_get(end, "line")), i);
  }
  editor_close(&editor);
}

static void a_finding_in_a_header_is_published_there(void **state) {
  (void)state;
  static const char header[] = "#include <taskrt/task.h>\n"
                               "static inline void drop(void) { task_delay_async(1, CANCEL_NONE); "
                               "}\n";
  DATABASE("a.c");
  put_file("drop.h", "static inline void drop(void) {}\n");
  put_file("a.c", "#include \"drop.h\"\nvoid a(void);\nvoid a(void) { drop(); }\n");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "drop.h", 7, header);
  settle(&editor);
  assert_true(has_code(&editor, "drop.h", "dropped-task"));
  assert_int_equal(published_version(&editor, "drop.h"), 7);
  assert_int_equal(published(&editor, "a.c"), 0);
  editor_close(&editor);
}

static void a_finding_across_files_comes_and_goes_while_typing(void **state) {
  (void)state;
  struct editor editor = open_program("work.c", works);
  assert_true(has_code(&editor, "load.c", "blocking-call")); // which is not open
  char *gone = strdup(works);
  memcpy(strstr(gone, "return load()"), "return 0*12; ", 13);
  change_text(&editor, "work.c", 2, gone);
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  change_text(&editor, "work.c", 3, works);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  free(gone);
  editor_close(&editor);
}

static void text_that_was_not_saved_counts(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads_without);
  assert_int_equal(published(&editor, "load.c"), 0);
  close_text(&editor, "load.c"); // the disk counts again
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void broken_code_is_said_to_be_unchecked(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", "int load(void) { return (int)sle");
  assert_true(has_code(&editor, "load.c", "unchecked"));
  assert_int_equal(published(&editor, "load.c"), 0);
  editor_close(&editor);
}

static void only_the_last_of_many_versions_is_published_last(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  for (int version = 2; version <= 60; version++)
    change_text(&editor, "load.c", version, version % 2 ? loads : loads_without);
  settle(&editor);
  assert_int_equal(published_version(&editor, "load.c"), 60);
  assert_int_equal(published(&editor, "load.c"), 0);
  editor_close(&editor);
}

static json_t *edit(int from_line, int from, int to_line, int to, const char *text) {
  return json_pack("{s:{s:{s:i,s:i},s:{s:i,s:i}},s:s}", "range", "start", "line", from_line,
                   "character", from, "end", "line", to_line, "character", to, "text", text);
}

/// Opens a line with characters of one to four bytes and puts `0*` behind them, at `column`.
static void edit_behind_wide_characters(const char *encoding, int column) {
  put_program();
  json_t *capabilities = json_pack("{s:{s:[s]}}", "general", "positionEncodings", encoding);
  struct editor editor = editor_open(capabilities);
  static const char text[] = "#include <unistd.h>\nint load(void);\n"
                             "int load(void) { /* a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80 */ return "
                             "(int)sleep(1); }\n";
  open_text(&editor, "load.c", 1, text);
  settle(&editor);
  json_t *range = json_object_get(diagnostic_of(&editor, "load.c", "blocking-call"), "range");
  json_t *start = json_object_get(range, "start");
  assert_int_equal(json_integer_value(json_object_get(start, "character")), column);
  tell(&editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:[o]}", "textDocument", "uri", uri_of("load.c"), "version", 2,
                 "contentChanges", edit(2, column, 2, column + 8, "(1)")));
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  assert_false(has_code(&editor, "load.c", "unchecked"));
  editor_close(&editor);
}

static void positions_count_bytes_of_utf_8(void **state) {
  (void)state;
  edit_behind_wide_characters("utf-8", 46);
}

static void positions_count_units_of_utf_16(void **state) {
  (void)state;
  edit_behind_wide_characters("utf-16", 41);
}

static void positions_count_characters_of_utf_32(void **state) {
  (void)state;
  edit_behind_wide_characters("utf-32", 40);
}

static void edits_of_one_message_follow_one_another(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, "");
  tell(&editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:[o,o,o]}", "textDocument", "uri", uri_of("load.c"), "version", 2,
                 "contentChanges", edit(0, 0, 0, 0, "int load(void)\r\n;\r\n"),
                 edit(1, 0, 1, 1, "{ return sleep(1); }"),
                 edit(0, 0, 0, 0, "#include <unistd.h>\n")));
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void an_unsaved_file_sees_an_unsaved_header(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.h", 1, "#include <unistd.h>\n#define PAUSE() sleep(1)\n");
  open_text(&editor, "load.c", 1,
            "#include \"load.h\"\nint load(void);\nint load(void) { return (int)PAUSE(); }\n");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  change_text(&editor, "load.h", 2, "#include <unistd.h>\n#define PAUSE() 1\n");
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  assert_false(has_code(&editor, "load.c", "unchecked"));
  editor_close(&editor);
}

static void an_unsaved_header_counts_in_files_that_are_not_open(void **state) {
  (void)state;
  put_program();
  put_file("pause.h", "#include <unistd.h>\n#define PAUSE() sleep(1)\n");
  put_file("load.c",
           "#include \"pause.h\"\nint load(void);\nint load(void) { return (int)PAUSE(); }\n");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "pause.h", 1, "#include <unistd.h>\n#define PAUSE() sleep(1)\n");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  change_text(&editor, "pause.h", 2, "#define PAUSE() 1\n");
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  editor_close(&editor);
}

static void a_file_in_no_database_is_checked_like_its_neighbours(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "new.c", 1, dropping_unit); // was never saved
  settle(&editor);
  assert_true(has_code(&editor, "new.c", "dropped-task"));
  close_text(&editor, "new.c");
  settle(&editor);
  assert_int_equal(published(&editor, "new.c"), 0);
  editor_close(&editor);
}

static const char lone_unit[] =
    "#include <unistd.h>\nvoid f(void) __attribute__((annotate(\"async-lint: async\")));\n"
    "void f(void) { sleep(1); }\n";

static void a_file_without_any_database_is_checked(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  json_decref(result_of(
      &editor, "initialize",
      json_pack("{s:n,s:n,s:o}", "processId", "rootUri", "capabilities", full_capabilities())));
  open_text(&editor, "lone.c", 1, lone_unit);
  settle(&editor);
  assert_true(has_code(&editor, "lone.c", "blocking-call"));
  editor_close(&editor);
}

static void a_crash_of_libclang_costs_one_version(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  change_text(&editor, "load.c", 2, "#pragma clang __debug crash\n");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "unchecked"));
  change_text(&editor, "load.c", 3, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void a_crash_is_over_when_the_header_that_caused_it_is_mended(void **state) {
  (void)state;
  static const char sound[] = "#include <unistd.h>\n#define PAUSE() sleep(1)\n";
  put_program();
  put_file("load.h", sound);
  put_file("load.c", "#include \"load.h\"\nint load(void);\n"
                     "int load(void) { return (int)PAUSE(); }\n");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.h", 1, "#pragma clang __debug crash\n");
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  change_text(&editor, "load.h", 2, sound);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void a_worker_that_dies_once_costs_nothing(void **state) {
  (void)state;
  static const char script[] = "#!/bin/sh\n"
                               "if mkdir once 2> /dev/null; then\n"
                               "  head -c 4 > /dev/null\n"
                               "  kill -SEGV $$\n"
                               "fi\n"
                               "exec \"" ASYNC_LINT "-worker\" \"$@\"\n";
  char path[128];
  put_file("dying-worker", script);
  snprintf(path, sizeof path, "%s/dying-worker", sandbox);
  assert_int_equal(chmod(path, 0755), 0);
  setenv("ASYNC_LINT_WORKER", path, 1);
  struct editor editor = editor_open(NULL);
  unsetenv("ASYNC_LINT_WORKER");
  open_text(&editor, "lone.c", 1, lone_unit); // in no database: only the first worker reads it
  settle(&editor);
  assert_true(has_code(&editor, "lone.c", "blocking-call"));
  assert_false(has_code(&editor, "lone.c", "unchecked"));
  editor_close(&editor);
}

static void after_a_crash_the_next_server_says_the_same(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  change_text(&editor, "load.c", 2, loads_without);
  editor_kill(&editor);
  editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(what_a_check_finds_is_published),
      CLI_TEST(a_finding_has_its_range_its_code_and_its_path),
      CLI_TEST(the_code_of_a_finding_leads_to_the_page_of_its_rule),
      CLI_TEST(an_editor_without_related_information_gets_the_path_in_the_message),
      CLI_TEST(what_is_not_needed_is_tagged_so_where_that_is_understood),
      CLI_TEST(a_comment_that_does_nothing_is_marked_to_its_end),
      CLI_TEST(a_finding_in_a_header_is_published_there),
      CLI_TEST(a_finding_across_files_comes_and_goes_while_typing),
      CLI_TEST(text_that_was_not_saved_counts),
      CLI_TEST(broken_code_is_said_to_be_unchecked),
      CLI_TEST(only_the_last_of_many_versions_is_published_last),
      CLI_TEST(positions_count_bytes_of_utf_8),
      CLI_TEST(positions_count_units_of_utf_16),
      CLI_TEST(positions_count_characters_of_utf_32),
      CLI_TEST(edits_of_one_message_follow_one_another),
      CLI_TEST(an_unsaved_file_sees_an_unsaved_header),
      CLI_TEST(an_unsaved_header_counts_in_files_that_are_not_open),
      CLI_TEST(a_file_in_no_database_is_checked_like_its_neighbours),
      CLI_TEST(a_file_without_any_database_is_checked),
      CLI_TEST(a_crash_of_libclang_costs_one_version),
      CLI_TEST(a_crash_is_over_when_the_header_that_caused_it_is_mended),
      CLI_TEST(a_worker_that_dies_once_costs_nothing),
      CLI_TEST(after_a_crash_the_next_server_says_the_same),
  };
  return cmocka_run_group_tests_name("lsp.checking", tests, NULL, NULL);
}
