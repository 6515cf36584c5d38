// SPDX-License-Identifier: MIT
// What a configuration says of a rule in a file.
#include "analyzer/base/path.h"
#include "analyzer/config/config.h"
#include "analyzer/rule.h"

#include <string.h>

static enum config_level own_level(const struct rule *rule) {
  return rule_group_level(rule->group) == LEVEL_ERROR ? CONFIG_ERROR : CONFIG_WARNING;
}

static bool names(const struct config_rule *entry, const struct rule *rule) {
  return !strcmp(entry->name, rule->name) || !strcmp(entry->name, "all") ||
         !strcmp(entry->name, rule_group_name(rule->group)) ||
         (!strcmp(entry->name, "default") && rule_group_default(rule->group));
}

/// The pattern of the list that matches the file, or NULL.
static const struct config_word *match(const struct config *config,
                                       const struct config_words *patterns, const char *file) {
  const char *path = path_below(config->folder, file);
  if (*path == '/')
    path += !strcmp(config->folder, "/");
  for (uint32_t i = 0; i < patterns->count; i++)
    if (*path != '/' && config_glob(patterns->items[i].text, path))
      return &patterns->items[i];
  return NULL;
}

enum config_level config_level(const struct config *config, unsigned rule, const char *file,
                               struct config_reason *reason) {
  enum config_level level =
      rule_group_default(rules[rule]->group) ? own_level(rules[rule]) : CONFIG_OFF;
  struct config_reason why = {0};
  for (uint32_t p = 0; config && p < config->part_count; p++) {
    const struct config_part *part = &config->parts[p];
    const struct config_word *pattern = p ? match(config, &part->paths, file) : NULL;
    for (uint32_t i = 0; i < part->rule_count && (p == 0 || pattern); i++) {
      const struct config_rule *entry = &part->rules[i];
      if (!names(entry, rules[rule]))
        continue;
      level = entry->level == CONFIG_ON ? own_level(rules[rule]) : entry->level;
      why = (struct config_reason){entry->line, pattern ? pattern->text : NULL};
    }
  }
  if (reason)
    *reason = why;
  return level;
}

bool config_may_run(const struct config *config, unsigned rule) {
  bool on = config_level(config, rule, "", NULL) != CONFIG_OFF;
  for (uint32_t p = 1; config && p < config->part_count; p++)
    for (uint32_t i = 0; i < config->parts[p].rule_count; i++)
      on |= names(&config->parts[p].rules[i], rules[rule]) &&
            config->parts[p].rules[i].level != CONFIG_OFF;
  return on;
}

const struct config_word *config_excluded(const struct config *config, const char *file) {
  return config ? match(config, &config->exclude, file) : NULL;
}
