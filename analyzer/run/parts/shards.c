// SPDX-License-Identifier: MIT
// Telling whether the shards of a project are all there.
#include "analyzer/run/parts/shards.h"
#include "analyzer/base/path.h"
#include "analyzer/ir/ir_blob.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

const char *shard_path(struct arena *arena, const struct project_unit *unit) {
  const char *below = unit->here ? path_below(unit->here, unit->path) : unit->path;
  return below == unit->path ? below : arena_printf(arena, PATH_HERE "/%s", below);
}

struct shard shard_of(const struct project *project, uint32_t index, uint32_t count) {
  struct text named = {0};
  struct arena arena = {0};
  for (uint32_t i = 0; i < project->count; i++) {
    const char *path = shard_path(&arena, &project->units[i]);
    text_append(&named, path, strlen(path) + 1);
    text_printf(&named, "%llx ", (unsigned long long)project->units[i].digest);
  }
  struct shard shard = {XXH3_64bits(text_get(&named), named.length), index, count};
  text_free(&named);
  arena_free(&arena);
  return shard;
}

void shards_add(struct shards *shards, const struct shard *shard, const char *part) {
  if (!shard->count)
    return;
  GROW(shards->parts, shards->count, shards->part_capacity);
  GROW(shards->items, shards->count, shards->capacity);
  shards->parts[shards->count] = part;
  shards->items[shards->count++] = *shard;
}

static bool of_one_project(const struct shard *a, const struct shard *b) {
  return a->project == b->project && a->count == b->count;
}

/// The first shard of the project of `one` that is not there; 0: none.
static uint32_t first_missing(const struct shards *shards, const struct shard *one) {
  bool *there = xcalloc((size_t)one->count + 1, sizeof *there);
  uint32_t missing = 1;
  for (uint32_t i = 0; i < shards->count; i++)
    if (of_one_project(&shards->items[i], one) && shards->items[i].index <= one->count)
      there[shards->items[i].index] = true;
  while (missing <= one->count && there[missing])
    missing++;
  free(there);
  return missing <= one->count ? missing : 0;
}

/// A part that may have been meant: the same shard, of other units or with other arguments.
static const char *meant(const struct shards *shards, const struct shard *one, uint32_t index) {
  for (uint32_t i = 0; i < shards->count; i++) {
    const struct shard *other = &shards->items[i];
    if (!of_one_project(other, one) && other->count == one->count && other->index == index)
      return shards->parts[i];
  }
  return NULL;
}

static bool is_first(const struct shards *shards, uint32_t at) {
  for (uint32_t i = 0; i < at; i++)
    if (of_one_project(&shards->items[i], &shards->items[at]))
      return false;
  return true;
}

bool shards_are_whole(const struct shards *shards, struct text *error) {
  for (uint32_t i = 0; i < shards->count; i++) {
    const struct shard *one = &shards->items[i];
    uint32_t missing = is_first(shards, i) ? first_missing(shards, one) : 0;
    if (!missing)
      continue;
    const char *other = meant(shards, one, missing);
    text_printf(error, "shard %u/%u that belongs to `%s` is missing", missing, one->count,
                shards->parts[i]);
    if (other)
      text_printf(error, ": `%s` has other units, or the same with other arguments", other);
    else
      text_printf(error, ": `async-lint index --shard %u/%u -o PART` writes it", missing,
                  one->count);
    return false;
  }
  return true;
}

void shards_free(struct shards *shards) {
  free(shards->items);
  free(shards->parts);
  *shards = (struct shards){0};
}
