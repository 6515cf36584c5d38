// SPDX-License-Identifier: MIT
// Code actions: the fixes of a finding, all of a rule or of the file, a comment that allows it, the
// contract of what was found out.
#include "tests/lsp/program.h"

#include <stdlib.h>
#include <string.h>

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

static const char null_giver[] = "#include <taskrt/task.h>\n"
                                 "static task *begin(int ms) {\n"
                                 "  if (ms < 0)\n"
                                 "    return NULL;\n"
                                 "  if (ms > 1000)\n"
                                 "    return NULL;\n"
                                 "  return task_delay_async(ms, CANCEL_NONE);\n"
                                 "}\n"
                                 "int pause_for(int ms);\n"
                                 "int pause_for(int ms) { return task_await(begin(ms), NULL); }\n";

static void fixes_that_need_the_same_include_go_together(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", null_giver);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, null_giver);
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 2);
  json_t *actions = actions_at(&editor, "a.c", 3, 8, "quickfix");
  json_t *one = edits_of(action_called(actions, "Return `task_failed(TASK_EINVAL)` (look"), "a.c");
  assert_int_equal(json_array_size(one), 2);
  json_t *all = edits_of(action_called(actions, "Fix all `null-task`"), "a.c");
  assert_int_equal(json_array_size(all), 3);
  apply_edits(&editor, "a.c", 2, all);
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 0);
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

static const char allows_in_vain[] =
    "#include <taskrt/task.h>\n"
    "// async-lint: allow(blocking-call) was slow\n"
    "int f(void);\n"
    "int f(void) { return 1; } // async-lint: allow(null-task) why\n"
    "void g(void);\n"
    "void g(void) {\n"
    "  task_delay_async(1, CANCEL_NONE);\n"
    "}\n";

static void what_is_safe_is_fixed_on_saving_and_nothing_else(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", allows_in_vain);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, allows_in_vain);
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 3);
  json_t *actions = actions_at(&editor, "a.c", 0, 0, "source.fixAll");
  assert_int_equal(json_array_size(actions), 1);
  json_t *action = json_array_get(actions, 0);
  assert_string_equal(json_string_value(json_object_get(action, "kind")),
                      "source.fixAll.async-lint");
  assert_int_equal(json_array_size(edits_of(action, "a.c")), 2);
  apply_edits(&editor, "a.c", 2, edits_of(action, "a.c"));
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 1);
  assert_true(has_code(&editor, "a.c", "dropped-task"));
  json_decref(actions);
  editor_close(&editor);
}

static void fixing_all_is_offered_only_to_who_asks_for_it(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", allows_in_vain);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, allows_in_vain);
  json_t *actions = actions_at(&editor, "a.c", 1, 25, NULL);
  size_t i;
  json_t *action;
  assert_true(json_array_size(actions) > 0);
  json_array_foreach(actions, i, action) {
    assert_string_equal(json_string_value(json_object_get(action, "kind")), "quickfix");
  }
  json_decref(actions);
  editor_close(&editor);
}

static void a_fix_that_is_safe_is_preferred_and_names_its_finding(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", allows_in_vain);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, allows_in_vain);
  settle(&editor);
  json_t *finding = diagnostic_of(&editor, "a.c", "unused-suppression");
  json_t *params = document_of("a.c");
  json_object_set(params, "range", json_object_get(finding, "range"));
  json_object_set_new(params, "context", json_pack("{s:[O]}", "diagnostics", finding));
  json_t *actions = result_of(&editor, "textDocument/codeAction", params);
  json_t *fix = action_called(actions, "Remove the comment");
  assert_true(json_is_true(json_object_get(fix, "isPreferred")));
  assert_true(json_equal(json_array_get(json_object_get(fix, "diagnostics"), 0), finding));
  json_decref(actions);
  editor_close(&editor);
}

static void edits_are_of_a_version_where_that_is_understood(void **state) {
  (void)state;
  json_t *capabilities = full_capabilities();
  json_object_set_new(json_object_get(capabilities, "workspace"), "workspaceEdit",
                      json_pack("{s:b}", "documentChanges", 1));
  DATABASE("a.c");
  put_file("a.c", allows_in_vain);
  struct editor editor = editor_open(capabilities);
  open_text(&editor, "a.c", 41, allows_in_vain);
  json_t *actions = actions_at(&editor, "a.c", 1, 25, NULL);
  json_t *edit = json_object_get(action_called(actions, "Remove the comment"), "edit");
  json_t *change = json_array_get(json_object_get(edit, "documentChanges"), 0);
  json_t *version = json_object_get(json_object_get(change, "textDocument"), "version");
  assert_int_equal(json_integer_value(version), 41);
  assert_int_equal(json_array_size(json_object_get(change, "edits")), 1);
  assert_null(json_object_get(edit, "changes"));
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

/// Takes the offer to allow the only finding of a text, and fails unless it is gone then; `comment`
/// is what is written.
static void allows(const char *text, int line, const char *rule, const char *comment) {
  char title[64];
  DATABASE("a.c");
  put_file("a.c", text);
  struct editor editor = editor_open(NULL);
  open_text(&editor, "a.c", 1, text);
  settle(&editor);
  assert_true(has_code(&editor, "a.c", rule));
  snprintf(title, sizeof title, "Allow `%s`", rule);
  json_t *actions = actions_at(&editor, "a.c", line, 4, NULL);
  json_t *edits = edits_of(action_called(actions, title), "a.c");
  assert_string_equal(json_string_value(json_object_get(json_array_get(edits, 0), "newText")),
                      comment);
  apply_edits(&editor, "a.c", 2, edits);
  settle(&editor);
  assert_int_equal(json_array_size(diagnostics_of(&editor, "a.c")), 0);
  json_decref(actions);
  editor_close(&editor);
}

#define SLEEPING_TASK(before, statement)                                                           \
  "#include <taskrt/task.h>\n" before "int body(void *arg, cancel_token token);\n"                 \
  "int body(void *arg, cancel_token token) {\n" statement                                          \
  "  return arg ? cancel_check(token) : 0;\n"                                                      \
  "}\n"                                                                                            \
  "int main(void) { return task_wait(task_run(body, 0, 0, CANCEL_NONE)); }\n"

static void a_suppression_is_a_comment_as_the_file_has_them(void **state) {
  (void)state;
  allows(SLEEPING_TASK("#include <unistd.h> /* see http://example.org */\n", "  sleep(1);\n"), 4,
         "blocking-call", "  /* async-lint: allow(blocking-call) TODO: say why */\n");
}

static void a_suppression_of_what_a_macro_does_is_where_it_is_used(void **state) {
  (void)state;
  allows(SLEEPING_TASK("#include <unistd.h>\n#define PAUSE(n) \\\n  do { \\\n    sleep(n); \\\n"
                       "  } while (0)\n",
                       "  PAUSE(1);\n"),
         8, "blocking-call", "  // async-lint: allow(blocking-call) TODO: say why\n");
}

static void a_suppression_stands_between_lines_that_are_one(void **state) {
  (void)state;
  allows(SLEEPING_TASK("#include <unistd.h>\n", "  arg = \\\n  sleep(1) ? \\\n  arg : 0;\n"), 5,
         "blocking-call", "  // async-lint: allow(blocking-call) TODO: say why\n");
}

static void edits_have_the_line_ends_of_the_file(void **state) {
  (void)state;
  allows("#include <taskrt/task.h>\r\nvoid f(void);\r\nvoid f(void) {\r\n"
         "  task_delay_async(1, CANCEL_NONE);\r\n}\r\n",
         3, "dropped-task", "  // async-lint: allow(dropped-task) TODO: say why\r\n");
}

/// The places of a fix and of what belongs to a finding, behind characters of one to four bytes and
/// the mark that begins the file: `column` is where the call begins, and `parameter` where the
/// token that it could be given does.
static void places_behind_wide_characters(const char *encoding, int column, int parameter) {
  static const char text[] =
      "\xef\xbb\xbf#include <taskrt/task.h>\n"
      "int rest(void *arg, cancel_token token);\n"
      "int rest(void *arg, /* \xf0\x9f\x98\x80 */ cancel_token token) {\n"
      "  int status = cancel_check(token);\n"
      "  if (status != 0 || !arg)\n"
      "    return status;\n"
      "  (void)\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"; return "
      "task_delay(10, CANCEL_NONE);\n"
      "}\n"
      "int main(void) { return task_wait(task_run(rest, 0, 0, CANCEL_NONE)); }\n";
  DATABASE("a.c");
  put_file("a.c", text);
  json_t *capabilities = full_capabilities();
  json_object_set_new(capabilities, "general", json_pack("{s:[s]}", "positionEncodings", encoding));
  struct editor editor = editor_open(capabilities);
  open_text(&editor, "a.c", 1, text);
  settle(&editor);
  const json_t *finding = diagnostic_of(&editor, "a.c", "dropped-token");
  assert_non_null(finding);
  json_t *actions = actions_at(&editor, "a.c", 6, column, NULL);
  json_t *edits = edits_of(action_called(actions, "Pass"), "a.c");
  const json_t *range = json_object_get(json_array_get(edits, 0), "range");
  const json_t *from = json_object_get(range, "start"), *to = json_object_get(range, "end");
  int token = column + (int)strlen("task_delay(10, ");
  assert_int_equal(json_integer_value(json_object_get(from, "character")), token);
  assert_int_equal(json_integer_value(json_object_get(to, "character")),
                   token + (int)strlen("CANCEL_NONE"));
  const json_t *related = json_object_get(finding, "relatedInformation");
  bool found = false;
  size_t i;
  json_t *one;
  json_array_foreach(related, i, one) {
    from = json_object_get(json_object_get(json_object_get(one, "location"), "range"), "start");
    found |= json_integer_value(json_object_get(from, "line")) == 2 &&
             json_integer_value(json_object_get(from, "character")) == parameter;
  }
  assert_true(found);
  json_decref(actions);
  editor_close(&editor);
}

static void places_are_counted_as_the_editor_does(void **state) {
  (void)state;
  places_behind_wide_characters("utf-8", 28, 44);
  places_behind_wide_characters("utf-16", 23, 42);
  places_behind_wide_characters("utf-32", 22, 41);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_fix_mends_its_finding),
      CLI_TEST(all_of_a_rule_are_fixed_at_once),
      CLI_TEST(fixes_that_need_the_same_include_go_together),
      CLI_TEST(what_needs_a_look_is_not_fixed_on_saving),
      CLI_TEST(what_is_safe_is_fixed_on_saving_and_nothing_else),
      CLI_TEST(fixing_all_is_offered_only_to_who_asks_for_it),
      CLI_TEST(a_fix_that_is_safe_is_preferred_and_names_its_finding),
      CLI_TEST(edits_are_of_a_version_where_that_is_understood),
      CLI_TEST(a_suppression_is_added_above_the_line),
      CLI_TEST(a_suppression_is_a_comment_as_the_file_has_them),
      CLI_TEST(a_suppression_of_what_a_macro_does_is_where_it_is_used),
      CLI_TEST(a_suppression_stands_between_lines_that_are_one),
      CLI_TEST(edits_have_the_line_ends_of_the_file),
      CLI_TEST(places_are_counted_as_the_editor_does),
      CLI_TEST(what_was_found_out_is_written_into_the_header),
  };
  return cmocka_run_group_tests_name("lsp.actions", tests, NULL, NULL);
}
