// SPDX-License-Identifier: MIT
// One folder that is open in the editor: its compile database, contracts, configuration and store,
// all its units in memory, and the program they make. Belongs to the engine's thread.
#ifndef ASYNC_LINT_LSP_WORKSPACE_H
#define ASYNC_LINT_LSP_WORKSPACE_H

#include "analyzer/config/config.h"
#include "analyzer/lsp/workspace/library.h"
#include "analyzer/lsp/workspace/merge.h"
#include "analyzer/options/options.h"
#include "analyzer/program/program.h"
#include "analyzer/project/lookups.h"
#include "analyzer/rule.h"

#include <jansson.h>

/// The text of an open file as the engine last took it.
struct buffer {
  char *uri, *path; // path: absolute, links resolved
  json_int_t version;
  uint64_t opened; // serial of its opening
  uint64_t serial; // of the change that made this text; higher is later
  struct text text;
  uint64_t hash[2]; // XXH3-128, as files have it
  bool dirty;       // not what the disk holds
};

/// All open files, and the number of the change they were taken at.
struct buffers {
  uint32_t count, capacity;
  struct buffer **items;
  uint64_t serial;
};

/// The buffer with this path, or NULL.
struct buffer *buffers_find(const struct buffers *buffers, const char *path);

/// A file of a unit that is not a system header; `path` is interned and has no links.
struct part_file {
  const char *path;
  const struct ir_include *include;
};

/// A unit of the program in memory.
struct part {
  struct project_unit which;
  struct arena arena;   // of all below, but for strings and functions, which the workspace has
  struct ir_unit *unit; // NULL: nothing is known yet
  struct unit_hashes hashes;
  uint32_t file_count;
  struct part_file *files; // NULL until they are asked for
  uint32_t held_count;     // functions of `unit`
  struct held **held;
  bool stale;     // not of the texts that hold now
  bool unread;    // the store has not been asked for it yet
  bool running;   // being parsed
  bool known;     // ... and what comes of that was in the store
  bool front;     // of an open file: parsed first
  bool kept;      // the worker keeps it parsed
  bool unstored;  // not yet in the store
  bool unsure;    // files of the disk changed while it was parsed
  bool again;     // its worker crashed, and it is tried in another one
  bool crashed;   // the last worker that read it
  bool guessed;   // in no database: arguments of a file nearby
  bool watched;   // the disk is watched where its files are
  uint64_t tried; // serial of the texts it was parsed from last
};

struct workspace {
  char *root;
  struct options options; // of the command, with the specs of the configuration
  const char **specs;
  struct project project;
  struct spec *spec;
  struct configs configs;
  const struct config *base;
  struct rule_selection selection;
  struct store *store;
  char *problem;                  // why it cannot be checked, or NULL
  struct ir_location problem_loc; // where that is, `file` absolute; NULL: in no file
  bool implied;                   // nobody opened it: it is there for the open files in it
  bool watched;                   // the disk is watched where its database and configuration are
  struct arena name_arena;        // strings of all units
  struct interner names;
  struct map canonical;         // path as included -> index into `canonical_paths`
  const char **canonical_paths; // without links, interned
  uint32_t canonical_count, canonical_capacity;
  struct library library; // functions of all units
  struct lookups lookups; // for the store
  uint32_t part_count, part_capacity;
  struct part **parts;   // by path and digest
  uint32_t unread_count; // of `parts`
  uint32_t retired_count, retired_capacity;
  struct arena *retired; // of units replaced since the last analysis
  struct arena merge_arena;
  struct store_contents contents;
  struct program *program; // NULL before the first analysis
  struct findings findings;
};

/// Opens the folder: reads database, configuration and contracts. Never NULL; with `problem` set
/// there is nothing in it. Its units are unread until workspace_load().
struct workspace *workspace_open(const char *root, const struct options *options);
void workspace_close(struct workspace *workspace);

/// True when the problem of the folder is in this file.
bool workspace_problem_is_in(const struct workspace *workspace, const char *path);

/// The part whose main file is `path`; NULL when there is none.
struct part *workspace_part(const struct workspace *workspace, const char *path);

/// True when the file is part of some unit.
bool workspace_includes(struct workspace *workspace, struct part *part, const char *path);

/// The files of a unit that may be edited, `part->file_count` of them; NULL while none is known.
const struct part_file *workspace_files(struct workspace *workspace, struct part *part);

/// Adds a unit for a source file that is in no database, compiled like the file nearest to it.
struct part *workspace_guess(struct workspace *workspace, const char *path);
void workspace_drop(struct workspace *workspace, struct part *part);

/// Takes unread units from the store as far as they still hold, not more than `most`.
void workspace_load(struct workspace *workspace, const struct buffers *buffers, uint32_t most);

/// True when the unit was made from the texts in `buffers`, as far as it includes them.
bool workspace_is_of(struct workspace *workspace, struct part *part, const struct buffers *buffers);

/// Marks the units stale that were parsed from other texts than those in `buffers`.
void workspace_compare(struct workspace *workspace, const struct buffers *buffers);

/// Marks the units stale that include `path`, which is not open, when the disk holds another text,
/// and those that may have missed it.
void workspace_changed_on_disk(struct workspace *workspace, const char *path);

/// Marks a unit that was just parsed stale when files of the disk changed meanwhile and it has
/// another text of one of them.
void workspace_check_disk(struct workspace *workspace, struct part *part,
                          const struct buffers *buffers);

/// Puts what a worker answered in the place of the part's unit. False when the bytes are damaged.
bool workspace_take(struct workspace *workspace, struct part *part, const void *bytes,
                    size_t length);
void workspace_take_failure(struct workspace *workspace, struct part *part, const char *reason);

/// True when some unit that was parsed from what the disk holds is not in the store yet.
bool workspace_is_unstored(struct workspace *workspace, const struct buffers *buffers);

/// Writes such units into the store, not more than `most`.
void workspace_store(struct workspace *workspace, const struct buffers *buffers, uint32_t most);

/// True when every unit that includes the file was parsed from this text of it.
bool workspace_is_parsed_from(struct workspace *workspace, const char *path,
                              const struct text *text);

/// Makes the program anew and runs the rules; fixes are made from the texts in `buffers`.
void workspace_analyse(struct workspace *workspace, const struct buffers *buffers);

// ---- what its files share ----

// surroundings.c: what workspace_open() begins with. What is wrong is in `problem` then.
void workspace_open_project(struct workspace *workspace);
bool workspace_open_configuration(struct workspace *workspace);

// parts.c
/// Opens the store, and makes the units of the project: from the store, or stale.
void workspace_open_parts(struct workspace *workspace);

/// Releases units that were replaced; no program may use them any more.
void workspace_free_retired(struct workspace *workspace);
void workspace_part_free(struct part *part);

#endif
