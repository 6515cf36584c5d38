// SPDX-License-Identifier: MIT
// What an editor can ask for or is shown: hovers, hints, lenses, the call behind a chain, progress.
#include "tests/lsp/program.h"

#include <stdlib.h>
#include <string.h>

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

static void a_hover_is_plain_text_for_an_editor_without_markdown(void **state) {
  (void)state;
  static const char *const formats[] = {"plaintext", "markdown"};
  for (int i = 0; i < 2; i++) {
    json_t *capabilities = full_capabilities();
    json_object_set_new(json_object_get(capabilities, "textDocument"), "hover",
                        json_pack("{s:[s]}", "contentFormat", formats[i]));
    struct editor editor = open_work(capabilities);
    json_t *hover = result_of(&editor, "textDocument/hover", at_place("work.c", 6, 5));
    assert_string_equal(string_at(hover, "contents", "kind"), formats[i]);
    json_decref(hover);
    editor_close(&editor);
  }
}

static void a_hover_tells_suspending_and_what_is_taken(void **state) {
  (void)state;
  static const char text[] = "#include <taskrt/task.h>\n"
                             "#include <unistd.h>\n"
                             "int finish(task *work);\n"
                             "int finish(task *work) {\n"
                             "  sleep(1);\n"
                             "  return task_await(work, NULL);\n"
                             "}\n";
  DATABASE("a.c");
  put_file("a.c", text);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, text);
  settle(&editor);
  json_t *hover = result_of(&editor, "textDocument/hover", at_place("a.c", 3, 5));
  const char *words = string_at(hover, "contents", "value");
  assert_non_null(strstr(words, "may suspend: `finish` → `task_await`"));
  assert_non_null(strstr(words, "may block: `finish` → `sleep`"));
  assert_non_null(strstr(words, "takes work"));
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

static void without_a_call_that_blocks_it_is_the_one_that_suspends(void **state) {
  (void)state;
  static const char text[] = "#include <taskrt/task.h>\n"
                             "int pause(void);\n"
                             "int pause(void) {\n"
                             "  return task_delay(1, CANCEL_NONE);\n"
                             "}\n"
                             "int twice(void);\n"
                             "int twice(void) {\n"
                             "  return pause() + pause();\n"
                             "}\n";
  DATABASE("a.c");
  put_file("a.c", text);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, text);
  settle(&editor);
  json_t *place = result_of(&editor, "textDocument/implementation", at_place("a.c", 6, 5));
  json_t *start = json_object_get(json_object_get(place, "range"), "start");
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
  settings_changed(&editor, json_pack("{s:b,s:b}", "inlayHints", 0, "codeLens", 0));
  hints = result_of(&editor, "textDocument/inlayHint", whole_range("work.c"));
  lenses = result_of(&editor, "textDocument/codeLens", document_of("work.c"));
  assert_int_equal(json_array_size(hints) + json_array_size(lenses), 0);
  json_decref(hints);
  json_decref(lenses);
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
  struct editor editor = editor_open(capabilities);
  editor.settings = json_pack("{s:s}", "rules", "blocking-call");
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
      CLI_TEST(a_hover_is_plain_text_for_an_editor_without_markdown),
      CLI_TEST(a_hover_tells_suspending_and_what_is_taken),
      CLI_TEST(implementation_is_the_call_that_blocks),
      CLI_TEST(without_a_call_that_blocks_it_is_the_one_that_suspends),
      CLI_TEST(the_command_shows_the_call_that_blocks),
      CLI_TEST(hints_and_lenses_stand_at_functions_and_can_be_switched_off),
      CLI_TEST(progress_is_shown_from_begin_to_end),
      CLI_TEST(settings_are_asked_for),
  };
  return cmocka_run_group_tests_name("lsp.features", tests, NULL, NULL);
}
