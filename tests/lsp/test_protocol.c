// SPDX-License-Identifier: MIT
// The protocol: the life of a server, messages that are none, and those it refuses.
#include "tests/lsp/client.h"

#include <stdlib.h>
#include <string.h>

enum { PARSE = -32700, INVALID = -32600, UNKNOWN = -32601, PARAMS = -32602, EARLY = -32002 };

static void a_server_lives_from_initialize_to_exit(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  json_t *result = result_of(&editor, "initialize",
                             json_pack("{s:n,s:o,s:o}", "processId", "rootUri", uri_of(""),
                                       "capabilities", json_object()));
  json_t *capabilities = json_object_get(result, "capabilities");
  assert_string_equal(json_string_value(json_object_get(capabilities, "positionEncoding")),
                      "utf-16");
  assert_string_equal(
      json_string_value(json_object_get(json_object_get(result, "serverInfo"), "name")),
      "async-lint");
  json_decref(result);
  editor_close(&editor);
}

static void ending_without_shutdown_is_status_1(void **state) {
  (void)state;
  struct editor editor = editor_open(NULL);
  tell(&editor, "exit", NULL);
  assert_int_equal(editor_end(&editor), 1);
  editor = editor_open(NULL);
  assert_int_equal(editor_end(&editor), 1); // the pipe is closed
}

static void requests_before_initialize_are_refused(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  refused(&editor, "textDocument/hover", at_place("a.c", 0, 0), EARLY);
  refused(&editor, "shutdown", NULL, EARLY);
  open_text(&editor, "a.c", 1, clean_unit);
  refused(&editor, "initialize", json_object(), PARAMS);
  tell(&editor, "exit", NULL);
  assert_int_equal(editor_end(&editor), 1);
}

static void requests_after_shutdown_are_refused(void **state) {
  (void)state;
  struct editor editor = editor_open(NULL);
  json_decref(result_of(&editor, "shutdown", NULL));
  refused(&editor, "textDocument/hover", at_place("a.c", 0, 0), INVALID);
  refused(&editor, "shutdown", NULL, INVALID);
  tell(&editor, "exit", NULL);
  assert_int_equal(editor_end(&editor), 0);
}

static void unknown_methods_and_wrong_parameters_are_refused(void **state) {
  (void)state;
  struct editor editor = editor_open(NULL);
  refused(&editor, "textDocument/rename", json_object(), UNKNOWN);
  refused(&editor, "$/unknown", json_object(), UNKNOWN);
  refused(&editor, "initialize", json_pack("{s:{}}", "capabilities"), INVALID);
  refused(&editor, "textDocument/hover", json_object(), PARAMS);
  refused(&editor, "textDocument/hover", document_of("a.c"), PARAMS);
  refused(&editor, "textDocument/hover", at_place("a.c", -1, 0), PARAMS);
  refused(&editor, "textDocument/hover", json_string("a.c"), PARAMS);
  refused(&editor, "textDocument/codeAction", document_of("a.c"), PARAMS);
  refused(&editor, "textDocument/diagnostic", json_pack("{s:i}", "textDocument", 1), PARAMS);
  tell(&editor, "unknown/notification", json_object());
  editor_close(&editor);
}

/// Sends bytes; the server says what is wrong with them and goes on.
static void answered_with(struct editor *editor, const char *bytes, int code) {
  send_bytes(editor, bytes, strlen(bytes));
  json_t *message = next_message(editor);
  json_t *error = json_object_get(message, "error");
  assert_int_equal(json_integer_value(json_object_get(error, "code")), code);
  json_decref(message);
}

static void bytes_that_are_no_message_are_passed_over(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  answered_with(&editor, "Content-Length: 5\r\n\r\n{\"a\":", PARSE);
  answered_with(&editor, "Content-Length: 2\r\n\r\n{]", PARSE);
  answered_with(&editor, "Content-Length: 2\r\n\r\n[]", INVALID);
  answered_with(&editor, "Content-Length: 2\r\n\r\n{}", INVALID);
  answered_with(&editor, "Content-Length: 13\r\n\r\n{\"method\":12}", INVALID);
  answered_with(&editor, "Content-Length: 31\r\n\r\n{\"id\":{\"a\":1},\"method\":\"hover\"}",
                INVALID);
  answered_with(&editor, "Content-Length: many\r\n\r\n", PARSE);
  answered_with(&editor, "Content-Length: 99999999999999999999\r\n\r\n", PARSE);
  answered_with(&editor, "Content-Length: -1\r\n\r\n", PARSE);
  answered_with(&editor, "Something: else\r\n\r\n", PARSE);
  answered_with(&editor, "no header at all\r\n\r\n", PARSE);
  answered_with(&editor, "\r\n\r\n", PARSE);
  refused(&editor, "shutdown", NULL, EARLY);
  tell(&editor, "exit", NULL);
  editor_end(&editor);
}

static void a_header_without_end_is_not_read_for_ever(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  char *bytes = malloc(5000);
  assert_non_null(bytes);
  memset(bytes, 'x', 4999);
  bytes[4999] = '\0';
  answered_with(&editor, bytes, PARSE);
  free(bytes);
  refused(&editor, "shutdown", NULL, EARLY);
  tell(&editor, "exit", NULL);
  editor_end(&editor);
}

static void deep_json_is_refused(void **state) {
  (void)state;
  struct editor editor = editor_start(NULL);
  struct text body = {0}, message = {0};
  for (int i = 0; i < 100000; i++)
    text_putc(&body, '[');
  text_printf(&message, "Content-Length: %zu\r\n\r\n%s", body.length, body.data);
  answered_with(&editor, message.data, PARSE);
  text_free(&body);
  text_free(&message);
  tell(&editor, "exit", NULL);
  editor_end(&editor);
}

static void nonsense_about_files_does_no_harm(void **state) {
  (void)state;
  DATABASE("a.c");
  put_file("a.c", clean_unit);
  struct editor editor = editor_open(NULL);
  static const char *const uris[] = {"",
                                     "a.c",
                                     "file:",
                                     "file://",
                                     "file:///%00",
                                     "file:///%zz",
                                     "untitled:Untitled-1",
                                     "https://example.org/a.c"};
  for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
    tell(&editor, "textDocument/didOpen",
         json_pack("{s:{s:s,s:s,s:i,s:s}}", "textDocument", "uri", uris[i], "languageId", "c",
                   "version", 1, "text", clean_unit));
    json_t *response = ask(&editor, "textDocument/codeLens",
                           json_pack("{s:{s:s}}", "textDocument", "uri", uris[i]));
    json_decref(response);
    tell(&editor, "textDocument/didClose", json_pack("{s:{s:s}}", "textDocument", "uri", uris[i]));
  }
  tell(&editor, "textDocument/didOpen", json_pack("{s:i}", "textDocument", 1));
  tell(&editor, "textDocument/didChange", document_of("a.c"));
  tell(&editor, "textDocument/didClose", document_of("never-opened.c"));
  open_text(&editor, "a.c", 1, clean_unit);
  tell(&editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:[{s:{s:{s:i,s:i},s:{s:i,s:i}},s:s}]}", "textDocument", "uri",
                 uri_of("a.c"), "version", 2, "contentChanges", "range", "start", "line", 9,
                 "character", 9, "end", "line", 0, "character", 0, "text", "backwards"));
  settle(&editor);
  assert_int_equal(published(&editor, "a.c"), 0);
  editor_close(&editor);
}

static unsigned next_random(unsigned *seed) {
  *seed = *seed * 1103515245u + 12345u;
  return *seed >> 8;
}

static void damaged_messages_do_no_harm(void **state) {
  (void)state;
  static const char sound[] =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"textDocument/"
      "hover\",\"params\":{\"textDocument\":"
      "{\"uri\":\"file:///a.c\"},\"position\":{\"line\":1,\"character\":2}}}";
  DATABASE("a.c");
  put_file("a.c", clean_unit);
  struct editor editor = editor_open(NULL);
  unsigned seed = 7;
  for (int i = 0; i < 2000; i++) {
    char body[sizeof sound], header[64];
    memcpy(body, sound, sizeof sound);
    for (unsigned n = next_random(&seed) % 4 + 1; n > 0; n--)
      body[next_random(&seed) % (sizeof sound - 1)] = (char)(next_random(&seed) % 255 + 1);
    snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", sizeof sound - 1);
    send_bytes(&editor, header, strlen(header));
    send_bytes(&editor, body, sizeof sound - 1);
    if (i % 20 == 19) { // answers must not fill the pipe
      json_int_t id = post(&editor, "asyncLint/sync", json_object());
      for (bool done = false; !done;) {
        json_t *message = next_message(&editor);
        done = json_integer_value(json_object_get(message, "id")) == id &&
               json_object_get(json_object_get(message, "result"), "analyses");
        json_decref(message);
      }
    }
  }
  editor_kill(&editor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_server_lives_from_initialize_to_exit),
      CLI_TEST(ending_without_shutdown_is_status_1),
      CLI_TEST(requests_before_initialize_are_refused),
      CLI_TEST(requests_after_shutdown_are_refused),
      CLI_TEST(unknown_methods_and_wrong_parameters_are_refused),
      CLI_TEST(bytes_that_are_no_message_are_passed_over),
      CLI_TEST(a_header_without_end_is_not_read_for_ever),
      CLI_TEST(deep_json_is_refused),
      CLI_TEST(nonsense_about_files_does_no_harm),
      CLI_TEST(damaged_messages_do_no_harm),
  };
  return cmocka_run_group_tests_name("lsp.protocol", tests, NULL, NULL);
}
