// SPDX-License-Identifier: MIT
// One worker process: starting it, talking to it without blocking, ending it.
#ifndef ASYNC_LINT_WORKER_PROCESS_H
#define ASYNC_LINT_WORKER_PROCESS_H

#include "analyzer/base/text.h"
#include "analyzer/project/project.h"

#include <sys/types.h>

struct worker_process {
  pid_t pid;   // 0: not running
  int in, out; // we write requests to `in` and read replies from `out`
  struct text request;
  size_t sent;
  struct text reply;
};

/// Where the worker program is: `path`, or beside this program, or in ../libexec/async-lint. False
/// with the reason in `error`.
bool worker_find(const char *path, struct text *found, struct text *error);

/// Starts a process with empty descriptors 0 to 2, requests on 3 and replies on 4. False with the
/// reason in `error`.
bool worker_start(struct worker_process *worker, const char *program, struct text *error);

/// The text of a file that is not what the disk holds.
struct worker_text {
  const char *path; // absolute
  const char *data;
  size_t length;
};

/// Prepares the request for `unit`; worker_write() sends it.
void worker_ask(struct worker_process *worker, const struct project_unit *unit);

/// The same with texts of editors; with `keep` the worker keeps the unit parsed, so that asking
/// again is fast.
void worker_ask_texts(struct worker_process *worker, const struct project_unit *unit,
                      const struct worker_text *texts, size_t count, bool keep);

enum worker_progress { WORKER_WAITS, WORKER_DONE, WORKER_GONE };

/// Writes and reads what goes without blocking. DONE: all is sent; the whole reply is there (its
/// bytes begin at reply.data + 4).
enum worker_progress worker_write(struct worker_process *worker);
enum worker_progress worker_read(struct worker_process *worker);

/// Ends the process, by force when `kill_it`, and waits for it. `how` is given what it died of,
/// when not NULL: `SIGSEGV`, `status 3`. Returns its exit status, or -1 when a signal ended it.
int worker_end(struct worker_process *worker, bool kill_it, struct text *how);

#endif
