// SPDX-License-Identifier: MIT
// What a run found out: contracts, edges of the call graph.
#include "analyzer/store/store_internal.h"

// ---- the program ----

bool store_put_contract(struct store *store, const char *symbol, const char *words,
                        const char *origin) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO contract (symbol, words, origin) VALUES (?, ?, ?)");
  if (!insert)
    return false;
  int at = store_bind_text(insert, 1, symbol);
  at = store_bind_text(insert, at, words);
  store_bind_text(insert, at, origin);
  return store_run(store, insert);
}

bool store_put_edge(struct store *store, const char *caller, const char *callee,
                    const struct ir_location *loc) {
  sqlite3_stmt *insert = store_statement(
      store, "INSERT INTO edge (caller, callee, file, line, col) VALUES (?, ?, ?, ?, ?)");
  if (!insert)
    return false;
  int at = store_bind_text(insert, 1, caller);
  at = store_bind_text(insert, at, callee);
  at = store_bind_text(insert, at, loc ? loc->file : NULL);
  at = store_bind_u64(insert, at, loc ? loc->line : 0);
  store_bind_u64(insert, at, loc ? loc->column : 0);
  return store_run(store, insert);
}

bool store_clear_program(struct store *store) {
  return store_exec(store, "DELETE FROM contract; DELETE FROM edge");
}
