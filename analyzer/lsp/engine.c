// SPDX-License-Identifier: MIT
// The thread that checks. One loop: take news, give work to workers, analyse when the open files
// are up to date, answer what can be answered, wait.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/rpc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct engine engine;
static pthread_t thread;

// ---- the loop ----

/// True when an analysis now shows something new that is of the present texts.
static bool should_analyse(const struct engine *self) {
  bool back = false, first = self->analyses == 0;
  for (uint32_t w = 0; w < self->workspace_count; w++) {
    if (engine_busy(self->workspaces[w], true) || self->workspaces[w]->unread_count)
      return false;
    back |= engine_busy(self->workspaces[w], false);
  }
  return self->changed && (self->changed_in_front || first || !back);
}

static void ask_again(const struct engine *self) {
  if (self->client->pull && self->client->refresh)
    rpc_request("refresh/diagnostics", "workspace/diagnostic/refresh", NULL);
  if (self->client->hint_refresh && (self->preferences.hints || self->unasked))
    rpc_request("refresh/hints", "workspace/inlayHint/refresh", NULL);
  if (self->client->lens_refresh && (self->preferences.lenses || self->unasked))
    rpc_request("refresh/lenses", "workspace/codeLens/refresh", NULL);
}

static void analyse(struct engine *self) {
  bool in_back = !self->changed_in_front;
  for (uint32_t w = 0; w < self->workspace_count; w++)
    workspace_analyse(self->workspaces[w], &self->buffers);
  for (uint32_t w = 0; w < self->workspace_count; w++)
    watch_workspace(&self->watch, self->workspaces[w]);
  self->analyses++;
  self->changed = self->changed_in_front = false;
  publish_all(self);
  if (in_back || self->unasked || self->analyses == 1) // of an edit the editor asks by itself
    ask_again(self);
  self->unasked = false;
}

/// Takes the news; false when there will be no more.
static bool take_news(struct engine *self) {
  struct news news = mailbox_take();
  bool go_on = !news.quit;
  engine_append_jobs(self, news.jobs);
  news.jobs = NULL;
  engine_take_surroundings(self, &news);
  engine_cancel_jobs(self, news.cancelled);
  news_free(&news);
  return go_on;
}

bool engine_is_unstored(struct engine *self) {
  bool found = false;
  for (uint32_t w = 0; w < self->workspace_count && !found; w++)
    found = workspace_is_unstored(self->workspaces[w], &self->buffers);
  return found;
}

/// Takes a few units from the store, while workers parse open files. True when it did: the units
/// are to be compared with the open files, and there may be more.
static bool load_some(struct engine *self) {
  enum { AT_ONCE = 16 };
  bool some = false;
  for (uint32_t w = 0; w < self->workspace_count; w++) {
    some |= self->workspaces[w]->unread_count > 0;
    workspace_load(self->workspaces[w], &self->buffers, AT_ONCE);
  }
  return some;
}

/// Writes a few units, so that an edit that comes meanwhile does not wait for long; none while an
/// open file waits to be parsed. True when there may be more.
static bool store_some(struct engine *self) {
  enum { AT_ONCE = 4 };
  for (uint32_t w = 0; w < self->workspace_count; w++)
    if (engine_busy(self->workspaces[w], true))
      return false;
  bool some = engine_is_unstored(self);
  for (uint32_t w = 0; w < self->workspace_count && some; w++)
    workspace_store(self->workspaces[w], &self->buffers, AT_ONCE);
  return some;
}

static void *run(void *data) {
  struct engine *self = data;
  while (take_news(self)) {
    lanes_mark_front(self);
    lanes_fill(self);
    bool loaded = load_some(self);
    if (!loaded && should_analyse(self))
      analyse(self);
    engine_answer_jobs(self);
    engine_show_progress(self);
    lanes_wait(self, !loaded && !store_some(self));
  }
  return NULL;
}

bool engine_start(const struct options *options, const struct client *client, struct text *error) {
  enum { STACK = 64 << 20 }; // analysis recurses
  pthread_attr_t attributes;
  engine = (struct engine){.options = options,
                           .client = client,
                           .preferences = {.everywhere = true, .hints = true, .lenses = true}};
  engine.said = json_object();
  watch_open(&engine.watch, !client->watches);
  lanes_start(&engine, error);
  if (!engine.lane_count)
    return false;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  int failure = pthread_create(&thread, &attributes, run, &engine);
  pthread_attr_destroy(&attributes);
  if (failure)
    text_printf(error, "no thread can be started: %s", strerror(failure));
  return !failure;
}

void engine_stop(void) {
  mailbox_quit();
  pthread_join(thread, NULL);
  while (engine.jobs) {
    struct job *job = engine.jobs;
    engine.jobs = job->next;
    engine_end_progress(job);
    rpc_fail(job->id, RPC_REQUEST_CANCELLED, "the server ends");
    job_free(job);
  }
  lanes_stop(&engine);
  for (uint32_t w = 0; w < engine.workspace_count; w++) {
    workspace_store(engine.workspaces[w], &engine.buffers, UINT32_MAX);
    workspace_close(engine.workspaces[w]);
  }
  free(engine.workspaces);
  buffers_free(&engine.buffers);
  published_free(&engine);
  watch_close(&engine.watch);
  json_decref(engine.said);
  text_free(&engine.build);
  text_free(&engine.rules);
}
