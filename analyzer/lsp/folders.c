// SPDX-License-Identifier: MIT
// What the program is made of: folders, open files, files of the disk, settings; and what news of
// them means.
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/rpc.h"

#include <stdlib.h>
#include <string.h>

// ---- folders ----

struct workspace *engine_workspace(struct engine *engine, const char *path) {
  struct workspace *nearest = NULL;
  for (uint32_t i = 0; i < engine->workspace_count; i++) {
    struct workspace *workspace = engine->workspaces[i];
    if (workspace_part(workspace, path))
      return workspace;
    size_t length = strlen(workspace->root);
    bool above = !strncmp(workspace->root, path, length) && path[length] == '/';
    if (above && (!nearest || length > strlen(nearest->root)))
      nearest = workspace;
  }
  for (uint32_t i = 0; i < engine->workspace_count && !nearest; i++)
    for (uint32_t p = 0; p < engine->workspaces[i]->part_count && !nearest; p++)
      if (workspace_includes(engine->workspaces[i], engine->workspaces[i]->parts[p], path))
        nearest = engine->workspaces[i];
  return nearest;
}

/// Shows the problem of a folder, once.
static void say_problem(struct engine *engine, const struct workspace *workspace) {
  const char *problem = workspace->problem;
  const char *said = json_string_value(json_object_get(engine->said, workspace->root));
  if (problem && (!said || strcmp(said, problem) != 0))
    rpc_notify("window/showMessage", json_pack("{s:i,s:s}", "type", 1, "message", problem));
  json_object_set_new(engine->said, workspace->root, problem ? json_string(problem) : json_null());
}

/// The command's options with what the editor's settings say.
static struct options present_options(const struct engine *engine, const char **rule_list) {
  struct options options = *engine->options;
  if (engine->build.length)
    options.build = engine->build.data;
  if (engine->rules.length) {
    *rule_list = engine->rules.data;
    options.rules = (struct word_list){1, 1, rule_list};
  }
  return options;
}

static void add_folder(struct engine *engine, const char *path) {
  for (uint32_t i = 0; i < engine->workspace_count; i++)
    if (!strcmp(engine->workspaces[i]->root, path)) {
      engine->workspaces[i]->implied = false;
      return;
    }
  const char *rule_list;
  struct options options = present_options(engine, &rule_list);
  GROW(engine->workspaces, engine->workspace_count, engine->workspace_capacity);
  struct workspace *workspace = workspace_open(path, &options);
  engine->workspaces[engine->workspace_count++] = workspace;
  engine->changed = engine->changed_in_front = engine->unasked = true;
  say_problem(engine, workspace);
}

static void remove_folder(struct engine *engine, uint32_t at) {
  struct workspace *workspace = engine->workspaces[at];
  lanes_forget(engine, workspace, NULL);
  engine->workspace_count--;
  memmove(engine->workspaces + at, engine->workspaces + at + 1,
          sizeof *engine->workspaces * (engine->workspace_count - at));
  workspace_close(workspace);
  engine->changed = engine->changed_in_front = engine->unasked = true;
}

/// Reads databases, configurations and contracts again. Units come back from the store.
static void reload(struct engine *engine) {
  json_t *roots = json_array();
  while (engine->workspace_count) {
    struct workspace *workspace = engine->workspaces[0];
    workspace_store(workspace, &engine->buffers, UINT32_MAX);
    if (!workspace->implied) // those come again with the open files in them
      json_array_append_new(roots, json_stringn_nocheck(workspace->root, strlen(workspace->root)));
    remove_folder(engine, 0);
  }
  size_t i;
  json_t *root;
  json_array_foreach(roots, i, root) {
    add_folder(engine, json_string_value(root));
  }
  json_decref(roots);
}

static void change_folders(struct engine *engine, const json_t *added, const json_t *removed) {
  size_t i;
  json_t *path;
  json_array_foreach(removed, i, path) {
    for (uint32_t w = 0; w < engine->workspace_count; w++)
      if (!strcmp(engine->workspaces[w]->root, json_string_value(path))) {
        remove_folder(engine, w);
        break;
      }
  }
  json_array_foreach(added, i, path) {
    add_folder(engine, json_string_value(path));
  }
}

// ---- open files ----

static bool is_source(const char *path) {
  size_t length = strlen(path);
  return length > 2 && !strcmp(path + length - 2, ".c");
}

/// A folder for a file that lies in none that is open.
static struct workspace *make_folder(struct engine *engine, const char *path) {
  char *folder = xstrdup(path);
  char *slash = strrchr(folder, '/');
  slash[slash == folder] = '\0';
  add_folder(engine, folder);
  free(folder);
  struct workspace *workspace = engine->workspaces[engine->workspace_count - 1];
  workspace->implied = true;
  return workspace;
}

/// Folders that nobody opened go with the last open file in them.
static void drop_folders(struct engine *engine) {
  for (uint32_t w = engine->workspace_count; w-- > 0;) {
    bool used = !engine->workspaces[w]->implied;
    for (uint32_t i = 0; i < engine->buffers.count && !used; i++)
      used = engine_workspace(engine, engine->buffers.items[i]->path) == engine->workspaces[w];
    if (!used)
      remove_folder(engine, w);
  }
}

/// Every open C file is a unit, also those in no database.
static void guess_units(struct engine *engine) {
  for (uint32_t i = 0; i < engine->buffers.count; i++) {
    const char *path = engine->buffers.items[i]->path;
    if (!is_source(path))
      continue;
    struct workspace *workspace = engine_workspace(engine, path);
    if (!workspace)
      workspace = make_folder(engine, path);
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
static void close_file(struct engine *engine, struct workspace *workspace, const char *path) {
  struct part *part = workspace_part(workspace, path);
  if (part && part->guessed) {
    lanes_forget(engine, workspace, part);
    workspace_drop(workspace, part);
    return;
  }
  if (part)
    part->kept = false;
  workspace_changed_on_disk(workspace, path);
}

static void close_files(struct engine *engine, const json_t *closed) {
  size_t i;
  json_t *path;
  json_array_foreach(closed, i, path) {
    for (uint32_t w = 0; w < engine->workspace_count; w++)
      close_file(engine, engine->workspaces[w], json_string_value(path));
    engine->changed = engine->changed_in_front = engine->unasked = true;
  }
}

static void take_documents(struct engine *engine) {
  json_t *closed = json_array();
  mailbox_update(&engine->buffers, closed);
  close_files(engine, closed);
  if (json_array_size(closed))
    drop_folders(engine);
  json_decref(closed);
}

/// A file of the disk was written, moved or removed.
static void take_file(struct engine *engine, const char *path) {
  const struct buffer *buffer = buffers_find(&engine->buffers, path);
  if (buffer) // what is open counts; whether it is what the disk has is found out again
    mailbox_save_document(buffer->uri);
  engine->unasked |= !buffer;
  for (uint32_t w = 0; w < engine->workspace_count && !buffer; w++)
    workspace_changed_on_disk(engine->workspaces[w], path);
}

static void take_files(struct engine *engine, const json_t *files) {
  size_t i;
  json_t *path;
  json_array_foreach(files, i, path) {
    take_file(engine, json_string_value(path));
  }
}

/// True for what an editor is asked to tell of, and for other files of the program.
static bool is_of_interest(const struct engine *engine, const char *path) {
  size_t length = strlen(path);
  bool found = length > 2 && (!strcmp(path + length - 2, ".c") || !strcmp(path + length - 2, ".h"));
  for (uint32_t w = 0; w < engine->workspace_count && !found; w++)
    found = interned(&engine->workspaces[w]->names, path) != NULL;
  return found;
}

static void take_watched(void *data, const char *path) {
  struct engine *engine = data;
  if (!path || watch_is_surrounding(path))
    engine->read_again = true;
  else if (is_of_interest(engine, path))
    take_file(engine, path);
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

static void take_settings(struct engine *engine, const json_t *settings) {
  const json_t *own = json_object_get(settings, "asyncLint");
  settings = own ? own : settings;
  const char *scope = rpc_get_string(settings, "diagnostics");
  engine->preferences.everywhere = !scope || strcmp(scope, "open") != 0;
  engine->preferences.hints = switched(settings, "inlayHints", true);
  engine->preferences.lenses = switched(settings, "codeLens", true);
  bool again = set_text(&engine->build, rpc_get_string(settings, "build"));
  again |= set_text(&engine->rules, rpc_get_string(settings, "rules"));
  if (again)
    reload(engine);
  engine->changed = engine->changed_in_front = engine->unasked = true;
}

// ---- all of it ----

void engine_take_surroundings(struct engine *engine, const struct news *news) {
  if (news->settings)
    take_settings(engine, news->settings);
  change_folders(engine, news->added, news->removed);
  watch_read(&engine->watch, take_watched, engine);
  if (news->reload || engine->read_again)
    reload(engine);
  engine->read_again = false;
  if (news->documents) {
    take_documents(engine);
    engine->changed = engine->changed_in_front = true;
  }
  take_files(engine, news->files);
  guess_units(engine);
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    workspace_compare(engine->workspaces[w], &engine->buffers);
}
