// SPDX-License-Identifier: MIT
// What holds in this run: the command line over the configuration files; `async-lint config`.
#include "analyzer/run/settings.h"
#include "analyzer/base/path.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool fail(struct text *error) {
  say_error("%s", text_get(error));
  text_free(error);
  return false;
}

// ---- the run as a whole ----

/// The rules of --rules. False after saying which word is unknown.
static bool select_rules(const struct options *options, struct rule_selection *selection) {
  struct text list = {0};
  for (uint32_t i = 0; i < options->rules.count; i++)
    text_printf(&list, "%s%s", i ? "," : "", options->rules.items[i]);
  char unknown[64] = "";
  bool good = rule_selection_parse(selection, text_get(&list), unknown);
  if (!good) {
    const char *words[64 + GROUP_COUNT + 2] = {"all", "default"};
    size_t count = 2;
    for (int group = 0; group < GROUP_COUNT; group++)
      words[count++] = rule_group_name((enum rule_group)group);
    for (unsigned i = 0; i < rule_count && i < 64; i++)
      words[count++] = rules[i]->name;
    struct text near = {0};
    suggest(&near, unknown, words, count);
    say_error("unknown rule or group `%s`%s: `async-lint rules` lists them", unknown,
              text_get(&near));
    text_free(&near);
  }
  text_free(&list);
  return good;
}

/// The specs of the configuration, then those of the command line, which win.
static void add_specs(struct settings *settings) {
  const struct config_words *more = &settings->base->specs;
  const struct word_list *own = &settings->options.specs;
  settings->specs = xcalloc((size_t)more->count + own->count + 1, sizeof *settings->specs);
  uint32_t count = 0;
  for (uint32_t i = 0; i < more->count; i++)
    settings->specs[count++] = more->items[i].text;
  for (uint32_t i = 0; i < own->count; i++)
    settings->specs[count++] = own->items[i];
  settings->options.specs = (struct word_list){count, count, settings->specs};
}

/// The folder whose configuration holds for the run: that of the one file, or the working
/// directory. Absolute, to be freed.
static char *base_folder(const struct options *options, const struct word_list *paths) {
  char *file = options->single && paths->count ? realpath(paths->items[0], NULL) : NULL;
  if (!file)
    return realpath(".", NULL);
  char *slash = strrchr(file, '/');
  slash[slash == file] = '\0';
  return file;
}

bool settings_open(struct settings *settings, const struct options *options,
                   const struct word_list *paths) {
  struct text error = {0};
  settings->options = *options;
  if (options->rules.count && !select_rules(options, &settings->chosen))
    return false;
  settings->configs.none = options->no_config;
  settings->configs.forced = options->config;
  char *folder = base_folder(options, paths);
  if (!folder) {
    say_error("the working directory cannot be found: %s", strerror(errno));
    return false;
  }
  bool good = configs_find(&settings->configs, folder, &settings->base, &error);
  free(folder);
  if (!good)
    return fail(&error);
  if (settings->base) {
    add_specs(settings);
    settings->options.stack_size = settings->base->stack_size;
  }
  if (settings->options.fail_on == FAIL_ON_DEFAULT && settings->base)
    settings->options.fail_on = settings->base->fail_on;
  if (settings->options.fail_on == FAIL_ON_DEFAULT)
    settings->options.fail_on = FAIL_ON_WARNING;
  return true;
}

// ---- rules ----

static void warn_key(const struct settings *settings, const struct config *config, uint32_t line,
                     const char *key) {
  char directory[PATH_MAX];
  if (!settings->options.quiet)
    say_warning("%s:%u: `%s` counts only in the configuration of the working directory",
                path_below(getcwd(directory, sizeof directory) ? directory : "/", config->path),
                line, key);
}

/// Says which keys of nested configurations do nothing.
static void warn_nested(const struct settings *settings) {
  for (uint32_t i = 0; i < settings->configs.count; i++) {
    const struct config *config = settings->configs.items[i];
    if (config == settings->base)
      continue;
    if (config->specs.count)
      warn_key(settings, config, config->specs.items[0].line, "specs");
    if (config->fail_on >= 0)
      warn_key(settings, config, config->fail_on_line, "fail-on");
    if (config->stack_size)
      warn_key(settings, config, config->stack_size_line, "stack-size");
  }
}

bool settings_select(struct settings *settings, const struct project *project,
                     struct rule_selection *selection) {
  struct text error = {0};
  *selection = (struct rule_selection){0};
  for (uint32_t u = 0; u < project->count; u++) {
    const struct config *config;
    if (!configs_of(&settings->configs, project->units[u].path, &config, &error))
      return fail(&error);
    // Units of one folder come one after the other, and mostly all have the same configuration.
    for (unsigned i = 0; i < rule_count; i++)
      selection->on[i] = selection->on[i] || config_may_run(config, i);
  }
  for (unsigned i = 0; i < rule_count && !project->count; i++)
    selection->on[i] = config_may_run(settings->base, i);
  warn_nested(settings);
  if (settings->options.rules.count)
    *selection = settings->chosen;
  return true;
}

static unsigned rule_index(const char *name) {
  unsigned i = 0;
  while (i < rule_count && strcmp(rules[i]->name, name) != 0)
    i++;
  return i;
}

/// Gives the finding its level; false when it is not to be reported.
static bool set_level(const struct settings *settings, const struct config *config,
                      struct finding *finding) {
  unsigned rule = rule_index(finding->rule);
  if (!finding->loc.file || rule == rule_count)
    return true;
  if (config_excluded(config, finding->loc.file))
    return false;
  enum config_level level = config_level(config, rule, finding->loc.file, NULL);
  if (level == CONFIG_OFF)
    return settings->options.rules.count >
           0; // --rules has the last word, with the rule's own level
  finding->level = level == CONFIG_ERROR ? LEVEL_ERROR : LEVEL_WARNING;
  return true;
}

bool settings_apply(struct settings *settings, struct findings *findings) {
  struct text error = {0};
  uint32_t kept = 0;
  for (uint32_t i = 0; i < findings->count; i++) {
    struct finding *finding = &findings->items[i];
    const struct config *config;
    if (!configs_of(&settings->configs, finding->loc.file, &config, &error))
      return fail(&error);
    if (set_level(settings, config, finding))
      findings->items[kept++] = *finding;
  }
  findings->count = kept;
  return true;
}

void settings_close(struct settings *settings) {
  free(settings->specs);
  configs_close(&settings->configs);
  *settings = (struct settings){0};
}

// ---- async-lint config ----

static void print_origin(const char *path, uint32_t line) {
  if (line)
    printf("%s:%u\n", path, line);
  else
    printf("default\n");
}

static void print_rules(const struct config *config, const char *path, const char *file) {
  static const char *const levels[] = {"off", "warning", "error"};
  for (unsigned i = 0; i < rule_count; i++) {
    struct config_reason reason;
    enum config_level level = config_level(config, i, file, &reason);
    printf("  %-24s %-8s ", rules[i]->name, levels[level]);
    if (reason.pattern)
      printf("`%s` at ", reason.pattern);
    print_origin(path, reason.line);
  }
}

static void print_config(const struct settings *settings, const struct config *config,
                         const char *file, const char *directory) {
  static const char *const words[] = {"error", "warning", "never"};
  const char *path = config ? path_below(directory, config->path) : "";
  const char *base = settings->base ? path_below(directory, settings->base->path) : "";
  printf("configuration: %s\n", config ? path : "none");
  printf("fail-on: %s, ", words[settings->options.fail_on]);
  print_origin(base,
               settings->base && settings->base->fail_on >= 0 ? settings->base->fail_on_line : 0);
  for (uint32_t i = 0; settings->base && i < settings->base->specs.count; i++) {
    const struct config_word *spec = &settings->base->specs.items[i];
    printf("spec: %s, ", path_below(directory, spec->text));
    print_origin(base, spec->line);
  }
  if (settings->options.stack_size) {
    printf("stack-size: %llu bytes, ", (unsigned long long)settings->options.stack_size);
    print_origin(base, settings->base->stack_size_line);
  }
  const struct config_word *excluded = config_excluded(config, file);
  if (excluded)
    printf("excluded: `%s` at %s:%u\n", excluded->text, path, excluded->line);
  printf("rules:\n");
  print_rules(config, path, file);
}

int run_config(const struct options *options) {
  static const struct word_list nothing = {0};
  struct settings settings = {0};
  struct text error = {0};
  char *directory = realpath(".", NULL), *file = NULL;
  const struct config *config = NULL;
  int status = EXIT_USAGE;
  if (!directory || !settings_open(&settings, options, &nothing))
    goto end;
  const char *asked = options->operands.count ? options->operands.items[0] : ".";
  file = realpath(asked, NULL);
  if (!file) {
    say_error("`%s`: %s", asked, strerror(errno));
    goto end;
  }
  bool good = options->operands.count ? configs_of(&settings.configs, file, &config, &error)
                                      : configs_find(&settings.configs, file, &config, &error);
  if (!good) {
    say_error("%s", text_get(&error));
    goto end;
  }
  print_config(&settings, config, file, directory);
  status = EXIT_CLEAN;
end:
  settings_close(&settings);
  text_free(&error);
  free(directory);
  free(file);
  return status;
}
