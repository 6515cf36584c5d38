// SPDX-License-Identifier: MIT
// Which texts the units of a folder are of: those that are open, and what the disk holds.
#include "analyzer/lsp/workspace/workspace.h"
#include "analyzer/run/files.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct buffer *buffers_find(const struct buffers *buffers, const char *path) {
  for (uint32_t i = 0; i < buffers->count; i++)
    if (!strcmp(buffers->items[i]->path, path))
      return buffers->items[i];
  return NULL;
}

/// An included path with links resolved; asked of the system once a path.
static const char *canonical_path(struct workspace *workspace, const char *path) {
  uint32_t at = map_get(&workspace->canonical, map_key(path), UINT32_MAX);
  if (at != UINT32_MAX)
    return workspace->canonical_paths[at];
  char *real = realpath(path, NULL);
  GROW(workspace->canonical_paths, workspace->canonical_count, workspace->canonical_capacity);
  at = workspace->canonical_count++;
  workspace->canonical_paths[at] = real ? intern(&workspace->names, real) : path;
  map_set(&workspace->canonical, map_key(path), at);
  free(real);
  return workspace->canonical_paths[at];
}

static void name_files(struct workspace *workspace, struct part *part) {
  part->files = ARENA_ARRAY(&part->arena, struct part_file, part->unit->include_count);
  part->file_count = 0;
  for (uint32_t i = 0; i < part->unit->include_count; i++) {
    const struct ir_include *include = &part->unit->includes[i];
    if (!include->system)
      part->files[part->file_count++] =
          (struct part_file){canonical_path(workspace, include->path), include};
  }
}

const struct part_file *workspace_files(struct workspace *workspace, struct part *part) {
  if (part->unit && !part->files)
    name_files(workspace, part);
  return part->unit ? part->files : NULL;
}

/// The include of the unit that is the file, or NULL. `path` is interned.
static const struct ir_include *include_of(struct workspace *workspace, struct part *part,
                                           const char *path) {
  const struct part_file *files = workspace_files(workspace, part);
  for (uint32_t i = 0; files && i < part->file_count; i++)
    if (files[i].path == path)
      return files[i].include;
  return NULL;
}

bool workspace_includes(struct workspace *workspace, struct part *part, const char *path) {
  return include_of(workspace, part, intern(&workspace->names, path)) != NULL;
}

static bool same_hash(const uint64_t a[2], const uint64_t b[2]) {
  return a[0] == b[0] && a[1] == b[1];
}

/// True when the part was parsed from another text of the buffer.
static bool differs(struct workspace *workspace, struct part *part, const struct buffer *buffer) {
  if (!part->unit || part->unit->failure) // what it includes is not known: any file may be to blame
    return (part->crashed || !strcmp(part->which.path, buffer->path)) &&
           part->tried < buffer->serial;
  const struct ir_include *include =
      include_of(workspace, part, intern(&workspace->names, buffer->path));
  return include && !same_hash(include->hash, buffer->hash) && part->tried < buffer->serial;
}

void workspace_compare(struct workspace *workspace, const struct buffers *buffers) {
  for (uint32_t p = 0; p < workspace->part_count; p++) {
    struct part *part = workspace->parts[p];
    for (uint32_t b = 0; b < buffers->count && !part->stale; b++)
      part->stale = differs(workspace, part, buffers->items[b]);
  }
}

bool workspace_is_of(struct workspace *workspace, struct part *part,
                     const struct buffers *buffers) {
  bool same = true;
  for (uint32_t b = 0; b < buffers->count && same; b++) {
    const struct ir_include *include =
        include_of(workspace, part, intern(&workspace->names, buffers->items[b]->path));
    same = !include || same_hash(include->hash, buffers->items[b]->hash);
  }
  return same;
}

/// A file as the disk has it; read when it is needed.
struct disk_file {
  const char *path; // interned
  bool read, readable;
  uint64_t hash[2];
};

/// True when the unit would be another one with what the disk holds of the file now.
static bool differs_from_disk(struct workspace *workspace, struct part *part,
                              struct disk_file *file) {
  const struct ir_include *include = include_of(workspace, part, file->path);
  bool failed = !part->unit || part->unit->failure || part->unit->problem_count;
  if (!include && !failed)
    return false;
  if (!file->read)
    file->readable = files_hash(file->path, file->hash, NULL);
  file->read = true;
  if (include)
    return !file->readable || !same_hash(include->hash, file->hash);
  return file->readable; // a missing header may be there now
}

void workspace_changed_on_disk(struct workspace *workspace, const char *path) {
  struct disk_file file = {.path = intern(&workspace->names, path)};
  if (workspace->unread_count && workspace->store) // it may have been asked for already
    store_forget_hashes(workspace->store);
  for (uint32_t p = 0; p < workspace->part_count; p++) {
    struct part *part = workspace->parts[p];
    part->stale |= differs_from_disk(workspace, part, &file);
    part->unsure |= part->running;
  }
}

void workspace_check_disk(struct workspace *workspace, struct part *part,
                          const struct buffers *buffers) {
  if (!part->unsure)
    return;
  part->unsure = false;
  part->stale |= !part->unit || part->unit->failure || part->unit->problem_count;
  for (uint32_t i = 0; part->unit && i < part->unit->include_count && !part->stale; i++) {
    const struct ir_include *include = &part->unit->includes[i];
    struct disk_file file = {.path = canonical_path(workspace, include->path)};
    if (!include->system && !buffers_find(buffers, file.path))
      part->stale = differs_from_disk(workspace, part, &file);
  }
}

bool workspace_is_parsed_from(struct workspace *workspace, const char *path,
                              const struct text *text) {
  XXH128_hash_t value = XXH3_128bits(text_get(text), text->length);
  const uint64_t hash[2] = {value.low64, value.high64};
  const char *name = intern(&workspace->names, path);
  for (uint32_t i = 0; i < workspace->part_count; i++) {
    const struct ir_include *include = include_of(workspace, workspace->parts[i], name);
    if (include && !same_hash(include->hash, hash))
      return false;
  }
  return true;
}
