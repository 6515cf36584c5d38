// SPDX-License-Identifier: MIT
// A folder that is open in the editor: from its files to an analysed program.
#include "analyzer/lsp/workspace.h"
#include "analyzer/lsp/rpc.h"
#include "analyzer/run/files.h"
#include "analyzer/run/unchecked.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { STORE_PATIENCE = 200 }; // milliseconds: an editor does not wait for another run

static const char DATABASE[] = "compile_commands.json";

static void fail(struct workspace *workspace, const char *what) {
  free(workspace->problem);
  workspace->problem = xstrdup(what);
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

static void open_project(struct workspace *workspace) {
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

static bool open_configuration(struct workspace *workspace) {
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

// ---- parts ----

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

static void free_retired(struct workspace *workspace) {
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

static void load_part(struct workspace *workspace, struct part *part) {
  struct reading reading;
  struct ir_pool pool = open_pool(workspace, &reading);
  struct ir_unit *unit = ARENA_NEW(&pool.arena, struct ir_unit);
  if (store_load_unit(workspace->store, &pool, part->which.path, part->which.digest, unit)) {
    settle(workspace, part, &pool, &reading, unit);
    part->stale = false;
    return;
  }
  give_up_pool(workspace, &pool, &reading);
}

static void open_parts(struct workspace *workspace) {
  struct text path = {0}, version = {0}, error = {0};
  const char *notice = NULL;
  bool on_disk = files_store(&workspace->options, &workspace->project, &path);
  files_version(&version);
  workspace->store = store_open(on_disk ? path.data : NULL, version.data, &notice, &error);
  if (!workspace->store)
    rpc_log("the store is not used: %s", text_get(&error));
  else
    store_set_patience(workspace->store, STORE_PATIENCE);
  for (uint32_t i = 0; i < workspace->project.count; i++) {
    struct part *part = add_part(workspace, &workspace->project.units[i]);
    if (workspace->store && store_unit_is_fresh(workspace->store, part->which.path,
                                                part->which.digest, files_hash, NULL))
      load_part(workspace, part);
  }
  text_free(&path);
  text_free(&version);
  text_free(&error);
}

struct workspace *workspace_open(const char *root, const struct options *options) {
  struct workspace *workspace = xcalloc(1, sizeof *workspace);
  workspace->root = xstrdup(root);
  workspace->options = *options;
  workspace->names.arena = &workspace->name_arena;
  open_project(workspace);
  if (!workspace->problem && open_configuration(workspace))
    open_parts(workspace);
  return workspace;
}

static void free_part(struct part *part) {
  arena_free(&part->arena);
  free(part);
}

static void drop_program(struct workspace *workspace) {
  if (workspace->program)
    program_destroy(workspace->program);
  workspace->program = NULL;
  findings_free(&workspace->findings);
  arena_free(&workspace->merge_arena);
  free_retired(workspace);
}

void workspace_close(struct workspace *workspace) {
  if (!workspace)
    return;
  drop_program(workspace);
  for (uint32_t i = 0; i < workspace->part_count; i++)
    free_part(workspace->parts[i]);
  free(workspace->parts);
  free(workspace->retired);
  map_free(&workspace->canonical);
  free(workspace->canonical_paths);
  library_free(&workspace->library);
  interner_free(&workspace->names);
  arena_free(&workspace->name_arena);
  if (workspace->store)
    store_close(workspace->store);
  if (workspace->spec)
    spec_destroy(workspace->spec);
  configs_close(&workspace->configs);
  project_free(&workspace->project);
  free(workspace->specs);
  free(workspace->problem);
  free(workspace->root);
  free(workspace);
}

// ---- which texts ----

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

/// The files of the unit that may be edited, by their paths without links.
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

/// The include of the unit that is the file, or NULL. `path` is interned.
static const struct ir_include *include_of(struct workspace *workspace, struct part *part,
                                           const char *path) {
  if (part->unit && !part->files)
    name_files(workspace, part);
  for (uint32_t i = 0; part->unit && i < part->file_count; i++)
    if (part->files[i].path == path)
      return part->files[i].include;
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

/// True when the unit would be another one with what the disk holds of a file now.
static bool differs_from_disk(struct workspace *workspace, struct part *part, const char *path) {
  uint64_t hash[2] = {0};
  bool readable = files_hash(path, hash, NULL);
  const struct ir_include *include = include_of(workspace, part, intern(&workspace->names, path));
  if (include)
    return !readable || !same_hash(include->hash, hash);
  bool failed = !part->unit || part->unit->failure || part->unit->problem_count;
  return failed && readable; // a missing header may be there now
}

void workspace_changed_on_disk(struct workspace *workspace, const char *path) {
  for (uint32_t p = 0; p < workspace->part_count; p++) {
    struct part *part = workspace->parts[p];
    part->stale |= differs_from_disk(workspace, part, path);
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
    const char *path = canonical_path(workspace, include->path);
    if (!include->system && !buffers_find(buffers, path))
      part->stale = differs_from_disk(workspace, part, path);
  }
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
  memmove(workspace->parts + at, workspace->parts + at + 1,
          sizeof *workspace->parts * (workspace->part_count - at));
  retire(workspace, part);
  free_part(part);
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
    good = (written || store_begin(store)) && store_put_unit(store, part->unit, part->which.digest);
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

// ---- analysis ----

/// Gives a finding the level of its file's configuration; false when it is not to be shown.
static bool set_level(struct workspace *workspace, struct finding *finding) {
  const struct config *config;
  struct text error = {0};
  unsigned rule = 0;
  while (rule < rule_count && strcmp(rules[rule]->name, finding->rule) != 0)
    rule++;
  if (finding->suppressed || !finding->loc.file || rule == rule_count)
    return !finding->suppressed;
  if (!configs_of(&workspace->configs, finding->loc.file, &config, &error)) {
    text_free(&error);
    config = workspace->base;
  }
  if (config_excluded(config, finding->loc.file))
    return false;
  enum config_level level = config_level(config, rule, finding->loc.file, NULL);
  if (level == CONFIG_OFF)
    return workspace->options.rules.count > 0;
  finding->level = level == CONFIG_ERROR ? LEVEL_ERROR : LEVEL_WARNING;
  return true;
}

static void apply_levels(struct workspace *workspace) {
  struct findings *findings = &workspace->findings;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < findings->count; i++)
    if (set_level(workspace, &findings->items[i]))
      findings->items[kept++] = findings->items[i];
  findings->count = kept;
}

/// What a fix is made from: the text as it was parsed, or nothing.
struct fix_source {
  struct workspace *workspace;
  const struct buffers *buffers;
};

static bool read_source(void *data, const char *path, struct text *content) {
  enum { LIMIT = 64 << 20 };
  const struct fix_source *source = data;
  const struct buffer *buffer = buffers_find(source->buffers, path);
  if (buffer)
    text_append(content, text_get(&buffer->text), buffer->text.length);
  else if (!text_read_file(content, path, LIMIT))
    return false;
  XXH128_hash_t value = XXH3_128bits(text_get(content), content->length);
  const uint64_t hash[2] = {value.low64, value.high64};
  const char *name = intern(&source->workspace->names, path);
  for (uint32_t i = 0; i < source->workspace->part_count; i++) {
    const struct ir_include *include =
        include_of(source->workspace, source->workspace->parts[i], name);
    if (include && !same_hash(include->hash, hash))
      return false;
  }
  return true;
}

void workspace_analyse(struct workspace *workspace, const struct buffers *buffers) {
  drop_program(workspace);
  if (workspace->problem)
    return;
  struct merge_item *items =
      ARENA_ARRAY(&workspace->merge_arena, struct merge_item, workspace->part_count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < workspace->part_count; i++) {
    const struct part *part = workspace->parts[i];
    if (part->unit)
      items[count++] = (struct merge_item){part->which.path, part->unit, &part->hashes};
  }
  merge_units(&workspace->merge_arena, items, count, &workspace->contents);
  workspace->program = program_create(&workspace->contents.all, workspace->spec);
  program_analyse(workspace->program);
  workspace->findings = (struct findings){.ran = workspace->selection.on};
  struct fix_source source = {workspace, buffers};
  workspace->findings.sources.read = read_source;
  workspace->findings.sources.data = &source;
  rules_run(workspace->program, &workspace->selection, &workspace->findings);
  unchecked_add(&workspace->findings, &workspace->contents, workspace->program);
  findings_finish(&workspace->findings, &workspace->contents.all);
  apply_levels(workspace);
  workspace->findings.sources.data = NULL;
}
