// SPDX-License-Identifier: MIT
// What happens on the disk: files that others write, rename and remove, seen by the editor or by
// the server itself; databases and configurations that are wrong, and are mended.
#include "tests/lsp/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// The path of a file of the sandbox.
static const char *in_sandbox(const char *name) {
  static char path[512];
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  return path;
}

static void make_folder(const char *name) {
  assert_int_equal(mkdir(in_sandbox(name), 0755), 0);
}

static void move_file(const char *from, const char *to) {
  char *old = strdup(in_sandbox(from));
  assert_int_equal(rename(old, in_sandbox(to)), 0);
  free(old);
}

static void remove_file(const char *name) {
  assert_int_equal(unlink(in_sandbox(name)), 0);
}

/// What an editor says of a file that it has renamed.
static void renamed(struct editor *editor, const char *from, const char *to) {
  tell(editor, "workspace/didRenameFiles",
       json_pack("{s:[{s:o,s:o}]}", "files", "oldUri", uri_of(from), "newUri", uri_of(to)));
}

/// How often a message was shown to the user that has this in it.
static unsigned shown(const struct editor *editor, const char *what) {
  unsigned count = 0;
  size_t i;
  json_t *message;
  json_array_foreach(editor->notifications, i, message) {
    const char *text = string_at(message, "params", "message");
    bool is_shown =
        !strcmp(json_string_value(json_object_get(message, "method")), "window/showMessage");
    count += is_shown && text && strstr(text, what);
  }
  return count;
}

/// full_capabilities() of an editor that tells of files that change on the disk.
static json_t *watching_capabilities(void) {
  json_t *capabilities = full_capabilities();
  json_object_set_new(json_object_get(capabilities, "workspace"), "didChangeWatchedFiles",
                      json_pack("{s:b}", "dynamicRegistration", 1));
  return capabilities;
}

// ---- the server watches for itself ----

static void without_being_told_the_server_sees_what_others_write(void **state) {
  (void)state;
  struct editor editor = open_program("work.c", works);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file("load.c", loads_without);
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  put_file("fresh.c", loads); // as version control writes files
  move_file("fresh.c", "load.c");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void without_being_told_the_server_sees_headers_of_other_folders(void **state) {
  (void)state;
  put_program();
  put_file("parts/pause.def", "sleep(1)\n");
  put_file("load.c", "#include <unistd.h>\nint load(void);\nint load(void) { return (int)\n"
                     "#include \"parts/pause.def\"\n;}\n");
  struct editor editor = editor_open(NULL);
  settle(&editor);
  assert_true(has_code(&editor, "parts/pause.def", "blocking-call"));
  put_file("parts/pause.def", "1\n");
  settle(&editor);
  assert_int_equal(published(&editor, "parts/pause.def"), 0);
  editor_close(&editor);
}

static void an_editor_that_watches_is_the_one_who_tells(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(watching_capabilities());
  settle(&editor);
  put_file("load.c", loads_without);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  file_changed(&editor, "load.c");
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  editor_close(&editor);
}

static void a_configuration_is_seen_when_it_comes_changes_and_goes(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file(".async-lint", "rules:\n  blocking-call: off\n");
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  put_file(".async-lint", "rules:\n  blocking-call: error\n");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file(".async-lint", "rules:\n  blocking-call: off\n");
  settle(&editor);
  remove_file(".async-lint");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

/// Moves the database of the sandbox, which has been written, to another place.
static void a_database_that_comes_at(const char *place, const char *folders[]) {
  put_program();
  move_file("compile_commands.json", "kept.json");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call")); // nobody is known to call it
  for (; *folders; folders++)
    make_folder(*folders);
  if (*place == '>')
    assert_int_equal(symlink("kept.json", in_sandbox(place + 1)), 0);
  else
    move_file("kept.json", place);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void a_database_is_seen_when_it_comes(void **state) {
  (void)state;
  a_database_that_comes_at("compile_commands.json", (const char *[]){NULL});
}

static void a_database_is_seen_when_a_link_to_it_comes(void **state) {
  (void)state;
  a_database_that_comes_at(">compile_commands.json", (const char *[]){NULL});
}

static void a_database_is_seen_when_a_build_folder_comes(void **state) {
  (void)state;
  a_database_that_comes_at("build/compile_commands.json", (const char *[]){"build", NULL});
}

static void a_database_is_seen_when_a_folder_below_the_build_folder_comes(void **state) {
  (void)state;
  a_database_that_comes_at("build/debug/compile_commands.json",
                           (const char *[]){"build", "build/debug", NULL});
}

static void a_build_folder_that_goes_takes_its_database_with_it(void **state) {
  (void)state;
  put_program();
  make_folder("build");
  move_file("compile_commands.json", "build/compile_commands.json");
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  move_file("build", "old");
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  move_file("old", "build");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

// ---- files that have another name ----

static void findings_go_with_a_file_that_is_renamed(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(watching_capabilities());
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  move_file("load.c", "fetch.c");
  close_text(&editor, "load.c");
  open_text(&editor, "fetch.c", 1, loads);
  renamed(&editor, "load.c", "fetch.c");
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  assert_true(has_code(&editor, "fetch.c", "blocking-call")); // compiled like its neighbours
  editor_close(&editor);
}

static void a_folder_that_is_renamed_is_read_again(void **state) {
  (void)state;
  DATABASE("src/main.c", "src/work.c", "src/load.c");
  put_file("src/main.c", starts);
  put_file("src/work.c", works);
  put_file("src/load.c", loads);
  struct editor editor = editor_open(watching_capabilities());
  settle(&editor);
  assert_true(has_code(&editor, "src/load.c", "blocking-call"));
  move_file("src", "code");
  renamed(&editor, "src", "code");
  settle(&editor);
  assert_int_equal(published(&editor, "src/load.c"), 0);
  editor_close(&editor);
}

static void the_server_asks_to_be_told_of_files_that_are_renamed(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  json_t *answer = result_of(&editor, "initialize",
                             json_pack("{s:n,s:n,s:{}}", "processId", "rootUri", "capabilities"));
  const json_t *operations = json_object_get(
      json_object_get(json_object_get(answer, "capabilities"), "workspace"), "fileOperations");
  static const char *const names[] = {"didCreate", "didRename", "didDelete"};
  for (int i = 0; i < 3; i++) {
    const json_t *filters = json_object_get(json_object_get(operations, names[i]), "filters");
    assert_string_equal(string_at(json_array_get(filters, 0), "pattern", "glob"), "**/*.{c,h}");
  }
  json_decref(answer);
  editor_close(&editor);
}

// ---- files that nothing is known of ----

/// Two of the three files of the program in a folder with a database of their own.
static void put_callers(const char *folder) {
  static const char *const names[] = {"main.c", "work.c"};
  const char *const texts[] = {starts, works};
  struct text json = {0};
  char path[64];
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    put_file(path, texts[i]);
    text_printf(&json,
                "%s{\"directory\": \"%s/%s\", \"file\": \"%s\", \"arguments\": [\"cc\", \"%s\", "
                "\"-c\"]}",
                i ? ", " : "[", sandbox, folder, names[i], runtime_headers);
  }
  text_puts(&json, "]");
  snprintf(path, sizeof path, "%s/compile_commands.json", folder);
  put_file(path, json.data);
  text_free(&json);
}

static void a_file_that_is_not_saved_in_a_linked_folder_is_of_its_program(void **state) {
  (void)state;
  put_callers("real");
  assert_int_equal(symlink("real", in_sandbox("link")), 0);
  struct editor editor = editor_open_with(NULL, json_pack("{s:o}", "rootUri", uri_of("link")));
  open_text(&editor, "link/load.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "link/load.c", "blocking-call"));
  editor_close(&editor);
}

static void a_header_that_no_unit_includes_is_said_to_be_unchecked(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, "alone.h", 1, "int alone(void);\n");
  open_text(&editor, "work.c", 1, works);
  settle(&editor);
  assert_true(has_code(&editor, "alone.h", "unchecked"));
  struct text with = {0};
  text_printf(&with, "#include \"alone.h\"\n%s", works);
  change_text(&editor, "work.c", 2, with.data);
  settle(&editor);
  assert_false(has_code(&editor, "alone.h", "unchecked"));
  text_free(&with);
  editor_close(&editor);
}

static void a_folder_that_nobody_opened_goes_with_its_last_file(void **state) {
  (void)state;
  put_callers("code");
  put_file("code/main.c", dropping_unit);
  make_folder("other");
  struct editor editor = editor_open_with(NULL, json_pack("{s:o}", "rootUri", uri_of("other")));
  open_text(&editor, "code/work.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "code/main.c", "dropped-task"));
  close_text(&editor, "code/work.c");
  settle(&editor);
  assert_int_equal(published(&editor, "code/main.c"), 0);
  open_text(&editor, "code/work.c", 1, loads);
  settle(&editor);
  assert_true(has_code(&editor, "code/main.c", "dropped-task"));
  editor_close(&editor);
}

// ---- what is wrong ----

static void a_configuration_that_is_wrong_is_shown_where_it_is_until_it_is_mended(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  put_file(".async-lint", "rules:\n  blocking-cal: off\n");
  settle(&editor);
  const json_t *mistake = diagnostic_of(&editor, ".async-lint", "configuration");
  assert_non_null(mistake);
  assert_int_equal(json_integer_value(json_object_get(
                       json_object_get(json_object_get(mistake, "range"), "start"), "line")),
                   1);
  assert_string_equal(json_string_value(json_object_get(mistake, "message")),
                      "unknown rule or group `blocking-cal` (did you mean `blocking-call`?)");
  assert_true(has_code(&editor, "load.c", "unchecked")); // what was not checked is not clean
  assert_int_equal(shown(&editor, ".async-lint:2:3: "), 1);
  put_file(".async-lint", "rules:\n  blocking-call: warning\n");
  settle(&editor);
  assert_int_equal(json_array_size(diagnostics_of(&editor, ".async-lint")), 0);
  assert_false(has_code(&editor, "load.c", "unchecked"));
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void a_configuration_that_is_wrong_from_the_start_is_mended(void **state) {
  (void)state;
  DATABASE("src/lone.c");
  put_file("src/lone.c", loads);
  put_file("src/.async-lint", "rules: [\n");
  struct editor editor = editor_open(NULL);
  settle(&editor);
  assert_non_null(diagnostic_of(&editor, "src/.async-lint", "configuration"));
  put_file("src/.async-lint", "rules:\n  all: off\n");
  settle(&editor);
  assert_int_equal(json_array_size(diagnostics_of(&editor, "src/.async-lint")), 0);
  editor_close(&editor);
}

static void a_database_that_is_wrong_is_said_once(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  put_file("compile_commands.json", "[{\"directory\": ");
  settle(&editor);
  put_file("compile_commands.json", "[{\"directory\": ");
  settle(&editor);
  assert_int_equal(shown(&editor, "compile_commands.json:1:15: "), 1);
  assert_int_equal(shown(&editor, "run the build system again"), 1);
  assert_non_null(diagnostic_of(&editor, "compile_commands.json", "configuration"));
  assert_true(has_code(&editor, "load.c", "unchecked"));
  DATABASE("main.c", "work.c", "load.c");
  settle(&editor);
  assert_int_equal(json_array_size(diagnostics_of(&editor, "compile_commands.json")), 0);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file("compile_commands.json", "[{\"directory\": ");
  settle(&editor);
  assert_int_equal(shown(&editor, "compile_commands.json:1:15: "), 2); // it was mended between
  editor_close(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(without_being_told_the_server_sees_what_others_write),
      CLI_TEST(without_being_told_the_server_sees_headers_of_other_folders),
      CLI_TEST(an_editor_that_watches_is_the_one_who_tells),
      CLI_TEST(a_configuration_is_seen_when_it_comes_changes_and_goes),
      CLI_TEST(a_database_is_seen_when_it_comes),
      CLI_TEST(a_database_is_seen_when_a_link_to_it_comes),
      CLI_TEST(a_database_is_seen_when_a_build_folder_comes),
      CLI_TEST(a_database_is_seen_when_a_folder_below_the_build_folder_comes),
      CLI_TEST(a_build_folder_that_goes_takes_its_database_with_it),
      CLI_TEST(findings_go_with_a_file_that_is_renamed),
      CLI_TEST(a_folder_that_is_renamed_is_read_again),
      CLI_TEST(the_server_asks_to_be_told_of_files_that_are_renamed),
      CLI_TEST(a_file_that_is_not_saved_in_a_linked_folder_is_of_its_program),
      CLI_TEST(a_header_that_no_unit_includes_is_said_to_be_unchecked),
      CLI_TEST(a_folder_that_nobody_opened_goes_with_its_last_file),
      CLI_TEST(a_configuration_that_is_wrong_is_shown_where_it_is_until_it_is_mended),
      CLI_TEST(a_configuration_that_is_wrong_from_the_start_is_mended),
      CLI_TEST(a_database_that_is_wrong_is_said_once),
  };
  return cmocka_run_group_tests_name("lsp.disk", tests, NULL, NULL);
}
