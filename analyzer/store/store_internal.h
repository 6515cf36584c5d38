// SPDX-License-Identifier: MIT
// What the files of the store share: the connection, its statements, binding and reading columns.
#ifndef ASYNC_LINT_STORE_INTERNAL_H
#define ASYNC_LINT_STORE_INTERNAL_H

#include "analyzer/store/store.h"

#include <sqlite3.h>

/// Raised with every change of schema.sql or of what its columns mean.
enum { STORE_SCHEMA = 4 };

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

/// What a file's content was found to be in this run.
struct file_state {
  bool readable;
  uint64_t hash[2];
};

struct store {
  sqlite3 *db;
  struct text error, notice;
  struct arena arena;
  struct interner names;
  struct map statements; // address of the SQL -> index
  sqlite3_stmt **prepared;
  uint32_t prepared_count, prepared_capacity;
  struct map file_ids;    // interned path -> id in table `file`, in this transaction
  struct map state_index; // interned path -> index into `states`
  struct file_state *states;
  uint32_t state_count, state_capacity;
};

/// The prepared statement of `sql` (a string literal), ready to be bound; NULL, with the error
/// noted, when it cannot be prepared.
sqlite3_stmt *store_statement(struct store *store, const char *sql);

/// Takes one step. 1: a row; 0: the end, and the statement is reset; -1: an error, noted, and
/// reset.
int store_step(struct store *store, sqlite3_stmt *statement);

/// Runs a statement that gives no rows. False, with the error noted; takes NULL as failed.
bool store_run(struct store *store, sqlite3_stmt *statement);

/// Ends a statement before its last row.
void store_reset(sqlite3_stmt *statement);

/// Runs SQL without values.
bool store_exec(struct store *store, const char *sql);

/// Notes the connection's error, or `message`. Always false.
bool store_fail(struct store *store);
bool store_fail_with(struct store *store, const char *message);

/// Notes that the content is damaged, and makes the next run build it anew. Always false.
bool store_damaged(struct store *store);

/// Binds from column `at` on and gives the next free one. Strings must live until the statement
/// has run; NULL is NULL.
int store_bind_text(sqlite3_stmt *statement, int at, const char *text);
int store_bind_u64(sqlite3_stmt *statement, int at, uint64_t value);
int store_bind_blob(sqlite3_stmt *statement, int at, const void *data, size_t length);
int store_bind_location(sqlite3_stmt *statement, int at, const struct ir_location *loc);

/// Reads columns. Strings are interned.
const char *store_text(sqlite3_stmt *statement, int at, struct interner *names);
uint64_t store_u64(sqlite3_stmt *statement, int at);
uint32_t store_u32(sqlite3_stmt *statement, int at);
struct ir_location store_location(sqlite3_stmt *statement, int at, struct interner *names);

/// Begins and ends a nested transaction; store_leave() keeps or undoes what was written since, and
/// gives `good` when that works.
bool store_enter(struct store *store);
bool store_leave(struct store *store, bool good);

/// Puts `count` units into the temporary table `wanted`, in the place of those in it.
bool store_name_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count);

/// Forgets a unit and what only it holds.
bool store_remove_unit(struct store *store, int64_t id);

#endif
