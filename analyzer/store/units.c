// SPDX-License-Identifier: MIT
// Putting units in, forgetting them, and telling which are fresh.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// ---- what units share ----

/// Functions and declarations, which go with the last unit that links to them.
static const struct {
  const char *linked, *remove;
} shared[] = {
    {"SELECT function FROM unit_function WHERE unit = ?",
     "DELETE FROM function WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM unit_function WHERE "
     "function = ?1)"},
    {"SELECT declaration FROM unit_declaration WHERE unit = ?",
     "DELETE FROM declaration WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM unit_declaration WHERE "
     "declaration = ?1)"},
};
enum { SHARED = sizeof shared / sizeof *shared };

/// Ids of rows, on the heap.
struct ids {
  int64_t *items;
  uint32_t count, capacity;
};

static bool collect_ids(struct store *store, sqlite3_stmt *row, struct ids *ids) {
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    GROW(ids->items, ids->count, ids->capacity);
    ids->items[ids->count++] = sqlite3_column_int64(row, 0);
  }
  return more == 0;
}

static bool collect_shared(struct store *store, int64_t unit, struct ids linked[SHARED]) {
  bool good = true;
  for (int i = 0; i < SHARED && good; i++) {
    struct store_binding of = store_bind(store, shared[i].linked);
    store_bind_i64(&of, unit);
    good = collect_ids(store, of.statement, &linked[i]);
  }
  return good;
}

/// Removes those that no unit links to, and frees the lists.
static bool remove_lone(struct store *store, struct ids linked[SHARED], bool good) {
  if (linked[0].count || linked[1].count)
    map_free(&store->shared_ids);
  for (int i = 0; i < SHARED; i++) {
    for (uint32_t row = 0; row < linked[i].count && good; row++)
      good = store_run_i64(store, shared[i].remove, linked[i].items[row]);
    free(linked[i].items);
  }
  return good;
}

// ---- forgetting ----

/// The findings of the last run no longer follow from the units.
static bool forget_key(struct store *store) {
  struct store_binding none = store_bind(
      store, "UPDATE run SET key = NULL WHERE id = (SELECT max(id) FROM run) AND key IS NOT NULL");
  return store_bind_run(&none);
}

/// Removes the row of the unit, and with it those that are its own.
static bool remove_row(struct store *store, int64_t id) {
  return store_run_i64(store, "DELETE FROM unit WHERE id = ?", id);
}

bool store_remove_unit(struct store *store, int64_t id) {
  struct ids linked[SHARED] = {{0}, {0}};
  bool good = forget_key(store) && collect_shared(store, id, linked) && remove_row(store, id);
  return remove_lone(store, linked, good);
}

bool store_name_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count) {
  bool good = store_exec(store, "DELETE FROM temp.wanted");
  for (size_t i = 0; i < count && good; i++) {
    struct store_binding row = store_bind(
        store, "INSERT INTO temp.wanted (path, arguments) VALUES (?, ?) ON CONFLICT DO NOTHING");
    store_bind_text(&row, paths[i]);
    store_bind_u64(&row, arguments[i]);
    good = store_bind_run(&row);
  }
  return good;
}

/// The ids of units that are not in `wanted`.
static bool unwanted_units(struct store *store, struct ids *ids) {
  ids->count = 0;
  return collect_ids(
      store,
      store_statement(store, "SELECT id FROM unit WHERE NOT EXISTS (SELECT 1 FROM temp.wanted "
                             "WHERE wanted.path = unit.path AND wanted.arguments = "
                             "unit.arguments)"),
      ids);
}

// Files that no unit includes any more.
static bool remove_unused_files(struct store *store) {
  map_free(&store->file_ids);
  map_free(&store->state_ids);
  return store_exec(store, "DELETE FROM file WHERE id NOT IN (SELECT file FROM include)");
}

/// Asked again where nobody else can write: ids are given to others when their rows are gone.
static bool remove_unwanted(struct store *store, struct ids *unwanted) {
  bool good = unwanted_units(store, unwanted);
  for (uint32_t i = 0; i < unwanted->count && good; i++)
    good = store_remove_unit(store, unwanted->items[i]);
  return good && remove_unused_files(store);
}

bool store_keep_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count) {
  struct ids unwanted = {0};
  bool good = store_name_units(store, paths, arguments, count) && unwanted_units(store, &unwanted);
  if (good && unwanted.count && sqlite3_get_autocommit(store->db)) {
    good = store_begin(store) && remove_unwanted(store, &unwanted) && store_commit(store);
    if (!good)
      store_rollback(store);
  } else if (good && unwanted.count) {
    good = store_enter(store) && store_leave(store, remove_unwanted(store, &unwanted));
  }
  free(unwanted.items);
  return good;
}

// ---- freshness ----

/// The index of a file's state, which is found out the first time.
static uint32_t state_of(struct store *store, const char *path, store_hash_file *hash, void *data) {
  path = intern(&store->names, path);
  uint32_t at = map_get(&store->state_index, map_key(path), UINT32_MAX);
  if (at != UINT32_MAX)
    return at;
  struct file_state state = {0};
  state.readable = hash(path, state.hash, data);
  GROW(store->states, store->state_count, store->state_capacity);
  store->states[store->state_count] = state;
  map_set(&store->state_index, map_key(path), store->state_count);
  return store->state_count++;
}

/// The path behind an id; NULL when there is none.
static const char *path_of(struct store *store, int64_t file) {
  struct store_binding find = store_bind(store, "SELECT path FROM file WHERE id = ?");
  store_bind_i64(&find, file);
  if (!find.statement || store_step(store, find.statement) <= 0)
    return NULL;
  const char *path = store_text(find.statement, 0, &store->names);
  store_reset(find.statement);
  return path;
}

/// The same for the id of a file: nearly all units include the same ones. NULL on failure.
static const struct file_state *state_of_id(struct store *store, int64_t file,
                                            store_hash_file *hash, void *data) {
  uint32_t at = map_get(&store->state_ids, (uint64_t)file, UINT32_MAX);
  if (at == UINT32_MAX) {
    const char *path = path_of(store, file);
    if (!path)
      return NULL;
    at = state_of(store, path, hash, data);
    map_set(&store->state_ids, (uint64_t)file, at);
  }
  return &store->states[at];
}

int64_t store_find_unit(struct store *store, const char *path, uint64_t arguments, bool *failed) {
  int64_t id = 0;
  struct store_binding find = store_bind(
      store, "SELECT id, failure IS NOT NULL OR EXISTS (SELECT 1 FROM problem WHERE unit = id AND "
             "message GLOB '*file not found*') FROM unit WHERE path = ? AND arguments = ?");
  store_bind_text(&find, path);
  store_bind_u64(&find, arguments);
  int more = find.statement ? store_step(store, find.statement) : -1;
  if (more > 0) {
    id = sqlite3_column_int64(find.statement, 0);
    *failed = sqlite3_column_int(find.statement, 1);
    store_reset(find.statement);
  }
  return more < 0 ? -1 : id;
}

bool store_unit_is_fresh(struct store *store, const char *path, uint64_t arguments,
                         store_hash_file *hash, void *data) {
  bool failed = false;
  int64_t id = store_find_unit(store, path, arguments, &failed);
  if (id <= 0 || failed)
    return false;
  struct store_binding of = store_bind(
      store, "SELECT file, hash_low, hash_high FROM include WHERE unit = ? ORDER BY position");
  sqlite3_stmt *list = of.statement;
  store_bind_i64(&of, id);
  int more = list ? store_step(store, list) : -1;
  bool fresh = more > 0 && store_same_version(store);
  while (fresh && more > 0) {
    const struct file_state *state = state_of_id(store, sqlite3_column_int64(list, 0), hash, data);
    fresh = state && state->readable && state->hash[0] == store_u64(list, 1) &&
            state->hash[1] == store_u64(list, 2);
    more = fresh ? store_step(store, list) : more;
  }
  if (more > 0)
    store_reset(list);
  return fresh && more == 0;
}

void store_forget_hashes(struct store *store) {
  map_free(&store->state_index);
  map_free(&store->state_ids);
  store->state_count = 0;
}

/// Whether `sql` gives a row for the content of a file.
static bool finds_content(struct store *store, const char *sql, const char *path,
                          const uint64_t hash[2]) {
  struct store_binding find = store_bind(store, sql);
  store_bind_text(&find, path);
  store_bind_u64(&find, hash[0]);
  store_bind_u64(&find, hash[1]);
  bool found = find.statement && store_step(store, find.statement) > 0;
  if (found)
    store_reset(find.statement);
  return found;
}

/// The main file of a unit is among its own includes; for a header all of them are gone through.
bool store_knows_content(struct store *store, const char *path, const uint64_t hash[2]) {
  return finds_content(
             store,
             "SELECT 1 FROM unit JOIN include ON include.unit = unit.id "
             "JOIN file ON file.id = include.file WHERE unit.path = ?1 AND file.path = ?1 "
             "AND hash_low = ?2 AND hash_high = ?3 LIMIT 1",
             path, hash) ||
         finds_content(store,
                       "SELECT 1 FROM include WHERE file = (SELECT id FROM file WHERE path = ?1) "
                       "AND hash_low = ?2 AND hash_high = ?3 LIMIT 1",
                       path, hash);
}

// ---- putting ----

static int64_t insert_file(struct store *store, const char *path) {
  if (!store_run_text(store, "INSERT INTO file (path) VALUES (?) ON CONFLICT DO NOTHING", path))
    return -1;
  struct store_binding find = store_bind(store, "SELECT id FROM file WHERE path = ?");
  store_bind_text(&find, path);
  if (!find.statement || store_step(store, find.statement) <= 0)
    return -1;
  int64_t id = sqlite3_column_int64(find.statement, 0);
  store_reset(find.statement);
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

static bool put_include(struct store *store, int64_t unit, uint32_t position,
                        const struct ir_include *include) {
  int64_t file = file_id(store, include->path);
  struct store_binding row =
      store_bind(store, "INSERT INTO include (unit, position, file, hash_low, hash_high, system) "
                        "VALUES (?, ?, ?, ?, ?, ?)");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_i64(&row, file);
  store_bind_u64(&row, include->hash[0]);
  store_bind_u64(&row, include->hash[1]);
  store_bind_u64(&row, include->system);
  return file >= 0 && store_bind_run(&row);
}

/// A function or declaration on its way into the store.
struct part {
  enum { PART_FUNCTION, PART_DECLARATION } kind;
  unsigned char hash[16]; // of its bytes: XXH3-128, the high byte first
  const char *name;       // of kind and hash, interned
};

static struct part make_part(struct store *store, bool function, const struct text *bytes) {
  struct part part = {.kind = function ? PART_FUNCTION : PART_DECLARATION};
  char name[1 + sizeof part.hash] = {(char)('0' + part.kind)};
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes->data, bytes->length));
  memcpy(part.hash, canonical.digest, sizeof part.hash);
  memcpy(name + 1, part.hash, sizeof part.hash);
  part.name = intern_n(&store->names, name, sizeof name);
  return part;
}

/// The id of the row with this hash.
static int64_t find_part(struct store *store, const struct part *part) {
  struct store_binding find =
      store_bind(store, part->kind == PART_FUNCTION ? "SELECT id FROM function WHERE hash = ?"
                                                    : "SELECT id FROM declaration WHERE hash = ?");
  store_bind_blob(&find, part->hash, sizeof part->hash);
  if (!find.statement || store_step(store, find.statement) <= 0)
    return -1;
  int64_t id = sqlite3_column_int64(find.statement, 0);
  store_reset(find.statement);
  return id;
}

/// Puts the row, unless one has this hash, and notes its id; -1 on failure.
static int64_t put_part(struct store *store, const struct part *part, struct store_binding *row) {
  if (!store_bind_run(row))
    return -1;
  bool put = sqlite3_changes(store->db) > 0;
  int64_t id = put ? sqlite3_last_insert_rowid(store->db) : find_part(store, part);
  if (id > 0 && id < UINT32_MAX)
    map_set(&store->shared_ids, map_key(part->name), (uint32_t)id);
  return id;
}

/// Links the row to the unit.
static bool link_part(struct store *store, const struct part *part, int64_t unit, uint32_t position,
                      int64_t id) {
  struct store_binding row = store_bind(
      store, part->kind == PART_FUNCTION
                 ? "INSERT INTO unit_function (unit, position, function) VALUES (?, ?, ?)"
                 : "INSERT INTO unit_declaration (unit, position, declaration) VALUES (?, ?, ?)");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_i64(&row, id);
  return id > 0 && store_bind_run(&row);
}

static bool put_function(struct store *store, int64_t unit, uint32_t position,
                         const struct ir_function *fn, const struct text *bytes) {
  struct part part = make_part(store, true, bytes);
  int64_t id = map_get(&store->shared_ids, map_key(part.name), 0);
  if (!id) {
    struct store_binding row = store_bind(
        store, "INSERT INTO function (hash, symbol, name, file, line, ir) VALUES (?, ?, ?, ?, ?, "
               "?) ON CONFLICT (hash) DO NOTHING");
    store_bind_blob(&row, part.hash, sizeof part.hash);
    store_bind_text(&row, fn->symbol);
    store_bind_text(&row, fn->name);
    store_bind_text(&row, ir_location(fn, fn->loc)->file);
    store_bind_u64(&row, ir_location(fn, fn->loc)->line);
    store_bind_blob(&row, bytes->data, bytes->length);
    id = put_part(store, &part, &row);
  }
  return link_part(store, &part, unit, position, id);
}

static bool put_declaration(struct store *store, int64_t unit, uint32_t position,
                            const struct ir_declaration *declaration, const struct text *bytes) {
  struct part part = make_part(store, false, bytes);
  int64_t id = map_get(&store->shared_ids, map_key(part.name), 0);
  if (!id) {
    struct store_binding row =
        store_bind(store, "INSERT INTO declaration (hash, symbol, words, ir) VALUES (?, ?, ?, ?) "
                          "ON CONFLICT (hash) DO NOTHING");
    store_bind_blob(&row, part.hash, sizeof part.hash);
    store_bind_text(&row, declaration->symbol);
    store_bind_text(&row, declaration->words);
    store_bind_blob(&row, bytes->data, bytes->length);
    id = put_part(store, &part, &row);
  }
  return link_part(store, &part, unit, position, id);
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

static bool put_fact(struct store *store, int64_t unit, uint32_t position,
                     const struct ir_fact *fact) {
  struct store_binding row =
      store_bind(store, "INSERT INTO fact (unit, position, slot, function, " LOC_COLUMNS
                        ") VALUES (?, ?, ?, ?, " LOC_VALUES ")");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_text(&row, fact->slot);
  store_bind_text(&row, fact->function);
  store_bind_location(&row, &fact->loc);
  return store_bind_run(&row);
}

static bool put_suppression(struct store *store, int64_t unit, uint32_t position,
                            const struct ir_suppression *allow) {
  struct store_binding row = store_bind(
      store, "INSERT INTO suppression (unit, position, kind, file, line, col, target_line, rules, "
             "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_u64(&row, (uint64_t)allow->kind);
  store_bind_text(&row, allow->file);
  store_bind_u64(&row, allow->line);
  store_bind_u64(&row, allow->column);
  store_bind_u64(&row, allow->target_line);
  store_bind_text(&row, allow->rules);
  store_bind_text(&row, allow->reason);
  return store_bind_run(&row);
}

static bool put_problem(struct store *store, int64_t unit, uint32_t position,
                        const struct ir_problem *problem) {
  struct store_binding row =
      store_bind(store, "INSERT INTO problem (unit, position, message, " LOC_COLUMNS
                        ") VALUES (?, ?, ?, " LOC_VALUES ")");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_text(&row, problem->message);
  store_bind_location(&row, &problem->loc);
  return store_bind_run(&row);
}

static bool put_remarks(struct store *store, int64_t unit, const struct ir_unit *of) {
  bool good = true;
  for (uint32_t i = 0; i < of->include_count && good; i++)
    good = put_include(store, unit, i, &of->includes[i]);
  for (uint32_t i = 0; i < of->fact_count && good; i++)
    good = put_fact(store, unit, i, &of->facts[i]);
  for (uint32_t i = 0; i < of->suppression_count && good; i++)
    good = put_suppression(store, unit, i, &of->suppressions[i]);
  for (uint32_t i = 0; i < of->problem_count && good; i++)
    good = put_problem(store, unit, i, &of->problems[i]);
  return good;
}

/// Puts the row of a unit; 0 for `id` takes a new one, which it gives back.
static bool put_row(struct store *store, const struct ir_unit *unit, uint64_t arguments,
                    int64_t *id) {
  struct store_binding row = store_bind(
      store, "INSERT INTO unit (id, path, arguments, failure) VALUES (nullif(?, 0), ?, ?, ?)");
  store_bind_i64(&row, *id);
  store_bind_text(&row, unit->path);
  store_bind_u64(&row, arguments);
  store_bind_text(&row, unit->failure);
  bool good = store_bind_run(&row);
  *id = sqlite3_last_insert_rowid(store->db);
  return good;
}

/// What is the same in the old and the new unit stays where it is: it is removed, if at all, when
/// the new one has linked to what it needs.
static bool replace_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments) {
  bool failed;
  struct ids linked[SHARED] = {{0}, {0}};
  int64_t id = store_find_unit(store, unit->path, arguments, &failed);
  bool good = id >= 0 && forget_key(store);
  if (good && id > 0)
    good = collect_shared(store, id, linked) && remove_row(store, id);
  good = good && put_row(store, unit, arguments, &id) && put_code(store, id, unit) &&
         put_remarks(store, id, unit);
  return remove_lone(store, linked, good);
}

bool store_put_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments) {
  return store_enter(store) && store_leave(store, replace_unit(store, unit, arguments));
}
