// SPDX-License-Identifier: MIT
// Configuration files `.async-lint`: which rules report what, where, and as errors or warnings.
// README.md beside this file says what may stand in one.
#ifndef ASYNC_LINT_CONFIG_H
#define ASYNC_LINT_CONFIG_H

#include "analyzer/base/arena.h"
#include "analyzer/base/text.h"

#include <stdbool.h>
#include <stdint.h>

/// What a rule does in a file.
enum config_level { CONFIG_OFF, CONFIG_WARNING, CONFIG_ERROR, CONFIG_ON };

/// A text with the line it stands in.
struct config_word {
  const char *text;
  uint32_t line;
};

struct config_words {
  uint32_t count, capacity;
  struct config_word *items;
};

/// `NAME: LEVEL` below `rules`; a later one wins over an earlier one. `name` is a rule, a group,
/// `default` or `all`.
struct config_rule {
  const char *name;
  enum config_level level;
  uint32_t line;
};

/// Rules for the files that match one of the patterns; without patterns, for all.
struct config_part {
  struct config_words paths;
  uint32_t rule_count, rule_capacity;
  struct config_rule *rules;
};

/// One configuration file. All text is owned by the arena of the configurations.
struct config {
  const char *path;   // absolute
  const char *folder; // absolute: patterns and specs are relative to it
  uint32_t part_count, part_capacity;
  struct config_part *parts; // the first is for all files, the others are the overrides
  struct config_words specs, exclude;
  int fail_on; // enum fail_on, or -1
  uint32_t fail_on_line;
  uint64_t stack_size; // bytes of the stacks of tasks; 0: not said
  uint32_t stack_size_line;
};

/// The configurations met so far. Zero-initialise; configs_close() at the end.
struct configs {
  struct arena arena;
  bool none;          // --no-config
  const char *forced; // --config, or NULL
  uint32_t count, capacity;
  struct config **items;
  uint32_t folder_count, folder_capacity;
  struct config_folder *folders; // where a search has been
};

/// A folder that was searched from, and what was found.
struct config_folder {
  const char *path;
  const struct config *config; // NULL: none
};

/// Reads one file. False with `file:line:column: what` in `error`.
bool config_read(struct arena *arena, const char *path, struct config *config, struct text *error);
void config_free(struct config *config);

/// The configuration that holds for the files of a folder (absolute): the nearest `.async-lint` in
/// it or above it. `*config` is NULL when there is none. False with the mistake in `error`.
bool configs_find(struct configs *configs, const char *folder, const struct config **config,
                  struct text *error);

/// The same for a file (absolute); NULL means no file, and the configuration of none.
bool configs_of(struct configs *configs, const char *file, const struct config **config,
                struct text *error);
void configs_close(struct configs *configs);

/// Why a rule has its level: the line of the configuration, 0 for the rule's own default; and the
/// pattern of the override, or NULL.
struct config_reason {
  uint32_t line;
  const char *pattern;
};

/// What rule `rule` (of the catalogue) does in `file` (absolute); `config` may be NULL. Never
/// CONFIG_ON. `reason` may be NULL.
enum config_level config_level(const struct config *config, unsigned rule, const char *file,
                               struct config_reason *reason);

/// True when some file may have the rule on.
bool config_may_run(const struct config *config, unsigned rule);

/// The pattern of `exclude` that holds for the file, or NULL.
const struct config_word *config_excluded(const struct config *config, const char *file);

/// True when the pattern matches the path, or a folder above it. `*` and `?` stay within a name,
/// `**` goes over any number of folders.
bool config_glob(const char *pattern, const char *path);

#endif
