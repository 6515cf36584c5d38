// SPDX-License-Identifier: MIT
// The thread that checks: keeps the units of all open folders up to date, analyses, publishes, and
// answers the requests that need to know the program.
#ifndef ASYNC_LINT_LSP_ENGINE_H
#define ASYNC_LINT_LSP_ENGINE_H

#include "analyzer/lsp/mailbox.h"
#include "analyzer/lsp/workspace/watch.h"
#include "analyzer/project/worker_process.h"

/// What the editor understands, from its `initialize`.
struct client {
  enum encoding encoding;
  bool related;       // relatedInformation of diagnostics
  bool tags;          // tags of diagnostics
  bool href;          // codeDescription
  bool pull;          // asks for diagnostics itself
  bool refresh;       // ... and can be told to ask again
  bool hint_refresh;  // inlay hints can be asked for again
  bool lens_refresh;  // code lenses, too
  bool progress;      // $/progress
  bool show_document; // window/showDocument
  bool plain;         // hovers are text without marks
  bool configuration; // can be asked for settings
  bool watches;       // tells of files that change on the disk
  bool versions;      // edits can be of a version of a file
};

/// What the user can switch; `asyncLint` in the editor's settings.
struct preferences {
  bool everywhere; // publish findings of files that are not open
  bool hints, lenses;
};

/// One worker. The first is for open files, which it keeps parsed.
struct lane {
  struct worker_process process;
  struct workspace *workspace; // of `part`
  struct part *part;           // being parsed, or NULL
  bool discard;                // its answer is of no use any more
  bool only_keep;              // asked so that the next time is fast
  int64_t deadline;            // milliseconds
};

/// What was published last of a file.
struct published {
  char *path;
  uint64_t hash;   // of the diagnostics; 0: none
  uint64_t opened; // for which opening of the file; 0: it was closed
  json_int_t version;
};

struct engine {
  const struct options *options;
  const struct client *client;
  struct preferences preferences;
  struct text build; // of the settings: where the database is
  struct text rules; // of the settings: which rules
  struct buffers buffers;
  uint32_t workspace_count, workspace_capacity;
  struct workspace **workspaces;
  uint32_t lane_count;
  struct lane *lanes;
  struct text worker; // the program
  struct watch watch; // of the disk, when the editor does not
  bool read_again;    // a database, a configuration or a contract has changed
  json_t *said;       // folder -> its problem that was shown
  struct job *jobs;   // to be answered, in order
  uint32_t published_count, published_capacity;
  struct published *published;
  uint64_t analyses;     // how many there were, for workspace/diagnostic
  bool changed;          // something was parsed, opened or closed since the last analysis
  bool changed_in_front; // ... that belongs to an open file
  bool unasked;          // ... that the editor does not ask again for by itself
  bool busy;             // progress is shown
  uint32_t progress;     // number of the token
  uint32_t total;        // the most units that were to be parsed at once since none was
  uint32_t left;         // those that still are
};

/// Starts the thread. `options` and `client` must live until engine_stop(). False with the reason
/// in `error`.
bool engine_start(const struct options *options, const struct client *client, struct text *error);
void engine_stop(void);

// ---- what its files share ----

// engine.c
/// True when something is to be written into a store.
bool engine_is_unstored(struct engine *engine);

// folders.c
/// Takes what the news say of settings, folders, texts and the disk: afterwards it is known which
/// units are to be parsed.
void engine_take_surroundings(struct engine *engine, const struct news *news);

/// The folder that a file belongs to: the one whose program has it, else the nearest above it.
struct workspace *engine_workspace(struct engine *engine, const char *path);

// requests.c
/// Takes requests over, in order; drops those with these ids; answers what can be answered now.
void engine_append_jobs(struct engine *engine, struct job *jobs);
void engine_cancel_jobs(struct engine *engine, const json_t *ids);
void engine_answer_jobs(struct engine *engine);

/// True when what is known of the file is of its present text.
bool engine_settled(struct engine *engine, const struct buffer *buffer);

// lanes.c
/// True while units of open files (front), or the other ones, are to be parsed.
bool engine_busy(const struct workspace *workspace, bool front);

/// Makes the lanes, whose workers start with their first unit; none, with the reason in `error`,
/// without the worker program. Ends the workers.
void lanes_start(struct engine *engine, struct text *error);
void lanes_stop(struct engine *engine);

/// Finds out which units stand for open files.
void lanes_mark_front(struct engine *engine);

/// Gives stale units to workers that have none.
void lanes_fill(struct engine *engine);

/// Waits for news, answers of workers or changes on the disk, and takes the answers; not
/// `patiently`: takes what is there.
void lanes_wait(struct engine *engine, bool patiently);

/// The answer about this part, or all parts of the folder (NULL), is of no use any more.
void lanes_forget(struct engine *engine, const struct workspace *workspace,
                  const struct part *part);

// progress.c
/// Says how far the check is, as far as that has changed.
void engine_show_progress(struct engine *engine);

/// The request is about to be answered, or is not waited for any more.
void engine_end_progress(struct job *job);

/// A token in the parameters of a request, or NULL; something that is said with it (consumed).
const json_t *engine_token(const json_t *params, const char *member);
void engine_report(const json_t *token, json_t *value);

// publish.c
/// Publishes what the editor has not got of the last analysis, unless it asks by itself.
void publish_all(struct engine *engine);

void published_free(struct engine *engine);

#endif
