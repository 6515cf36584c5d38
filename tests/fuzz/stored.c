// SPDX-License-Identifier: MIT
// Parts and stores, which may come from another machine. Both end in checksums: these are made to
// fit, so that what is behind them is reached.
#include "tests/fuzz/fuzz.h"

#include "analyzer/run/parts/part.h"
#include "analyzer/store/pages.h"
#include "analyzer/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { HASH_SIZE = 16, PAGE = 4096, CHANGES = 4 };

/// A name in memory where that can be had.
static void make_name(char name[64]) {
  snprintf(name, 64, "%s/async-lint-fuzz-XXXXXX",
           access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  int file = mkstemp(name);
  if (file < 0)
    abort();
  close(file);
}

// ---- parts ----

static bool visit_unit(const char *path, uint64_t digest, const struct ir_unit *unit, void *data) {
  *(uint64_t *)data += digest + strlen(path) + unit->function_count;
  return true;
}

void fuzz_part(const char *data, size_t size) {
  char path[32];
  struct text whole = {0}, error = {0};
  struct shard shard = {0};
  uint64_t sum = 0;
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits(data, size));
  text_append(&whole, data, size);
  text_append(&whole, hash.digest, HASH_SIZE);
  int file = fuzz_file(whole.data, whole.length, path);
  part_read(path, visit_unit, &sum, &shard, &error);
  close(file);
  text_free(&whole);
  text_free(&error);
}

void fuzz_make_part(const struct text *seed, struct text *input) {
  char name[64];
  struct ir_pool pool;
  struct part part = {.shard = {1, 1, 2}};
  struct text error = {0};
  ir_pool_init(&pool);
  const char *mistake = NULL;
  const struct ir_unit *unit = ir_parse_unit(&pool, seed->data, seed->length, &mistake);
  struct project_unit which = {.path = unit && unit->path ? unit->path : "/a.c", .digest = 7};
  make_name(name);
  if (unit)
    part_add(&part, &which, unit);
  if (part_write(&part, name, &error) && text_read_file(input, name, 1 << 24))
    input->length -= HASH_SIZE;
  unlink(name);
  text_free(&error);
  ir_pool_free(&pool);
}

// ---- stores ----

static void visit_run(const struct store_run *run, const struct store_rule_count *rules,
                      uint32_t count, void *data) {
  *(uint64_t *)data +=
      run->units + count + (count ? strlen(rules[0].rule ? rules[0].rule : "") : 0);
}

static bool hash_nothing(const char *path, uint64_t hash[2], void *data) {
  (void)data;
  hash[0] = hash[1] = strlen(path);
  return true;
}

/// All that can be read from a store.
static void use_store(struct store *store) {
  struct ir_pool pool;
  struct store_contents contents;
  struct findings findings = {0};
  struct store_memos memos;
  uint64_t sum = 0;
  ir_pool_init(&pool);
  if (store_load(store, &pool, NULL, NULL, 0, &contents))
    for (uint32_t i = 0; i < contents.unit_count; i++)
      store_unit_is_fresh(store, contents.units[i].path, 7, hash_nothing, NULL);
  store_get_findings(store, &findings);
  store_each_run(store, visit_run, &sum);
  store_load_memos(store, &memos);
  store_free_memos(&memos);
  findings_free(&findings);
  ir_pool_free(&pool);
}

static const char seed_text[] = "unit \"/a.c\"\n"
                                "include \"/a.c\" 000000000000000a0000000000000001\n"
                                "declare @shared in-header !\"/h.h\":1:1\n"
                                "function @a !9:1 {\n  call @shared()\n  ret\n}\n"
                                "fact @ops.read @a !\"/h.h\":7:1\n"
                                "allow line \"*\" !\"/h.h\":8:1\n"
                                "problem \"odd\" !\"/h.h\":9:1\n";

static void fill_store(struct store *store) {
  struct ir_pool pool;
  struct finding_note note = {.message = "a step", .loc.file = "/a.c"};
  struct finding finding = {.rule = "rule",
                            .group = "group",
                            .message = "message",
                            .loc.file = "/a.c",
                            .notes = &note,
                            .note_count = 1};
  struct findings findings = {.items = &finding, .count = 1};
  struct store_run run = {.key = "key", .units = 1};
  const char *error = NULL;
  ir_pool_init(&pool);
  const struct ir_unit *unit = ir_parse_unit(&pool, seed_text, strlen(seed_text), &error);
  if (!unit || !store_put_unit(store, unit, 7) || !store_put_findings(store, &findings) ||
      !store_put_run(store, &run, &findings))
    abort();
  ir_pool_free(&pool);
}

/// The file that is changed, and its bytes as they were.
static char store_name[64];
static struct text store_bytes;

static void end_store(void) {
  unlink(store_name);
  text_free(&store_bytes);
}

static void make_store(void) {
  struct text error = {0};
  const char *notice;
  make_name(store_name);
  struct store *store = store_open(store_name, "fuzz", &notice, &error);
  if (!store)
    abort();
  fill_store(store);
  store_close(store);
  if (!text_read_file(&store_bytes, store_name, 1 << 24))
    abort();
  store = store_open_to_read(store_name, "fuzz", &error);
  if (!store) // else nothing would be tried
    abort();
  store_close(store);
  atexit(end_store);
}

/// Each four bytes of the input say which byte of the store is another one, and which.
static void change_store(FILE *file, const char *data, size_t size) {
  struct text whole = {0};
  text_append(&whole, store_bytes.data, store_bytes.length);
  for (size_t i = 0; i + 4 <= size && i < 4 * CHANGES; i += 4) {
    const unsigned char *at = (const unsigned char *)data + i;
    whole.data[((size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2]) % whole.length] = data[i + 3];
  }
  for (size_t at = 0; at + PAGE <= whole.length; at += PAGE)
    pages_sum(whole.data + at, PAGE, (int64_t)at,
              (unsigned char *)whole.data + at + PAGE - PAGES_RESERVED);
  if (fwrite(whole.data, 1, whole.length, file) != whole.length)
    abort();
  text_free(&whole);
}

void fuzz_store(const char *data, size_t size) {
  struct text error = {0};
  if (!store_bytes.data)
    make_store();
  FILE *file = fopen(store_name, "wb");
  if (!file)
    abort();
  change_store(file, data, size);
  fclose(file);
  struct store *store = store_open_to_read(store_name, "fuzz", &error);
  if (store)
    use_store(store);
  store_close(store);
  text_free(&error);
}
