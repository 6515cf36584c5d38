// SPDX-License-Identifier: MIT
// The store's memos under keys that tell programs and contracts apart as well.
#include "analyzer/run/stored/memory.h"
#include "analyzer/run/build.h"

#include <xxhash.h>

static void whole_key(const struct memory *memory, const uint64_t key[2], uint64_t whole[2]) {
  const uint64_t all[4] = {memory->base[0], memory->base[1], key[0], key[1]};
  XXH128_hash_t hash = XXH3_128bits(all, sizeof all);
  whole[0] = hash.low64;
  whole[1] = hash.high64;
}

static void load(struct memory *memory) {
  memory->loaded = true;
  memory->good = store_load_memos(memory->store, &memory->memos);
}

static const void *find(void *data, const uint64_t key[2], size_t *length) {
  struct memory *memory = data;
  uint64_t whole[2];
  if (!memory->loaded)
    load(memory);
  whole_key(memory, key, whole);
  return memory->good ? store_find_memo(&memory->memos, whole, length) : NULL;
}

static void keep(void *data, const uint64_t key[2], const void *bytes, size_t length) {
  struct memory *memory = data;
  uint64_t whole[2];
  whole_key(memory, key, whole);
  if (memory->good)
    store_add_memo(&memory->memos, whole, bytes, length);
}

void memory_begin(struct memory *memory, struct store *store, const struct spec *spec) {
  uint64_t program[2] = {0};
  build_digest("/proc/self/exe", program);
  *memory = (struct memory){.store = store,
                            .hooks = {find, keep, memory},
                            .base = {program[0], program[1] ^ spec_digest(spec)}};
}

bool memory_keep(struct memory *memory, bool whole) {
  return !memory->good || store_put_memos(&memory->memos, whole);
}

void memory_free(struct memory *memory) {
  store_free_memos(&memory->memos);
}
