// SPDX-License-Identifier: MIT
// What the files of the store share: the connection, its statements, binding and reading columns.
#ifndef ASYNC_LINT_STORE_INTERNAL_H
#define ASYNC_LINT_STORE_INTERNAL_H

#include "analyzer/store/store.h"

#include <sqlite3.h>

/// Raised with every change of schema.sql or of what its columns mean.
enum { STORE_SCHEMA = 10 };

/// How long a write waits for another run's to end.
enum { STORE_PATIENCE_MS = 10000 };

/// Marks our files among SQLite's ("aslt").
enum { STORE_APPLICATION = 0x61736c74 };

/// schema.sql.
extern const char store_schema[];

/// The columns of a place; see schema.sql.
#define LOC_COLUMNS                                                                                \
  "file, line, col, end_line, end_col, offset, length, origin, macro, macro_file, macro_line, "    \
  "macro_col"
#define LOC_VALUES "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
enum { LOC_COUNT = 12 };

/// Ids in order, on the heap.
struct store_ids {
  int64_t *items;
  uint32_t count, capacity;
};

/// What units share; see schema.sql.
enum store_kind { STORE_FILE, STORE_FUNCTION, STORE_DECLARATION, STORE_KINDS };

/// What a file's content was found to be in this run.
struct file_state {
  bool readable;
  uint64_t hash[2];
};

struct store {
  sqlite3 *db;
  const char *path;     // NULL: in memory
  const char *original; // of what is in memory: a file that may only be read; or NULL
  bool damaged;
  struct text error, notice;
  struct arena arena;
  struct interner names;
  struct map statements; // address of the SQL -> index
  sqlite3_stmt **prepared;
  uint32_t prepared_count, prepared_capacity;
  struct map shared_ids;  // interned digest -> id of what units share, while `seen_version` holds
  struct map state_index; // interned path -> index into `states`
  struct map state_ids;   // id in table `file` -> whether it is the same, as `shared_ids`
  int64_t seen_version;   // of the content, as SQLite counts what others write
  struct file_state *states;
  uint32_t state_count, state_capacity;
  struct store_ids ids; // of the unit that is looked at
  struct text *instead; // NULL, or where values are noted that would be bound
};

/// The prepared statement of `sql` (a string literal), ready to be bound; NULL, with the error
/// noted, when it cannot be prepared.
sqlite3_stmt *store_statement(struct store *store, const char *sql);

/// Takes one step. 1: a row; 0: the end, and the statement is reset; -1: an error, noted, and
/// reset.
int store_step(struct store *store, sqlite3_stmt *statement);

/// Ends a statement before its last row.
void store_reset(sqlite3_stmt *statement);

/// Runs SQL without values.
bool store_exec(struct store *store, const char *sql);

/// Notes the connection's error, or `message`. Always false.
bool store_fail(struct store *store);
bool store_fail_with(struct store *store, const char *message);

/// Notes that the content is damaged, so that store_close() empties it. Always false.
bool store_damaged(struct store *store);

/// Empties a file that is damaged, unless another run is writing to it: that one will notice, too.
/// The connection is of no use afterwards.
void store_empty(struct store *store);

/// A statement that is given its values, one after the other.
struct store_binding {
  struct store *store;
  sqlite3_stmt *statement; // NULL when it could not be prepared, or values are noted instead
  int at;
};

/// Begins with the first value of `sql` (a string literal).
struct store_binding store_bind(struct store *store, const char *sql);

/// Gives the next value. Strings must live until the statement has run; NULL is NULL.
void store_bind_text(struct store_binding *binding, const char *text);
void store_bind_u64(struct store_binding *binding, uint64_t value);
void store_bind_i64(struct store_binding *binding, int64_t value);
void store_bind_blob(struct store_binding *binding, const void *data, size_t length);
void store_bind_location(struct store_binding *binding, const struct ir_location *loc);

/// Runs a statement that gives no rows. False, with the error noted.
bool store_bind_run(struct store_binding *binding);

/// Runs a statement whose only value is a number or a text.
bool store_run_i64(struct store *store, const char *sql, int64_t value);
bool store_run_text(struct store *store, const char *sql, const char *text);

/// Reads columns. Strings are interned.
const char *store_text(sqlite3_stmt *statement, int at, struct interner *names);
uint64_t store_u64(sqlite3_stmt *statement, int at);
uint32_t store_u32(sqlite3_stmt *statement, int at);
struct ir_location store_location(sqlite3_stmt *statement, int at, struct interner *names);

/// Forgets ids when another run has written since they were noted; within a transaction, or while a
/// statement is under way, which keep what is read together. False on failure.
bool store_same_version(struct store *store);

/// Begins and ends a nested transaction; store_leave() keeps or undoes what was written since, and
/// gives `good` when that works.
bool store_enter(struct store *store);
bool store_leave(struct store *store, bool good);

/// Puts `count` units into the temporary table `wanted`, in the place of those in it.
bool store_name_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count);

/// The id of a unit; 0 when there is none, -1 on failure.
int64_t store_find_unit(struct store *store, const char *path, uint64_t arguments);

/// Copies the runs of an older version out of the way, before its tables go; and puts them into
/// those made anew, as runs whose findings are not kept. False when nothing was copied or put.
bool store_set_runs_aside(struct store *store);
bool store_bring_runs_back(struct store *store);

void store_add_id(struct store_ids *ids, int64_t id);
void store_free_ids(struct store_ids *ids);

/// Reads a list of ids, as a JSON array, in the place of what is in `ids`; false when it is none.
bool store_read_ids(sqlite3_stmt *row, int column, struct store_ids *ids);

/// Appends the list.
void store_write_ids(struct text *to, const struct store_ids *ids);

/// The id of the row with this content, which is put unless it is there; `bytes` are the binary
/// form. -1 on failure.
int64_t store_put_file(struct store *store, const struct ir_include *file);
int64_t store_put_function(struct store *store, const struct ir_function *fn,
                           const struct text *bytes);
int64_t store_put_declaration(struct store *store, const struct ir_declaration *declaration,
                              const struct text *bytes);

/// How many more units have a row, or fewer, by its id.
struct store_uses {
  struct map more;
  struct store_ids ids; // in the order in which they were noted
};

/// Notes that a unit has these, or (`step` -1) no longer has them.
void store_note_uses(struct store_uses *uses, const struct store_ids *ids, int step);

/// Writes down what was noted, and removes rows that no unit has any more. Frees what is held, also
/// after a failure (`good` false). False on failure.
bool store_write_uses(struct store *store, enum store_kind kind, struct store_uses *uses,
                      bool good);

#endif
