// SPDX-License-Identifier: MIT
// The units of a folder in memory: from the store or from a worker, and into the store.
#include "analyzer/lsp/rpc.h"
#include "analyzer/lsp/workspace/workspace.h"
#include "analyzer/run/files.h"

#include <stdlib.h>
#include <string.h>

enum { STORE_PATIENCE = 200 }; // milliseconds: an editor does not wait for another run

/// A pool for one unit: its own memory, names and functions of the workspace.
static struct ir_pool open_pool(struct workspace *workspace, struct reading *reading) {
  reading_begin(reading, &workspace->library);
  return (struct ir_pool){.names = workspace->names, .library = &reading->hooks};
}

/// Nothing came of the unit.
static void give_up_pool(struct workspace *workspace, struct ir_pool *pool,
                         struct reading *reading) {
  workspace->names = pool->names;
  reading_free(reading);
  arena_free(&pool->arena);
}

static struct part *add_part(struct workspace *workspace, const struct project_unit *which) {
  struct part *part = xcalloc(1, sizeof *part);
  part->which = *which;
  part->stale = true;
  GROW(workspace->parts, workspace->part_count, workspace->part_capacity);
  uint32_t at = workspace->part_count++;
  for (; at > 0 && strcmp(workspace->parts[at - 1]->which.path, which->path) > 0; at--)
    workspace->parts[at] = workspace->parts[at - 1];
  return workspace->parts[at] = part;
}

static void retire(struct workspace *workspace, struct part *part) {
  GROW(workspace->retired, workspace->retired_count, workspace->retired_capacity);
  library_release(part->held, part->held_count);
  workspace->retired[workspace->retired_count++] = part->arena;
  part->arena = (struct arena){0};
  part->unit = NULL;
  part->files = NULL;
  part->held_count = 0;
}

void workspace_free_retired(struct workspace *workspace) {
  for (uint32_t i = 0; i < workspace->retired_count; i++)
    arena_free(&workspace->retired[i]);
  workspace->retired_count = 0;
  library_sweep(&workspace->library);
}

struct part *workspace_part(const struct workspace *workspace, const char *path) {
  for (uint32_t i = 0; i < workspace->part_count; i++)
    if (!strcmp(workspace->parts[i]->which.path, path))
      return workspace->parts[i];
  return NULL;
}

static void settle(struct workspace *workspace, struct part *part, struct ir_pool *pool,
                   struct reading *reading, struct ir_unit *unit) {
  struct arena *arena = &part->arena;
  workspace->names = pool->names;
  *arena = pool->arena;
  part->unit = unit;
  part->watched = false;
  unit->path = intern(&workspace->names, part->which.path);
  part->held_count = reading->function_count;
  part->held = ARENA_ARRAY(arena, struct held *, part->held_count);
  part->hashes.functions = ARENA_ARRAY(arena, uint64_t, part->held_count);
  for (uint32_t i = 0; i < part->held_count; i++) {
    part->held[i] = reading->functions[i];
    part->hashes.functions[i] = part->held[i]->hash[0];
  }
  reading->function_count = 0; // they are the part's now
  part->hashes.declarations = ARENA_ARRAY(arena, uint64_t, reading->declaration_count);
  for (uint32_t i = 0; i < reading->declaration_count; i++)
    part->hashes.declarations[i] = reading->declarations[i];
  reading_free(reading);
}

/// Takes the unit from the store; false when it is not there as it would be now.
static bool load_part(struct workspace *workspace, struct part *part) {
  if (!store_unit_is_fresh(workspace->store, part->which.path, part->which.digest, files_hash,
                           NULL))
    return false;
  struct reading reading;
  struct ir_pool pool = open_pool(workspace, &reading);
  struct ir_unit *unit = ARENA_NEW(&pool.arena, struct ir_unit);
  if (!store_load_unit(workspace->store, &pool, part->which.path, part->which.digest, unit)) {
    give_up_pool(workspace, &pool, &reading);
    return false;
  }
  settle(workspace, part, &pool, &reading, unit);
  return true;
}

void workspace_load(struct workspace *workspace, const struct buffers *buffers, uint32_t most) {
  for (uint32_t i = 0; i < workspace->part_count && workspace->unread_count && most; i++) {
    struct part *part = workspace->parts[i];
    if (!part->unread)
      continue;
    part->unread = false;
    workspace->unread_count--;
    most--;
    if (part->unit || !workspace->store || !load_part(workspace, part))
      continue;
    part->stale = part->running && !workspace_is_of(workspace, part, buffers);
    part->known = part->running && !part->stale;
  }
}

void workspace_open_parts(struct workspace *workspace) {
  struct text path = {0}, version = {0}, error = {0};
  const char *notice = NULL;
  if (files_store(&workspace->options, &workspace->project, &path)) {
    files_version(&version);
    workspace->store = store_open(path.data, version.data, &notice, &error);
    if (!workspace->store)
      rpc_log("the store is not used: %s", text_get(&error));
    else
      store_set_patience(workspace->store, STORE_PATIENCE);
  }
  for (uint32_t i = 0; i < workspace->project.count; i++)
    add_part(workspace, &workspace->project.units[i])->unread = workspace->store != NULL;
  workspace->unread_count = workspace->store ? workspace->part_count : 0;
  text_free(&path);
  text_free(&version);
  text_free(&error);
}

void workspace_part_free(struct part *part) {
  arena_free(&part->arena);
  free(part);
}

// ---- files that are in no database ----

struct part *workspace_guess(struct workspace *workspace, const char *path) {
  const struct project_unit *nearest = project_nearest(&workspace->project, path);
  struct project_unit guess = {.path = intern(&workspace->names, path),
                               .directory = intern(&workspace->names, workspace->root)};
  if (nearest) {
    guess = *nearest;
    guess.path = intern(&workspace->names, path);
  }
  struct part *part = add_part(workspace, &guess);
  part->guessed = true;
  return part;
}

void workspace_drop(struct workspace *workspace, struct part *part) {
  uint32_t at = 0;
  while (workspace->parts[at] != part)
    at++;
  workspace->part_count--;
  workspace->unread_count -= part->unread;
  memmove(workspace->parts + at, workspace->parts + at + 1,
          sizeof *workspace->parts * (workspace->part_count - at));
  retire(workspace, part);
  workspace_part_free(part);
}

// ---- what workers answer ----

bool workspace_take(struct workspace *workspace, struct part *part, const void *bytes,
                    size_t length) {
  struct reading reading;
  struct ir_pool pool = open_pool(workspace, &reading);
  struct ir_unit *unit = ir_read_unit(&pool, bytes, length);
  if (!unit) {
    give_up_pool(workspace, &pool, &reading);
    workspace_take_failure(workspace, part, "the worker's answer is damaged");
    return false;
  }
  retire(workspace, part);
  settle(workspace, part, &pool, &reading, unit);
  part->stale = false;
  part->unstored = !part->guessed;
  return true;
}

void workspace_take_failure(struct workspace *workspace, struct part *part, const char *reason) {
  retire(workspace, part);
  part->unit = ARENA_NEW(&part->arena, struct ir_unit);
  part->unit->path = intern(&workspace->names, part->which.path);
  part->unit->failure = intern(&workspace->names, reason);
  part->hashes = (struct unit_hashes){0};
  part->stale = part->unstored = false;
}

// ---- the store ----

/// True when every open file that the unit includes is as the disk has it.
static bool of_the_disk(struct workspace *workspace, struct part *part,
                        const struct buffers *buffers) {
  for (uint32_t i = 0; i < buffers->count; i++)
    if (buffers->items[i]->dirty && workspace_includes(workspace, part, buffers->items[i]->path))
      return false;
  return true;
}

static bool is_to_be_stored(struct workspace *workspace, struct part *part,
                            const struct buffers *buffers) {
  return part->unstored && !part->stale && of_the_disk(workspace, part, buffers);
}

bool workspace_is_unstored(struct workspace *workspace, const struct buffers *buffers) {
  bool found = false;
  for (uint32_t i = 0; i < workspace->part_count && workspace->store && !found; i++)
    found = is_to_be_stored(workspace, workspace->parts[i], buffers);
  return found;
}

void workspace_store(struct workspace *workspace, const struct buffers *buffers, uint32_t most) {
  struct store *store = workspace->store;
  bool good = store != NULL;
  uint32_t written = 0;
  for (uint32_t i = 0; i < workspace->part_count && good && written < most; i++) {
    struct part *part = workspace->parts[i];
    if (!is_to_be_stored(workspace, part, buffers))
      continue;
    struct ir_unit with = lookups_add(&workspace->lookups, &part->which, part->unit);
    good = (written || store_begin(store)) && store_put_unit(store, &with, part->which.digest);
    written++;
    part->unstored = false;
  }
  if (written && good)
    good = store_commit(store);
  if (store && !good) {
    rpc_log("the store cannot be written: %s", store_error(store));
    store_close(store);
    workspace->store = NULL;
  }
}
