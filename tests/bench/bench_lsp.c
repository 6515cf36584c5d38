// SPDX-License-Identifier: MIT
// What an edit costs in an editor: from didChange to the diagnostics of that version, for
// async-lint and for clangd on the same files and edits, in turns. Prints a table, asserts nothing.
#include "analyzer/base/arena.h"
#include "analyzer/base/text.h"
#include "tests/lsp/process.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_EDITS = 100000 };

/// A running language server.
struct server {
  pid_t pid;
  int in, out;
  struct text read;
  size_t at;
};

static void give_up(const char *what) {
  fprintf(stderr, "bench_lsp: %s\n", what);
  exit(2);
}

// ---- the process ----

static struct server start(const char *const *command, const char *folder) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
    give_up(strerror(errno));
  pid_t pid = fork();
  if (pid == 0) {
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
  return (struct server){.pid = pid, .in = to[1], .out = from[0]};
}

static void stop(struct server *server) {
  kill(server->pid, SIGTERM);
  close(server->in);
  close(server->out);
  waitpid(server->pid, NULL, 0);
  text_free(&server->read);
}

// ---- messages ----

static void send_message(struct server *server, json_t *message) {
  char *body = json_dumps(message, JSON_COMPACT);
  struct text whole = {0};
  text_printf(&whole, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
  for (size_t at = 0; at < whole.length;) {
    ssize_t done = write(server->in, whole.data + at, whole.length - at);
    if (done <= 0)
      give_up("the server has ended");
    at += (size_t)done;
  }
  text_free(&whole);
  free(body);
  json_decref(message);
}

static void tell(struct server *server, const char *method, json_t *params) {
  send_message(server,
               json_pack("{s:s,s:s,s:o}", "jsonrpc", "2.0", "method", method, "params", params));
}

static json_t *next_message(struct server *server) {
  for (;;) {
    const char *from = text_get(&server->read) + server->at;
    size_t left = server->read.length - server->at;
    const char *end = left ? memmem(from, left, "\r\n\r\n", 4) : NULL;
    unsigned length;
    if (end && sscanf(from, "Content-Length: %u", &length) == 1 &&
        left >= (size_t)(end + 4 - from) + length) {
      server->at += (size_t)(end + 4 - from) + length;
      return json_loadb(end + 4, length, 0, NULL);
    }
    char bytes[65536];
    if (server->at == server->read.length)
      server->at = server->read.length = 0;
    ssize_t got = read(server->out, bytes, sizeof bytes);
    if (got <= 0)
      give_up("the server has ended");
    text_append(&server->read, bytes, (size_t)got);
  }
}

/// Waits for the diagnostics of a version of the file; the server's own requests are answered.
static void wait_for(struct server *server, const char *uri, json_int_t version) {
  for (bool done = false; !done;) {
    json_t *message = next_message(server);
    const char *method = json_string_value(json_object_get(message, "method"));
    json_t *params = json_object_get(message, "params"), *id = json_object_get(message, "id");
    done = method && !strcmp(method, "textDocument/publishDiagnostics") &&
           !strcmp(json_string_value(json_object_get(params, "uri")), uri) &&
           json_integer_value(json_object_get(params, "version")) == version;
    if (method && id)
      send_message(server, json_pack("{s:s,s:O,s:n}", "jsonrpc", "2.0", "id", id, "result"));
    json_decref(message);
  }
}

static void initialize(struct server *server, const char *folder) {
  char uri[PATH_MAX + 8];
  snprintf(uri, sizeof uri, "file://%s", folder);
  send_message(server, json_pack("{s:s,s:i,s:s,s:{s:n,s:s,s:{s:{s:{s:b,s:b}}}}}", "jsonrpc", "2.0",
                                 "id", 1, "method", "initialize", "params", "processId", "rootUri",
                                 uri, "capabilities", "textDocument", "publishDiagnostics",
                                 "relatedInformation", 1, "versionSupport", 1));
  json_t *message = next_message(server);
  while (!json_object_get(message, "result")) {
    json_decref(message);
    message = next_message(server);
  }
  json_decref(message);
  tell(server, "initialized", json_object());
}

// ---- measuring ----

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double percentile(const double *sorted, unsigned count, double part) {
  unsigned at = (unsigned)(part * count);
  return sorted[at < count ? at : count - 1];
}

/// One server over one file.
struct measured {
  double first; // start to the first diagnostics
  double *edits;
  double processor; // of all edits
  double memory_before, memory_after;
};

static unsigned count_lines(const struct text *text) {
  unsigned lines = 0;
  for (size_t i = 0; i < text->length; i++)
    lines += text->data[i] == '\n';
  return lines;
}

/// Edits the end of the file again and again, as somebody does who writes a function there.
static void make_edits(struct server *server, const char *uri, unsigned line, unsigned edits,
                       struct measured *measured) {
  for (unsigned i = 0; i < edits; i++) {
    char text[64];
    snprintf(text, sizeof text, "int bench_%u(int x) { return x; }\n", i);
    double start = now();
    tell(server, "textDocument/didChange",
         json_pack("{s:{s:s,s:i},s:[{s:{s:{s:i,s:i},s:{s:i,s:i}},s:s}]}", "textDocument", "uri",
                   uri, "version", (int)i + 2, "contentChanges", "range", "start", "line",
                   (int)line, "character", 0, "end", "line", (int)line + (i ? 1 : 0), "character",
                   0, "text", text));
    wait_for(server, uri, (json_int_t)i + 2);
    measured->edits[i] = now() - start;
  }
}

/// Waits until async-lint knows the other units; clangd does not look at them.
static void settle(struct server *server) {
  send_message(server, json_pack("{s:s,s:s,s:s,s:{}}", "jsonrpc", "2.0", "id", "sync", "method",
                                 "asyncLint/sync", "params"));
  for (bool done = false; !done;) {
    json_t *message = next_message(server);
    const char *id = json_string_value(json_object_get(message, "id"));
    done = id && !strcmp(id, "sync");
    json_decref(message);
  }
}

static struct measured measure(const char *const *command, const char *folder, const char *path,
                               unsigned edits, bool own) {
  struct measured measured = {.edits = xcalloc(edits, sizeof(double))};
  struct text content = {0};
  char uri[PATH_MAX + 8];
  double before, after;
  if (!text_read_file(&content, path, (size_t)64 << 20))
    give_up(path);
  if (content.length && content.data[content.length - 1] != '\n')
    text_putc(&content, '\n');
  snprintf(uri, sizeof uri, "file://%s", path);
  double begin = now();
  struct server server = start(command, folder);
  initialize(&server, folder);
  tell(&server, "textDocument/didOpen",
       json_pack("{s:{s:s,s:s,s:i,s:s}}", "textDocument", "uri", uri, "languageId", "c", "version",
                 1, "text", text_get(&content)));
  wait_for(&server, uri, 1);
  measured.first = now() - begin;
  if (own)
    settle(&server);
  process_usage(server.pid, &before, &measured.memory_before);
  make_edits(&server, uri, count_lines(&content), edits, &measured);
  process_usage(server.pid, &after, &measured.memory_after);
  measured.processor = after - before;
  stop(&server);
  text_free(&content);
  return measured;
}

static void print_row(const char *name, unsigned lines, struct measured *measured, unsigned edits) {
  qsort(measured->edits, edits, sizeof(double), by_value);
  printf("%-22s %7u  %7.0f  %6.0f %6.0f %6.0f  %7.1f  %6.0f %6.0f\n", name, lines, measured->first,
         percentile(measured->edits, edits, 0.50), percentile(measured->edits, edits, 0.95),
         percentile(measured->edits, edits, 0.99), 1000 * measured->processor / edits,
         measured->memory_before, measured->memory_after);
  fflush(stdout);
  free(measured->edits);
}

static void compare(const char *folder, const char *file, unsigned edits, bool other) {
  const char *own[] = {ASYNC_LINT, "lsp", "--no-store", NULL};
  const char *clangd[] = {"clangd-19", "--background-index=false", "--log=error", NULL};
  char path[PATH_MAX];
  struct text content = {0};
  if (!realpath(file, path) || !text_read_file(&content, path, (size_t)64 << 20))
    give_up(file);
  unsigned lines = count_lines(&content);
  text_free(&content);
  const char *slash = strrchr(path, '/');
  printf("%s\n", slash + 1);
  struct measured measured = measure(own, folder, path, edits, true);
  print_row("  async-lint", lines, &measured, edits);
  if (!other)
    return;
  measured = measure(clangd, folder, path, edits, false);
  print_row("  clangd-19", lines, &measured, edits);
}

int main(int argc, char **argv) {
  unsigned edits = 40;
  int at = 1;
  char folder[PATH_MAX];
  if (argc > 2 && !strcmp(argv[1], "-n")) {
    edits = (unsigned)atoi(argv[2]);
    at = 3;
  }
  if (argc < at + 2 || edits < 1 || edits > MAX_EDITS || !realpath(argv[at], folder)) {
    fputs("usage: bench_lsp [-n EDITS] FOLDER FILE.c...\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  bool other = system("clangd-19 --version > /dev/null 2>&1") == 0;
  printf("%-22s %7s  %7s  %6s %6s %6s  %7s  %6s %6s\n", "edit to diagnostics, ms", "lines", "first",
         "p50", "p95", "p99", "cpu", "MiB", "after");
  for (int i = at + 1; i < argc; i++)
    compare(folder, argv[i], edits, other);
  return 0;
}
