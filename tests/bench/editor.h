// SPDX-License-Identifier: MIT
// An editor for benchmarks: any language server, one file, and how long it takes. Whatever goes
// wrong ends the program.
#ifndef ASYNC_LINT_BENCH_EDITOR_H
#define ASYNC_LINT_BENCH_EDITOR_H

#include "analyzer/base/text.h"

#include <limits.h>
#include <sys/types.h>

/// A running server with one open file.
struct editor {
  pid_t pid;
  int in, out;
  struct text read;
  size_t at;
  char uri[PATH_MAX + 8];
  unsigned lines;  // of the file as it was opened
  unsigned edits;  // made so far
  double first_ms; // from the start of the server to the first diagnostics
};

/// Starts a server (a NULL-terminated command) in a folder, opens the file and waits for its
/// diagnostics.
struct editor editor_open(const char *const *command, const char *folder, const char *path);
void editor_close(struct editor *editor);

/// Makes edits at the end of the file, as somebody does who writes a function there, without
/// waiting in between; then waits for the diagnostics of the last one.
void editor_type(struct editor *editor, unsigned edits);

/// Waits until async-lint has nothing left to do.
void editor_settle(struct editor *editor);

/// The monotonic clock, in milliseconds.
double now_ms(void);

/// Ends the program with a reason.
_Noreturn void give_up(const char *what);

#endif
