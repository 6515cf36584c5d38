// SPDX-License-Identifier: MIT
// Loading units as one. Units go by path and arguments, and what is in them by its position there;
// what several units hold alike is taken from the first.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/// The arrays being filled, on the heap, and what is in them already.
struct loading {
  struct store *store;
  struct ir_pool *pool;
  struct store_contents *contents;
  uint32_t fact_capacity, suppression_capacity, problem_capacity, unit_capacity;
  struct store_ids functions, declarations, ids; // each id once; `ids`: of one unit
  struct map seen[STORE_KINDS];                  // id -> its place there, plus one
  struct arena arena;
  struct interner keys; // of facts, suppressions, problems
  struct text key;
};

// ---- each once ----

// Strings are interned: their addresses tell them apart.
static void key_text(struct loading *loading, const char *text) {
  text_append(&loading->key, &text, sizeof text);
}

static void key_number(struct loading *loading, uint32_t number) {
  text_append(&loading->key, &number, sizeof number);
}

static void key_location(struct loading *loading, const struct ir_location *loc) {
  key_text(loading, loc->file);
  const uint32_t numbers[] = {loc->line,        loc->column, loc->end_line,        loc->end_column,
                              loc->offset,      loc->length, (uint32_t)loc->where, loc->macro_line,
                              loc->macro_column};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    key_number(loading, numbers[i]);
  key_text(loading, loc->macro);
  key_text(loading, loc->macro_file);
}

static void begin_key(struct loading *loading, const char *kind) {
  loading->key.length = 0;
  text_puts(&loading->key, kind);
}

// True the first time that the key is met.
static bool is_new(struct loading *loading) {
  uint32_t before = loading->keys.count;
  intern_n(&loading->keys, loading->key.data, loading->key.length);
  return loading->keys.count > before;
}

// ---- functions and declarations ----

// The bytes of the row if they are what they were when they were written.
static bool sound_bytes(sqlite3_stmt *row, int hash_at, int at, const void **bytes, size_t *length,
                        uint64_t digest[2]) {
  *bytes = sqlite3_column_blob(row, at);
  *length = (size_t)sqlite3_column_bytes(row, at);
  if (!*bytes || !*length || sqlite3_column_bytes(row, hash_at) != 16)
    return false;
  XXH128_canonical_t canonical;
  XXH128_hash_t hash = XXH3_128bits(*bytes, *length);
  XXH128_canonicalFromHash(&canonical, hash);
  digest[0] = hash.low64;
  digest[1] = hash.high64;
  return memcmp(sqlite3_column_blob(row, hash_at), canonical.digest, 16) == 0;
}

/// Reads what a row holds into its place; false when it is damaged.
typedef bool read_row(struct loading *loading, sqlite3_stmt *row, uint32_t place);

static bool read_function(struct loading *loading, sqlite3_stmt *row, uint32_t place) {
  const void *bytes;
  size_t length;
  uint64_t digest[2];
  if (!sound_bytes(row, 1, 2, &bytes, &length, digest))
    return false;
  struct ir_function *fn = ir_read_function(loading->pool, bytes, length);
  if (!fn)
    return false;
  memcpy(fn->digest, digest, sizeof digest);
  loading->contents->all.functions[place] = fn;
  return true;
}

static bool read_declaration(struct loading *loading, sqlite3_stmt *row, uint32_t place) {
  const void *bytes;
  size_t length;
  uint64_t digest[2];
  if (!sound_bytes(row, 1, 2, &bytes, &length, digest))
    return false;
  struct ir_declaration *declaration = ir_read_declaration(loading->pool, bytes, length);
  if (!declaration)
    return false;
  loading->contents->all.declarations[place] = *declaration;
  return true;
}

/// How the rows of one kind are read: all of them, or one of them.
struct reading {
  enum store_kind kind;
  const char *count, *all, *one;
  read_row *read;
};

/// Reads the rows of a statement that have a place, and counts them.
static bool read_rows(struct loading *loading, const struct reading *reading, sqlite3_stmt *row,
                      uint32_t *count) {
  struct store *store = loading->store;
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    uint64_t id = store_u64(row, 0);
    uint32_t place = id ? map_get(&loading->seen[reading->kind], id, 0) : 0;
    *count += place > 0;
    if (place && !reading->read(loading, row, place - 1)) {
      store_reset(row);
      return store_damaged(store);
    }
  }
  return more == 0;
}

/// Whether so many of the rows are wanted that reading all of them is less work.
static bool wants_most(struct loading *loading, const struct reading *reading, uint32_t wanted) {
  sqlite3_stmt *row = store_statement(loading->store, reading->count);
  if (!row || store_step(loading->store, row) <= 0)
    return false;
  uint32_t all = store_u32(row, 0);
  store_reset(row);
  return wanted > all / 2;
}

/// Reads the rows with these ids, each of which has to be there.
static bool read_shared(struct loading *loading, const struct reading *reading,
                        const struct store_ids *ids) {
  struct store *store = loading->store;
  uint32_t count = 0;
  bool good = true;
  if (wants_most(loading, reading, ids->count)) {
    good = read_rows(loading, reading, store_statement(store, reading->all), &count);
  } else {
    for (uint32_t i = 0; i < ids->count && good; i++) {
      struct store_binding one = store_bind(store, reading->one);
      store_bind_i64(&one, ids->items[i]);
      good = read_rows(loading, reading, one.statement, &count);
    }
  }
  return good && (count == ids->count || store_damaged(store));
}

/// What all units have, where each of it has a place.
static bool read_code(struct loading *loading) {
  static const struct reading functions = {
      STORE_FUNCTION, "SELECT count(*) FROM uses WHERE kind = 1",
      "SELECT id, hash, ir FROM function", "SELECT id, hash, ir FROM function WHERE id = ?",
      read_function};
  static const struct reading declarations = {
      STORE_DECLARATION, "SELECT count(*) FROM uses WHERE kind = 2",
      "SELECT id, hash, ir FROM declaration", "SELECT id, hash, ir FROM declaration WHERE id = ?",
      read_declaration};
  struct arena *arena = &loading->pool->arena;
  struct ir_unit *all = &loading->contents->all;
  uint32_t function_count = loading->functions.count;
  uint32_t declaration_count = loading->declarations.count;
  all->functions = ARENA_ARRAY(arena, struct ir_function *, function_count);
  all->declarations = ARENA_ARRAY(arena, struct ir_declaration, declaration_count);
  if (!read_shared(loading, &functions, &loading->functions) ||
      !read_shared(loading, &declarations, &loading->declarations))
    return false;
  all->function_count = function_count;
  all->declaration_count = declaration_count;
  return true;
}

/// Adds what a row holds, unless it is there already; false when the row is damaged.
typedef bool add_row(struct loading *loading, sqlite3_stmt *row);

// Calls `add` for each row that `sql` gives for `id`.
static bool load_rows(struct loading *loading, const char *sql, int64_t id, add_row *add,
                      uint32_t *count) {
  struct store *store = loading->store;
  struct store_binding of = store_bind(store, sql);
  sqlite3_stmt *row = of.statement;
  int more = -1;
  store_bind_i64(&of, id);
  while (row && (more = store_step(store, row)) > 0) {
    ++*count;
    if (!add(loading, row)) {
      store_reset(row);
      return store_damaged(store);
    }
  }
  return more == 0;
}

// ---- facts, suppressions, problems ----

static bool add_fact(struct loading *loading, sqlite3_stmt *row) {
  struct ir_unit *all = &loading->contents->all;
  struct interner *names = &loading->pool->names;
  struct ir_fact fact = {.slot = store_text(row, 0, names),
                         .function = store_text(row, 1, names),
                         .loc = store_location(row, 2, names)};
  if (!fact.slot || !fact.function)
    return false;
  begin_key(loading, "fact ");
  key_text(loading, fact.slot);
  key_text(loading, fact.function);
  key_location(loading, &fact.loc);
  if (!is_new(loading))
    return true;
  GROW(all->facts, all->fact_count, loading->fact_capacity);
  all->facts[all->fact_count++] = fact;
  return true;
}

static bool add_suppression(struct loading *loading, sqlite3_stmt *row) {
  struct ir_unit *all = &loading->contents->all;
  struct interner *names = &loading->pool->names;
  struct ir_suppression allow = {.file = store_text(row, 1, names),
                                 .line = store_u32(row, 2),
                                 .column = store_u32(row, 3),
                                 .target_line = store_u32(row, 4),
                                 .rules = store_text(row, 5, names),
                                 .reason = store_text(row, 6, names)};
  uint32_t kind = store_u32(row, 0);
  if (kind > IR_ALLOW_FILE || !allow.file || !allow.rules || !allow.reason)
    return false;
  allow.kind = (enum ir_suppression_kind)kind;
  begin_key(loading, "allow ");
  const uint32_t numbers[] = {kind, allow.line, allow.column, allow.target_line};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    key_number(loading, numbers[i]);
  key_text(loading, allow.file);
  key_text(loading, allow.rules);
  key_text(loading, allow.reason);
  if (!is_new(loading))
    return true;
  GROW(all->suppressions, all->suppression_count, loading->suppression_capacity);
  all->suppressions[all->suppression_count++] = allow;
  return true;
}

static bool add_problem(struct loading *loading, sqlite3_stmt *row) {
  struct ir_unit *all = &loading->contents->all;
  struct interner *names = &loading->pool->names;
  struct ir_problem problem = {.message = store_text(row, 0, names),
                               .loc = store_location(row, 1, names)};
  if (!problem.message)
    return false;
  begin_key(loading, "problem ");
  key_text(loading, problem.message);
  key_location(loading, &problem.loc);
  if (!is_new(loading))
    return true;
  GROW(all->problems, all->problem_count, loading->problem_capacity);
  all->problems[all->problem_count++] = problem;
  return true;
}

// ---- units ----

/// Gives each id of a list that no unit before had a place.
static bool place_ids(struct loading *loading, sqlite3_stmt *row, int column, enum store_kind kind,
                      struct store_ids *to) {
  struct store_ids *ids = &loading->ids;
  if (!store_read_ids(row, column, ids))
    return store_damaged(loading->store);
  for (uint32_t i = 0; i < ids->count; i++) {
    uint64_t id = (uint64_t)ids->items[i];
    if (map_get(&loading->seen[kind], id, 0))
      continue;
    store_add_id(to, ids->items[i]);
    map_set(&loading->seen[kind], id, to->count);
  }
  return true;
}

static bool load_remarks(struct loading *loading, int64_t id, struct store_unit *unit) {
  uint32_t others = 0;
  return load_rows(loading,
                   "SELECT slot, function, " LOC_COLUMNS
                   " FROM fact WHERE unit = ? ORDER BY position",
                   id, add_fact, &others) &&
         load_rows(loading,
                   "SELECT kind, file, line, col, target_line, rules, reason FROM suppression "
                   "WHERE unit = ? ORDER BY position",
                   id, add_suppression, &others) &&
         load_rows(loading,
                   "SELECT message, " LOC_COLUMNS " FROM problem WHERE unit = ? ORDER BY position",
                   id, add_problem, &unit->problem_count);
}

/// A row of `unit`: id, path, failure, remarks, functions, declarations.
static bool load_unit(struct loading *loading, sqlite3_stmt *row) {
  struct store_contents *contents = loading->contents;
  struct interner *names = &loading->pool->names;
  GROW(contents->units, contents->unit_count, loading->unit_capacity);
  struct store_unit *unit = &contents->units[contents->unit_count++];
  *unit =
      (struct store_unit){.path = store_text(row, 1, names), .failure = store_text(row, 2, names)};
  if (!place_ids(loading, row, 4, STORE_FUNCTION, &loading->functions))
    return false;
  unit->function_count = loading->ids.count;
  return place_ids(loading, row, 5, STORE_DECLARATION, &loading->declarations) &&
         (!store_u64(row, 3) || load_remarks(loading, sqlite3_column_int64(row, 0), unit));
}

static bool load_units(struct loading *loading, bool every) {
  struct store *store = loading->store;
  sqlite3_stmt *row =
      every ? store_statement(store, "SELECT id, path, failure, remarks, functions, declarations "
                                     "FROM unit ORDER BY path, arguments")
            : store_statement(store, "SELECT id, path, failure, remarks, functions, declarations "
                                     "FROM unit JOIN temp.wanted USING (path, arguments) "
                                     "ORDER BY path, arguments");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0)
    if (!load_unit(loading, row)) {
      store_reset(row);
      return false;
    }
  return more == 0 && read_code(loading);
}

// Moves a heap array into the pool.
static void *moved(struct ir_pool *pool, void *items, size_t size, uint32_t count) {
  void *copy = count ? arena_copy(&pool->arena, items, size * count) : NULL;
  free(items);
  return copy;
}

static void finish(struct loading *loading) {
  struct ir_pool *pool = loading->pool;
  struct store_contents *contents = loading->contents;
  struct ir_unit *all = &contents->all;
  contents->units = moved(pool, contents->units, sizeof *contents->units, contents->unit_count);
  all->facts = moved(pool, all->facts, sizeof *all->facts, all->fact_count);
  all->suppressions =
      moved(pool, all->suppressions, sizeof *all->suppressions, all->suppression_count);
  all->problems = moved(pool, all->problems, sizeof *all->problems, all->problem_count);
  store_free_ids(&loading->functions);
  store_free_ids(&loading->declarations);
  store_free_ids(&loading->ids);
  for (int kind = 0; kind < STORE_KINDS; kind++)
    map_free(&loading->seen[kind]);
  interner_free(&loading->keys);
  arena_free(&loading->arena);
  text_free(&loading->key);
}

bool store_load(struct store *store, struct ir_pool *pool, const char *const *paths,
                const uint64_t *arguments, size_t count, struct store_contents *contents) {
  struct loading loading = {.store = store, .pool = pool, .contents = contents};
  loading.keys.arena = &loading.arena;
  *contents = (struct store_contents){.all.path = intern(&pool->names, "")};
  // Lists and what is in them are read together, whatever other runs write.
  bool alone = sqlite3_get_autocommit(store->db);
  bool good = count == 0 || store_name_units(store, paths, arguments, count);
  good = good && (!alone || store_begin_reading(store)) && load_units(&loading, count == 0);
  if (alone)
    store_rollback(store);
  finish(&loading);
  return good;
}

// ---- one unit by itself ----

static bool load_includes(struct store *store, struct ir_pool *pool, int64_t id,
                          struct ir_unit *unit) {
  uint32_t capacity = 0;
  struct ir_include *items = NULL;
  struct store_binding of = store_bind(
      store,
      "SELECT file.path, hash_low, hash_high, system FROM unit, json_each(unit.files) AS list "
      "JOIN file ON file.id = list.value WHERE unit.id = ? "
      "AND (hash_low OR hash_high) ORDER BY list.key");
  sqlite3_stmt *row = of.statement;
  int more = -1;
  store_bind_i64(&of, id);
  while (row && (more = store_step(store, row)) > 0) {
    GROW(items, unit->include_count, capacity);
    items[unit->include_count++] =
        (struct ir_include){.path = store_text(row, 0, &pool->names),
                            .hash = {store_u64(row, 1), store_u64(row, 2)},
                            .system = store_u32(row, 3) != 0};
  }
  unit->includes = moved(pool, items, sizeof *items, unit->include_count);
  return more == 0;
}

bool store_load_unit(struct store *store, struct ir_pool *pool, const char *path,
                     uint64_t arguments, struct ir_unit *unit) {
  struct store_contents contents;
  if (!store_load(store, pool, &path, &arguments, 1, &contents) || contents.unit_count != 1)
    return false;
  int64_t id = store_find_unit(store, path, arguments);
  *unit = contents.all;
  unit->path = contents.units[0].path;
  unit->failure = contents.units[0].failure;
  return id > 0 && load_includes(store, pool, id, unit);
}
