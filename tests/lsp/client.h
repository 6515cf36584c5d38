// SPDX-License-Identifier: MIT
// An editor for tests: starts the language server in the sandbox, speaks to it over pipes, and
// keeps what it publishes. It waits for answers, never for time.
#ifndef ASYNC_LINT_TESTS_LSP_CLIENT_H
#define ASYNC_LINT_TESTS_LSP_CLIENT_H

#include "tests/cli/cli.h"

#include <jansson.h>
#include <sys/types.h>

struct editor {
  pid_t pid;
  int in, out; // we write to `in`
  struct text read;
  size_t at;
  json_int_t next_id;
  json_t *open;          // URIs of the files that are open
  json_t *diagnostics;   // URI -> params of the last publishDiagnostics
  json_t *notifications; // all others, in order
  json_t *requests;      // of the server; answered with null
  json_t *settings;      // what workspace/configuration is answered with, or NULL
};

/// Starts a server without speaking to it. `argument` NULL or one more argument.
struct editor editor_start(const char *argument);

/// Starts a server and says `initialize` with the sandbox as its folder; `capabilities` are
/// consumed (NULL: those of a full editor that counts in UTF-8).
struct editor editor_open(json_t *capabilities);
json_t *full_capabilities(void);

/// The same with more members of the parameters, which are consumed, or others in place of them.
struct editor editor_open_with(json_t *capabilities, json_t *members);

/// Says `shutdown` and `exit`; fails the test unless the server ends with status 0.
void editor_close(struct editor *editor);

/// Closes the pipes and returns the exit status; over 128: a signal.
int editor_end(struct editor *editor);
void editor_kill(struct editor *editor);

/// Sends a request and waits for its answer: the whole response, to be released.
json_t *ask(struct editor *editor, const char *method, json_t *params);

/// The same; fails the test unless there is a result, which it returns; or that code of an error.
json_t *result_of(struct editor *editor, const char *method, json_t *params);
void refused(struct editor *editor, const char *method, json_t *params, int code);

/// Sends without waiting; takes the answer of one of them.
json_int_t post(struct editor *editor, const char *method, json_t *params);
json_t *answer_to(struct editor *editor, json_int_t id);
void tell(struct editor *editor, const char *method, json_t *params);

/// Sends bytes as they are, and waits for the next message, to be released.
void send_bytes(struct editor *editor, const char *bytes, size_t length);
json_t *next_message(struct editor *editor);

/// Waits until the server has nothing left to do. What it has published is in `diagnostics` then.
void settle(struct editor *editor);

/// A string in a member of a member, or NULL.
const char *string_at(const json_t *json, const char *first, const char *second);

/// Files by their name in the sandbox.
json_t *uri_of(const char *name);
json_t *document_of(const char *name); // {"textDocument": {"uri": ...}}
json_t *at_place(const char *name, int line, int character);
void open_text(struct editor *editor, const char *name, int version, const char *text);
void change_text(struct editor *editor, const char *name, int version, const char *text);
void close_text(struct editor *editor, const char *name);

/// Says that a file of the disk has changed, as an editor does that watches files.
void file_changed(struct editor *editor, const char *name);

/// Says what the settings of the section are now; they are consumed.
void settings_changed(struct editor *editor, json_t *settings);

/// Diagnostics of a file that were published last: all of them, or NULL; the first with this code,
/// or NULL; how many there are without hints, whether one has this code, and their version (-1:
/// none).
json_t *diagnostics_of(struct editor *editor, const char *name);
json_t *diagnostic_of(struct editor *editor, const char *name, const char *code);
unsigned published(struct editor *editor, const char *name);
bool has_code(struct editor *editor, const char *name, const char *code);
json_int_t published_version(struct editor *editor, const char *name);

/// Fails unless what is published is what `async-lint --no-store` says of the texts on the disk.
void same_as_fresh(struct editor *editor);

#endif
