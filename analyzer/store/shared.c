// SPDX-License-Identifier: MIT
// What units share: files as they were read, functions, declarations. Units have lists of their
// ids; how many have a row is counted, and it goes with the last one.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// ---- lists ----

void store_add_id(struct store_ids *ids, int64_t id) {
  GROW(ids->items, ids->count, ids->capacity);
  ids->items[ids->count++] = id;
}

void store_free_ids(struct store_ids *ids) {
  free(ids->items);
  *ids = (struct store_ids){0};
}

/// The id that `*at` begins with, which moves behind it; 0 when it begins with none.
static int64_t take_id(const char **at, const char *end) {
  enum { DIGITS = 18 };
  const char *from = *at;
  int64_t id = 0;
  for (; *at < end && **at >= '0' && **at <= '9' && *at - from < DIGITS; ++*at)
    id = id * 10 + (**at - '0');
  return id;
}

bool store_read_ids(sqlite3_stmt *row, int column, struct store_ids *ids) {
  const char *at = sqlite3_column_blob(row, column);
  const char *end = at + sqlite3_column_bytes(row, column);
  ids->count = 0;
  if (end - at < 2 || *at != '[' || end[-1] != ']')
    return false;
  if (end - at == 2)
    return true;
  while (*at++ != ']') {
    int64_t id = take_id(&at, end);
    if (id <= 0 || (*at != ',' && at != end - 1))
      return false;
    store_add_id(ids, id);
  }
  return at == end;
}

void store_write_ids(struct text *to, const struct store_ids *ids) {
  text_putc(to, '[');
  for (uint32_t i = 0; i < ids->count; i++)
    text_printf(to, "%s%lld", i ? "," : "", (long long)ids->items[i]);
  text_putc(to, ']');
}

// ---- rows ----

/// A row on its way into the store.
struct part {
  enum store_kind kind;
  unsigned char hash[16]; // of all that is in it: XXH3-128, the high byte first
  const char *name;       // of kind and hash, interned
};

static struct part make_part(struct store *store, enum store_kind kind, const struct text *bytes) {
  struct part part = {.kind = kind};
  char name[1 + sizeof part.hash] = {(char)('0' + kind)};
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(text_get(bytes), bytes->length));
  memcpy(part.hash, canonical.digest, sizeof part.hash);
  memcpy(name + 1, part.hash, sizeof part.hash);
  part.name = intern_n(&store->names, name, sizeof name);
  return part;
}

/// The id in the row that `find` gives.
static int64_t find_row(struct store_binding *find) {
  if (!find->statement || store_step(find->store, find->statement) <= 0)
    return -1;
  int64_t id = sqlite3_column_int64(find->statement, 0);
  store_reset(find->statement);
  return id;
}

static int64_t find_code(struct store *store, const struct part *part) {
  struct store_binding find =
      store_bind(store, part->kind == STORE_FUNCTION ? "SELECT id FROM function WHERE hash = ?"
                                                     : "SELECT id FROM declaration WHERE hash = ?");
  store_bind_blob(&find, part->hash, sizeof part->hash);
  return find_row(&find);
}

static int64_t find_file(struct store *store, const struct ir_include *file) {
  struct store_binding find =
      store_bind(store, "SELECT id FROM file WHERE path = ? AND hash_low = ? AND hash_high = ? "
                        "AND system = ?");
  store_bind_text(&find, file->path);
  store_bind_u64(&find, file->hash[0]);
  store_bind_u64(&find, file->hash[1]);
  store_bind_u64(&find, file->system);
  return find_row(&find);
}

/// Notes the id of a row and gives it.
static int64_t note_id(struct store *store, const struct part *part, int64_t id) {
  if (id > 0 && id < UINT32_MAX)
    map_set(&store->shared_ids, map_key(part->name), (uint32_t)id);
  return id;
}

/// The id of the row that was just put; 0 when there was one before.
static int64_t put_id(struct store *store) {
  return sqlite3_changes(store->db) > 0 ? sqlite3_last_insert_rowid(store->db) : 0;
}

int64_t store_put_file(struct store *store, const struct ir_include *file) {
  struct text bytes = {0};
  text_append(&bytes, file->hash, sizeof file->hash);
  text_putc(&bytes, (char)file->system);
  text_puts(&bytes, file->path);
  struct part part = make_part(store, STORE_FILE, &bytes);
  text_free(&bytes);
  int64_t id = map_get(&store->shared_ids, map_key(part.name), 0);
  if (id)
    return id;
  struct store_binding row =
      store_bind(store, "INSERT INTO file (path, hash_low, hash_high, system) VALUES (?, ?, ?, ?) "
                        "ON CONFLICT DO NOTHING");
  store_bind_text(&row, file->path);
  store_bind_u64(&row, file->hash[0]);
  store_bind_u64(&row, file->hash[1]);
  store_bind_u64(&row, file->system);
  if (!store_bind_run(&row))
    return -1;
  id = put_id(store);
  return note_id(store, &part, id ? id : find_file(store, file));
}

int64_t store_put_function(struct store *store, const struct ir_function *fn,
                           const struct text *bytes) {
  struct part part = make_part(store, STORE_FUNCTION, bytes);
  int64_t id = map_get(&store->shared_ids, map_key(part.name), 0);
  if (id)
    return id;
  struct store_binding row = store_bind(
      store, "INSERT INTO function (hash, symbol, name, file, line, ir) VALUES (?, ?, ?, ?, ?, ?) "
             "ON CONFLICT (hash) DO NOTHING");
  store_bind_blob(&row, part.hash, sizeof part.hash);
  store_bind_text(&row, fn->symbol);
  store_bind_text(&row, fn->name);
  store_bind_text(&row, ir_location(fn, fn->loc)->file);
  store_bind_u64(&row, ir_location(fn, fn->loc)->line);
  store_bind_blob(&row, bytes->data, bytes->length);
  if (!store_bind_run(&row))
    return -1;
  id = put_id(store);
  return note_id(store, &part, id ? id : find_code(store, &part));
}

int64_t store_put_declaration(struct store *store, const struct ir_declaration *declaration,
                              const struct text *bytes) {
  struct part part = make_part(store, STORE_DECLARATION, bytes);
  int64_t id = map_get(&store->shared_ids, map_key(part.name), 0);
  if (id)
    return id;
  struct store_binding row =
      store_bind(store, "INSERT INTO declaration (hash, symbol, words, ir) VALUES (?, ?, ?, ?) "
                        "ON CONFLICT (hash) DO NOTHING");
  store_bind_blob(&row, part.hash, sizeof part.hash);
  store_bind_text(&row, declaration->symbol);
  store_bind_text(&row, declaration->words);
  store_bind_blob(&row, bytes->data, bytes->length);
  if (!store_bind_run(&row))
    return -1;
  id = put_id(store);
  return note_id(store, &part, id ? id : find_code(store, &part));
}

// ---- uses ----

static bool remove_shared(struct store *store, enum store_kind kind, int64_t id) {
  static const char *const remove[STORE_KINDS] = {
      [STORE_FILE] = "DELETE FROM file WHERE id = ?",
      [STORE_FUNCTION] = "DELETE FROM function WHERE id = ?",
      [STORE_DECLARATION] = "DELETE FROM declaration WHERE id = ?",
  };
  map_free(&store->shared_ids);
  map_free(&store->state_ids);
  struct store_binding use = store_bind(store, "DELETE FROM uses WHERE kind = ? AND id = ?");
  store_bind_u64(&use, kind);
  store_bind_i64(&use, id);
  return store_bind_run(&use) && store_run_i64(store, remove[kind], id);
}

static bool add_uses(struct store *store, enum store_kind kind, int64_t id, int64_t more) {
  struct store_binding row = store_bind(
      store, "INSERT INTO uses (kind, id, count) VALUES (?, ?, ?) ON CONFLICT (kind, id) "
             "DO UPDATE SET count = count + excluded.count");
  store_bind_u64(&row, kind);
  store_bind_i64(&row, id);
  store_bind_i64(&row, more);
  return store_bind_run(&row);
}

/// How many units have the row; -1 on failure.
static int64_t count_of(struct store *store, enum store_kind kind, int64_t id) {
  struct store_binding find = store_bind(store, "SELECT count FROM uses WHERE kind = ? AND id = ?");
  store_bind_u64(&find, kind);
  store_bind_i64(&find, id);
  return find_row(&find);
}

static bool drop_uses(struct store *store, enum store_kind kind, int64_t id, int64_t fewer) {
  int64_t count = count_of(store, kind, id);
  return count > fewer ? add_uses(store, kind, id, -fewer)
                       : count == fewer && remove_shared(store, kind, id);
}

static const uint32_t NONE_MORE = 1u << 31; // how many more uses there are, as a map keeps it

void store_note_uses(struct store_uses *uses, const struct store_ids *ids, int step) {
  for (uint32_t i = 0; i < ids->count; i++) {
    uint64_t key = (uint64_t)ids->items[i];
    uint32_t more = map_get(&uses->more, key, 0);
    if (!more)
      store_add_id(&uses->ids, ids->items[i]);
    map_set(&uses->more, key, (more ? more : NONE_MORE) + (uint32_t)step);
  }
}

bool store_write_uses(struct store *store, enum store_kind kind, struct store_uses *uses,
                      bool good) {
  for (uint32_t i = 0; i < uses->ids.count && good; i++) {
    int64_t id = uses->ids.items[i];
    int64_t more = (int64_t)map_get(&uses->more, (uint64_t)id, NONE_MORE) - (int64_t)NONE_MORE;
    if (more > 0)
      good = add_uses(store, kind, id, more);
    else if (more < 0)
      good = drop_uses(store, kind, id, -more);
  }
  map_free(&uses->more);
  store_free_ids(&uses->ids);
  return good;
}
