// SPDX-License-Identifier: MIT
// Messages of somebody who means no good, or knows no better: members of every wrong type, URIs and
// positions that are none, texts that are no C. Each request has one answer, with the protocol's
// code; afterwards the server says what a fresh check says.
#include "tests/lsp/program.h"

#include <stdlib.h>
#include <string.h>

enum { PARSE = -32700, PARAMS = -32602, CANCELLED = -32800 };

/// A sound message; `URI` stands for that of `load.c`. Members named in `needed` must be right, all
/// others may be anything.
struct message {
  const char *method, *params;
  const char *needed[10];
};

#define DOCUMENT "\"textDocument\": {\"uri\": \"URI\"}"
#define POSITION "{\"line\": 3, \"character\": 14}"
#define RANGE "{\"start\": " POSITION ", \"end\": " POSITION "}"
#define NEEDS_DOCUMENT "textDocument", "textDocument.uri"
#define NEEDS_POSITION "position", "position.line", "position.character"
#define NEEDS_RANGE                                                                                \
  "range", "range.start", "range.start.line", "range.start.character", "range.end",                \
      "range.end.line", "range.end.character"

static const struct message requests[] = {
    {"textDocument/hover",
     "{" DOCUMENT ", \"position\": " POSITION "}",
     {NEEDS_DOCUMENT, NEEDS_POSITION}},
    {"textDocument/implementation",
     "{" DOCUMENT ", \"position\": " POSITION ", \"workDoneToken\": 1}",
     {NEEDS_DOCUMENT, NEEDS_POSITION}},
    {"textDocument/codeAction",
     "{" DOCUMENT ", \"range\": " RANGE ", \"context\": {\"diagnostics\": [{\"range\": " RANGE
     ", \"data\": {\"fingerprint\": \"x\"}}], \"only\": [\"quickfix\", \"refactor\"]}}",
     {NEEDS_DOCUMENT, NEEDS_RANGE}},
    {"textDocument/inlayHint",
     "{" DOCUMENT ", \"range\": " RANGE "}",
     {NEEDS_DOCUMENT, NEEDS_RANGE}},
    {"textDocument/codeLens", "{" DOCUMENT "}", {NEEDS_DOCUMENT}},
    {"textDocument/diagnostic",
     "{" DOCUMENT ", \"previousResultId\": \"x\", \"identifier\": \"y\"}",
     {NEEDS_DOCUMENT}},
    {"workspace/diagnostic",
     "{\"identifier\": \"async-lint\", \"previousResultIds\": [{\"uri\": \"URI\", \"value\": "
     "\"x\"}]}",
     {0}},
    {"workspace/executeCommand",
     "{\"command\": \"async-lint.showCall\", \"arguments\": [\"URI\", " POSITION "]}",
     {"command", "arguments", "arguments.0", "arguments.1", "arguments.1.line",
      "arguments.1.character"}},
    {"asyncLint/sync", "{\"more\": {\"than\": [\"nothing\"]}}", {0}},
};

static const struct message notifications[] = {
    {"textDocument/didOpen",
     "{\"textDocument\": {\"uri\": \"URI\", \"languageId\": \"c\", \"version\": 2, \"text\": "
     "\"int load(void);\"}}",
     {0}},
    {"textDocument/didChange",
     "{\"textDocument\": {\"uri\": \"URI\", \"version\": 3}, \"contentChanges\": "
     "[{\"range\": " RANGE
     ", \"rangeLength\": 0, \"text\": \"x\"}, {\"text\": \"int load(void);\"}]}",
     {0}},
    {"textDocument/didSave", "{" DOCUMENT ", \"text\": \"\"}", {0}},
    {"textDocument/didClose", "{" DOCUMENT "}", {0}},
    {"workspace/didChangeWatchedFiles", "{\"changes\": [{\"uri\": \"URI\", \"type\": 2}]}", {0}},
    {"workspace/didChangeConfiguration",
     "{\"settings\": {\"asyncLint\": {\"inlayHints\": true, \"codeLens\": true, \"diagnostics\": "
     "\"project\"}}}",
     {0}},
    {"workspace/didChangeWorkspaceFolders",
     "{\"event\": {\"added\": [{\"uri\": \"URI\", \"name\": \"\"}], \"removed\": [{\"uri\": "
     "\"URI\", "
     "\"name\": \"\"}]}}",
     {0}},
    {"$/cancelRequest", "{\"id\": 4711}", {0}},
    {"$/setTrace", "{\"value\": \"verbose\"}", {0}},
    {"initialized", "{\"more\": 1}", {0}},
};

/// The params of a message, to be released.
static json_t *params_of(const struct message *message) {
  struct text text = {0};
  json_t *uri = uri_of("load.c");
  for (const char *at = message->params; *at; at++) {
    bool name = !strncmp(at, "\"URI\"", 5);
    if (name)
      text_printf(&text, "\"%s\"", json_string_value(uri));
    else
      text_putc(&text, *at);
    at += name ? 4 : 0;
  }
  json_t *params = json_loads(text.data, 0, NULL);
  assert_non_null(params);
  text_free(&text);
  json_decref(uri);
  return params;
}

// ---- every member, of every wrong type ----

/// A message whose members are being replaced, one after the other.
struct variation {
  struct editor *editor;
  const struct message *message;
  bool request;
  json_t *params;
};

static bool is_needed(const struct message *message, const char *path) {
  for (int i = 0; i < 10 && message->needed[i]; i++)
    if (!strcmp(message->needed[i], path))
      return true;
  return false;
}

static void send_variation(const struct variation *variation, const char *path) {
  const char *method = variation->message->method;
  json_t *params = json_deep_copy(variation->params);
  if (!variation->request) {
    tell(variation->editor, method, params);
    return;
  }
  json_int_t id = post(variation->editor, method, params);
  bool waits = !strcmp(method, "workspace/diagnostic"); // until there is something new
  if (waits)
    tell(variation->editor, "$/cancelRequest", json_pack("{s:I}", "id", id));
  json_t *response = answer_to(variation->editor, id);
  json_t *error = json_object_get(response, "error");
  json_int_t code = json_integer_value(json_object_get(error, "code"));
  bool good = is_needed(variation->message, path) ? code == PARAMS
              : error                             ? waits && code == CANCELLED
                                                  : json_object_get(response, "result") != NULL;
  if (!good)
    fail_msg("%s, `%s` in %s: %s", method, path, json_dumps(variation->params, 0),
             json_dumps(response, 0));
  json_decref(response);
}

static void vary_below(const struct variation *variation, json_t *node, const char *path);

static const char *const wrong[] = {"null", "true", "1.5", "-1", "\"\"", "[]", "{}", "[[{}]]"};

/// Puts everything that is wrong in the place of a member, then in those below it.
static void vary_member(const struct variation *variation, json_t *node, const char *key, size_t at,
                        const char *path) {
  json_t *own = json_incref(key ? json_object_get(node, key) : json_array_get(node, at));
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    json_t *value = json_loads(wrong[i], JSON_DECODE_ANY, NULL);
    if (key)
      json_object_set_new(node, key, value);
    else
      json_array_set_new(node, at, value);
    send_variation(variation, path);
  }
  if (key) {
    json_object_del(node, key);
    send_variation(variation, path);
    json_object_set(node, key, own);
  } else {
    json_array_set(node, at, own);
  }
  vary_below(variation, own, path);
  json_decref(own);
}

static void vary_below(const struct variation *variation, json_t *node, const char *path) {
  char keys[16][32], below[128]; // copies: members come and go
  const char *key;
  size_t count = 0, i;
  json_t *value;
  json_object_foreach(node, key, value) {
    snprintf(keys[count++], sizeof *keys, "%s", key);
  }
  for (i = 0; i < count; i++) {
    snprintf(below, sizeof below, "%s%s%s", path, *path ? "." : "", keys[i]);
    vary_member(variation, node, keys[i], 0, below);
  }
  for (i = 0; i < json_array_size(node); i++) {
    snprintf(below, sizeof below, "%s.%zu", path, i);
    vary_member(variation, node, NULL, i, below);
  }
}

static void vary(struct editor *editor, const struct message *message, bool request) {
  struct variation variation = {editor, message, request, params_of(message)};
  vary_below(&variation, variation.params, "");
  json_decref(variation.params);
}

/// The server still finds what there is to be found.
static void is_as_before(struct editor *editor) {
  json_t *folder = uri_of("");
  tell(editor, "workspace/didChangeWorkspaceFolders",
       json_pack("{s:{s:[{s:o}],s:[]}}", "event", "added", "uri", folder, "removed"));
  settings_changed(editor, json_object());
  open_text(editor, "load.c", 100, loads);
  settle(editor);
  assert_int_equal(published_version(editor, "load.c"), 100);
  assert_true(has_code(editor, "load.c", "blocking-call"));
  same_as_fresh(editor);
}

static void a_request_with_a_member_of_a_wrong_type_is_refused_or_answered(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
    vary(&editor, &requests[i], true);
  is_as_before(&editor);
  editor_close(&editor);
}

static void a_notification_with_a_member_of_a_wrong_type_does_no_harm(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  for (size_t i = 0; i < sizeof notifications / sizeof *notifications; i++) {
    vary(&editor, &notifications[i], false);
    settle(&editor);
  }
  is_as_before(&editor);
  editor_close(&editor);
}

static void initialize_takes_members_of_any_type(void **state) {
  (void)state;
  static const char *const members[] = {
      "{\"workspaceFolders\": [1, {}, {\"uri\": 1}, {\"uri\": \"x\"}]}",
      "{\"workspaceFolders\": {}, \"rootUri\": 12}",
      "{\"initializationOptions\": [1], \"rootUri\": \"http://example.org/\"}",
      "{\"initializationOptions\": {\"rules\": 1, \"build\": {}, \"inlayHints\": \"no\"}}",
      "{\"capabilities\": {\"general\": {\"positionEncodings\": [1, null, \"utf-7\"]}}}",
      "{\"capabilities\": {\"textDocument\": [], \"workspace\": 1, \"window\": \"\"}}",
  };
  put_program();
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    struct editor editor = editor_open_with(NULL, json_loads(members[i], 0, NULL));
    open_text(&editor, "load.c", 1, loads);
    settle(&editor);
    assert_int_equal(published_version(&editor, "load.c"), 1);
    editor_close(&editor);
  }
}

// ---- URIs, positions, commands ----

static void what_is_no_uri_is_refused(void **state) {
  (void)state;
  static const char *const none[] = {"",
                                     "load.c",
                                     "/load.c",
                                     ":",
                                     "1:x",
                                     "file:",
                                     "file:load.c",
                                     "file://",
                                     "file://elsewhere/a.c",
                                     "file:///a%00.c",
                                     "a b:c"};
  struct editor editor = open_program("load.c", loads);
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    refused(&editor, "textDocument/codeLens",
            json_pack("{s:{s:s}}", "textDocument", "uri", none[i]), PARAMS);
  json_t *result =
      result_of(&editor, "textDocument/hover",
                json_pack("{s:{s:s},s:{s:i,s:i}}", "textDocument", "uri", "untitled:Untitled-1",
                          "position", "line", 0, "character", 0));
  assert_true(json_is_null(result)); // a text that has no file yet is nothing wrong
  json_decref(result);
  editor_close(&editor);
}

static void a_position_behind_the_text_is_its_end(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  const json_int_t far = (json_int_t)1 << 52;
  json_t *params = document_of("load.c");
  json_object_set_new(params, "position", json_pack("{s:I,s:I}", "line", far, "character", far));
  json_t *result = result_of(&editor, "textDocument/hover", params);
  assert_true(json_is_null(result));
  json_decref(result);
  tell(&editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:[{s:{s:{s:I,s:I},s:{s:I,s:I}},s:s}]}", "textDocument", "uri",
                 uri_of("load.c"), "version", 2, "contentChanges", "range", "start", "line", far,
                 "character", far, "end", "line", far, "character", far, "text",
                 "int more(void) { return 1; }\n"));
  settle(&editor);
  assert_int_equal(published_version(&editor, "load.c"), 2);
  assert_true(has_code(&editor, "load.c", "blocking-call"));
  assert_false(has_code(&editor, "load.c", "unchecked"));
  editor_close(&editor);
}

static void a_command_that_is_not_known_is_refused(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  refused(&editor, "workspace/executeCommand", json_pack("{s:s}", "command", "clangd.applyFix"),
          PARAMS);
  refused(&editor, "workspace/executeCommand", json_pack("{s:s}", "command", "async-lint.showCall"),
          PARAMS);
  editor_close(&editor);
}

// ---- bytes ----

/// Sends a body behind its length, and returns the code of the next message, 0 for none.
static json_int_t code_for(struct editor *editor, const char *headers, const char *body,
                           size_t length) {
  struct text bytes = {0};
  text_printf(&bytes, "%sContent-Length: %zu\r\n\r\n", headers, length);
  text_append(&bytes, body, length);
  send_bytes(editor, bytes.data, bytes.length);
  text_free(&bytes);
  json_t *message = next_message(editor);
  json_int_t code = json_integer_value(json_object_get(json_object_get(message, "error"), "code"));
  json_decref(message);
  return code;
}

static void text_that_is_no_utf_8_is_refused(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  static const char *const bodies[] = {
      "{\"id\":1,\"method\":\"\xff\"}", "{\"id\":1,\"method\":\"\xc0\x80\"}",
      "{\"id\":1,\"method\":\"\xed\xa0\x80\"}", "{\"id\":1,\"method\":\"\\ud800\"}",
      "\xef\xbb\xbf{\"id\":1}"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
    assert_int_equal(code_for(&editor, "", bodies[i], strlen(bodies[i])), PARSE);
  refused(&editor, "shutdown", NULL, -32002);
  tell(&editor, "exit", NULL);
  editor_end(&editor);
}

static void headers_of_other_names_are_passed_over(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  static const char body[] = "{\"id\":1,\"method\":\"shutdown\"}";
  assert_int_equal(code_for(&editor,
                            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
                            "X-Other: 12\r\n",
                            body, sizeof body - 1),
                   -32002);
  assert_int_equal(code_for(&editor, "Content-Length: 5\r\n", body, sizeof body - 1), PARSE);
  tell(&editor, "exit", NULL);
  editor_end(&editor);
}

static void a_text_with_any_bytes_is_a_text(void **state) {
  (void)state;
  struct editor editor = open_program("load.c", loads);
  struct text text = {0};
  for (int i = 0; i < 300; i++)
    text_putc(&text, (char)(i % 127 + (i % 3 == 0)));
  tell(&editor, "textDocument/didOpen",
       json_pack("{s:{s:o,s:s,s:i,s:o}}", "textDocument", "uri", uri_of("load.c"), "languageId",
                 "c", "version", 2, "text", json_stringn(text.data, text.length)));
  settle(&editor);
  assert_int_equal(published_version(&editor, "load.c"), 2);
  assert_true(has_code(&editor, "load.c", "unchecked"));
  text_free(&text);
  is_as_before(&editor);
  editor_close(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_request_with_a_member_of_a_wrong_type_is_refused_or_answered),
      CLI_TEST(a_notification_with_a_member_of_a_wrong_type_does_no_harm),
      CLI_TEST(initialize_takes_members_of_any_type),
      CLI_TEST(what_is_no_uri_is_refused),
      CLI_TEST(a_position_behind_the_text_is_its_end),
      CLI_TEST(a_command_that_is_not_known_is_refused),
      CLI_TEST(text_that_is_no_utf_8_is_refused),
      CLI_TEST(headers_of_other_names_are_passed_over),
      CLI_TEST(a_text_with_any_bytes_is_a_text),
  };
  return cmocka_run_group_tests_name("lsp.hostile", tests, NULL, NULL);
}
