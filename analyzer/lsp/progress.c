// SPDX-License-Identifier: MIT
// Telling how far the check is: with a token of ours while many units are parsed, and with the
// editor's own token for a request that waits for them.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/rpc.h"

#include <stdio.h>

void engine_report(const json_t *token, json_t *value) {
  rpc_notify("$/progress", json_pack("{s:O,s:o}", "token", token, "value", value));
}

const json_t *engine_token(const json_t *params, const char *member) {
  const json_t *token = json_object_get(params, member);
  return json_is_string(token) || json_is_integer(token) ? token : NULL;
}

static uint32_t stale_units(const struct engine *engine) {
  uint32_t count = 0;
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    for (uint32_t p = 0; p < engine->workspaces[w]->part_count; p++)
      count += engine->workspaces[w]->parts[p]->stale && !engine->workspaces[w]->parts[p]->unread;
  return count;
}

// ---- what is said ----

static void say_begin(const json_t *token) {
  engine_report(
      token, json_pack("{s:s,s:s,s:i}", "kind", "begin", "title", "async-lint", "percentage", 0));
}

static void say_report(const struct engine *engine, const json_t *token) {
  char message[64];
  uint32_t done = engine->total - engine->left;
  snprintf(message, sizeof message, "%u of %u units", done, engine->total);
  engine_report(token, json_pack("{s:s,s:s,s:i}", "kind", "report", "message", message,
                                 "percentage", (int)(100 * (uint64_t)done / engine->total)));
}

static void say_end(const json_t *token) {
  engine_report(token, json_pack("{s:s}", "kind", "end"));
}

// ---- to whom ----

/// A token of ours, for the editor to show.
static json_t *own_token(const struct engine *engine) {
  return json_sprintf("async-lint/%u", engine->progress);
}

static void begin_own(struct engine *engine) {
  engine->busy = true;
  engine->progress++;
  json_t *token = own_token(engine);
  rpc_request(json_string_value(token), "window/workDoneProgress/create",
              json_pack("{s:O}", "token", token));
  say_begin(token);
  json_decref(token);
}

static void show_own(struct engine *engine) {
  enum { WORTH_SHOWING = 4 }; // units
  if (!engine->client->progress || (!engine->busy && engine->left < WORTH_SHOWING))
    return;
  if (!engine->busy)
    begin_own(engine);
  json_t *token = own_token(engine);
  say_report(engine, token);
  if (!engine->left) {
    say_end(token);
    engine->busy = false;
  }
  json_decref(token);
}

/// A request that came with a token hears of what it waits for.
static void show_job(const struct engine *engine, struct job *job) {
  const json_t *token = engine_token(job->params, "workDoneToken");
  if (!token || (!job->shown && !engine->left))
    return;
  if (!job->shown)
    say_begin(token);
  job->shown = true;
  say_report(engine, token);
  if (!engine->left)
    engine_end_progress(job);
}

void engine_end_progress(struct job *job) {
  if (job->shown)
    say_end(engine_token(job->params, "workDoneToken"));
  job->shown = false;
}

void engine_show_progress(struct engine *engine) {
  uint32_t left = stale_units(engine);
  bool changed = left != engine->left;
  engine->left = left;
  if (left > engine->total)
    engine->total = left;
  if (changed)
    show_own(engine);
  for (struct job *job = engine->jobs; job; job = job->next)
    if (changed || !job->shown)
      show_job(engine, job);
  if (!left)
    engine->total = 0;
}
