// SPDX-License-Identifier: MIT
// A folder that is open in the editor: from its units to an analysed program.
#include "analyzer/lsp/workspace/workspace.h"
#include "analyzer/run/unchecked.h"

#include <stdlib.h>
#include <string.h>

struct workspace *workspace_open(const char *root, const struct options *options) {
  struct workspace *workspace = xcalloc(1, sizeof *workspace);
  workspace->root = xstrdup(root);
  workspace->options = *options;
  workspace->names.arena = &workspace->name_arena;
  workspace_open_project(workspace);
  if (!workspace->problem && workspace_open_configuration(workspace))
    workspace_open_parts(workspace);
  return workspace;
}

static void drop_program(struct workspace *workspace) {
  if (workspace->program)
    program_destroy(workspace->program);
  workspace->program = NULL;
  findings_free(&workspace->findings);
  arena_free(&workspace->merge_arena);
  workspace_free_retired(workspace);
}

void workspace_close(struct workspace *workspace) {
  if (!workspace)
    return;
  drop_program(workspace);
  for (uint32_t i = 0; i < workspace->part_count; i++)
    workspace_part_free(workspace->parts[i]);
  free(workspace->parts);
  free(workspace->retired);
  map_free(&workspace->canonical);
  free(workspace->canonical_paths);
  library_free(&workspace->library);
  interner_free(&workspace->names);
  arena_free(&workspace->name_arena);
  if (workspace->store)
    store_close(workspace->store);
  lookups_free(&workspace->lookups);
  if (workspace->spec)
    spec_destroy(workspace->spec);
  configs_close(&workspace->configs);
  project_free(&workspace->project);
  free(workspace->specs);
  free(workspace->problem);
  free(workspace->root);
  free(workspace);
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
  return workspace_is_parsed_from(source->workspace, path, content);
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
