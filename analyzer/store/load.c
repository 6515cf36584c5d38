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
  uint32_t function_capacity, declaration_capacity, fact_capacity, suppression_capacity,
      problem_capacity, unit_capacity;
  struct map functions, declarations; // row ids
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

static bool is_new_row(struct map *rows, int64_t id) {
  uint64_t key = (uint64_t)id;
  if (map_get(rows, key, 0))
    return false;
  map_set(rows, key, 1);
  return true;
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

static bool add_function(struct loading *loading, sqlite3_stmt *row) {
  struct ir_unit *all = &loading->contents->all;
  const void *bytes;
  size_t length;
  uint64_t digest[2];
  if (!sound_bytes(row, 0, 1, &bytes, &length, digest))
    return false;
  struct ir_function *fn = ir_read_function(loading->pool, bytes, length);
  if (!fn)
    return false;
  memcpy(fn->digest, digest, sizeof digest);
  GROW(all->functions, all->function_count, loading->function_capacity);
  all->functions[all->function_count++] = fn;
  return true;
}

static bool add_declaration(struct loading *loading, sqlite3_stmt *row) {
  struct ir_unit *all = &loading->contents->all;
  const void *bytes;
  size_t length;
  uint64_t digest[2];
  if (!sound_bytes(row, 0, 1, &bytes, &length, digest))
    return false;
  struct ir_declaration *declaration = ir_read_declaration(loading->pool, bytes, length);
  if (!declaration)
    return false;
  GROW(all->declarations, all->declaration_count, loading->declaration_capacity);
  all->declarations[all->declaration_count++] = *declaration;
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

// Calls `add` for the row behind each link of the unit that no unit before had: most link to what
// all units have from the same headers, and that is not even looked for.
static bool load_shared(struct loading *loading, const char *links, const char *sql, int64_t unit,
                        struct map *seen, add_row *add, uint32_t *count) {
  struct store *store = loading->store;
  struct store_binding of = store_bind(store, links);
  sqlite3_stmt *link = of.statement;
  bool good = link != NULL;
  int more = 0;
  store_bind_i64(&of, unit);
  while (good && (more = store_step(store, link)) > 0) {
    uint32_t found = 0;
    int64_t id = sqlite3_column_int64(link, 0);
    ++*count;
    good = !is_new_row(seen, id) ||
           (load_rows(loading, sql, id, add, &found) && (found == 1 || store_damaged(store)));
  }
  if (more > 0)
    store_reset(link);
  return good && more == 0;
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

static bool load_unit(struct loading *loading, int64_t id, struct store_unit *unit) {
  uint32_t others = 0;
  return load_shared(loading, "SELECT function FROM unit_function WHERE unit = ? ORDER BY position",
                     "SELECT hash, ir FROM function WHERE id = ?", id, &loading->functions,
                     add_function, &unit->function_count) &&
         load_shared(loading,
                     "SELECT declaration FROM unit_declaration WHERE unit = ? ORDER BY position",
                     "SELECT hash, ir FROM declaration WHERE id = ?", id, &loading->declarations,
                     add_declaration, &others) &&
         load_rows(loading,
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

static bool load_units(struct loading *loading, bool every) {
  struct store_contents *contents = loading->contents;
  struct store *store = loading->store;
  sqlite3_stmt *row =
      every ? store_statement(store, "SELECT id, path, failure FROM unit ORDER BY path, arguments")
            : store_statement(store, "SELECT id, path, failure FROM unit JOIN temp.wanted USING "
                                     "(path, arguments) ORDER BY path, arguments");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    GROW(contents->units, contents->unit_count, loading->unit_capacity);
    struct store_unit *unit = &contents->units[contents->unit_count++];
    *unit = (struct store_unit){.path = store_text(row, 1, &loading->pool->names),
                                .failure = store_text(row, 2, &loading->pool->names)};
    if (!load_unit(loading, sqlite3_column_int64(row, 0), unit)) {
      store_reset(row);
      return false;
    }
  }
  return more == 0;
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
  all->functions = moved(pool, all->functions, sizeof *all->functions, all->function_count);
  all->declarations =
      moved(pool, all->declarations, sizeof *all->declarations, all->declaration_count);
  all->facts = moved(pool, all->facts, sizeof *all->facts, all->fact_count);
  all->suppressions =
      moved(pool, all->suppressions, sizeof *all->suppressions, all->suppression_count);
  all->problems = moved(pool, all->problems, sizeof *all->problems, all->problem_count);
  map_free(&loading->functions);
  map_free(&loading->declarations);
  interner_free(&loading->keys);
  arena_free(&loading->arena);
  text_free(&loading->key);
}

bool store_load(struct store *store, struct ir_pool *pool, const char *const *paths,
                const uint64_t *arguments, size_t count, struct store_contents *contents) {
  struct loading loading = {.store = store, .pool = pool, .contents = contents};
  loading.keys.arena = &loading.arena;
  *contents = (struct store_contents){.all.path = intern(&pool->names, "")};
  bool good = count == 0 || store_name_units(store, paths, arguments, count);
  good = good && load_units(&loading, count == 0);
  finish(&loading);
  return good;
}

// ---- one unit by itself ----

static bool load_includes(struct store *store, struct ir_pool *pool, int64_t id,
                          struct ir_unit *unit) {
  uint32_t capacity = 0;
  struct ir_include *items = NULL;
  struct store_binding of = store_bind(
      store, "SELECT path, hash_low, hash_high, system FROM include JOIN file ON file.id = "
             "include.file WHERE unit = ? ORDER BY position");
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
  bool failed;
  int64_t id = store_find_unit(store, path, arguments, &failed);
  *unit = contents.all;
  unit->path = contents.units[0].path;
  unit->failure = contents.units[0].failure;
  return id > 0 && load_includes(store, pool, id, unit);
}
