// SPDX-License-Identifier: MIT
// An editor for tests.
#include "tests/lsp/client.h"

#include "analyzer/base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- the process ----

struct editor editor_start(const char *argument) {
  int to[2], from[2];
  assert_int_equal(pipe2(to, O_CLOEXEC), 0);
  assert_int_equal(pipe2(from, O_CLOEXEC), 0);
  signal(SIGPIPE, SIG_IGN);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    if (chdir(sandbox) != 0)
      _exit(126);
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    execl(ASYNC_LINT, "async-lint", "lsp", argument, (char *)NULL);
    _exit(126);
  }
  close(to[0]);
  close(from[1]);
  return (struct editor){.pid = pid,
                         .in = to[1],
                         .out = from[0],
                         .open = json_object(),
                         .diagnostics = json_object(),
                         .notifications = json_array(),
                         .requests = json_array()};
}

int editor_end(struct editor *editor) {
  int status = 0;
  close(editor->in);
  char bytes[4096];
  while (read(editor->out, bytes, sizeof bytes) > 0)
    continue;
  close(editor->out);
  assert_int_equal(waitpid(editor->pid, &status, 0), editor->pid);
  text_free(&editor->read);
  json_decref(editor->open);
  json_decref(editor->diagnostics);
  json_decref(editor->notifications);
  json_decref(editor->requests);
  json_decref(editor->settings);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void editor_kill(struct editor *editor) {
  kill(editor->pid, SIGKILL);
  editor_end(editor);
}

void editor_close(struct editor *editor) {
  json_decref(result_of(editor, "shutdown", NULL));
  tell(editor, "exit", NULL);
  assert_int_equal(editor_end(editor), 0);
}

json_t *full_capabilities(void) {
  return json_pack("{s:{s:[s,s]},s:{s:{s:b,s:b,s:{s:[i]}}},s:{s:b,s:{s:b}},s:{s:b}}", "general",
                   "positionEncodings", "utf-8", "utf-16", "textDocument", "publishDiagnostics",
                   "relatedInformation", 1, "codeDescriptionSupport", 1, "tagSupport", "valueSet",
                   1, "window", "workDoneProgress", 1, "showDocument", "support", 1, "workspace",
                   "configuration", 0);
}

struct editor editor_open_with(json_t *capabilities, json_t *members) {
  struct editor editor = editor_start(NULL);
  json_t *params = json_pack("{s:n,s:o,s:o}", "processId", "rootUri", uri_of(""), "capabilities",
                             capabilities ? capabilities : full_capabilities());
  json_object_update(params, members);
  json_decref(members);
  json_decref(result_of(&editor, "initialize", params));
  tell(&editor, "initialized", json_object());
  return editor;
}

struct editor editor_open(json_t *capabilities) {
  return editor_open_with(capabilities, json_object());
}

// ---- messages ----

void send_bytes(struct editor *editor, const char *bytes, size_t length) {
  while (length) {
    ssize_t done = write(editor->in, bytes, length);
    if (done < 0 && errno == EINTR)
      continue;
    assert_true(done > 0);
    bytes += done;
    length -= (size_t)done;
  }
}

static void send_message(struct editor *editor, json_t *message) {
  json_object_set_new(message, "jsonrpc", json_string("2.0"));
  char *body = json_dumps(message, JSON_COMPACT);
  char header[64];
  assert_non_null(body);
  snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", strlen(body));
  send_bytes(editor, header, strlen(header));
  send_bytes(editor, body, strlen(body));
  free(body);
  json_decref(message);
}

static void fill(struct editor *editor) {
  char bytes[65536];
  ssize_t got;
  do
    got = read(editor->out, bytes, sizeof bytes);
  while (got < 0 && errno == EINTR);
  if (got <= 0)
    fail_msg("the server has ended");
  if (editor->at == editor->read.length)
    editor->read.length = editor->at = 0;
  text_append(&editor->read, bytes, (size_t)got);
}

json_t *next_message(struct editor *editor) {
  const char *end;
  while (!(end = memmem(text_get(&editor->read) + editor->at, editor->read.length - editor->at,
                        "\r\n\r\n", 4)))
    fill(editor);
  unsigned length = 0;
  assert_int_equal(sscanf(editor->read.data + editor->at, "Content-Length: %u", &length), 1);
  size_t body = (size_t)(end - editor->read.data) + 4;
  size_t header = body - editor->at;
  while (editor->read.length - editor->at < header + length)
    fill(editor);
  json_t *message = json_loadb(editor->read.data + editor->at + header, length, 0, NULL);
  assert_non_null(message);
  editor->at += header + length;
  return message;
}

/// Keeps what is no answer.
static void keep(struct editor *editor, json_t *message) {
  const char *method = json_string_value(json_object_get(message, "method"));
  json_t *params = json_object_get(message, "params"), *id = json_object_get(message, "id");
  if (!strcmp(method, "textDocument/publishDiagnostics"))
    json_object_set(editor->diagnostics, json_string_value(json_object_get(params, "uri")), params);
  else
    json_array_append(id ? editor->requests : editor->notifications, message);
  if (id) {
    bool settings = !strcmp(method, "workspace/configuration") && editor->settings;
    send_message(editor, json_pack("{s:O,s:o}", "id", id, "result",
                                   settings ? json_pack("[O]", editor->settings) : json_null()));
  }
  json_decref(message);
}

json_int_t post(struct editor *editor, const char *method, json_t *params) {
  json_t *message = json_pack("{s:I,s:s}", "id", ++editor->next_id, "method", method);
  if (params)
    json_object_set_new(message, "params", params);
  send_message(editor, message);
  return editor->next_id;
}

json_t *answer_to(struct editor *editor, json_int_t id) {
  for (;;) {
    json_t *message = next_message(editor);
    if (json_object_get(message, "method")) {
      keep(editor, message);
      continue;
    }
    assert_int_equal(json_integer_value(json_object_get(message, "id")), id);
    return message;
  }
}

json_t *ask(struct editor *editor, const char *method, json_t *params) {
  return answer_to(editor, post(editor, method, params));
}

json_t *result_of(struct editor *editor, const char *method, json_t *params) {
  json_t *response = ask(editor, method, params);
  json_t *result = json_incref(json_object_get(response, "result"));
  if (!result)
    fail_msg("%s: %s", method, json_dumps(response, 0));
  json_decref(response);
  return result;
}

void refused(struct editor *editor, const char *method, json_t *params, int code) {
  json_t *response = ask(editor, method, params);
  json_t *error = json_object_get(response, "error");
  assert_int_equal(json_integer_value(json_object_get(error, "code")), code);
  assert_true(json_is_string(json_object_get(error, "message")));
  json_decref(response);
}

void tell(struct editor *editor, const char *method, json_t *params) {
  json_t *message = json_pack("{s:s}", "method", method);
  if (params)
    json_object_set_new(message, "params", params);
  send_message(editor, message);
}

void settle(struct editor *editor) {
  json_decref(result_of(editor, "asyncLint/sync", json_object()));
}

const char *string_at(const json_t *json, const char *first, const char *second) {
  return json_string_value(json_object_get(json_object_get(json, first), second));
}

// ---- files ----

json_t *uri_of(const char *name) {
  char uri[1024];
  snprintf(uri, sizeof uri, "file://%s%s%s", sandbox, *name ? "/" : "", name);
  return json_string(uri);
}

json_t *document_of(const char *name) {
  return json_pack("{s:{s:o}}", "textDocument", "uri", uri_of(name));
}

json_t *at_place(const char *name, int line, int character) {
  json_t *params = document_of(name);
  json_object_set_new(params, "position",
                      json_pack("{s:i,s:i}", "line", line, "character", character));
  return params;
}

void open_text(struct editor *editor, const char *name, int version, const char *text) {
  json_t *params = json_pack("{s:{s:o,s:s,s:i,s:s}}", "textDocument", "uri", uri_of(name),
                             "languageId", "c", "version", version, "text", text);
  assert_non_null(params); // JSON takes UTF-8 only
  json_object_set_new(editor->open, string_at(params, "textDocument", "uri"), json_true());
  tell(editor, "textDocument/didOpen", params);
}

void change_text(struct editor *editor, const char *name, int version, const char *text) {
  tell(editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:[{s:s}]}", "textDocument", "uri", uri_of(name), "version", version,
                 "contentChanges", "text", text));
}

void close_text(struct editor *editor, const char *name) {
  json_t *params = document_of(name);
  json_object_del(editor->open, string_at(params, "textDocument", "uri"));
  tell(editor, "textDocument/didClose", params);
}

void file_changed(struct editor *editor, const char *name) {
  tell(editor, "workspace/didChangeWatchedFiles",
       json_pack("{s:[{s:o,s:i}]}", "changes", "uri", uri_of(name), "type", 2));
}

void settings_changed(struct editor *editor, json_t *settings) {
  tell(editor, "workspace/didChangeConfiguration",
       json_pack("{s:{s:o}}", "settings", "asyncLint", settings));
}

// ---- diagnostics ----

static json_t *params_of(struct editor *editor, const char *name) {
  json_t *uri = uri_of(name);
  json_t *params = json_object_get(editor->diagnostics, json_string_value(uri));
  json_decref(uri);
  return params;
}

json_t *diagnostics_of(struct editor *editor, const char *name) {
  return json_object_get(params_of(editor, name), "diagnostics");
}

unsigned published(struct editor *editor, const char *name) {
  unsigned count = 0;
  size_t i;
  json_t *diagnostic;
  json_array_foreach(diagnostics_of(editor, name), i, diagnostic) {
    count += json_integer_value(json_object_get(diagnostic, "severity")) < 4;
  }
  return count;
}

json_t *diagnostic_of(struct editor *editor, const char *name, const char *code) {
  size_t i;
  json_t *diagnostic;
  json_array_foreach(diagnostics_of(editor, name), i, diagnostic) {
    if (!strcmp(json_string_value(json_object_get(diagnostic, "code")), code))
      return diagnostic;
  }
  return NULL;
}

bool has_code(struct editor *editor, const char *name, const char *code) {
  return diagnostic_of(editor, name, code) != NULL;
}

json_int_t published_version(struct editor *editor, const char *name) {
  json_t *version = json_object_get(params_of(editor, name), "version");
  return version ? json_integer_value(version) : -1;
}

// ---- against a fresh check ----

static int by_text(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

/// Lines in any order, sorted.
struct lines {
  uint32_t count, capacity;
  char **items;
};

static void add_line(struct lines *lines, const char *file, json_int_t line, json_int_t column,
                     const char *code, const char *message) {
  struct text text = {0};
  GROW(lines->items, lines->count, lines->capacity);
  text_printf(&text, "%s:%d:%d: %s [%s]\n", file, (int)line, (int)column, message, code);
  lines->items[lines->count++] = text.data;
}

static void sort_lines(struct lines *lines) {
  if (lines->count)
    qsort(lines->items, lines->count, sizeof *lines->items, by_text);
}

static void free_lines(struct lines *lines) {
  for (uint32_t i = 0; i < lines->count; i++)
    free(lines->items[i]);
  free(lines->items);
}

/// Prints the lines that only one of two sorted lists has; returns how many.
static unsigned print_difference(const struct lines *left, const struct lines *right) {
  unsigned count = 0;
  for (uint32_t l = 0, r = 0; l < left->count || r < right->count;) {
    int order = l == left->count    ? 1
                : r == right->count ? -1
                                    : strcmp(left->items[l], right->items[r]);
    if (order)
      print_error("%s%s", order < 0 ? "only published: " : "only in a fresh check: ",
                  order < 0 ? left->items[l] : right->items[r]);
    count += order != 0;
    l += order <= 0;
    r += order >= 0;
  }
  return count;
}

static void add_published(struct editor *editor, struct lines *lines) {
  const char *uri;
  json_t *params, *diagnostic;
  size_t i;
  json_object_foreach(editor->diagnostics, uri, params) {
    json_array_foreach(json_object_get(params, "diagnostics"), i, diagnostic) {
      json_t *start = json_object_get(json_object_get(diagnostic, "range"), "start");
      const char *code = json_string_value(json_object_get(diagnostic, "code"));
      bool hint = !strcmp(code, "unchecked");
      const char *message = json_string_value(json_object_get(diagnostic, "message"));
      if (hint && strstr(message, "no unit that is compiled includes this file"))
        continue; // the command line does not know what is open
      add_line(lines, uri + strlen("file://") + strlen(sandbox) + 1,
               hint ? 0 : json_integer_value(json_object_get(start, "line")) + 1,
               hint ? 0 : json_integer_value(json_object_get(start, "character")) + 1, code,
               message);
    }
  }
}

static void add_unchecked(struct lines *lines, const char *file, const json_t *entry) {
  const char *function = json_string_value(json_object_get(entry, "function"));
  struct text message = {0};
  text_printf(&message, "not checked: %s%s%s%s", function ? "`" : "", function ? function : "",
              function ? "`: " : "", json_string_value(json_object_get(entry, "reason")));
  add_line(lines, file, 0, 0, "unchecked", message.data);
  text_free(&message);
}

static void add_found(struct editor *editor, const json_t *report, struct lines *lines) {
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(report, "findings"), i, entry) {
    json_t *suppressed = json_object_get(entry, "suppressed");
    if (suppressed && !json_is_false(suppressed) && !json_is_null(suppressed))
      continue;
    add_line(lines, json_string_value(json_object_get(entry, "file")),
             json_integer_value(json_object_get(entry, "line")),
             json_integer_value(json_object_get(entry, "column")),
             json_string_value(json_object_get(entry, "rule")),
             json_string_value(json_object_get(entry, "message")));
  }
  json_array_foreach(json_object_get(report, "unchecked"), i, entry) {
    const char *file = json_string_value(json_object_get(entry, "file"));
    json_t *uri = uri_of(file);
    if (json_object_get(editor->open, json_string_value(uri))) // said of open files only
      add_unchecked(lines, file, entry);
    json_decref(uri);
  }
}

void same_as_fresh(struct editor *editor) {
  struct lines shown = {0}, found = {0};
  struct outcome outcome = LINT("--no-store", "--quiet", "--format", "json");
  json_t *report = json_loads(text_get(&outcome.out), 0, NULL);
  if (!report)
    fail_msg("no report: %s", text_get(&outcome.err));
  add_published(editor, &shown);
  add_found(editor, report, &found);
  sort_lines(&shown);
  sort_lines(&found);
  if (print_difference(&shown, &found))
    fail_msg("what is published is not what a fresh check says");
  free_lines(&shown);
  free_lines(&found);
  json_decref(report);
  outcome_free(&outcome);
}
