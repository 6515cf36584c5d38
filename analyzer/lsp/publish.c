// SPDX-License-Identifier: MIT
// Sending diagnostics: of open files each version, of others what has changed.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"

#include <stdlib.h>
#include <string.h>

static struct published *published_of(struct engine *engine, const char *path) {
  for (uint32_t i = 0; i < engine->published_count; i++)
    if (!strcmp(engine->published[i].path, path))
      return &engine->published[i];
  GROW(engine->published, engine->published_count, engine->published_capacity);
  struct published *published = &engine->published[engine->published_count++];
  *published = (struct published){.path = xstrdup(path), .version = -1};
  return published;
}

void published_free(struct engine *engine) {
  for (uint32_t i = 0; i < engine->published_count; i++)
    free(engine->published[i].path);
  free(engine->published);
}

static uint64_t hash_of(const json_t *diagnostics) {
  char *text = json_dumps(diagnostics, JSON_COMPACT);
  uint64_t hash =
      text && json_array_size(diagnostics) ? hash_bytes(HASH_SEED, text, strlen(text)) | 1 : 0;
  free(text);
  return hash;
}

/// Sends the diagnostics, which are consumed, unless the editor has them already.
static void send(struct engine *engine, const char *path, const struct buffer *buffer,
                 json_t *diagnostics) {
  struct published *published = published_of(engine, path);
  json_int_t version = buffer ? buffer->version : -1;
  uint64_t hash = hash_of(diagnostics);
  uint64_t opened = buffer ? buffer->opened : 0; // editors forget what a closed file had
  bool known = published->hash == hash &&
               (!buffer || (published->version == version && published->opened == opened));
  // A text that the editor has changed meanwhile will be checked next.
  if (known || (buffer && !mailbox_is_current(buffer->uri, version))) {
    json_decref(diagnostics);
    return;
  }
  published->hash = hash;
  published->version = version;
  published->opened = opened;
  struct text uri = {0};
  if (buffer)
    text_puts(&uri, buffer->uri);
  else
    path_uri(path, &uri);
  json_t *params = json_pack("{s:s,s:o}", "uri", text_get(&uri), "diagnostics", diagnostics);
  if (buffer)
    json_object_set_new(params, "version", json_integer(version));
  rpc_notify("textDocument/publishDiagnostics", params);
  text_free(&uri);
}

static void publish_nothing(struct engine *engine, const char *path) {
  send(engine, path, NULL, json_array());
}

static void publish_open(struct engine *engine, struct shown_texts *shown) {
  for (uint32_t i = 0; i < engine->buffers.count; i++) {
    const struct buffer *buffer = engine->buffers.items[i];
    struct workspace *workspace = engine_workspace(engine, buffer->path);
    if (workspace && engine_settled(engine, buffer))
      send(engine, buffer->path, buffer, diagnostics_json(shown, workspace, buffer->path));
  }
}

/// The files that a round of publishing has been to.
struct round {
  struct engine *engine;
  struct shown_texts shown;
  struct map done; // of interned paths
  struct arena arena;
  struct interner names;
};

/// Publishes a file that is not open, once.
static void publish_file(struct round *round, struct workspace *workspace, const char *path) {
  struct engine *engine = round->engine;
  path = intern(&round->names, path);
  if (!path || map_get(&round->done, map_key(path), 0) || buffers_find(&engine->buffers, path))
    return;
  map_set(&round->done, map_key(path), 1);
  if (workspace && (engine->preferences.everywhere || workspace_problem_is_in(workspace, path)))
    send(engine, path, NULL, diagnostics_json(&round->shown, workspace, path));
  else
    publish_nothing(engine, path);
}

/// Files with findings that are not open, those that are to blame, and those that had some.
static void publish_closed(struct round *round) {
  struct engine *engine = round->engine;
  for (uint32_t w = 0; w < engine->workspace_count; w++) {
    struct workspace *workspace = engine->workspaces[w];
    for (uint32_t i = 0; i < workspace->findings.count; i++)
      publish_file(round, workspace, workspace->findings.items[i].loc.file);
    publish_file(round, workspace, workspace->problem_loc.file);
  }
  for (uint32_t i = 0; i < engine->published_count; i++)
    if (engine->published[i].hash)
      publish_file(round, NULL, engine->published[i].path);
}

void publish_all(struct engine *engine) {
  struct round round = {.engine = engine, .shown = {.engine = engine}};
  if (engine->client->pull)
    return; // the editor asks
  round.names.arena = &round.arena;
  publish_open(engine, &round.shown);
  publish_closed(&round);
  shown_free(&round.shown);
  map_free(&round.done);
  interner_free(&round.names);
  arena_free(&round.arena);
}
