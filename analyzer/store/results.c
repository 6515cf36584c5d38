// SPDX-License-Identifier: MIT
// What a run found out: contracts, edges of the call graph.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>

// ---- the program ----

bool store_put_contract(struct store *store, const char *symbol, const char *words,
                        const char *origin) {
  struct store_binding row =
      store_bind(store, "INSERT INTO contract (symbol, words, origin) VALUES (?, ?, ?)");
  store_bind_text(&row, symbol);
  store_bind_text(&row, words);
  store_bind_text(&row, origin);
  return store_bind_run(&row);
}

bool store_put_edge(struct store *store, const char *caller, const char *callee,
                    const struct ir_location *loc) {
  struct store_binding row = store_bind(
      store, "INSERT INTO edge (caller, callee, file, line, col) VALUES (?, ?, ?, ?, ?)");
  store_bind_text(&row, caller);
  store_bind_text(&row, callee);
  store_bind_text(&row, loc ? loc->file : NULL);
  store_bind_u64(&row, loc ? loc->line : 0);
  store_bind_u64(&row, loc ? loc->column : 0);
  return store_bind_run(&row);
}

// ---- only what has changed ----

static bool forget_rows(struct store *store, const char *symbol) {
  return store_run_text(store, "DELETE FROM contract WHERE symbol = ?", symbol) &&
         store_run_text(store, "DELETE FROM edge WHERE caller = ?", symbol);
}

bool store_begin_program(struct store_program *program, struct store *store) {
  *program = (struct store_program){.store = store};
  sqlite3_stmt *row = store_statement(store, "SELECT symbol, digest FROM described");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    const char *symbol = store_text(row, 0, &store->names);
    if (!symbol)
      continue;
    GROW(program->symbols, program->count, program->symbol_capacity);
    GROW(program->digests, program->count, program->digest_capacity);
    GROW(program->kept, program->count, program->kept_capacity);
    map_set(&program->index, map_key(symbol), program->count);
    program->symbols[program->count] = symbol;
    program->digests[program->count++] = store_u64(row, 1);
  }
  return more == 0;
}

bool store_describe(struct store_program *program, const char *symbol, uint64_t digest,
                    bool *anew) {
  struct store *store = program->store;
  const char *name = intern(&store->names, symbol);
  uint32_t at = map_get(&program->index, map_key(name), UINT32_MAX);
  if (at != UINT32_MAX)
    program->kept[at] = true;
  *anew = at == UINT32_MAX || program->digests[at] != digest;
  if (!*anew)
    return true;
  if (at != UINT32_MAX && !forget_rows(store, symbol))
    return false;
  struct store_binding row =
      store_bind(store, "INSERT OR REPLACE INTO described (symbol, digest) VALUES (?, ?)");
  store_bind_text(&row, symbol);
  store_bind_u64(&row, digest);
  return store_bind_run(&row);
}

bool store_end_program(struct store_program *program, bool good) {
  struct store *store = program->store;
  for (uint32_t i = 0; i < program->count && good; i++)
    if (!program->kept[i])
      good = forget_rows(store, program->symbols[i]) &&
             store_run_text(store, "DELETE FROM described WHERE symbol = ?", program->symbols[i]);
  map_free(&program->index);
  free(program->symbols);
  free(program->digests);
  free(program->kept);
  return good;
}
