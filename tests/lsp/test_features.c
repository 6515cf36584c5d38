// SPDX-License-Identifier: MIT
// What an editor can ask for: diagnostics, actions, hovers, hints, lenses, the call behind a chain;
// progress, cancellation.
#include "tests/lsp/client.h"

#include <stdlib.h>
#include <string.h>

static const char header[] = "#ifndef WORK_H\n"
                             "#define WORK_H\n"
                             "int read_config(const char *path);\n"
                             "int load(void);\n"
                             "#endif\n";
static const char source[] = "#include \"work.h\"\n"
                             "#include <stdio.h>\n"
                             "int read_config(const char *path) {\n"
                             "  FILE *file = fopen(path, \"r\");\n"
                             "  return file ? fclose(file) : 1;\n"
                             "}\n"
                             "int load(void) {\n"
                             "  return read_config(\"x\");\n"
                             "}\n";
static const char token_user[] =
    "#include <taskrt/task.h>\n"
    "int wait_some(void *arg, cancel_token token);\n"
    "int wait_some(void *arg, cancel_token token) {\n"
    "  (void)arg;\n"
    "  int status = cancel_check(token);\n"
    "  if (status != 0)\n"
    "    return status;\n"
    "  int first = task_delay(10, CANCEL_NONE);\n"
    "  int second = task_delay(20, CANCEL_NONE);\n"
    "  return first ? first : second;\n"
    "}\n"
    "int main(void) { return task_wait(task_run(wait_some, 0, 0, CANCEL_NONE)); }\n";

static struct editor open_work(json_t *capabilities) {
  DATABASE("work.c");
  put_file("work.h", header);
  put_file("work.c", source);
  struct editor editor = editor_open(capabilities);
  open_text(&editor, "work.c", 1, source);
  open_text(&editor, "work.h", 1, header);
  settle(&editor);
  return editor;
}

static const char *string_at(const json_t *json, const char *first, const char *second) {
  return json_string_value(json_object_get(json_object_get(json, first), second));
}

static void a_hover_says_what_a_function_does_and_through_which_calls(void **state) {
  (void)state;
  struct editor editor = open_work(NULL);
  json_t *hover = result_of(&editor, "textDocument/hover", at_place("work.c", 6, 5));
  const char *text = string_at(hover, "contents", "value");
  assert_non_null(strstr(text, "may block: `load` → `read_config` → `fopen`"));
  json_decref(hover);
  hover = result_of(&editor, "textDocument/hover", at_place("work.c", 0, 0));
  assert_true(json_is_null(hover));
  json_decref(hover);
  editor_close(&editor);
}

static void implementation_is_the_call_that_blocks(void **state) {
  (void)state;
  struct editor editor = open_work(NULL);
  json_t *place = result_of(&editor, "textDocument/implementation", at_place("work.h", 3, 6));
  json_t *start = json_object_get(json_object_get(place, "range"), "start");
  assert_non_null(strstr(json_string_value(json_object_get(place, "uri")), "/work.c"));
  assert_int_equal(json_integer_value(json_object_get(start, "line")), 3);
  json_decref(place);
  editor_close(&editor);
}

static void the_command_shows_the_call_that_blocks(void **state) {
  (void)state;
  struct editor editor = open_work(NULL);
  json_t *place = result_of(&editor, "workspace/executeCommand",
                            json_pack("{s:s,s:[o,{s:i,s:i}]}", "command", "async-lint.showCall",
                                      "arguments", uri_of("work.c"), "line", 6, "character", 5));
  assert_non_null(json_object_get(place, "range"));
  json_decref(place);
  settle(&editor);
  size_t i;
  json_t *request;
  bool shown = false;
  json_array_foreach(editor.requests, i, request) {
    shown |= !strcmp(json_string_value(json_object_get(request, "method")), "window/showDocument");
  }
  assert_true(shown);
  editor_close(&editor);
}

static json_t *whole_range(const char *name) {
  json_t *params = document_of(name);
  json_object_set_new(params, "range",
                      json_pack("{s:{s:i,s:i},s:{s:i,s:i}}", "start", "line", 0, "character", 0,
                                "end", "line", 100, "character", 0));
  return params;
}

static void hints_and_lenses_stand_at_functions_and_can_be_switched_off(void **state) {
  (void)state;
  struct editor editor = open_work(NULL);
  json_t *hints = result_of(&editor, "textDocument/inlayHint", whole_range("work.c"));
  assert_int_equal(json_array_size(hints), 2);
  json_t *position = json_object_get(json_array_get(hints, 0), "position");
  assert_int_equal(json_integer_value(json_object_get(position, "line")), 6);
  assert_int_equal(json_integer_value(json_object_get(position, "character")), 14);
  json_decref(hints);
  json_t *lenses = result_of(&editor, "textDocument/codeLens", document_of("work.c"));
  assert_int_equal(json_array_size(lenses), 2);
  json_decref(lenses);
  tell(&editor, "workspace/didChangeConfiguration",
       json_pack("{s:{s:{s:b,s:b}}}", "settings", "asyncLint", "inlayHints", 0, "codeLens", 0));
  hints = result_of(&editor, "textDocument/inlayHint", whole_range("work.c"));
  lenses = result_of(&editor, "textDocument/codeLens", document_of("work.c"));
  assert_int_equal(json_array_size(hints) + json_array_size(lenses), 0);
  json_decref(hints);
  json_decref(lenses);
  editor_close(&editor);
}

// ---- actions ----

static json_t *actions_at(struct editor *editor, const char *name, int line, int character,
                          const char *only) {
  json_t *params = document_of(name);
  json_object_set_new(params, "range",
                      json_pack("{s:{s:i,s:i},s:{s:i,s:i}}", "start", "line", line, "character",
                                character, "end", "line", line, "character", character));
  json_t *context = json_pack("{s:[]}", "diagnostics");
  if (only)
    json_object_set_new(context, "only", json_pack("[s]", only));
  json_object_set_new(params, "context", context);
  return result_of(editor, "textDocument/codeAction", params);
}

/// The action whose title begins so; fails the test when there is none.
static json_t *action_called(json_t *actions, const char *title) {
  size_t i;
  json_t *action;
  json_array_foreach(actions, i, action) {
    if (!strncmp(json_string_value(json_object_get(action, "title")), title, strlen(title)))
      return action;
  }
  fail_msg("no action `%s` in %s", title, json_dumps(actions, 0));
  return NULL;
}

/// The edits an action has for a file.
static json_t *edits_of(json_t *action, const char *name) {
  json_t *uri = uri_of(name);
  json_t *changes = json_object_get(json_object_get(action, "edit"), "changes");
  json_t *edits = json_object_get(changes, json_string_value(uri));
  json_decref(uri);
  assert_non_null(edits);
  return edits;
}

/// Tells the server that the edits, which do not overlap, were made, last first.
static void apply_edits(struct editor *editor, const char *name, int version, json_t *edits) {
  json_t *changes = json_array();
  for (size_t i = json_array_size(edits); i-- > 0;) {
    json_t *edit = json_array_get(edits, i);
    json_array_append_new(changes, json_pack("{s:O,s:O}", "range", json_object_get(edit, "range"),
                                             "text", json_object_get(edit, "newText")));
  }
  tell(editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:o}", "textDocument", "uri", uri_of(name), "version", version,
                 "contentChanges", changes));
}

static struct editor open_token_user(void) {
  DATABASE("tokens.c");
  put_file("tokens.c", token_user);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "tokens.c", 1, token_user);
  settle(&editor);
  return editor;
}

static void a_fix_mends_its_finding(void **state) {
  (void)state;
  struct editor editor = open_token_user();
  assert_int_equal(published(&editor, "tokens.c"), 2);
  json_t *actions = actions_at(&editor, "tokens.c", 7, 20, NULL);
  apply_edits(&editor, "tokens.c", 2, edits_of(action_called(actions, "Pass"), "tokens.c"));
  settle(&editor);
  assert_int_equal(published(&editor, "tokens.c"), 1);
  json_decref(actions);
  editor_close(&editor);
}

static void all_of_a_rule_are_fixed_at_once(void **state) {
  (void)state;
  struct editor editor = open_token_user();
  json_t *actions = actions_at(&editor, "tokens.c", 7, 20, "quickfix");
  apply_edits(&editor, "tokens.c", 2,
              edits_of(action_called(actions, "Fix all `dropped-token`"), "tokens.c"));
  settle(&editor);
  assert_int_equal(published(&editor, "tokens.c"), 0);
  json_decref(actions);
  editor_close(&editor);
}

static void what_needs_a_look_is_not_fixed_on_saving(void **state) {
  (void)state;
  struct editor editor = open_token_user();
  json_t *actions = actions_at(&editor, "tokens.c", 0, 0, "source.fixAll");
  assert_int_equal(json_array_size(actions), 0);
  json_decref(actions);
  editor_close(&editor);
}

static void a_suppression_is_added_above_the_line(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", dropping_unit);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, dropping_unit);
  settle(&editor);
  json_t *actions = actions_at(&editor, "a.c", 3, 4, NULL);
  json_t *edits = edits_of(action_called(actions, "Allow `dropped-task`"), "a.c");
  assert_string_equal(json_string_value(json_object_get(json_array_get(edits, 0), "newText")),
                      "  // async-lint: allow(dropped-task) TODO: say why\n");
  apply_edits(&editor, "a.c", 2, edits);
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 0);
  json_decref(actions);
  editor_close(&editor);
}

static void what_was_found_out_is_written_into_the_header(void **state) {
  (void)state;
  struct editor editor = open_work(NULL);
  json_t *actions = actions_at(&editor, "work.c", 6, 5, "refactor");
  json_t *edits = edits_of(action_called(actions, "Declare what `load` does"), "work.h");
  assert_int_equal(json_array_size(edits), 2);
  assert_string_equal(json_string_value(json_object_get(json_array_get(edits, 0), "newText")),
                      "#include <taskrt/annotate.h>\n");
  assert_string_equal(json_string_value(json_object_get(json_array_get(edits, 1), "newText")),
                      " ASYNC_LINT(\"blocks\")");
  apply_edits(&editor, "work.h", 2, edits);
  settle(&editor);
  assert_false(has_code(&editor, "work.c", "unchecked"));
  json_t *hover = result_of(&editor, "textDocument/hover", at_place("work.c", 6, 5));
  assert_non_null(strstr(string_at(hover, "contents", "value"), "`load`: blocks"));
  json_decref(hover);
  json_decref(actions);
  editor_close(&editor);
}

// ---- editors that ask for diagnostics ----

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

static void progress_is_shown_from_begin_to_end(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c", "c.c", "d.c", "e.c", "f.c"};
  put_database(names, 6);
  for (int i = 0; i < 6; i++)
    put_file(names[i], clean_unit);
  struct editor editor = editor_open(NULL);
  settle(&editor);
  settle(&editor);
  size_t i, begun = 0, ended = 0;
  json_t *message;
  json_array_foreach(editor.notifications, i, message) {
    const char *kind = string_at(json_object_get(message, "params"), "value", "kind");
    begun += kind && !strcmp(kind, "begin");
    ended += kind && !strcmp(kind, "end");
  }
  assert_int_equal(begun, 1);
  assert_int_equal(ended, 1);
  editor_close(&editor);
}

static void settings_are_asked_for(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", dropping_unit);
  json_t *capabilities = full_capabilities();
  json_object_set_new(json_object_get(capabilities, "workspace"), "configuration", json_true());
  struct editor editor = editor_start(NULL);
  editor.settings = json_pack("{s:s}", "rules", "blocking-call");
  json_decref(result_of(&editor, "initialize",
                        json_pack("{s:n,s:o,s:o}", "processId", "rootUri", uri_of(""),
                                  "capabilities", capabilities)));
  tell(&editor, "initialized", json_object());
  open_text(&editor, "a.c", 1, dropping_unit);
  settle(&editor); // the server's question is answered meanwhile
  settle(&editor);
  assert_int_equal(json_array_size(editor.requests) > 0, 1);
  assert_false(has_code(&editor, "a.c", "dropped-task"));
  editor_close(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_hover_says_what_a_function_does_and_through_which_calls),
      CLI_TEST(implementation_is_the_call_that_blocks),
      CLI_TEST(the_command_shows_the_call_that_blocks),
      CLI_TEST(hints_and_lenses_stand_at_functions_and_can_be_switched_off),
      CLI_TEST(a_fix_mends_its_finding),
      CLI_TEST(all_of_a_rule_are_fixed_at_once),
      CLI_TEST(what_needs_a_look_is_not_fixed_on_saving),
      CLI_TEST(a_suppression_is_added_above_the_line),
      CLI_TEST(what_was_found_out_is_written_into_the_header),
      CLI_TEST(an_editor_that_asks_gets_diagnostics_only_when_it_asks),
      CLI_TEST(the_whole_workspace_can_be_asked_for),
      CLI_TEST(a_request_that_waits_can_be_cancelled),
      CLI_TEST(progress_is_shown_from_begin_to_end),
      CLI_TEST(settings_are_asked_for),
  };
  return cmocka_run_group_tests_name("lsp.features", tests, NULL, NULL);
}
