// SPDX-License-Identifier: MIT
// The thread that checks. One loop: take news, give work to workers, analyse when the open files
// are up to date, answer what can be answered, wait.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct engine engine;
static pthread_t thread;

// ---- folders ----

struct workspace *engine_workspace(struct engine *self, const char *path) {
  struct workspace *nearest = NULL;
  for (uint32_t i = 0; i < self->workspace_count; i++) {
    struct workspace *workspace = self->workspaces[i];
    if (workspace_part(workspace, path))
      return workspace;
    size_t length = strlen(workspace->root);
    bool above = !strncmp(workspace->root, path, length) && path[length] == '/';
    if (above && (!nearest || length > strlen(nearest->root)))
      nearest = workspace;
  }
  for (uint32_t i = 0; i < self->workspace_count && !nearest; i++)
    for (uint32_t p = 0; p < self->workspaces[i]->part_count && !nearest; p++)
      if (workspace_includes(self->workspaces[i], self->workspaces[i]->parts[p], path))
        nearest = self->workspaces[i];
  return nearest;
}

/// Shows the problem of a folder, once.
static void say_problem(struct engine *self, const struct workspace *workspace) {
  const char *problem = workspace->problem;
  const char *said = json_string_value(json_object_get(self->said, workspace->root));
  if (problem && (!said || strcmp(said, problem) != 0))
    rpc_notify("window/showMessage", json_pack("{s:i,s:s}", "type", 1, "message", problem));
  json_object_set_new(self->said, workspace->root, problem ? json_string(problem) : json_null());
}

/// The command's options with what the editor's settings say.
static struct options present_options(const struct engine *self, const char **rule_list) {
  struct options options = *self->options;
  if (self->build.length)
    options.build = self->build.data;
  if (self->rules.length) {
    *rule_list = self->rules.data;
    options.rules = (struct word_list){1, 1, rule_list};
  }
  return options;
}

static void add_folder(struct engine *self, const char *path) {
  for (uint32_t i = 0; i < self->workspace_count; i++)
    if (!strcmp(self->workspaces[i]->root, path)) {
      self->workspaces[i]->implied = false;
      return;
    }
  const char *rule_list;
  struct options options = present_options(self, &rule_list);
  GROW(self->workspaces, self->workspace_count, self->workspace_capacity);
  struct workspace *workspace = workspace_open(path, &options);
  self->workspaces[self->workspace_count++] = workspace;
  self->changed = self->changed_in_front = true;
  say_problem(self, workspace);
}

static void remove_folder(struct engine *self, uint32_t at) {
  struct workspace *workspace = self->workspaces[at];
  lanes_forget(self, workspace, NULL);
  self->workspace_count--;
  memmove(self->workspaces + at, self->workspaces + at + 1,
          sizeof *self->workspaces * (self->workspace_count - at));
  workspace_close(workspace);
  self->changed = self->changed_in_front = true;
}

/// Reads databases, configurations and contracts again. Units come back from the store.
static void reload(struct engine *self) {
  json_t *roots = json_array();
  while (self->workspace_count) {
    struct workspace *workspace = self->workspaces[0];
    workspace_store(workspace, &self->buffers, UINT32_MAX);
    if (!workspace->implied) // those come again with the open files in them
      json_array_append_new(roots, json_stringn_nocheck(workspace->root, strlen(workspace->root)));
    remove_folder(self, 0);
  }
  size_t i;
  json_t *root;
  json_array_foreach(roots, i, root) {
    add_folder(self, json_string_value(root));
  }
  json_decref(roots);
}

static void change_folders(struct engine *self, const json_t *added, const json_t *removed) {
  size_t i;
  json_t *path;
  json_array_foreach(removed, i, path) {
    for (uint32_t w = 0; w < self->workspace_count; w++)
      if (!strcmp(self->workspaces[w]->root, json_string_value(path))) {
        remove_folder(self, w);
        break;
      }
  }
  json_array_foreach(added, i, path) {
    add_folder(self, json_string_value(path));
  }
}

// ---- open files ----

static bool is_source(const char *path) {
  size_t length = strlen(path);
  return length > 2 && !strcmp(path + length - 2, ".c");
}

/// A folder for a file that lies in none that is open.
static struct workspace *make_folder(struct engine *self, const char *path) {
  char *folder = xstrdup(path);
  char *slash = strrchr(folder, '/');
  slash[slash == folder] = '\0';
  add_folder(self, folder);
  free(folder);
  struct workspace *workspace = self->workspaces[self->workspace_count - 1];
  workspace->implied = true;
  return workspace;
}

/// Folders that nobody opened go with the last open file in them.
static void drop_folders(struct engine *self) {
  for (uint32_t w = self->workspace_count; w-- > 0;) {
    bool used = !self->workspaces[w]->implied;
    for (uint32_t i = 0; i < self->buffers.count && !used; i++)
      used = engine_workspace(self, self->buffers.items[i]->path) == self->workspaces[w];
    if (!used)
      remove_folder(self, w);
  }
}

/// Every open C file is a unit, also those in no database.
static void guess_units(struct engine *self) {
  for (uint32_t i = 0; i < self->buffers.count; i++) {
    const char *path = self->buffers.items[i]->path;
    if (!is_source(path))
      continue;
    struct workspace *workspace = engine_workspace(self, path);
    if (!workspace)
      workspace = make_folder(self, path);
    if (workspace->unread_count) // what they include is not known yet
      continue;
    bool known = workspace->problem || workspace_part(workspace, path);
    for (uint32_t p = 0; p < workspace->part_count && !known; p++)
      known = workspace_includes(workspace, workspace->parts[p], path); // `#include "part.c"`
    if (!known)
      workspace_guess(workspace, path);
  }
}

/// What was guessed for a file goes with it; what others see of it is the disk again.
static void close_file(struct engine *self, struct workspace *workspace, const char *path) {
  struct part *part = workspace_part(workspace, path);
  if (part && part->guessed) {
    lanes_forget(self, workspace, part);
    workspace_drop(workspace, part);
    return;
  }
  if (part)
    part->kept = false;
  workspace_changed_on_disk(workspace, path);
}

static void close_files(struct engine *self, const json_t *closed) {
  size_t i;
  json_t *path;
  json_array_foreach(closed, i, path) {
    for (uint32_t w = 0; w < self->workspace_count; w++)
      close_file(self, self->workspaces[w], json_string_value(path));
    self->changed = self->changed_in_front = true;
  }
}

static void take_documents(struct engine *self) {
  json_t *closed = json_array();
  mailbox_update(&self->buffers, closed);
  close_files(self, closed);
  if (json_array_size(closed))
    drop_folders(self);
  json_decref(closed);
}

/// A file of the disk was written, moved or removed.
static void take_file(struct engine *self, const char *path) {
  const struct buffer *buffer = buffers_find(&self->buffers, path);
  if (buffer) // what is open counts; whether it is what the disk has is found out again
    mailbox_save_document(buffer->uri);
  for (uint32_t w = 0; w < self->workspace_count && !buffer; w++)
    workspace_changed_on_disk(self->workspaces[w], path);
}

static void take_files(struct engine *self, const json_t *files) {
  size_t i;
  json_t *path;
  json_array_foreach(files, i, path) {
    take_file(self, json_string_value(path));
  }
}

/// True for what an editor is asked to tell of, and for other files of the program.
static bool is_of_interest(const struct engine *self, const char *path) {
  size_t length = strlen(path);
  bool found = length > 2 && (!strcmp(path + length - 2, ".c") || !strcmp(path + length - 2, ".h"));
  for (uint32_t w = 0; w < self->workspace_count && !found; w++)
    found = interned(&self->workspaces[w]->names, path) != NULL;
  return found;
}

static void take_watched(void *data, const char *path) {
  struct engine *self = data;
  if (!path || watch_is_surrounding(path))
    self->read_again = true;
  else if (is_of_interest(self, path))
    take_file(self, path);
}

// ---- settings ----

static bool switched(const json_t *settings, const char *name, bool otherwise) {
  const json_t *value = json_object_get(settings, name);
  return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

static bool set_text(struct text *text, const char *value) {
  value = value ? value : "";
  if (!strcmp(text_get(text), value))
    return false;
  text->length = 0;
  text_puts(text, value);
  return true;
}

static void take_settings(struct engine *self, const json_t *settings) {
  const json_t *own = json_object_get(settings, "asyncLint");
  settings = own ? own : settings;
  const char *scope = rpc_get_string(settings, "diagnostics");
  self->preferences.everywhere = !scope || strcmp(scope, "open") != 0;
  self->preferences.hints = switched(settings, "inlayHints", true);
  self->preferences.lenses = switched(settings, "codeLens", true);
  bool again = set_text(&self->build, rpc_get_string(settings, "build"));
  again |= set_text(&self->rules, rpc_get_string(settings, "rules"));
  if (again)
    reload(self);
  self->changed = self->changed_in_front = true;
}

// ---- requests ----

static void append_jobs(struct engine *self, struct job *jobs) {
  struct job **at = &self->jobs;
  while (*at)
    at = &(*at)->next;
  *at = jobs;
}

static void cancel_jobs(struct engine *self, const json_t *ids) {
  size_t i;
  json_t *id;
  json_array_foreach(ids, i, id) {
    for (struct job **at = &self->jobs; *at; at = &(*at)->next) {
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

bool engine_settled(struct engine *self, const struct buffer *buffer) {
  struct workspace *workspace = engine_workspace(self, buffer->path);
  if (!workspace)
    return true;
  for (uint32_t i = 0; i < workspace->part_count; i++)
    if (workspace->parts[i]->stale &&
        (!strcmp(workspace->parts[i]->which.path, buffer->path) ||
         workspace_includes(workspace, workspace->parts[i], buffer->path)))
      return false;
  return true;
}

static bool all_settled(const struct engine *self) {
  for (uint32_t w = 0; w < self->workspace_count; w++)
    if (engine_busy(self->workspaces[w], true) || engine_busy(self->workspaces[w], false))
      return false;
  return !self->changed;
}

static bool is_ready(struct engine *self, const struct question *question, enum need need) {
  if (need == NEED_ALL)
    return all_settled(self);
  if (need != NEED_FILE || !question->workspace)
    return true;
  return !self->changed_in_front && !engine_busy(question->workspace, true) &&
         (!question->buffer || engine_settled(self, question->buffer));
}

/// Answers the request if that is possible now.
static bool answer(struct engine *self, struct job *job) {
  const char *uri = rpc_get_string(job->params, "textDocument.uri");
  struct text path = {0};
  struct question question = {.engine = self, .params = job->params};
  if (uri && uri_path(uri, &path)) {
    question.path = path.data;
    question.workspace = engine_workspace(self, path.data);
    question.buffer = buffers_find(&self->buffers, path.data);
  }
  if (question.buffer)
    lines_find(&question.lines, text_get(&question.buffer->text), question.buffer->text.length);
  bool wait = !is_ready(self, &question, job->feature->need);
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

static void answer_jobs(struct engine *self) {
  for (struct job **at = &self->jobs; *at;) {
    struct job *job = *at;
    if (!answer(self, job)) {
      at = &job->next;
      continue;
    }
    *at = job->next;
    job_free(job);
  }
}

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
  if (self->client->hint_refresh && self->preferences.hints)
    rpc_request("refresh/hints", "workspace/inlayHint/refresh", NULL);
  if (self->client->lens_refresh && self->preferences.lenses)
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
  if (in_back || self->analyses == 1) // what the editor asked for by itself is of this text already
    ask_again(self);
}

/// Takes the news; false when there will be no more.
static bool take_news(struct engine *self) {
  struct news news = mailbox_take();
  bool go_on = !news.quit;
  append_jobs(self, news.jobs);
  news.jobs = NULL;
  if (news.settings)
    take_settings(self, news.settings);
  change_folders(self, news.added, news.removed);
  watch_read(&self->watch, take_watched, self);
  if (news.reload || self->read_again)
    reload(self);
  self->read_again = false;
  if (news.documents) {
    take_documents(self);
    self->changed = self->changed_in_front = true;
  }
  take_files(self, news.files);
  guess_units(self);
  for (uint32_t w = 0; w < self->workspace_count; w++)
    workspace_compare(self->workspaces[w], &self->buffers);
  cancel_jobs(self, news.cancelled);
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
    answer_jobs(self);
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
