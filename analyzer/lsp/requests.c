// SPDX-License-Identifier: MIT
// Requests that wait in the engine until what they need is known.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"

#include <string.h>

void engine_append_jobs(struct engine *engine, struct job *jobs) {
  struct job **at = &engine->jobs;
  while (*at)
    at = &(*at)->next;
  *at = jobs;
}

void engine_cancel_jobs(struct engine *engine, const json_t *ids) {
  size_t i;
  json_t *id;
  json_array_foreach(ids, i, id) {
    for (struct job **at = &engine->jobs; *at; at = &(*at)->next) {
      struct job *job = *at;
      if (!json_equal(job->id, id))
        continue;
      *at = job->next;
      engine_end_progress(job);
      rpc_fail(job->id, RPC_REQUEST_CANCELLED, "cancelled");
      job_free(job);
      break;
    }
  }
}

bool engine_settled(struct engine *engine, const struct buffer *buffer) {
  struct workspace *workspace = engine_workspace(engine, buffer->path);
  if (!workspace)
    return true;
  for (uint32_t i = 0; i < workspace->part_count; i++)
    if (workspace->parts[i]->stale &&
        (!strcmp(workspace->parts[i]->which.path, buffer->path) ||
         workspace_includes(workspace, workspace->parts[i], buffer->path)))
      return false;
  return true;
}

static bool all_settled(const struct engine *engine) {
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    if (engine_busy(engine->workspaces[w], true) || engine_busy(engine->workspaces[w], false))
      return false;
  return !engine->changed;
}

static bool is_ready(struct engine *engine, const struct question *question, enum need need) {
  if (need == NEED_ALL)
    return all_settled(engine);
  if (need != NEED_FILE || !question->workspace)
    return true;
  return !engine->changed_in_front && !engine_busy(question->workspace, true) &&
         (!question->buffer || engine_settled(engine, question->buffer));
}

/// Answers the request if that is possible now.
static bool answer(struct engine *engine, struct job *job) {
  const char *uri = rpc_get_string(job->params, "textDocument.uri");
  struct text path = {0};
  struct question question = {.engine = engine, .params = job->params};
  if (uri && uri_path(uri, &path)) {
    question.path = path.data;
    question.workspace = engine_workspace(engine, path.data);
    question.buffer = buffers_find(&engine->buffers, path.data);
  }
  if (question.buffer)
    lines_find(&question.lines, text_get(&question.buffer->text), question.buffer->text.length);
  bool wait = !is_ready(engine, &question, job->feature->need);
  json_t *result = wait ? NULL : job->feature->answer(&question, &wait);
  bool outdated = !wait && job->feature->need == NEED_FILE && question.buffer &&
                  !mailbox_is_current(question.buffer->uri, question.buffer->version);
  if (outdated) { // another text is on its way: the answer would be about the old one
    json_decref(result);
    wait = true;
  }
  if (!wait) {
    engine_end_progress(job);
    rpc_reply(job->id, result);
  }
  lines_free(&question.lines);
  text_free(&path);
  return !wait;
}

void engine_answer_jobs(struct engine *engine) {
  for (struct job **at = &engine->jobs; *at;) {
    struct job *job = *at;
    if (!answer(engine, job)) {
      at = &job->next;
      continue;
    }
    *at = job->next;
    job_free(job);
  }
}
