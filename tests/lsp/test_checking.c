// SPDX-License-Identifier: MIT
// What the server finds while somebody types, and that it is what a fresh check finds.
#include "tests/lsp/client.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static const char starts[] = "#include <taskrt/task.h>\n"
                             "int work(void *arg, cancel_token token);\n"
                             "int main(void) {\n"
                             "  task *t = task_run(work, 0, 0, CANCEL_NONE);\n"
                             "  return task_wait(t);\n"
                             "}\n";
static const char works[] = "#include <taskrt/task.h>\n"
                            "int load(void);\n"
                            "int work(void *arg, cancel_token token);\n"
                            "int work(void *arg, cancel_token token) {\n"
                            "  (void)arg;\n"
                            "  (void)token;\n"
                            "  return load();\n"
                            "}\n";
static const char loads[] = "#include <unistd.h>\n"
                            "int load(void);\n"
                            "int load(void) {\n"
                            "  return (int)sleep(1);\n"
                            "}\n";
static const char loads_without[] = "int load(void);\n"
                                    "int load(void) {\n"
                                    "  return 1;\n"
                                    "}\n";

static void put_program(void) {
  DATABASE("main.c", "work.c", "load.c");
  put_file("main.c", starts);
  put_file("work.c", works);
  put_file("load.c", loads);
}

static void what_a_check_finds_is_published(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  assert_int_equal(published_version(&editor, "load.c"), 1);
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void a_finding_has_code_page_path_and_range(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  json_t *uri = uri_of("load.c");
  json_t *first = json_array_get(
      json_object_get(json_object_get(editor.diagnostics, json_string_value(uri)), "diagnostics"),
      0);
  json_t *start = json_object_get(json_object_get(first, "range"), "start");
  assert_int_equal(json_integer_value(json_object_get(start, "line")), 3);
  assert_int_equal(json_integer_value(json_object_get(start, "character")), 14);
  const char *href =
      json_string_value(json_object_get(json_object_get(first, "codeDescription"), "href"));
  assert_non_null(strstr(href, "#blocking-call"));
  json_t *related = json_object_get(first, "relatedInformation");
  json_t *entry = json_object_get(json_array_get(related, 0), "location");
  assert_true(json_array_size(related) >= 3);
  assert_non_null(strstr(json_string_value(json_object_get(entry, "uri")), "main.c"));
  json_decref(uri);
  editor_close(&editor);
}

static void a_finding_across_files_comes_and_goes_while_typing(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "work.c", 1, works);
  settle(&editor);
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
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads_without);
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  close_text(&editor, "load.c"); // the disk counts again
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void broken_code_is_said_to_be_unchecked(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, "int load(void) { return (int)sle");
  settle(&editor);
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
  json_t *uri = uri_of("load.c");
  json_t *params = json_object_get(editor.diagnostics, json_string_value(uri));
  json_t *range =
      json_object_get(json_array_get(json_object_get(params, "diagnostics"), 0), "range");
  json_t *start = json_object_get(range, "start");
  assert_int_equal(json_integer_value(json_object_get(start, "character")), column);
  tell(&editor, "textDocument/didChange",
       json_pack("{s:{s:O,s:i},s:[o]}", "textDocument", "uri", uri, "version", 2, "contentChanges",
                 edit(2, column, 2, column + 8, "(1)")));
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  assert_false(has_code(&editor, "load.c", "unchecked"));
  json_decref(uri);
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

static void a_file_without_any_database_is_checked(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  json_decref(result_of(
      &editor, "initialize",
      json_pack("{s:n,s:n,s:o}", "processId", "rootUri", "capabilities", full_capabilities())));
  open_text(&editor, "lone.c", 1,
            "#include <unistd.h>\nvoid f(void) __attribute__((annotate(\"async-lint: async\")));\n"
            "void f(void) { sleep(1); }\n");
  settle(&editor);
  assert_true(has_code(&editor, "lone.c", "blocking-call"));
  editor_close(&editor);
}

static void a_crash_of_libclang_costs_one_version(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  change_text(&editor, "load.c", 2, "#pragma clang __debug crash\n");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "unchecked"));
  change_text(&editor, "load.c", 3, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void after_a_crash_the_next_server_says_the_same(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  change_text(&editor, "load.c", 2, loads_without);
  editor_kill(&editor);
  editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void what_others_save_is_seen(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "work.c", 1, works);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file("load.c", loads_without);
  tell(&editor, "workspace/didChangeWatchedFiles",
       json_pack("{s:[{s:o,s:i}]}", "changes", "uri", uri_of("load.c"), "type", 2));
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void a_new_configuration_is_read(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file(".async-lint", "rules:\n  blocking-call: off\n");
  tell(&editor, "workspace/didChangeWatchedFiles",
       json_pack("{s:[{s:o,s:i}]}", "changes", "uri", uri_of(".async-lint"), "type", 1));
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void a_new_database_is_read(void **state) {
  (void)state;
  put_program();
  DATABASE("work.c", "load.c");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call")); // nobody starts `work`
  DATABASE("main.c", "work.c", "load.c");
  tell(&editor, "workspace/didChangeWatchedFiles",
       json_pack("{s:[{s:o,s:i}]}", "changes", "uri", uri_of("compile_commands.json"), "type", 2));
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void settings_choose_rules_and_scope(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "work.c", 1, works);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  tell(&editor, "workspace/didChangeConfiguration",
       json_pack("{s:{s:{s:s}}}", "settings", "asyncLint", "diagnostics", "open"));
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  tell(&editor, "workspace/didChangeConfiguration",
       json_pack("{s:{s:{s:s}}}", "settings", "asyncLint", "rules", "default,-blocking-call"));
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void folders_are_programs_of_their_own(void **state) {
  (void)state;
  put_file("one/a.c", dropping_unit);
  put_file("two/b.c", dropping_unit);
  struct editor editor = editor_start(NULL);
  json_decref(
      result_of(&editor, "initialize",
                json_pack("{s:n,s:[{s:o,s:s}],s:o}", "processId", "workspaceFolders", "uri",
                          uri_of("one"), "name", "one", "capabilities", full_capabilities())));
  char json[512];
  static const char *const folders[] = {"one/a.c", "two/b.c"};
  for (int i = 0; i < 2; i++) {
    char name[64];
    snprintf(name, sizeof name, "%.3s/compile_commands.json", folders[i]);
    snprintf(json, sizeof json,
             "[{\"directory\": \"%s/%.3s\", \"file\": \"%s\", \"arguments\": [\"cc\", \"%s\", "
             "\"-c\"]}]",
             sandbox, folders[i], folders[i] + 4, runtime_headers);
    put_file(name, json);
  }
  tell(&editor, "workspace/didChangeWatchedFiles",
       json_pack("{s:[{s:o,s:i}]}", "changes", "uri", uri_of("one/compile_commands.json"), "type",
                 1));
  settle(&editor);
  assert_true(has_code(&editor, "one/a.c", "dropped-task"));
  tell(&editor, "workspace/didChangeWorkspaceFolders",
       json_pack("{s:{s:[{s:o}],s:[{s:o}]}}", "event", "added", "uri", uri_of("two"), "removed",
                 "uri", uri_of("one")));
  settle(&editor);
  assert_true(has_code(&editor, "two/b.c", "dropped-task"));
  assert_int_equal(published(&editor, "one/a.c"), 0);
  editor_close(&editor);
}

static void a_wrong_configuration_is_said(void **state) {
  (void)state;
  put_program();
  put_file(".async-lint", "rules: [\n");
  struct editor editor = editor_open(NULL);
  settle(&editor);
  size_t i;
  json_t *message;
  bool said = false;
  json_array_foreach(editor.notifications, i, message) {
    said |= !strcmp(json_string_value(json_object_get(message, "method")), "window/showMessage");
  }
  assert_true(said);
  editor_close(&editor);
}

static unsigned count_entries(const char *name) {
  char path[256];
  unsigned count = 0;
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  DIR *folder = opendir(path);
  assert_non_null(folder);
  while (readdir(folder))
    count++;
  closedir(folder);
  return count;
}

static void nothing_is_written_but_the_store(void **state) {
  (void)state;
  put_program();
  put_file("tmp/x", "");
  char temporary[128];
  snprintf(temporary, sizeof temporary, "%s/tmp", sandbox);
  setenv("TMPDIR", temporary, 1);
  unsigned before = count_entries(".");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  change_text(&editor, "load.c", 2, loads_without);
  settle(&editor);
  assert_int_equal(count_entries("."), before + 1);
  assert_int_equal(count_entries("tmp"), 3);
  unsetenv("TMPDIR");
  editor_close(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(what_a_check_finds_is_published),
      CLI_TEST(a_finding_has_code_page_path_and_range),
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
      CLI_TEST(after_a_crash_the_next_server_says_the_same),
      CLI_TEST(what_others_save_is_seen),
      CLI_TEST(a_new_configuration_is_read),
      CLI_TEST(a_new_database_is_read),
      CLI_TEST(settings_choose_rules_and_scope),
      CLI_TEST(folders_are_programs_of_their_own),
      CLI_TEST(a_wrong_configuration_is_said),
      CLI_TEST(nothing_is_written_but_the_store),
  };
  return cmocka_run_group_tests_name("lsp.checking", tests, NULL, NULL);
}
