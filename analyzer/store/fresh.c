// SPDX-License-Identifier: MIT
// Which units are fresh: every file that they read still has the content that it had then.
#include "analyzer/store/store_internal.h"

#include <string.h>

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

/// Whether the file behind an id has the content of then. False on failure, too.
static bool look_at_file(struct store *store, int64_t id, store_hash_file *hash, void *data) {
  struct store_binding find =
      store_bind(store, "SELECT path, hash_low, hash_high FROM file WHERE id = ?");
  sqlite3_stmt *row = find.statement;
  store_bind_i64(&find, id);
  if (!row || store_step(store, row) <= 0)
    return false;
  const char *path = store_text(row, 0, &store->names);
  uint32_t at = path ? state_of(store, path, hash, data) : UINT32_MAX;
  const struct file_state *state = path ? &store->states[at] : NULL;
  struct ir_include then = {.path = path, .hash = {store_u64(row, 1), store_u64(row, 2)}};
  bool same =
      state && state->readable && state->hash[0] == then.hash[0] && state->hash[1] == then.hash[1];
  if (state && !state->readable)
    same = ir_include_is_absent(&then);
  store_reset(row);
  return same;
}

enum { SAME = 1, CHANGED };

/// The same, looked up once an id: nearly all units read the same files.
static bool is_same(struct store *store, int64_t id, store_hash_file *hash, void *data) {
  uint32_t known = map_get(&store->state_ids, (uint64_t)id, 0);
  if (!known) {
    known = look_at_file(store, id, hash, data) ? SAME : CHANGED;
    map_set(&store->state_ids, (uint64_t)id, known);
  }
  return known == SAME;
}

static bool all_same(struct store *store, const struct store_ids *files, store_hash_file *hash,
                     void *data) {
  bool same = files->count > 0;
  for (uint32_t i = 0; i < files->count && same; i++)
    same = is_same(store, files->items[i], hash, data);
  return same;
}

bool store_unit_is_fresh(struct store *store, const char *path, uint64_t arguments,
                         store_hash_file *hash, void *data) {
  struct store_binding find = store_bind(
      store, "SELECT files, failure IS NOT NULL OR (remarks AND EXISTS (SELECT 1 FROM problem "
             "WHERE unit = id AND message GLOB '*file not found*')) FROM unit WHERE path = ? AND "
             "arguments = ?");
  sqlite3_stmt *row = find.statement;
  store_bind_text(&find, path);
  store_bind_u64(&find, arguments);
  if (!row || store_step(store, row) <= 0)
    return false;
  bool fresh = !sqlite3_column_int(row, 1) && store_same_version(store) &&
               (store_read_ids(row, 0, &store->ids) || store_damaged(store)) &&
               all_same(store, &store->ids, hash, data);
  store_reset(row);
  return fresh;
}

void store_forget_hashes(struct store *store) {
  map_free(&store->state_index);
  map_free(&store->state_ids);
  store->state_count = 0;
}

bool store_knows_content(struct store *store, const char *path, const uint64_t hash[2]) {
  struct store_binding find = store_bind(
      store, "SELECT 1 FROM file WHERE path = ? AND hash_low = ? AND hash_high = ? LIMIT 1");
  store_bind_text(&find, path);
  store_bind_u64(&find, hash[0]);
  store_bind_u64(&find, hash[1]);
  bool found = find.statement && store_step(store, find.statement) > 0;
  if (found)
    store_reset(find.statement);
  return found;
}
