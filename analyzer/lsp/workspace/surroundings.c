// SPDX-License-Identifier: MIT
// What is around the units of a folder: its compile database, configuration and contracts.
#include "analyzer/lsp/rpc.h"
#include "analyzer/lsp/workspace/workspace.h"
#include "analyzer/run/files.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DATABASE[] = "compile_commands.json";

/// The place that a message of the form `file:line:column: what` or `file:line: what` begins with.
static struct ir_location place_of(struct workspace *workspace, const char *message) {
  struct ir_location loc = {0};
  const char *colon = message;
  while ((colon = strchr(colon, ':')) && !(colon[1] >= '0' && colon[1] <= '9'))
    colon++;
  if (!colon)
    return loc;
  char *name = arena_printf(&workspace->name_arena, "%.*s", (int)(colon - message), message), *end;
  char *real = realpath(name, NULL);
  unsigned long line = strtoul(colon + 1, &end, 10);
  unsigned long column = *end == ':' ? strtoul(end + 1, NULL, 10) : 0;
  loc.line = loc.end_line = (uint32_t)line;
  loc.column = loc.end_column = column ? (uint32_t)column : 1;
  loc.file = intern(&workspace->names, real);
  free(real);
  return loc;
}

static void fail(struct workspace *workspace, const char *what) {
  free(workspace->problem);
  workspace->problem = xstrdup(what);
  workspace->problem_loc = place_of(workspace, what);
}

bool workspace_problem_is_in(const struct workspace *workspace, const char *path) {
  return workspace->problem_loc.file && !strcmp(workspace->problem_loc.file, path);
}

// ---- database ----

static bool has_database(const char *folder) {
  struct text path = {0};
  text_printf(&path, "%s/%s", folder, DATABASE);
  bool found = access(path.data, R_OK) == 0;
  text_free(&path);
  return found;
}

/// The newest database in a folder below `build/`.
static bool find_below_build(const char *root, struct text *folder) {
  struct text pattern = {0};
  glob_t found = {0};
  time_t newest = 0;
  text_printf(&pattern, "%s/build/*/%s", root, DATABASE);
  if (glob(pattern.data, 0, NULL, &found) == 0)
    for (size_t i = 0; i < found.gl_pathc; i++) {
      struct stat status;
      if (stat(found.gl_pathv[i], &status) != 0 || status.st_mtime <= newest)
        continue;
      newest = status.st_mtime;
      folder->length = 0;
      text_append(folder, found.gl_pathv[i], strlen(found.gl_pathv[i]) - sizeof DATABASE);
    }
  globfree(&found);
  text_free(&pattern);
  return newest != 0;
}

/// Where the database is: in the folder, in its `build/`, below that, or upward.
static bool find_database(const char *root, struct text *folder) {
  text_puts(folder, root);
  if (has_database(folder->data))
    return true;
  text_puts(folder, "/build");
  if (has_database(folder->data) || find_below_build(root, folder))
    return true;
  folder->length = 0;
  text_puts(folder, root);
  for (char *slash; (slash = strrchr(folder->data, '/')) && slash != folder->data;) {
    folder->length = (size_t)(slash - folder->data);
    *slash = '\0';
    if (has_database(folder->data))
      return true;
  }
  return false;
}

void workspace_open_project(struct workspace *workspace) {
  struct text folder = {0}, error = {0};
  const char *build = workspace->options.build;
  if (build && *build != '/')
    text_printf(&folder, "%s/%s", workspace->root, build);
  else if (build)
    text_puts(&folder, build);
  if (!build && !find_database(workspace->root, &folder)) {
    // Single files are checked all the same, with no arguments.
    rpc_log("%s: no %s: files are checked one by one", workspace->root, DATABASE);
  } else if (!project_open(&workspace->project, folder.data, &error)) {
    fail(workspace, text_get(&error));
  } else {
    rpc_log("%s: %u units of %s", workspace->root, workspace->project.count,
            workspace->project.database);
  }
  project_add_arguments(&workspace->project, workspace->options.extra_arguments.items,
                        workspace->options.extra_arguments.count);
  text_free(&folder);
  text_free(&error);
}

// ---- configuration and contracts ----

static void add_specs(struct workspace *workspace) {
  const struct config_words *more = &workspace->base->specs;
  const struct word_list own = workspace->options.specs;
  workspace->specs = xcalloc((size_t)more->count + own.count + 1, sizeof *workspace->specs);
  uint32_t count = 0;
  for (uint32_t i = 0; i < more->count; i++)
    workspace->specs[count++] = more->items[i].text;
  for (uint32_t i = 0; i < own.count; i++)
    workspace->specs[count++] = own.items[i];
  workspace->options.specs = (struct word_list){count, count, workspace->specs};
  workspace->options.stack_size = workspace->base->stack_size;
}

static bool choose_rules(struct workspace *workspace, struct text *error) {
  struct text list = {0};
  char unknown[64] = "";
  for (uint32_t i = 0; i < workspace->options.rules.count; i++)
    text_printf(&list, "%s%s", i ? "," : "", workspace->options.rules.items[i]);
  bool good = rule_selection_parse(&workspace->selection, text_get(&list), unknown);
  if (!good)
    text_printf(error, "unknown rule or group `%s`", unknown);
  text_free(&list);
  return good;
}

/// The rules that some file of the project has on.
static bool collect_rules(struct workspace *workspace, struct text *error) {
  for (unsigned i = 0; i < rule_count; i++)
    workspace->selection.on[i] = config_may_run(workspace->base, i);
  for (uint32_t u = 0; u < workspace->project.count; u++) {
    const struct config *config;
    if (!configs_of(&workspace->configs, workspace->project.units[u].path, &config, error))
      return false;
    for (unsigned i = 0; i < rule_count; i++)
      workspace->selection.on[i] |= config_may_run(config, i);
  }
  return true;
}

bool workspace_open_configuration(struct workspace *workspace) {
  struct text error = {0};
  workspace->configs.none = workspace->options.no_config;
  workspace->configs.forced = workspace->options.config;
  bool good = configs_find(&workspace->configs, workspace->root, &workspace->base, &error);
  if (good && workspace->base)
    add_specs(workspace);
  good = good && (workspace->options.rules.count ? choose_rules(workspace, &error)
                                                 : collect_rules(workspace, &error));
  workspace->spec = spec_create();
  good = good && files_read_specs(&workspace->options, workspace->spec, &error);
  if (!good)
    fail(workspace, text_get(&error));
  text_free(&error);
  return good;
}
