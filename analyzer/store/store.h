// SPDX-License-Identifier: MIT
// The store: everything known of a project, in SQLite. A run without a store file uses one in
// memory, so that there is one way only: workers fill it, everything after them reads from it. One
// writer; not thread-safe.
#ifndef ASYNC_LINT_STORE_H
#define ASYNC_LINT_STORE_H

#include "analyzer/findings/finding.h"
#include "analyzer/ir/ir.h"

struct store;

/// Opens or creates the store at `path` (NULL: in memory). A store of another schema, tool or
/// libclang version (`version` names them all), or one that is damaged, is emptied and rebuilt, and
/// `*notice` says so (text owned by the store, or NULL). One of this version that may only be read
/// is copied into memory: nothing of the run is kept. NULL on failure (not writable, not a file,
/// locked by a run that does not end), with the reason and remedy in `error`.
struct store *store_open(const char *path, const char *version, const char **notice,
                         struct text *error);

/// Opens the store at `path` to read what is in it, as it is at this moment: nothing there is made,
/// built anew or changed. NULL, with the reason and remedy in `error`, when there is none, or one
/// of another version, or one that is damaged.
struct store *store_open_to_read(const char *path, const char *version, struct text *error);

/// The file that the store was copied from, which does not see what is written; or NULL.
const char *store_original(const struct store *store);
void store_close(struct store *store);

/// True when something that was read is not what was written: store_error() said so to the one who
/// read it, store_close() empties the store, and whoever needs it opens it again.
bool store_is_damaged(const struct store *store);

/// True when it is a file, which later runs will find.
bool store_is_kept(const struct store *store);

/// How long a write waits for another run's to end; 10 seconds unless told.
void store_set_patience(struct store *store, unsigned milliseconds);

/// Writes between begin and commit are one transaction. False on failure: store_error() says why.
bool store_begin(struct store *store);

/// What is read until store_commit() belongs together, whatever other runs write. As store_begin().
bool store_begin_reading(struct store *store);
bool store_commit(struct store *store);

/// Undoes what was written since store_begin(); nothing when nothing was begun.
void store_rollback(struct store *store);
const char *store_error(const struct store *store);

/// Gives the current XXH3-128 of a file's content; false when it cannot be read. Called at most
/// once a file and run.
typedef bool store_hash_file(const char *path, uint64_t hash[2], void *data);

/// True when the unit with this key (main file + digest of directory and arguments) is stored, was
/// parsed, and none of the files it includes has changed.
bool store_unit_is_fresh(struct store *store, const char *path, uint64_t arguments,
                         store_hash_file *hash, void *data);

/// Lets the contents of files be asked for anew.
void store_forget_hashes(struct store *store);

/// Puts the result of one unit in the place of an older one with the same path and arguments.
bool store_put_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments);

/// Forgets every unit whose (path, arguments) is not among the `count` given; when its path is,
/// with arguments that nothing is stored of, it becomes that unit, and has failed until it is put.
/// When there is none, nothing is written, and nobody waited for.
bool store_keep_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count);

struct store_unit {
  const char *path;
  const char *failure; // why nothing is known of it, or NULL
  uint32_t function_count;
  uint32_t problem_count;
};

/// All units as one: functions defined in headers once (same symbol, place and code), declarations,
/// facts, suppressions and problems each once, in an order that depends only on what is stored
/// (units by path and arguments).
struct store_contents {
  struct ir_unit all;
  uint32_t unit_count;
  struct store_unit *units;
};

/// Loads the named units (`count` paths with their digests; 0: all). False on failure.
bool store_load(struct store *store, struct ir_pool *pool, const char *const *paths,
                const uint64_t *arguments, size_t count, struct store_contents *contents);

/// True when some unit was parsed with this content of the file.
bool store_knows_content(struct store *store, const char *path, const uint64_t hash[2]);

/// Loads one unit by itself, with its includes, into the pool. False when it is not stored or on
/// failure.
bool store_load_unit(struct store *store, struct ir_pool *pool, const char *path,
                     uint64_t arguments, struct ir_unit *unit);

/// One row a contract known or inferred: `words` as printed by `async-lint contract`.
bool store_put_contract(struct store *store, const char *symbol, const char *words,
                        const char *origin);

/// One row a call edge of the program's call graph (`callee` may be a slot when unresolved).
bool store_put_edge(struct store *store, const char *caller, const char *callee,
                    const struct ir_location *loc);

/// What the store has of the functions of a program while it is being brought up to date.
struct store_program {
  struct store *store;
  struct map index; // interned symbol -> index into the arrays
  uint32_t count, symbol_capacity, digest_capacity, kept_capacity;
  const char **symbols;
  uint64_t *digests;
  bool *kept;
};

/// Bringing contracts and edges up to date, inside a transaction. store_describe() comes before
/// those of a symbol, once a symbol, and says in `*anew` whether they have to be put: its old ones
/// had another digest and are gone then. store_end_program() removes those of symbols that did not
/// come, and frees what is held, also after a failure (`good` false). False on failure.
bool store_begin_program(struct store_program *program, struct store *store);
bool store_describe(struct store_program *program, const char *symbol, uint64_t digest, bool *anew);
bool store_end_program(struct store_program *program, bool good);

/// What was found out about functions, by keys of all that it follows from, for the next run.
struct store_memo {
  uint64_t key[2];
  const void *bytes;
  size_t length;
  bool stored, used;
};
struct store_memos {
  struct store *store;
  struct arena arena;
  struct map index; // first number of the key -> index into `items`, plus one
  uint32_t count, capacity, used_count, new_count;
  struct store_memo *items;
};

/// Reads all that is stored. False on failure; store_free_memos() in both cases.
bool store_load_memos(struct store *store, struct store_memos *memos);

/// The bytes under a key, which stay as long as `memos`; NULL when there are none.
const void *store_find_memo(struct store_memos *memos, const uint64_t key[2], size_t *length);

/// Adds bytes that store_find_memo() did not find.
void store_add_memo(struct store_memos *memos, const uint64_t key[2], const void *bytes,
                    size_t length);

/// Puts what was added, inside a transaction. With `whole` everything that the project needs was
/// asked for: when most of what is stored was not, that is forgotten. False on failure.
bool store_put_memos(struct store_memos *memos, bool whole);
void store_free_memos(struct store_memos *memos);

/// A run that checked something, and what it counted.
struct store_run {
  int64_t finished; // seconds since 1970
  const char *key;  // names all that its findings follow from; NULL when units changed since
  uint32_t units, unchecked, functions;
  uint32_t errors, warnings, suppressed;
  uint32_t rules; // that looked; 0: nobody has said
};

/// Records a run with how many of `findings` each rule has; it becomes the last one. Only the last
/// thousand are kept.
bool store_put_run(struct store *store, const struct store_run *run,
                   const struct findings *findings);

/// The last run, when its key is `key`: its findings are those in the store. False otherwise.
bool store_find_run(struct store *store, const char *key, struct store_run *run);

/// Calls `visit` for every run, oldest first, with the counts of its rules; `rules` holds
/// `rule_count` names with their groups and counts, valid during the call.
struct store_rule_count {
  const char *rule, *group;
  uint32_t count;
};
typedef void store_visit_run(const struct store_run *run, const struct store_rule_count *rules,
                             uint32_t rule_count, void *data);
bool store_each_run(struct store *store, store_visit_run *visit, void *data);

/// Replaces the stored findings by these; loads them back (for reports without analysing).
bool store_put_findings(struct store *store, const struct findings *findings);
bool store_get_findings(struct store *store, struct findings *findings);

#endif
