// SPDX-License-Identifier: MIT
// What was found out about functions, kept from run to run by keys of all that it follows from:
// read at once, since nearly all of it is asked for.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { KEY_SIZE = 16, FEW = 256 };

// ---- keys ----

static void write_key(const uint64_t key[2], unsigned char bytes[KEY_SIZE]) {
  for (int i = 0; i < KEY_SIZE; i++)
    bytes[i] = (unsigned char)(key[i / 8] >> (56 - i % 8 * 8));
}

static void read_key(const unsigned char bytes[KEY_SIZE], uint64_t key[2]) {
  key[0] = key[1] = 0;
  for (int i = 0; i < KEY_SIZE; i++)
    key[i / 8] = key[i / 8] << 8 | bytes[i];
}

static uint64_t sum_of(const struct store_memo *memo) {
  return XXH3_64bits_withSeed(memo->bytes, memo->length, memo->key[0]);
}

// ---- what is known ----

// Two keys with the same first number: the second is found no more, and worked out again.
static struct store_memo *add(struct store_memos *memos, const uint64_t key[2], const void *bytes,
                              size_t length) {
  GROW(memos->items, memos->count, memos->capacity);
  struct store_memo *memo = &memos->items[memos->count++];
  *memo = (struct store_memo){
      .key = {key[0], key[1]}, .bytes = arena_copy(&memos->arena, bytes, length), .length = length};
  map_set(&memos->index, key[0] | 1, memos->count);
  return memo;
}

static bool add_row(struct store_memos *memos, sqlite3_stmt *row) {
  const void *bytes = sqlite3_column_blob(row, 2);
  int length = sqlite3_column_bytes(row, 2);
  uint64_t key[2];
  if (!bytes || length <= 0 || sqlite3_column_bytes(row, 0) != KEY_SIZE)
    return false;
  read_key(sqlite3_column_blob(row, 0), key);
  struct store_memo *memo = add(memos, key, bytes, (size_t)length);
  memo->stored = true;
  return sum_of(memo) == store_u64(row, 1);
}

bool store_load_memos(struct store *store, struct store_memos *memos) {
  *memos = (struct store_memos){.store = store};
  sqlite3_stmt *row = store_statement(store, "SELECT key, sum, result FROM memo");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0)
    if (!add_row(memos, row)) {
      store_reset(row);
      return store_damaged(store);
    }
  return more == 0;
}

const void *store_find_memo(struct store_memos *memos, const uint64_t key[2], size_t *length) {
  uint32_t at = map_get(&memos->index, key[0] | 1, 0);
  struct store_memo *memo = at ? &memos->items[at - 1] : NULL;
  if (!memo || memo->key[0] != key[0] || memo->key[1] != key[1])
    return NULL;
  memos->used_count += memo->stored && !memo->used;
  memo->used = true;
  *length = memo->length;
  return memo->bytes;
}

void store_add_memo(struct store_memos *memos, const uint64_t key[2], const void *bytes,
                    size_t length) {
  add(memos, key, bytes, length);
  memos->new_count++;
}

void store_free_memos(struct store_memos *memos) {
  arena_free(&memos->arena);
  map_free(&memos->index);
  free(memos->items);
  *memos = (struct store_memos){0};
}

// ---- writing ----

static bool put(struct store *store, const struct store_memo *memo) {
  unsigned char key[KEY_SIZE];
  write_key(memo->key, key);
  struct store_binding row =
      store_bind(store, "INSERT OR REPLACE INTO memo (key, sum, result) VALUES (?, ?, ?)");
  store_bind_blob(&row, key, sizeof key);
  store_bind_u64(&row, sum_of(memo));
  store_bind_blob(&row, memo->bytes, memo->length);
  return store_bind_run(&row);
}

static bool forget(struct store *store, const struct store_memo *memo) {
  unsigned char key[KEY_SIZE];
  write_key(memo->key, key);
  struct store_binding row = store_bind(store, "DELETE FROM memo WHERE key = ?");
  store_bind_blob(&row, key, sizeof key);
  return store_bind_run(&row);
}

bool store_put_memos(struct store_memos *memos, bool whole) {
  uint32_t stored = memos->count - memos->new_count, unused = stored - memos->used_count;
  uint32_t wanted = memos->used_count + memos->new_count;
  bool sweep = whole && wanted && unused > wanted + FEW, good = true;
  for (uint32_t i = 0; i < memos->count && good; i++) {
    const struct store_memo *memo = &memos->items[i];
    if (!memo->stored)
      good = put(memos->store, memo);
    else if (sweep && !memo->used)
      good = forget(memos->store, memo);
  }
  return good;
}
