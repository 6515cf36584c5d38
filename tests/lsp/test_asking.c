// SPDX-License-Identifier: MIT
// Editors that ask for diagnostics instead of being sent them: of a file, of all; what waits, and
// is cancelled.
#include "tests/lsp/program.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static json_t *asking_capabilities(void) {
  json_t *capabilities = full_capabilities();
  json_object_set_new(json_object_get(capabilities, "textDocument"), "diagnostic",
                      json_pack("{s:b}", "relatedDocumentSupport", 0));
  json_object_set_new(json_object_get(capabilities, "workspace"), "diagnostics",
                      json_pack("{s:b}", "refreshSupport", 1));
  return capabilities;
}

static void an_editor_that_asks_gets_diagnostics_only_when_it_asks(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", dropping_unit);
  struct editor editor = editor_open(asking_capabilities());
  open_text(&editor, "a.c", 1, dropping_unit);
  json_t *report = result_of(&editor, "textDocument/diagnostic", document_of("a.c"));
  assert_string_equal(json_string_value(json_object_get(report, "kind")), "full");
  assert_int_equal(json_array_size(json_object_get(report, "items")), 1);
  json_t *params = document_of("a.c");
  json_object_set(params, "previousResultId", json_object_get(report, "resultId"));
  json_t *again = result_of(&editor, "textDocument/diagnostic", params);
  assert_string_equal(json_string_value(json_object_get(again, "kind")), "unchanged");
  settle(&editor);
  assert_int_equal(json_object_size(editor.diagnostics), 0);
  json_decref(again);
  json_decref(report);
  editor_close(&editor);
}

static json_t *workspace_params(const json_t *previous) {
  json_t *ids = json_array(), *report;
  size_t i;
  json_array_foreach(json_object_get(previous, "items"), i, report) {
    json_array_append_new(ids, json_pack("{s:O,s:O}", "uri", json_object_get(report, "uri"),
                                         "value", json_object_get(report, "resultId")));
  }
  return json_pack("{s:o}", "previousResultIds", ids);
}

static void the_whole_workspace_can_be_asked_for(void **state) {
  (void)state;
  DATABASE("a.c", "b.c");
  put_file("a.c", dropping_unit);
  put_file("b.c", "#include <taskrt/task.h>\nvoid b(void) { task_delay_async(1, CANCEL_NONE); }\n");
  struct editor editor = editor_open(asking_capabilities());
  json_t *all = result_of(&editor, "workspace/diagnostic", workspace_params(NULL));
  assert_int_equal(json_array_size(json_object_get(all, "items")), 2);
  // The next one waits until something is new.
  json_int_t waiting = post(&editor, "workspace/diagnostic", workspace_params(all));
  open_text(&editor, "a.c", 1, clean_unit);
  json_t *response = answer_to(&editor, waiting);
  json_t *items = json_object_get(json_object_get(response, "result"), "items");
  size_t i, changed = 0;
  json_t *report;
  json_array_foreach(items, i, report) {
    changed += !strcmp(json_string_value(json_object_get(report, "kind")), "full");
  }
  assert_int_equal(changed, 1);
  json_decref(response);
  json_decref(all);
  editor_close(&editor);
}

static void a_request_that_waits_can_be_cancelled(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", dropping_unit);
  struct editor editor = editor_open(asking_capabilities());
  json_t *all = result_of(&editor, "workspace/diagnostic", workspace_params(NULL));
  json_int_t waiting = post(&editor, "workspace/diagnostic", workspace_params(all));
  tell(&editor, "$/cancelRequest", json_pack("{s:I}", "id", waiting));
  json_t *response = answer_to(&editor, waiting);
  json_t *error = json_object_get(response, "error");
  assert_int_equal(json_integer_value(json_object_get(error, "code")), -32800);
  tell(&editor, "$/cancelRequest", json_pack("{s:I}", "id", (json_int_t)4711));
  json_decref(response);
  json_decref(all);
  editor_close(&editor);
}

/// How often the server asked the editor to ask it again.
static unsigned asked_again(const struct editor *editor, const char *method) {
  unsigned count = 0;
  size_t i;
  json_t *request;
  json_array_foreach(editor->requests, i, request) {
    count += !strcmp(json_string_value(json_object_get(request, "method")), method);
  }
  return count;
}

static void what_a_configuration_changes_is_asked_for_again(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", dropping_unit);
  struct editor editor = editor_open(asking_capabilities());
  open_text(&editor, "a.c", 1, dropping_unit);
  settle(&editor);
  unsigned before = asked_again(&editor, "workspace/diagnostic/refresh");
  put_file(".async-lint", "rules:\n  all: off\n");
  settle(&editor);
  assert_true(asked_again(&editor, "workspace/diagnostic/refresh") > before);
  json_t *report = result_of(&editor, "textDocument/diagnostic", document_of("a.c"));
  assert_int_equal(json_array_size(json_object_get(report, "items")), 0);
  json_decref(report);
  editor_close(&editor);
}

static void what_others_write_for_an_open_file_is_asked_for_again(void **state) {
  (void)state;
  DATABASE("a.c");
  static const char text[] = "#include <taskrt/task.h>\n#include \"start.h\"\n"
                             "void a(void);\nvoid a(void) { START; }\n";
  put_file("a.c", text);
  put_file("start.h", "#define START\n");
  struct editor editor = editor_open(asking_capabilities());
  open_text(&editor, "a.c", 1, text);
  settle(&editor);
  unsigned before = asked_again(&editor, "workspace/diagnostic/refresh");
  put_file("start.h", "#define START task_delay_async(1, CANCEL_NONE)\n");
  settle(&editor);
  assert_true(asked_again(&editor, "workspace/diagnostic/refresh") > before);
  json_t *report = result_of(&editor, "textDocument/diagnostic", document_of("a.c"));
  assert_int_equal(json_array_size(json_object_get(report, "items")), 1);
  json_decref(report);
  editor_close(&editor);
}

static void hints_and_lenses_that_are_switched_off_are_asked_for_again(void **state) {
  (void)state;
  json_t *capabilities = full_capabilities();
  json_object_set_new(json_object_get(capabilities, "workspace"), "inlayHint",
                      json_pack("{s:b}", "refreshSupport", 1));
  json_object_set_new(json_object_get(capabilities, "workspace"), "codeLens",
                      json_pack("{s:b}", "refreshSupport", 1));
  struct editor editor = open_work(capabilities);
  unsigned hints = asked_again(&editor, "workspace/inlayHint/refresh");
  unsigned lenses = asked_again(&editor, "workspace/codeLens/refresh");
  settings_changed(&editor, json_pack("{s:b,s:b}", "inlayHints", 0, "codeLens", 0));
  settle(&editor);
  assert_true(asked_again(&editor, "workspace/inlayHint/refresh") > hints);
  assert_true(asked_again(&editor, "workspace/codeLens/refresh") > lenses);
  editor_close(&editor);
}

// ---- what is said with tokens of the editor ----

/// What was said with a token: how often something of this kind; NULL: how many reports of files.
static size_t said_with(const struct editor *editor, const char *token, const char *kind) {
  size_t i, count = 0;
  json_t *message;
  json_array_foreach(editor->notifications, i, message) {
    const json_t *params = json_object_get(message, "params");
    const json_t *value = json_object_get(params, "value");
    const char *own = json_string_value(json_object_get(params, "token"));
    const char *said = json_string_value(json_object_get(value, "kind"));
    if (own && !strcmp(own, token))
      count +=
          kind ? said && !strcmp(said, kind) : json_array_size(json_object_get(value, "items"));
  }
  return count;
}

/// A unit that takes a while to parse, open; and a request about it that comes with a token.
static struct editor ask_while_parsing(json_int_t *asked) {
  struct text text = {0};
  text_puts(&text, dropping_unit);
  for (int i = 0; i < 4000; i++)
    text_printf(&text, "int more_%d(int a);\nint more_%d(int a) { return a + %d; }\n", i, i, i);
  DATABASE("a.c");
  put_file("a.c", text.data);
  struct editor editor = editor_open(asking_capabilities());
  open_text(&editor, "a.c", 1, text.data);
  json_t *params = document_of("a.c");
  json_object_set_new(params, "workDoneToken", json_string("own"));
  *asked = post(&editor, "textDocument/diagnostic", params);
  text_free(&text);
  return editor;
}

static void a_request_with_a_token_is_told_how_far_the_check_is(void **state) {
  (void)state;
  json_int_t asked;
  struct editor editor = ask_while_parsing(&asked);
  json_t *response = answer_to(&editor, asked);
  assert_int_equal(json_array_size(json_object_get(json_object_get(response, "result"), "items")),
                   1);
  assert_int_equal(said_with(&editor, "own", "begin"), 1);
  assert_true(said_with(&editor, "own", "report") > 0);
  assert_int_equal(said_with(&editor, "own", "end"), 1);
  json_decref(response);
  editor_close(&editor);
}

static void a_request_can_be_cancelled_while_its_file_is_checked(void **state) {
  (void)state;
  json_int_t asked;
  struct editor editor = ask_while_parsing(&asked);
  tell(&editor, "$/cancelRequest", json_pack("{s:I}", "id", asked));
  json_t *response = answer_to(&editor, asked);
  assert_int_equal(json_integer_value(json_object_get(json_object_get(response, "error"), "code")),
                   -32800);
  settle(&editor);
  assert_int_equal(said_with(&editor, "own", "begin"), said_with(&editor, "own", "end"));
  json_t *report = result_of(&editor, "textDocument/diagnostic", document_of("a.c"));
  assert_int_equal(json_array_size(json_object_get(report, "items")), 1); // the check went on
  json_decref(report);
  json_decref(response);
  editor_close(&editor);
}

static void the_workspace_comes_in_parts_to_an_editor_with_a_token_for_them(void **state) {
  (void)state;
  DATABASE("a.c", "b.c");
  put_file("a.c", dropping_unit);
  put_file("b.c", "#include <taskrt/task.h>\nvoid b(void) { task_delay_async(1, CANCEL_NONE); }\n");
  struct editor editor = editor_open(asking_capabilities());
  json_t *params = workspace_params(NULL);
  json_object_set_new(params, "partialResultToken", json_string("parts"));
  json_t *rest = result_of(&editor, "workspace/diagnostic", params);
  assert_int_equal(json_array_size(json_object_get(rest, "items")), 0);
  assert_int_equal(said_with(&editor, "parts", NULL), 2);
  json_decref(rest);
  editor_close(&editor);
}

static void an_editor_that_cannot_be_told_to_ask_again_is_not_offered_to_ask(void **state) {
  (void)state;
  json_t *capabilities = asking_capabilities();
  json_object_del(json_object_get(capabilities, "workspace"), "diagnostics");
  DATABASE("a.c");
  put_file("a.c", dropping_unit);
  struct editor editor = editor_start(NULL);
  json_t *result = result_of(
      &editor, "initialize",
      json_pack("{s:n,s:o,s:o}", "processId", "rootUri", uri_of(""), "capabilities", capabilities));
  assert_null(json_object_get(json_object_get(result, "capabilities"), "diagnosticProvider"));
  json_decref(result);
  open_text(&editor, "a.c", 1, dropping_unit);
  settle(&editor);
  assert_true(has_code(&editor, "a.c", "dropped-task"));
  editor_close(&editor);
}

static void what_another_file_changes_is_asked_for_again(void **state) {
  (void)state;
  put_program();
  struct editor editor = editor_open(asking_capabilities());
  open_text(&editor, "load.c", 1, loads);
  settle(&editor);
  put_file("main.c", "int main(void) { return 0; }\n");
  file_changed(&editor, "main.c");
  settle(&editor);
  settle(&editor);
  size_t i;
  json_t *request;
  bool asked = false;
  json_array_foreach(editor.requests, i, request) {
    asked |= !strcmp(json_string_value(json_object_get(request, "method")),
                     "workspace/diagnostic/refresh");
  }
  assert_true(asked);
  json_t *report = result_of(&editor, "textDocument/diagnostic", document_of("load.c"));
  assert_int_equal(json_array_size(json_object_get(report, "items")), 0);
  json_decref(report);
  editor_close(&editor);
}

/// True when progress was shown, which it is while units are parsed.
static bool parsed_many(const struct editor *editor) {
  size_t i;
  json_t *message;
  json_array_foreach(editor->notifications, i, message) {
    if (!strcmp(json_string_value(json_object_get(message, "method")), "$/progress"))
      return true;
  }
  return false;
}

static void the_workspace_comes_from_the_store_of_the_command_line(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c", "c.c", "d.c", "e.c", "f.c"};
  put_database(names, 6);
  for (int i = 0; i < 6; i++)
    put_file(names[i], i == 4 ? dropping_unit : clean_unit);
  struct outcome outcome = LINT("--quiet");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  struct editor editor = editor_open(asking_capabilities());
  json_t *all = result_of(&editor, "workspace/diagnostic", workspace_params(NULL));
  json_t *report = json_array_get(json_object_get(all, "items"), 0);
  json_t *uri = uri_of("e.c");
  assert_int_equal(json_array_size(json_object_get(all, "items")), 1);
  assert_true(json_equal(json_object_get(report, "uri"), uri));
  settle(&editor);
  assert_false(parsed_many(&editor));
  json_decref(uri);
  json_decref(all);
  editor_close(&editor);
}

static void without_the_store_the_workspace_is_parsed(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c", "c.c", "d.c", "e.c", "f.c"};
  put_database(names, 6);
  for (int i = 0; i < 6; i++)
    put_file(names[i], i == 4 ? dropping_unit : clean_unit);
  struct editor editor = editor_open(asking_capabilities());
  json_decref(result_of(&editor, "workspace/diagnostic", workspace_params(NULL)));
  settle(&editor);
  assert_true(parsed_many(&editor));
  editor_close(&editor);
}

/// Whether the progress has come to so many units.
static bool has_come_to(struct editor *editor, const char *units) {
  size_t i;
  json_t *message;
  json_array_foreach(editor->notifications, i, message) {
    const char *text = string_at(json_object_get(message, "params"), "value", "message");
    if (text && !strcmp(text, units))
      return true;
  }
  return false;
}

/// Lets whoever waits for the sandbox's pipe go on, with nothing to read.
static void end_pipe(const char *path) {
  int end = open(path, O_WRONLY | O_NONBLOCK);
  if (end >= 0)
    close(end);
  unlink(path);
}

static void what_is_parsed_is_stored_before_all_is(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c", "c.c", "d.c", "e.c", "f.c", "z.c"};
  char pipe[256];
  put_database(names, 7);
  for (int i = 0; i < 6; i++)
    put_file(names[i], clean_unit);
  put_file("z.c", "#include \"pipe.h\"\n"); // whose parse does not end
  snprintf(pipe, sizeof pipe, "%s/pipe.h", sandbox);
  assert_int_equal(mkfifo(pipe, 0600), 0);
  struct editor editor = editor_open(full_capabilities());
  for (int after = 0; after < 3; after += has_come_to(&editor, "6 of 7 units"))
    json_decref(ask(&editor, "textDocument/hover", at_place("a.c", 0, 0)));
  editor_kill(&editor);
  end_pipe(pipe);
  put_file("pipe.h", "");
  editor = editor_open(full_capabilities());
  settle(&editor);
  assert_false(parsed_many(&editor));
  editor_close(&editor);
}

static void an_unsaved_text_counts_and_not_the_stored_unit(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c"};
  put_database(names, 2);
  put_file("a.c", dropping_unit);
  put_file("b.c", clean_unit);
  struct outcome outcome = LINT("--quiet");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  struct editor editor = editor_open(full_capabilities());
  open_text(&editor, "a.c", 1, clean_unit);
  open_text(&editor, "b.c", 1, dropping_unit);
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 0);
  assert_true(has_code(&editor, "b.c", "dropped-task"));
  change_text(&editor, "a.c", 2, dropping_unit); // as on the disk, and in the store
  change_text(&editor, "b.c", 2, clean_unit);
  settle(&editor);
  assert_int_equal(published_version(&editor, "a.c"), 2);
  same_as_fresh(&editor);
  editor_close(&editor);
}

static void edits_of_stored_files_are_checked_as_any(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c", "c.c"};
  put_database(names, 3);
  for (int i = 0; i < 3; i++)
    put_file(names[i], i == 1 ? dropping_unit : clean_unit);
  struct outcome outcome = LINT("--quiet");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  struct editor editor = editor_open(full_capabilities());
  for (int i = 0; i < 3; i++)
    open_text(&editor, names[i], 1, i == 1 ? dropping_unit : clean_unit);
  settle(&editor);
  same_as_fresh(&editor);
  for (int version = 2; version < 6; version++) {
    change_text(&editor, "b.c", version, version % 2 ? dropping_unit : clean_unit);
    settle(&editor);
    assert_int_equal(has_code(&editor, "b.c", "dropped-task"), version % 2);
  }
  same_as_fresh(&editor);
  editor_close(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(an_editor_that_asks_gets_diagnostics_only_when_it_asks),
      CLI_TEST(the_whole_workspace_can_be_asked_for),
      CLI_TEST(a_request_that_waits_can_be_cancelled),
      CLI_TEST(what_a_configuration_changes_is_asked_for_again),
      CLI_TEST(what_others_write_for_an_open_file_is_asked_for_again),
      CLI_TEST(hints_and_lenses_that_are_switched_off_are_asked_for_again),
      CLI_TEST(a_request_with_a_token_is_told_how_far_the_check_is),
      CLI_TEST(a_request_can_be_cancelled_while_its_file_is_checked),
      CLI_TEST(the_workspace_comes_in_parts_to_an_editor_with_a_token_for_them),
      CLI_TEST(an_editor_that_cannot_be_told_to_ask_again_is_not_offered_to_ask),
      CLI_TEST(what_another_file_changes_is_asked_for_again),
      CLI_TEST(the_workspace_comes_from_the_store_of_the_command_line),
      CLI_TEST(without_the_store_the_workspace_is_parsed),
      CLI_TEST(what_is_parsed_is_stored_before_all_is),
      CLI_TEST(an_unsaved_text_counts_and_not_the_stored_unit),
      CLI_TEST(edits_of_stored_files_are_checked_as_any),
  };
  return cmocka_run_group_tests_name("lsp.asking", tests, NULL, NULL);
}
