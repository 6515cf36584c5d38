// SPDX-License-Identifier: MIT
// Putting units in, forgetting them, and telling which are fresh.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// ---- forgetting ----

static bool run_with_id(struct store *store, const char *sql, int64_t id) {
  sqlite3_stmt *statement = store_statement(store, sql);
  if (statement)
    sqlite3_bind_int64(statement, 1, id);
  return store_run(store, statement);
}

// Functions and declarations that only this unit holds go with it; the rest of its rows goes by
// itself.
/// The findings of earlier runs no longer follow from the units.
static bool forget_key(struct store *store) {
  return store_exec(store, "UPDATE run SET key = NULL WHERE key IS NOT NULL");
}

bool store_remove_unit(struct store *store, int64_t id) {
  static const char functions[] =
      "SELECT function FROM unit_function AS mine WHERE unit = ?1 AND NOT EXISTS (SELECT 1 FROM "
      "unit_function AS other WHERE other.function = mine.function AND other.unit <> ?1)";
  static const char declarations[] =
      "SELECT declaration FROM unit_declaration AS mine WHERE unit = ?1 AND NOT EXISTS (SELECT 1 "
      "FROM unit_declaration AS other WHERE other.declaration = mine.declaration AND other.unit <> "
      "?1)";
  static const struct {
    const char *find, *remove;
  } parts[] = {{functions, "DELETE FROM function WHERE id = ?"},
               {declarations, "DELETE FROM declaration WHERE id = ?"}};
  int64_t *lone[2] = {NULL, NULL};
  uint32_t counts[2] = {0, 0}, capacity = 0;
  bool good = forget_key(store);
  for (int i = 0; i < 2 && good; i++, capacity = 0) {
    sqlite3_stmt *find = store_statement(store, parts[i].find);
    int more = -1;
    if (find)
      sqlite3_bind_int64(find, 1, id);
    while (find && (more = store_step(store, find)) > 0) {
      GROW(lone[i], counts[i], capacity);
      lone[i][counts[i]++] = sqlite3_column_int64(find, 0);
    }
    good = more == 0;
  }
  good = good && run_with_id(store, "DELETE FROM unit WHERE id = ?", id);
  for (int i = 0; i < 2; i++)
    for (uint32_t row = 0; row < counts[i] && good; row++)
      good = run_with_id(store, parts[i].remove, lone[i][row]);
  free(lone[0]);
  free(lone[1]);
  return good;
}

bool store_name_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count) {
  bool good = store_exec(store, "DELETE FROM temp.wanted");
  for (size_t i = 0; i < count && good; i++) {
    sqlite3_stmt *insert = store_statement(
        store, "INSERT INTO temp.wanted (path, arguments) VALUES (?, ?) ON CONFLICT DO NOTHING");
    if (insert)
      store_bind_u64(insert, store_bind_text(insert, 1, paths[i]), arguments[i]);
    good = store_run(store, insert);
  }
  return good;
}

// The ids of units that are not in `wanted`; false on failure.
static bool unwanted_units(struct store *store, int64_t **ids, uint32_t *count) {
  uint32_t capacity = 0;
  int more = -1;
  sqlite3_stmt *find = store_statement(
      store, "SELECT id FROM unit WHERE NOT EXISTS (SELECT 1 FROM temp.wanted WHERE wanted.path = "
             "unit.path AND wanted.arguments = unit.arguments)");
  while (find && (more = store_step(store, find)) > 0) {
    GROW(*ids, *count, capacity);
    (*ids)[(*count)++] = sqlite3_column_int64(find, 0);
  }
  return more == 0;
}

// Files that no unit includes any more.
static bool remove_unused_files(struct store *store) {
  map_free(&store->file_ids);
  return store_exec(store, "DELETE FROM file WHERE id NOT IN (SELECT file FROM include)");
}

bool store_keep_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count) {
  int64_t *ids = NULL;
  uint32_t unwanted = 0;
  bool good =
      store_name_units(store, paths, arguments, count) && unwanted_units(store, &ids, &unwanted);
  if (good && unwanted) {
    good = store_enter(store);
    if (good) {
      for (uint32_t i = 0; i < unwanted && good; i++)
        good = store_remove_unit(store, ids[i]);
      good = store_leave(store, good && remove_unused_files(store));
    }
  }
  free(ids);
  return good;
}

// ---- freshness ----

static const struct file_state *state_of(struct store *store, const char *path,
                                         store_hash_file *hash, void *data) {
  path = intern(&store->names, path);
  uint32_t at = map_get(&store->state_index, map_key(path), UINT32_MAX);
  if (at != UINT32_MAX)
    return &store->states[at];
  struct file_state state = {0};
  state.readable = hash(path, state.hash, data);
  GROW(store->states, store->state_count, store->state_capacity);
  store->states[store->state_count] = state;
  map_set(&store->state_index, map_key(path), store->state_count);
  return &store->states[store->state_count++];
}

// A unit failed also when a header was missing: no content tells when somebody makes it.
static int64_t find_unit(struct store *store, const char *path, uint64_t arguments, bool *failed) {
  int64_t id = 0;
  sqlite3_stmt *find = store_statement(
      store, "SELECT id, failure IS NOT NULL OR EXISTS (SELECT 1 FROM problem WHERE unit = id AND "
             "message GLOB '*file not found*') FROM unit WHERE path = ? AND arguments = ?");
  if (!find)
    return -1;
  store_bind_u64(find, store_bind_text(find, 1, path), arguments);
  int more = store_step(store, find);
  if (more > 0) {
    id = sqlite3_column_int64(find, 0);
    *failed = sqlite3_column_int(find, 1);
    store_reset(find);
  }
  return more < 0 ? -1 : id;
}

bool store_unit_is_fresh(struct store *store, const char *path, uint64_t arguments,
                         store_hash_file *hash, void *data) {
  bool failed = false, fresh = true;
  int64_t id = find_unit(store, path, arguments, &failed);
  if (id <= 0 || failed)
    return false;
  sqlite3_stmt *list = store_statement(
      store, "SELECT path, hash_low, hash_high FROM include JOIN file ON file.id = include.file "
             "WHERE unit = ? ORDER BY position");
  if (!list)
    return false;
  sqlite3_bind_int64(list, 1, id);
  uint32_t count = 0;
  int more;
  for (; (more = store_step(store, list)) > 0 && fresh; count++) {
    const char *file = store_text(list, 0, &store->names);
    const struct file_state *state = file ? state_of(store, file, hash, data) : NULL;
    fresh = state && state->readable && state->hash[0] == store_u64(list, 1) &&
            state->hash[1] == store_u64(list, 2);
  }
  if (more > 0)
    store_reset(list);
  return fresh && more == 0 && count > 0;
}

void store_forget_hashes(struct store *store) {
  map_free(&store->state_index);
  store->state_count = 0;
}

bool store_knows_content(struct store *store, const char *path, const uint64_t hash[2]) {
  sqlite3_stmt *find =
      store_statement(store, "SELECT 1 FROM include JOIN file ON file.id = include.file "
                             "WHERE path = ? AND hash_low = ? AND hash_high = ? LIMIT 1");
  if (!find)
    return false;
  int at = store_bind_text(find, 1, path);
  at = store_bind_u64(find, at, hash[0]);
  store_bind_u64(find, at, hash[1]);
  bool found = store_step(store, find) > 0;
  store_reset(find);
  return found;
}

// ---- putting ----

static int64_t insert_file(struct store *store, const char *path) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO file (path) VALUES (?) ON CONFLICT DO NOTHING");
  sqlite3_stmt *find = store_statement(store, "SELECT id FROM file WHERE path = ?");
  if (!insert || !find)
    return -1;
  store_bind_text(insert, 1, path);
  if (!store_run(store, insert))
    return -1;
  store_bind_text(find, 1, path);
  if (store_step(store, find) <= 0)
    return -1;
  int64_t id = sqlite3_column_int64(find, 0);
  store_reset(find);
  return id;
}

// The id of a path; -1 on failure.
static int64_t file_id(struct store *store, const char *path) {
  path = intern(&store->names, path);
  uint32_t known = map_get(&store->file_ids, map_key(path), 0);
  if (known)
    return known;
  int64_t id = insert_file(store, path);
  if (id > 0 && id < UINT32_MAX)
    map_set(&store->file_ids, map_key(path), (uint32_t)id);
  return id;
}

static bool put_includes(struct store *store, int64_t id, const struct ir_unit *unit) {
  for (uint32_t i = 0; i < unit->include_count; i++) {
    const struct ir_include *include = &unit->includes[i];
    int64_t file = file_id(store, include->path);
    sqlite3_stmt *insert = store_statement(
        store, "INSERT INTO include (unit, position, file, hash_low, hash_high, system) "
               "VALUES (?, ?, ?, ?, ?, ?)");
    if (file < 0 || !insert)
      return false;
    sqlite3_bind_int64(insert, 1, id);
    int at = store_bind_u64(insert, 2, i);
    sqlite3_bind_int64(insert, at++, file);
    at = store_bind_u64(insert, at, include->hash[0]);
    at = store_bind_u64(insert, at, include->hash[1]);
    store_bind_u64(insert, at, include->system);
    if (!store_run(store, insert))
      return false;
  }
  return true;
}

// What identifies bytes: their XXH3-128, the high byte first.
static void digest(const struct text *bytes, unsigned char hash[16]) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes->data, bytes->length));
  memcpy(hash, canonical.digest, 16);
}

// Links a row told by its hash to the unit.
static bool link_part(struct store *store, const char *sql, int64_t unit, uint32_t position,
                      const unsigned char *hash) {
  sqlite3_stmt *insert = store_statement(store, sql);
  if (!insert)
    return false;
  sqlite3_bind_int64(insert, 1, unit);
  store_bind_blob(insert, store_bind_u64(insert, 2, position), hash, 16);
  return store_run(store, insert);
}

static bool put_function(struct store *store, int64_t unit, uint32_t position,
                         const struct ir_function *fn, const struct text *bytes) {
  unsigned char hash[16];
  digest(bytes, hash);
  sqlite3_stmt *insert = store_statement(
      store, "INSERT INTO function (hash, symbol, name, file, line, ir) VALUES (?, ?, ?, ?, ?, ?) "
             "ON CONFLICT (hash) DO NOTHING");
  if (!insert)
    return false;
  int at = store_bind_blob(insert, 1, hash, sizeof hash);
  at = store_bind_text(insert, at, fn->symbol);
  at = store_bind_text(insert, at, fn->name);
  at = store_bind_text(insert, at, fn->locations[fn->loc].file);
  at = store_bind_u64(insert, at, fn->locations[fn->loc].line);
  store_bind_blob(insert, at, bytes->data, bytes->length);
  return store_run(store, insert) &&
         link_part(store,
                   "INSERT INTO unit_function (unit, position, function) "
                   "SELECT ?, ?, id FROM function WHERE hash = ?",
                   unit, position, hash);
}

static bool put_declaration(struct store *store, int64_t unit, uint32_t position,
                            const struct ir_declaration *declaration, const struct text *bytes) {
  unsigned char hash[16];
  digest(bytes, hash);
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO declaration (hash, symbol, words, ir) VALUES (?, ?, ?, "
                             "?) ON CONFLICT (hash) DO NOTHING");
  if (!insert)
    return false;
  int at = store_bind_blob(insert, 1, hash, sizeof hash);
  at = store_bind_text(insert, at, declaration->symbol);
  at = store_bind_text(insert, at, declaration->words);
  store_bind_blob(insert, at, bytes->data, bytes->length);
  return store_run(store, insert) &&
         link_part(store,
                   "INSERT INTO unit_declaration (unit, position, declaration) "
                   "SELECT ?, ?, id FROM declaration WHERE hash = ?",
                   unit, position, hash);
}

static bool put_code(struct store *store, int64_t id, const struct ir_unit *unit) {
  struct text bytes = {0};
  bool good = true;
  for (uint32_t i = 0; i < unit->function_count && good; i++) {
    bytes.length = 0;
    ir_write_function(&bytes, unit->functions[i]);
    good = put_function(store, id, i, unit->functions[i], &bytes);
  }
  for (uint32_t i = 0; i < unit->declaration_count && good; i++) {
    bytes.length = 0;
    ir_write_declaration(&bytes, &unit->declarations[i]);
    good = put_declaration(store, id, i, &unit->declarations[i], &bytes);
  }
  text_free(&bytes);
  return good;
}

static bool put_fact(struct store *store, int64_t id, uint32_t i, const struct ir_fact *fact) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO fact (unit, position, slot, function, " LOC_COLUMNS
                             ") VALUES (?, ?, ?, ?, " LOC_VALUES ")");
  if (!insert)
    return false;
  sqlite3_bind_int64(insert, 1, id);
  int at = store_bind_u64(insert, 2, i);
  at = store_bind_text(insert, at, fact->slot);
  at = store_bind_text(insert, at, fact->function);
  store_bind_location(insert, at, &fact->loc);
  return store_run(store, insert);
}

static bool put_suppression(struct store *store, int64_t id, uint32_t i,
                            const struct ir_suppression *allow) {
  sqlite3_stmt *insert = store_statement(
      store, "INSERT INTO suppression (unit, position, kind, file, line, col, target_line, rules, "
             "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert)
    return false;
  sqlite3_bind_int64(insert, 1, id);
  int at = store_bind_u64(insert, 2, i);
  at = store_bind_u64(insert, at, (uint64_t)allow->kind);
  at = store_bind_text(insert, at, allow->file);
  at = store_bind_u64(insert, at, allow->line);
  at = store_bind_u64(insert, at, allow->column);
  at = store_bind_u64(insert, at, allow->target_line);
  at = store_bind_text(insert, at, allow->rules);
  store_bind_text(insert, at, allow->reason);
  return store_run(store, insert);
}

static bool put_problem(struct store *store, int64_t id, uint32_t i,
                        const struct ir_problem *problem) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO problem (unit, position, message, " LOC_COLUMNS
                             ") VALUES (?, ?, ?, " LOC_VALUES ")");
  if (!insert)
    return false;
  sqlite3_bind_int64(insert, 1, id);
  int at = store_bind_u64(insert, 2, i);
  at = store_bind_text(insert, at, problem->message);
  store_bind_location(insert, at, &problem->loc);
  return store_run(store, insert);
}

static bool put_remarks(struct store *store, int64_t id, const struct ir_unit *unit) {
  bool good = true;
  for (uint32_t i = 0; i < unit->fact_count && good; i++)
    good = put_fact(store, id, i, &unit->facts[i]);
  for (uint32_t i = 0; i < unit->suppression_count && good; i++)
    good = put_suppression(store, id, i, &unit->suppressions[i]);
  for (uint32_t i = 0; i < unit->problem_count && good; i++)
    good = put_problem(store, id, i, &unit->problems[i]);
  return good;
}

static bool replace_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments) {
  bool failed;
  int64_t old = find_unit(store, unit->path, arguments, &failed);
  if (old < 0 || (old > 0 ? !store_remove_unit(store, old) : !forget_key(store)))
    return false;
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO unit (path, arguments, failure) VALUES (?, ?, ?)");
  if (!insert)
    return false;
  int at = store_bind_text(insert, 1, unit->path);
  at = store_bind_u64(insert, at, arguments);
  store_bind_text(insert, at, unit->failure);
  if (!store_run(store, insert))
    return false;
  int64_t id = sqlite3_last_insert_rowid(store->db);
  return put_includes(store, id, unit) && put_code(store, id, unit) && put_remarks(store, id, unit);
}

bool store_put_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments) {
  return store_enter(store) && store_leave(store, replace_unit(store, unit, arguments));
}
