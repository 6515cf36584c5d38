// SPDX-License-Identifier: MIT
// Workers of the engine: which unit is parsed next, by whom, from which texts; and waiting for
// answers and news together.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/rpc.h"
#include "analyzer/project/pool.h"
#include "analyzer/run/files.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_LANES = 32, FRONT = 0 };

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void lanes_start(struct engine *engine, struct text *error) {
  unsigned count = engine->options->jobs ? engine->options->jobs : pool_processors();
  if (!worker_find(files_worker(), &engine->worker, error))
    return;
  // One for open files, and at least one for the others.
  engine->lane_count = count < 2 ? 2 : count > MAX_LANES ? MAX_LANES : count;
  engine->lanes = xcalloc(engine->lane_count, sizeof *engine->lanes);
}

void lanes_stop(struct engine *engine) {
  for (uint32_t i = 0; i < engine->lane_count; i++)
    worker_end(&engine->lanes[i].process, true, NULL);
  free(engine->lanes);
  engine->lanes = NULL;
  engine->lane_count = 0;
  text_free(&engine->worker);
}

void lanes_forget(struct engine *engine, const struct workspace *workspace,
                  const struct part *part) {
  for (uint32_t i = 0; i < engine->lane_count; i++) {
    struct lane *lane = &engine->lanes[i];
    if (lane->part && lane->workspace == workspace && (!part || lane->part == part))
      lane->discard = true;
  }
}

// ---- giving work ----

/// The texts that differ from the disk, and that of the unit itself.
static struct worker_text *collect_texts(const struct engine *engine, const struct part *part,
                                         size_t *count) {
  struct worker_text *texts = xcalloc((size_t)engine->buffers.count + 1, sizeof *texts);
  *count = 0;
  for (uint32_t i = 0; i < engine->buffers.count; i++) {
    const struct buffer *buffer = engine->buffers.items[i];
    if (buffer->dirty || !strcmp(buffer->path, part->which.path))
      texts[(*count)++] =
          (struct worker_text){buffer->path, text_get(&buffer->text), buffer->text.length};
  }
  return texts;
}

static void give(struct engine *engine, struct lane *lane, struct workspace *workspace,
                 struct part *part) {
  struct text error = {0};
  if (!lane->process.pid && !worker_start(&lane->process, engine->worker.data, &error)) {
    workspace_take_failure(workspace, part, text_get(&error));
    text_free(&error);
    return;
  }
  bool front = lane == &engine->lanes[FRONT];
  size_t count;
  struct worker_text *texts = collect_texts(engine, part, &count);
  worker_ask_texts(&lane->process, &part->which, texts, count, front);
  free(texts);
  lane->only_keep = !part->stale;
  lane->workspace = workspace;
  lane->part = part;
  lane->discard = false;
  lane->deadline = now() + (int64_t)engine->options->timeout * 1000;
  part->running = true;
  part->known = false;
  part->kept |= front;
  part->tried = engine->buffers.serial;
}

/// The stale unit of the file that was changed last.
static struct part *next_front(struct engine *engine, struct workspace **workspace) {
  struct part *best = NULL;
  uint64_t serial = 0;
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    for (uint32_t p = 0; p < engine->workspaces[w]->part_count; p++) {
      struct part *part = engine->workspaces[w]->parts[p];
      if (!part->stale || part->running || !part->front)
        continue;
      const struct buffer *buffer = buffers_find(&engine->buffers, part->which.path);
      uint64_t own = buffer ? buffer->serial : 0;
      if (best && own <= serial)
        continue;
      best = part;
      serial = own;
      *workspace = engine->workspaces[w];
    }
  return best;
}

/// An open unit that is known from the store but is not kept parsed yet.
static struct part *next_to_keep(struct engine *engine, struct workspace **workspace) {
  for (uint32_t i = 0; i < engine->buffers.count; i++)
    for (uint32_t w = 0; w < engine->workspace_count; w++) {
      struct part *part = workspace_part(engine->workspaces[w], engine->buffers.items[i]->path);
      if (!part || part->kept || part->running)
        continue;
      *workspace = engine->workspaces[w];
      return part;
    }
  return NULL;
}

static struct part *next_back(struct engine *engine, struct workspace **workspace) {
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    for (uint32_t p = 0; p < engine->workspaces[w]->part_count; p++) {
      struct part *part = engine->workspaces[w]->parts[p];
      if (!part->stale || part->running || part->front || part->unread)
        continue;
      *workspace = engine->workspaces[w];
      return part;
    }
  return NULL;
}

void lanes_fill(struct engine *engine) {
  struct workspace *workspace = NULL;
  for (uint32_t i = 0; i < engine->lane_count; i++) {
    struct lane *lane = &engine->lanes[i];
    while (!lane->part) {
      struct part *part =
          i == FRONT ? next_front(engine, &workspace) : next_back(engine, &workspace);
      if (!part && i == FRONT)
        part = next_to_keep(engine, &workspace);
      if (!part)
        break;
      give(engine, lane, workspace, part);
    }
  }
}

// ---- what is in front ----

/// The unit that stands for an open file: its own, or for a header the first that includes it.
static struct part *part_of(struct workspace *workspace, const char *path) {
  struct part *part = workspace_part(workspace, path);
  for (uint32_t i = 0; i < workspace->part_count && !part; i++)
    if (workspace_includes(workspace, workspace->parts[i], path))
      part = workspace->parts[i];
  return part;
}

void lanes_mark_front(struct engine *engine) {
  for (uint32_t w = 0; w < engine->workspace_count; w++) {
    struct workspace *workspace = engine->workspaces[w];
    for (uint32_t p = 0; p < workspace->part_count; p++)
      workspace->parts[p]->front = false;
    for (uint32_t b = 0; b < engine->buffers.count; b++) {
      struct part *part = part_of(workspace, engine->buffers.items[b]->path);
      if (part)
        part->front = true;
    }
  }
}

bool engine_busy(const struct workspace *workspace, bool front) {
  for (uint32_t i = 0; i < workspace->part_count; i++)
    if (workspace->parts[i]->stale && workspace->parts[i]->front == front)
      return true;
  return false;
}

// ---- taking answers ----

static void finish(struct engine *engine, struct lane *lane) {
  lane->part->running = false;
  engine->changed = true;
  engine->changed_in_front |= lane->part->front;
  // Another text came while this one was parsed: it goes on from here.
  workspace_compare(lane->workspace, &engine->buffers);
  workspace_check_disk(lane->workspace, lane->part, &engine->buffers);
}

/// What the worker for open files kept is gone with it.
static void forget_kept(struct engine *engine) {
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    for (uint32_t p = 0; p < engine->workspaces[w]->part_count; p++)
      engine->workspaces[w]->parts[p]->kept = false;
}

/// After a crash in the worker for open files: what that has gone through may be the reason, so the
/// unit is tried once more in a fresh one. False when it was, or when it is another worker.
static bool try_again(struct engine *engine, struct lane *lane, struct part *part) {
  if (lane != &engine->lanes[FRONT] || part->again) {
    part->again = false;
    return false;
  }
  part->again = part->stale = true;
  part->running = false;
  return true;
}

/// True when the store has told already what comes of the unit.
static bool is_only_kept(const struct lane *lane) {
  return lane->only_keep || (lane->part->known && !lane->part->stale);
}

static void take_answer(struct engine *engine, struct lane *lane) {
  const struct text *reply = &lane->process.reply;
  struct part *part = lane->part;
  bool only_kept = !lane->discard && is_only_kept(lane);
  lane->part = NULL;
  if (lane->discard)
    return;
  if (only_kept) {
    part->running = false;
    return;
  }
  bool sound = workspace_take(lane->workspace, part, reply->data + 4, reply->length - 4);
  bool crashed = part->unit->failure && !strcmp(part->unit->failure, IR_FAILURE_CRASHED);
  part->crashed = crashed;
  if (!sound || crashed) {
    worker_end(&lane->process, true, NULL);
    if (lane == &engine->lanes[FRONT])
      forget_kept(engine);
  }
  if (crashed && try_again(engine, lane, part))
    return;
  part->again = false;
  lane->part = part;
  finish(engine, lane);
  lane->part = NULL;
}

/// The worker is gone, or has to go.
static void lose_worker(struct engine *engine, struct lane *lane, bool hung) {
  struct text how = {0}, reason = {0};
  int status = worker_end(&lane->process, true, &how);
  if (hung)
    text_printf(&reason, "no answer within %u s", engine->options->timeout);
  else if (status < 0)
    text_printf(&reason, "libclang crashed (%s)", text_get(&how));
  else
    text_printf(&reason, "the worker ended with %s", text_get(&how));
  if (lane == &engine->lanes[FRONT])
    forget_kept(engine);
  bool again = !hung && lane->part && !lane->discard && !is_only_kept(lane) &&
               try_again(engine, lane, lane->part);
  if (lane->part && !lane->discard && !again) {
    rpc_log("%s: %s", lane->part->which.path, reason.data);
    lane->part->kept = true; // not tried again until a text changes
    lane->part->crashed = !hung;
    workspace_take_failure(lane->workspace, lane->part, reason.data);
    finish(engine, lane);
  }
  lane->part = NULL;
  text_free(&how);
  text_free(&reason);
}

static void advance(struct engine *engine, struct lane *lane, short events) {
  enum worker_progress progress = WORKER_WAITS;
  if (events & (POLLIN | POLLHUP | POLLERR))
    progress = worker_read(&lane->process);
  if (progress == WORKER_WAITS && worker_write(&lane->process) == WORKER_GONE)
    progress = worker_read(&lane->process) == WORKER_DONE ? WORKER_DONE : WORKER_GONE;
  if (progress == WORKER_DONE)
    take_answer(engine, lane);
  else if (progress == WORKER_GONE)
    lose_worker(engine, lane, false);
  else if (now() >= lane->deadline)
    lose_worker(engine, lane, true);
}

void lanes_wait(struct engine *engine, bool patiently) {
  struct pollfd polled[2 + 2 * MAX_LANES];
  int64_t nearest = INT64_MAX, moment = now();
  nfds_t count = 0;
  polled[count++] = (struct pollfd){mailbox_descriptor(), POLLIN, 0};
  polled[count++] = (struct pollfd){engine->watch.fd, POLLIN, 0};
  for (uint32_t i = 0; i < engine->lane_count; i++) {
    struct lane *lane = &engine->lanes[i];
    bool writes = lane->part && lane->process.sent < lane->process.request.length;
    polled[count++] = (struct pollfd){lane->part ? lane->process.out : -1, POLLIN, 0};
    polled[count++] = (struct pollfd){writes ? lane->process.in : -1, POLLOUT, 0};
    if (lane->part && lane->deadline < nearest)
      nearest = lane->deadline;
  }
  int64_t left = nearest == INT64_MAX ? -1 : nearest > moment ? nearest - moment : 0;
  left = !patiently ? 0 : left > 1000000 ? 1000000 : left;
  if (poll(polled, count, (int)left) < 0)
    return;
  for (uint32_t i = 0; i < engine->lane_count; i++)
    if (engine->lanes[i].part)
      advance(engine, &engine->lanes[i], polled[2 + 2 * i].revents);
}
