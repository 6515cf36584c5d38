// SPDX-License-Identifier: MIT
// An editor for benchmarks.
#include "tests/bench/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

_Noreturn void give_up(const char *what) {
  fprintf(stderr, "bench_lsp: %s\n", what);
  exit(2);
}

double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

// ---- the process ----

static void start(struct editor *editor, const char *const *command, const char *folder) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
    give_up(strerror(errno));
  editor->pid = fork();
  if (editor->pid == 0) {
    int null = open("/dev/null", O_WRONLY);
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    if (chdir(folder) == 0)
      execvp(command[0], (char *const *)(uintptr_t)command);
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  editor->in = to[1];
  editor->out = from[0];
}

void editor_close(struct editor *editor) {
  kill(editor->pid, SIGTERM);
  close(editor->in);
  close(editor->out);
  waitpid(editor->pid, NULL, 0);
  text_free(&editor->read);
}

// ---- messages ----

static void send_message(struct editor *editor, json_t *message) {
  char *body = json_dumps(message, JSON_COMPACT);
  struct text whole = {0};
  text_printf(&whole, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
  for (size_t at = 0; at < whole.length;) {
    ssize_t done = write(editor->in, whole.data + at, whole.length - at);
    if (done <= 0)
      give_up("the server has ended");
    at += (size_t)done;
  }
  text_free(&whole);
  free(body);
  json_decref(message);
}

static void tell(struct editor *editor, const char *method, json_t *params) {
  send_message(editor,
               json_pack("{s:s,s:s,s:o}", "jsonrpc", "2.0", "method", method, "params", params));
}

static json_t *next_message(struct editor *editor) {
  for (;;) {
    const char *from = text_get(&editor->read) + editor->at;
    size_t left = editor->read.length - editor->at;
    const char *end = left ? memmem(from, left, "\r\n\r\n", 4) : NULL;
    unsigned length;
    if (end && sscanf(from, "Content-Length: %u", &length) == 1 &&
        left >= (size_t)(end + 4 - from) + length) {
      editor->at += (size_t)(end + 4 - from) + length;
      return json_loadb(end + 4, length, 0, NULL);
    }
    char bytes[65536];
    if (editor->at == editor->read.length)
      editor->at = editor->read.length = 0;
    ssize_t got = read(editor->out, bytes, sizeof bytes);
    if (got <= 0)
      give_up("the server has ended");
    text_append(&editor->read, bytes, (size_t)got);
  }
}

/// Waits for the diagnostics of a version of the file; the server's own requests are answered.
static void wait_for(struct editor *editor, json_int_t version) {
  for (bool done = false; !done;) {
    json_t *message = next_message(editor);
    const char *method = json_string_value(json_object_get(message, "method"));
    json_t *params = json_object_get(message, "params"), *id = json_object_get(message, "id");
    done = method && !strcmp(method, "textDocument/publishDiagnostics") &&
           !strcmp(json_string_value(json_object_get(params, "uri")), editor->uri) &&
           json_integer_value(json_object_get(params, "version")) == version;
    if (method && id)
      send_message(editor, json_pack("{s:s,s:O,s:n}", "jsonrpc", "2.0", "id", id, "result"));
    json_decref(message);
  }
}

static void initialize(struct editor *editor, const char *folder) {
  char uri[PATH_MAX + 8];
  snprintf(uri, sizeof uri, "file://%s", folder);
  send_message(editor, json_pack("{s:s,s:i,s:s,s:{s:n,s:s,s:{s:{s:{s:b,s:b}}}}}", "jsonrpc", "2.0",
                                 "id", 1, "method", "initialize", "params", "processId", "rootUri",
                                 uri, "capabilities", "textDocument", "publishDiagnostics",
                                 "relatedInformation", 1, "versionSupport", 1));
  json_t *message = next_message(editor);
  while (!json_object_get(message, "result")) {
    json_decref(message);
    message = next_message(editor);
  }
  json_decref(message);
  tell(editor, "initialized", json_object());
}

// ---- the file ----

struct editor editor_open(const char *const *command, const char *folder, const char *path) {
  struct editor editor = {0};
  struct text content = {0};
  if (!text_read_file(&content, path, (size_t)64 << 20))
    give_up(path);
  if (content.length && content.data[content.length - 1] != '\n')
    text_putc(&content, '\n');
  for (size_t i = 0; i < content.length; i++)
    editor.lines += content.data[i] == '\n';
  snprintf(editor.uri, sizeof editor.uri, "file://%s", path);
  double begin = now_ms();
  start(&editor, command, folder);
  initialize(&editor, folder);
  tell(&editor, "textDocument/didOpen",
       json_pack("{s:{s:s,s:s,s:i,s:s}}", "textDocument", "uri", editor.uri, "languageId", "c",
                 "version", 1, "text", text_get(&content)));
  wait_for(&editor, 1);
  editor.first_ms = now_ms() - begin;
  text_free(&content);
  return editor;
}

/// Puts another function behind the file, in place of the one of the edit before.
static void edit(struct editor *editor) {
  char text[64];
  int line = (int)editor->lines, end = line + (editor->edits ? 1 : 0);
  snprintf(text, sizeof text, "int bench_%u(int x) { return x; }\n", editor->edits++);
  tell(editor, "textDocument/didChange",
       json_pack("{s:{s:s,s:i},s:[{s:{s:{s:i,s:i},s:{s:i,s:i}},s:s}]}", "textDocument", "uri",
                 editor->uri, "version", (int)editor->edits + 1, "contentChanges", "range", "start",
                 "line", line, "character", 0, "end", "line", end, "character", 0, "text", text));
}

void editor_type(struct editor *editor, unsigned edits) {
  for (unsigned i = 0; i < edits; i++)
    edit(editor);
  wait_for(editor, (json_int_t)editor->edits + 1);
}

void editor_settle(struct editor *editor) {
  send_message(editor, json_pack("{s:s,s:s,s:s,s:{}}", "jsonrpc", "2.0", "id", "sync", "method",
                                 "asyncLint/sync", "params"));
  for (bool done = false; !done;) {
    json_t *message = next_message(editor);
    const char *id = json_string_value(json_object_get(message, "id"));
    done = id && !strcmp(id, "sync");
    json_decref(message);
  }
}
