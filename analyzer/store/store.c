// SPDX-License-Identifier: MIT
// The connection: statements, transactions, errors, binding and reading columns.
#include "analyzer/store/pages.h"
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>

// ---- errors ----

bool store_fail_with(struct store *store, const char *message) {
  store->error.length = 0;
  text_puts(&store->error, message);
  return false;
}

bool store_damaged(struct store *store) {
  store->damaged = true;
  return store_fail_with(store, "it is damaged, and the next run builds it anew");
}

bool store_fail(struct store *store) {
  int code = sqlite3_extended_errcode(store->db);
  if (pages_damaged(code))
    return store_damaged(store);
  int system = sqlite3_system_errno(store->db);
  code &= 0xff;
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    return store_fail_with(store, "another run is writing to it and has not ended");
  store_fail_with(store, sqlite3_errmsg(store->db));
  if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && system)
    text_printf(&store->error, " (%s)", strerror(system));
  return false;
}

bool store_is_damaged(const struct store *store) {
  return store->damaged;
}

bool store_is_kept(const struct store *store) {
  return store->path != NULL;
}

const char *store_error(const struct store *store) {
  return text_get(&store->error);
}

// ---- statements ----

sqlite3_stmt *store_statement(struct store *store, const char *sql) {
  uint32_t at = map_get(&store->statements, map_key(sql), UINT32_MAX);
  if (at != UINT32_MAX)
    return store->prepared[at];
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK) {
    store_fail(store);
    return NULL;
  }
  GROW(store->prepared, store->prepared_count, store->prepared_capacity);
  store->prepared[store->prepared_count] = statement;
  map_set(&store->statements, map_key(sql), store->prepared_count++);
  return statement;
}

void store_reset(sqlite3_stmt *statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

int store_step(struct store *store, sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW)
    return 1;
  if (code != SQLITE_DONE)
    store_fail(store);
  store_reset(statement);
  return code == SQLITE_DONE ? 0 : -1;
}

bool store_exec(struct store *store, const char *sql) {
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_fail(store);
}

// ---- transactions ----

// Ids are known as long as nobody else has written: another run may have removed the rows. An
// undone transaction never put them.
static void forget_ids(struct store *store) {
  map_free(&store->shared_ids);
  map_free(&store->state_ids);
}

bool store_same_version(struct store *store) {
  struct store_binding ask = store_bind(store, "PRAGMA data_version");
  if (!ask.statement || store_step(store, ask.statement) <= 0)
    return false;
  int64_t version = sqlite3_column_int64(ask.statement, 0);
  store_reset(ask.statement);
  if (version != store->seen_version)
    forget_ids(store);
  store->seen_version = version;
  return true;
}

bool store_begin(struct store *store) {
  return store_exec(store, "BEGIN IMMEDIATE") && store_same_version(store);
}

bool store_begin_reading(struct store *store) {
  return store_exec(store, "BEGIN");
}

bool store_commit(struct store *store) {
  if (store_exec(store, "COMMIT"))
    return true;
  store_rollback(store);
  return false;
}

void store_rollback(struct store *store) {
  if (!sqlite3_get_autocommit(store->db))
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  forget_ids(store);
}

bool store_enter(struct store *store) {
  if (sqlite3_get_autocommit(store->db))
    forget_ids(store);
  return store_exec(store, "SAVEPOINT step");
}

bool store_leave(struct store *store, bool good) {
  if (good && store_exec(store, "RELEASE step"))
    return true;
  forget_ids(store);
  if (sqlite3_get_autocommit(store->db))
    return false; // the error ended the transaction
  sqlite3_exec(store->db, "ROLLBACK TO step", NULL, NULL, NULL);
  sqlite3_exec(store->db, "RELEASE step", NULL, NULL, NULL);
  return false;
}

// ---- values ----

struct store_binding store_bind(struct store *store, const char *sql) {
  if (!store->instead)
    return (struct store_binding){store, store_statement(store, sql), 1};
  text_puts(store->instead, sql);
  return (struct store_binding){store, NULL, 1};
}

/// Notes a value where nothing is bound.
static void note_value(struct store_binding *binding, char kind, const void *data, size_t length) {
  struct text *to = binding->store->instead;
  if (!to)
    return;
  text_putc(to, kind);
  text_append(to, (const char *)&length, sizeof length);
  text_append(to, data, length);
}

void store_bind_text(struct store_binding *binding, const char *text) {
  size_t length = text ? strlen(text) : 0;
  if (!binding->statement)
    note_value(binding, text ? 't' : 'n', text ? text : "", length);
  else if (text)
    sqlite3_bind_text64(binding->statement, binding->at++, text, length, SQLITE_STATIC,
                        SQLITE_UTF8);
  else
    sqlite3_bind_null(binding->statement, binding->at++);
}

void store_bind_i64(struct store_binding *binding, int64_t value) {
  if (binding->statement)
    sqlite3_bind_int64(binding->statement, binding->at++, value);
  else
    note_value(binding, 'i', &value, sizeof value);
}

void store_bind_u64(struct store_binding *binding, uint64_t value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  store_bind_i64(binding, bits);
}

void store_bind_blob(struct store_binding *binding, const void *data, size_t length) {
  if (binding->statement)
    sqlite3_bind_blob64(binding->statement, binding->at++, data, length, SQLITE_STATIC);
  else
    note_value(binding, 'b', data, length);
}

void store_bind_location(struct store_binding *binding, const struct ir_location *loc) {
  store_bind_text(binding, loc->file);
  const uint32_t numbers[] = {loc->line,   loc->column, loc->end_line,       loc->end_column,
                              loc->offset, loc->length, (uint32_t)loc->where};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    store_bind_u64(binding, numbers[i]);
  store_bind_text(binding, loc->macro);
  store_bind_text(binding, loc->macro_file);
  store_bind_u64(binding, loc->macro_line);
  store_bind_u64(binding, loc->macro_column);
}

bool store_bind_run(struct store_binding *binding) {
  if (!binding->statement)
    return binding->store->instead != NULL;
  int more;
  while ((more = store_step(binding->store, binding->statement)) > 0)
    ;
  return more == 0;
}

bool store_run_i64(struct store *store, const char *sql, int64_t value) {
  struct store_binding binding = store_bind(store, sql);
  store_bind_i64(&binding, value);
  return store_bind_run(&binding);
}

bool store_run_text(struct store *store, const char *sql, const char *text) {
  struct store_binding binding = store_bind(store, sql);
  store_bind_text(&binding, text);
  return store_bind_run(&binding);
}

const char *store_text(sqlite3_stmt *statement, int at, struct interner *names) {
  const void *text = sqlite3_column_blob(statement, at);
  int length = sqlite3_column_bytes(statement, at);
  if (sqlite3_column_type(statement, at) == SQLITE_NULL)
    return NULL;
  return length > 0 ? intern_n(names, text, strnlen(text, (size_t)length)) : intern(names, "");
}

uint64_t store_u64(sqlite3_stmt *statement, int at) {
  int64_t bits = sqlite3_column_int64(statement, at);
  uint64_t value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

uint32_t store_u32(sqlite3_stmt *statement, int at) {
  return (uint32_t)store_u64(statement, at);
}

struct ir_location store_location(sqlite3_stmt *statement, int at, struct interner *names) {
  struct ir_location loc = {.file = store_text(statement, at, names)};
  uint32_t where = store_u32(statement, at + 7);
  if (!loc.file || where > IR_MACRO_BODY)
    return (struct ir_location){0};
  loc.line = store_u32(statement, at + 1);
  loc.column = store_u32(statement, at + 2);
  loc.end_line = store_u32(statement, at + 3);
  loc.end_column = store_u32(statement, at + 4);
  loc.offset = store_u32(statement, at + 5);
  loc.length = store_u32(statement, at + 6);
  loc.where = (enum ir_where)where;
  loc.macro = store_text(statement, at + 8, names);
  loc.macro_file = store_text(statement, at + 9, names);
  loc.macro_line = store_u32(statement, at + 10);
  loc.macro_column = store_u32(statement, at + 11);
  return loc;
}

void store_set_patience(struct store *store, unsigned milliseconds) {
  sqlite3_busy_timeout(store->db, (int)milliseconds);
}

// Whoever is left looking at the store would move the log into the file, and knows no checksums.
static void move_log(struct store *store) {
  if (store->path && !store->damaged && sqlite3_total_changes64(store->db) > 0)
    sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void store_close(struct store *store) {
  if (!store)
    return;
  for (uint32_t i = 0; i < store->prepared_count; i++)
    sqlite3_finalize(store->prepared[i]);
  if (store->damaged && store->path)
    store_empty(store);
  move_log(store);
  sqlite3_close(store->db);
  free(store->prepared);
  free(store->states);
  store_free_ids(&store->ids);
  map_free(&store->statements);
  forget_ids(store);
  map_free(&store->state_index);
  interner_free(&store->names);
  arena_free(&store->arena);
  text_free(&store->error);
  text_free(&store->notice);
  free(store);
}
