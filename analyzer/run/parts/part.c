// SPDX-License-Identifier: MIT
// The file of a part: a line that names the format and the version, which shard of which project it
// is, then for each unit its path, digest and bytes with their lengths, then a hash of all before
// it.
#include "analyzer/run/parts/part.h"
#include "analyzer/base/path.h"
#include "analyzer/ir/ir_blob.h"
#include "analyzer/version.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { PART_LIMIT = 1 << 30, HASH_SIZE = 16 };

struct part_unit {
  char *path;
  uint64_t digest;
  struct text bytes;
};

static void header(struct text *text) {
  text_printf(text, "async-lint part 2; async-lint " ASYNC_LINT_VERSION "; ir %d\n",
              IR_BLOB_VERSION);
}

// ---- writing ----

void part_add(struct part *part, const struct project_unit *which, const struct ir_unit *unit) {
  GROW(part->units, part->count, part->capacity);
  struct part_unit *added = &part->units[part->count++];
  *added = (struct part_unit){.path = xstrdup(which->path), .digest = which->digest};
  ir_write_unit(&added->bytes, unit);
}

static int by_path(const void *left, const void *right) {
  const struct part_unit *a = left, *b = right;
  int order = strcmp(a->path, b->path);
  return order ? order : (a->digest > b->digest) - (a->digest < b->digest);
}

static void put_number(struct text *to, uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8)
    text_putc(to, (char)(value >> shift & 0xff));
}

static void put_bytes(struct text *to, const char *data, size_t length) {
  put_number(to, length);
  text_append(to, data, length);
}

static void put_hash(struct text *to) {
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits(to->data, to->length));
  text_append(to, hash.digest, HASH_SIZE);
}

static bool write_whole(const struct text *text, const char *path) {
  struct text beside = {0};
  text_printf(&beside, "%s.part", path);
  FILE *file = fopen(beside.data, "we");
  bool good = file && fwrite(text->data, 1, text->length, file) == text->length;
  int failure = errno;
  if (file && fclose(file) != 0 && good) {
    good = false;
    failure = errno;
  }
  if (good && rename(beside.data, path) != 0) {
    good = false;
    failure = errno;
  }
  if (!good && file)
    unlink(beside.data);
  text_free(&beside);
  errno = failure;
  return good;
}

bool part_write(struct part *part, const char *path, struct text *error) {
  struct text whole = {0};
  header(&whole);
  if (part->count)
    qsort(part->units, part->count, sizeof *part->units, by_path);
  put_number(&whole, part->shard.project);
  put_number(&whole, part->shard.index);
  put_number(&whole, part->shard.count);
  put_number(&whole, part->count);
  for (uint32_t i = 0; i < part->count; i++) {
    const struct part_unit *unit = &part->units[i];
    put_bytes(&whole, unit->path, strlen(unit->path));
    put_number(&whole, unit->digest);
    put_bytes(&whole, text_get(&unit->bytes), unit->bytes.length);
  }
  put_hash(&whole);
  bool good = write_whole(&whole, path);
  if (!good)
    text_printf(error, "the part `%s` cannot be written: %s", path, strerror(errno));
  text_free(&whole);
  part_free(part);
  return good;
}

void part_free(struct part *part) {
  for (uint32_t i = 0; i < part->count; i++) {
    free(part->units[i].path);
    text_free(&part->units[i].bytes);
  }
  free(part->units);
  *part = (struct part){0};
}

// ---- reading ----

struct cursor {
  const char *at, *end;
};

static bool get_number(struct cursor *from, uint64_t *value) {
  *value = 0;
  if (from->end - from->at < 8)
    return false;
  for (int i = 0; i < 8; i++)
    *value |= (uint64_t)(unsigned char)from->at[i] << (8 * i);
  from->at += 8;
  return true;
}

static bool get_bytes(struct cursor *from, const char **data, size_t *length) {
  uint64_t value;
  if (!get_number(from, &value) || value > (uint64_t)(from->end - from->at))
    return false;
  *data = from->at;
  *length = (size_t)value;
  from->at += value;
  return true;
}

static bool refuse(struct text *error, const char *path, const char *why) {
  text_printf(error, "`%s` %s", path, why);
  return false;
}

static bool is_whole(const struct text *whole, size_t length) {
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits(whole->data, length));
  return memcmp(hash.digest, whole->data + length, HASH_SIZE) == 0;
}

/// Checks the frame around the units and sets `units` to what is between.
static bool open_frame(const struct text *whole, const char *path, struct cursor *units,
                       struct text *error) {
  struct text wanted = {0};
  header(&wanted);
  static const char kind[] = "async-lint part ";
  bool part = whole->length > strlen(kind) && !strncmp(whole->data, kind, strlen(kind));
  bool version = part && whole->length >= wanted.length + HASH_SIZE &&
                 !memcmp(whole->data, wanted.data, wanted.length);
  size_t start = wanted.length;
  text_free(&wanted);
  if (!part)
    return refuse(error, path, "is no part: `async-lint index -o FILE` writes them");
  if (!version)
    return refuse(error, path, "comes from another version of async-lint: write it anew");
  if (!is_whole(whole, whole->length - HASH_SIZE))
    return refuse(error, path, "is damaged or not whole: write it anew");
  *units = (struct cursor){whole->data + start, whole->data + whole->length - HASH_SIZE};
  return true;
}

static bool give_unit(struct cursor *from, const char *path, const char *here, part_visit *visit,
                      void *data, struct text *error) {
  const char *name, *bytes;
  size_t name_length, length;
  uint64_t digest;
  if (!get_bytes(from, &name, &name_length) || !get_number(from, &digest) ||
      !get_bytes(from, &bytes, &length))
    return refuse(error, path, "is damaged: write it anew");
  struct ir_pool pool;
  ir_pool_init(&pool);
  pool.here = here;
  struct ir_unit *unit = ir_read_unit(&pool, bytes, length);
  bool movable = name_length && *name == *PATH_HERE; // then the unit has its path here
  bool good = unit && (!movable || unit->path);
  if (good) {
    if (!movable)
      unit->path = intern_n(&pool.names, name, name_length);
    good = visit(unit->path, digest, unit, data);
  } else {
    refuse(error, path, "is damaged: write it anew");
  }
  ir_pool_free(&pool);
  return good;
}

static bool get_shard(struct cursor *from, struct shard *shard) {
  uint64_t index, count;
  if (!get_number(from, &shard->project) || !get_number(from, &index) ||
      !get_number(from, &count) || index > count || count > MAX_SHARDS)
    return false;
  shard->index = (uint32_t)index;
  shard->count = (uint32_t)count;
  return true;
}

bool part_read(const char *path, part_visit *visit, void *data, struct shard *shard,
               struct text *error) {
  struct text whole = {0};
  struct cursor units;
  uint64_t count = 0;
  char here[PATH_MAX];
  if (!getcwd(here, sizeof here))
    *here = '\0';
  bool good = text_read_file(&whole, path, PART_LIMIT);
  if (!good)
    text_printf(error, "the part `%s` cannot be read: %s", path, strerror(errno));
  good = good && open_frame(&whole, path, &units, error);
  if (good && !(get_shard(&units, shard) && get_number(&units, &count)))
    good = refuse(error, path, "is damaged: write it anew");
  for (uint64_t i = 0; i < count && good; i++)
    good = give_unit(&units, path, here, visit, data, error);
  text_free(&whole);
  return good;
}
