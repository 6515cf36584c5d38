// SPDX-License-Identifier: MIT
// Baselines: reading, writing, and taking what is accepted out of the findings.
#include "analyzer/findings/baseline.h"
#include "analyzer/base/encode.h"
#include "analyzer/base/map.h"
#include "analyzer/base/outfile.h"
#include "analyzer/base/path.h"
#include "analyzer/version.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEMA = 1, LIMIT = 256 << 20 };

// ---- reading ----

/// The text of a member, copied; NULL when it is no text.
static const char *member(struct baseline *baseline, const json_t *entry, const char *name) {
  const char *text = json_string_value(json_object_get(entry, name));
  return text ? arena_string(&baseline->arena, text) : NULL;
}

static bool read_entry(struct baseline *baseline, const json_t *value) {
  struct baseline_entry entry = {.fingerprint = member(baseline, value, "fingerprint"),
                                 .rule = member(baseline, value, "rule"),
                                 .file = member(baseline, value, "file"),
                                 .message = member(baseline, value, "message")};
  json_int_t count = json_integer_value(json_object_get(value, "count"));
  if (!entry.fingerprint || !entry.rule || !entry.file || !entry.message || count < 1 ||
      count > UINT32_MAX)
    return false;
  entry.count = entry.left = (uint32_t)count;
  GROW(baseline->entries, baseline->count, baseline->capacity);
  baseline->entries[baseline->count++] = entry;
  return true;
}

static bool read_entries(struct baseline *baseline, const json_t *root, const char *path,
                         struct text *error) {
  const json_t *schema = json_object_get(root, "baseline"), *list, *entry;
  list = json_object_get(root, "findings");
  if (!json_is_integer(schema) || !json_is_array(list)) {
    text_printf(error, "%s: this is no baseline of async-lint", path);
    return false;
  }
  if (json_integer_value(schema) != SCHEMA) {
    text_printf(error,
                "%s: a baseline of schema %lld, and this version knows %d: write it anew with "
                "`--write-baseline`",
                path, (long long)json_integer_value(schema), SCHEMA);
    return false;
  }
  for (size_t i = 0; i < json_array_size(list); i++) {
    entry = json_array_get(list, i);
    if (!read_entry(baseline, entry)) {
      text_printf(error,
                  "%s: entry %zu has not all of `fingerprint`, `rule`, `file`, `message`, "
                  "`count`",
                  path, i + 1);
      return false;
    }
  }
  return true;
}

bool baseline_read(struct baseline *baseline, const char *path, struct text *error) {
  struct text content = {0};
  if (!text_read_file(&content, path, LIMIT)) {
    text_printf(error, "the baseline `%s` cannot be read: %s%s", path, strerror(errno),
                errno == ENOENT ? ": `--write-baseline` writes one" : "");
    text_free(&content);
    return false;
  }
  json_error_t mistake;
  json_t *root = json_loadb(text_get(&content), content.length, JSON_REJECT_DUPLICATES, &mistake);
  text_free(&content);
  if (!root) {
    text_printf(error, "%s:%d:%d: the baseline is broken: %s", path, mistake.line, mistake.column,
                mistake.text);
    return false;
  }
  bool good = read_entries(baseline, root, path, error);
  json_decref(root);
  return good;
}

// ---- writing ----

/// By file, rule, message: what stays when lines move.
static int compare(const void *left, const void *right) {
  const struct finding *a = *(const struct finding *const *)left;
  const struct finding *b = *(const struct finding *const *)right;
  int order = strcmp(a->loc.file ? a->loc.file : "", b->loc.file ? b->loc.file : "");
  order = order ? order : strcmp(a->rule, b->rule);
  order = order ? order : strcmp(a->message, b->message);
  return order ? order : strcmp(a->fingerprint, b->fingerprint);
}

void baseline_take(struct baseline *baseline, const struct findings *findings,
                   const char *directory) {
  const struct finding **list = xcalloc((size_t)findings->count + 1, sizeof *list);
  uint32_t count = 0;
  for (uint32_t i = 0; i < findings->count; i++)
    if (!findings->items[i].suppressed)
      list[count++] = &findings->items[i];
  if (count > 1)
    qsort(list, count, sizeof *list, compare);
  for (uint32_t i = 0; i < count; i++) {
    const char *file = list[i]->loc.file ? path_below(directory, list[i]->loc.file) : "";
    struct baseline_entry *last = baseline->count ? &baseline->entries[baseline->count - 1] : NULL;
    if (last && !strcmp(last->fingerprint, list[i]->fingerprint)) {
      last->left = ++last->count;
      continue;
    }
    GROW(baseline->entries, baseline->count, baseline->capacity);
    baseline->entries[baseline->count++] =
        (struct baseline_entry){.fingerprint = arena_string(&baseline->arena, list[i]->fingerprint),
                                .rule = arena_string(&baseline->arena, list[i]->rule),
                                .file = arena_string(&baseline->arena, file),
                                .message = arena_string(&baseline->arena, list[i]->message),
                                .count = 1,
                                .left = 1};
  }
  free(list);
}

static void put_entry(FILE *out, const struct baseline_entry *entry) {
  fprintf(out, "    {\"fingerprint\": \"%s\", \"count\": %u, \"rule\": \"%s\",\n     \"file\": ",
          entry->fingerprint, entry->count, entry->rule);
  encode_json(out, entry->file);
  fputs(", \"message\": ", out);
  encode_json(out, entry->message);
  fputc('}', out);
}

bool baseline_write(const struct baseline *baseline, const char *path) {
  struct outfile file = {0};
  FILE *out = outfile_open(&file, path);
  if (!out)
    return false;
  fputs("{\n  \"baseline\": 1,\n  \"tool\": \"async-lint " ASYNC_LINT_VERSION
        "\",\n  \"findings\": [",
        out);
  for (uint32_t i = 0; i < baseline->count; i++) {
    fputs(i ? ",\n" : "\n", out);
    put_entry(out, &baseline->entries[i]);
  }
  fputs(baseline->count ? "\n  ]\n}\n" : "]\n}\n", out);
  return outfile_close(&file, true);
}

// ---- applying ----

static uint64_t key_of(const char *fingerprint) {
  return hash_bytes(HASH_SEED, fingerprint, strlen(fingerprint)) | 1;
}

uint32_t baseline_apply(struct baseline *baseline, struct findings *findings) {
  struct map entries = {0};
  uint32_t kept = 0, before = findings->count;
  for (uint32_t i = 0; i < baseline->count; i++)
    map_set(&entries, key_of(baseline->entries[i].fingerprint), i);
  for (uint32_t i = 0; i < before; i++) {
    const struct finding *finding = &findings->items[i];
    uint32_t at = map_get(&entries, key_of(finding->fingerprint), UINT32_MAX);
    struct baseline_entry *entry = at == UINT32_MAX ? NULL : &baseline->entries[at];
    if (!finding->suppressed && entry && entry->left &&
        !strcmp(entry->fingerprint, finding->fingerprint))
      entry->left--;
    else
      findings->items[kept++] = *finding;
  }
  findings->count = kept;
  map_free(&entries);
  return before - kept;
}

void baseline_free(struct baseline *baseline) {
  free(baseline->entries);
  arena_free(&baseline->arena);
  *baseline = (struct baseline){0};
}
