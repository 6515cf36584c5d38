// SPDX-License-Identifier: MIT
// What is around the open files: others that save, the configuration, contracts, the database,
// settings, folders; and what the server writes.
#include "tests/lsp/program.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static void what_others_save_is_seen(void **state) {
  (void)state;
  struct editor editor = open_program("work.c", works);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file("load.c", loads_without);
  file_changed(&editor, "load.c");
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  same_as_fresh(&editor);
  editor_close(&editor);
}

// ---- what happens while a unit is parsed ----

static const char quiet[] = "#define PAUSE() 1\n", loud[] = "#define PAUSE() sleep(1)\n";

/// The program with a `load.c` that takes a while to parse, and a header that decides whether it
/// blocks, both open.
static struct editor open_slow_program(void) {
  struct text text = {0};
  put_program();
  put_file("pause.h", quiet);
  text_puts(&text, "#include <unistd.h>\n#include \"pause.h\"\nint load(void);\n"
                   "int load(void) { return (int)PAUSE(); }\n");
  for (int i = 0; i < 4000; i++)
    text_printf(&text, "int more_%d(int a);\nint more_%d(int a) { return a + %d; }\n", i, i, i);
  put_file("load.c", text.data);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, text.data);
  open_text(&editor, "pause.h", 1, quiet);
  settle(&editor);
  change_text(&editor, "pause.h", 2, "#define PAUSE() 2\n"); // the worker is free after this one
  settle(&editor);
  text_free(&text);
  return editor;
}

/// The engine has given out its work when it answers a hover, and has not got it back yet.
static void wait_for_parsing(struct editor *editor) {
  json_decref(result_of(editor, "textDocument/hover", at_place("load.c", 0, 0)));
}

static void a_header_that_is_closed_while_a_unit_is_parsed_is_that_of_the_disk(void **state) {
  (void)state;
  struct editor editor = open_slow_program();
  change_text(&editor, "pause.h", 3, quiet);
  settle(&editor);
  change_text(&editor, "pause.h", 4, loud);
  wait_for_parsing(&editor);
  close_text(&editor, "pause.h");
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  editor_close(&editor);
}

static void a_new_configuration_is_read(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  put_file(".async-lint", "rules:\n  blocking-call: off\n");
  file_changed(&editor, ".async-lint");
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
  file_changed(&editor, "compile_commands.json");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void a_unit_with_other_arguments_is_parsed_again(void **state) {
  (void)state;
  static const char with[] = "\"-c\"", without[] = "\"-DQUIET\", \"-c\"";
  char json[1024];
  const char *const arguments[] = {with, without};
  struct editor editor = {0};
  put_file("a.c", "#include <taskrt/task.h>\n"
                  "#ifndef QUIET\n"
                  "void a(void) { task_delay_async(1, CANCEL_NONE); }\n"
                  "#endif\n");
  for (int i = 0; i < 2; i++) {
    snprintf(json, sizeof json,
             "[{\"directory\": \"%s\", \"file\": \"a.c\", \"arguments\": [\"cc\", \"%s\", %s]}]",
             sandbox, runtime_headers, arguments[i]);
    put_file("compile_commands.json", json);
    if (i == 0)
      editor = editor_open(NULL);
    else
      file_changed(&editor, "compile_commands.json");
    settle(&editor);
    assert_int_equal(published(&editor, "a.c"), 1 - i);
  }
  editor_close(&editor);
}

static void a_contract_that_changes_is_read_again(void **state) {
  (void)state;
  put_program();
  put_file(".async-lint", "specs: [own.api]\n");
  put_file("own.api", "int fetch(void)\n  plain\n");
  static const char fetches[] = "int fetch(void);\nint load(void);\n"
                                "int load(void) { return fetch(); }\n";
  struct editor editor = editor_open(NULL);
  open_text(&editor, "load.c", 1, fetches);
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  put_file("own.api", "int fetch(void)\n  blocks\n");
  file_changed(&editor, "own.api");
  settle(&editor);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void settings_can_come_with_initialize(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open_with(
      NULL, json_pack("{s:{s:s}}", "initializationOptions", "rules", "default,-blocking-call"));
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

static void settings_choose_rules_and_scope(void **state) {
  (void)state;
  struct editor editor = open_program("work.c", works);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  settings_changed(&editor, json_pack("{s:s}", "diagnostics", "open"));
  settle(&editor);
  assert_int_equal(published(&editor, "load.c"), 0);
  settings_changed(&editor, json_pack("{s:s}", "rules", "default,-blocking-call"));
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  assert_false(has_code(&editor, "load.c", "blocking-call"));
  editor_close(&editor);
}

/// A folder of the sandbox with one file and a database of its own.
static void put_folder(const char *folder, const char *file, const char *text) {
  char json[1024], name[64];
  snprintf(name, sizeof name, "%s/%s", folder, file);
  put_file(name, text);
  snprintf(
      json, sizeof json,
      "[{\"directory\": \"%s/%s\", \"file\": \"%s\", \"arguments\": [\"cc\", \"%s\", \"-c\"]}]",
      sandbox, folder, file, runtime_headers);
  snprintf(name, sizeof name, "%s/compile_commands.json", folder);
  put_file(name, json);
}

static json_t *folder_of(const char *name) {
  return json_pack("{s:o,s:s}", "uri", uri_of(name), "name", name);
}

static void folders_come_and_go(void **state) {
  (void)state;
  put_folder("one", "a.c", dropping_unit);
  put_folder("two", "b.c", dropping_unit);
  struct editor editor =
      editor_open_with(NULL, json_pack("{s:[o]}", "workspaceFolders", folder_of("one")));
  settle(&editor);
  assert_true(has_code(&editor, "one/a.c", "dropped-task"));
  assert_null(diagnostics_of(&editor, "two/b.c"));
  tell(&editor, "workspace/didChangeWorkspaceFolders",
       json_pack("{s:{s:[o],s:[o]}}", "event", "added", folder_of("two"), "removed",
                 folder_of("one")));
  settle(&editor);
  assert_true(has_code(&editor, "two/b.c", "dropped-task"));
  assert_int_equal(published(&editor, "one/a.c"), 0);
  editor_close(&editor);
}

static void folders_are_programs_of_their_own(void **state) {
  (void)state;
  // Both have a `load`; only that of the second one blocks.
  put_folder("one", "a.c",
             "#include <taskrt/task.h>\n#include \"../body.h\"\n"
             "int load(void) { return 1; }\n");
  put_folder("two", "b.c",
             "#include <taskrt/task.h>\n#include <unistd.h>\n#include \"../body.h\"\n"
             "int load(void) { return (int)sleep(1); }\n");
  put_file("body.h", "int load(void);\n"
                     "static int body(void *arg, cancel_token token) {\n"
                     "  return arg ? cancel_check(token) : load();\n"
                     "}\n"
                     "int main(void) { return task_wait(task_run(body, 0, 0, CANCEL_NONE)); }\n");
  struct editor editor = editor_open_with(
      NULL, json_pack("{s:[o,o]}", "workspaceFolders", folder_of("one"), folder_of("two")));
  settle(&editor);
  assert_true(has_code(&editor, "two/b.c", "blocking-call"));
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
      CLI_TEST(what_others_save_is_seen),
      CLI_TEST(a_header_that_is_closed_while_a_unit_is_parsed_is_that_of_the_disk),
      CLI_TEST(a_new_configuration_is_read),
      CLI_TEST(a_new_database_is_read),
      CLI_TEST(a_unit_with_other_arguments_is_parsed_again),
      CLI_TEST(a_contract_that_changes_is_read_again),
      CLI_TEST(settings_can_come_with_initialize),
      CLI_TEST(settings_choose_rules_and_scope),
      CLI_TEST(folders_come_and_go),
      CLI_TEST(folders_are_programs_of_their_own),
      CLI_TEST(a_wrong_configuration_is_said),
      CLI_TEST(nothing_is_written_but_the_store),
  };
  return cmocka_run_group_tests_name("lsp.surroundings", tests, NULL, NULL);
}
