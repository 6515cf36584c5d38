// SPDX-License-Identifier: MIT
// Clean-up by its names, and by what was found out before.
#include "rules/shared/cleanup.h"

#include <ctype.h>
#include <string.h>

/// Words that name clean-up, as a label begins with them or a function has them as a part.
static const char *const cleanup_labels[] = {"out",      "fail",   "err",    "error", "cleanup",
                                             "clean_up", "done",   "exit",   "end",   "finish",
                                             "abort",    "cancel", "unwind", "undo",  "free"};
static const char *const cleanup_functions[] = {
    "close",   "destroy", "shutdown", "cleanup", "rollback", "teardown", "dispose", "free",
    "release", "abort",   "deinit",   "unref",   "stop",     "undo",     "finalize"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/// `word` at the start of `text`, ending there or before `_` or a digit.
static bool starts_with_word(const char *text, const char *word) {
  size_t length = strlen(word);
  return strncmp(text, word, length) == 0 && !isalpha((unsigned char)text[length]);
}

static bool is_cleanup_label(const char *label) {
  for (size_t i = 0; label && i < COUNT(cleanup_labels); i++)
    if (starts_with_word(label, cleanup_labels[i]))
      return true;
  return false;
}

bool is_cleanup_function(const char *name) {
  for (const char *part = name; part; part = strchr(part, '_')) {
    part += strspn(part, "_");
    for (size_t i = 0; i < COUNT(cleanup_functions); i++)
      if (starts_with_word(part, cleanup_functions[i]))
        return true;
  }
  return false;
}

bool behind_cleanup_label(const struct cfg *cfg, uint32_t block) {
  for (uint32_t b = 0; b < cfg->fn->block_count; b++)
    if (is_cleanup_label(cfg->fn->blocks[b].label) && cfg_dominates(cfg, b, block))
      return true;
  return false;
}

bool cleans_up(struct pass *pass, struct function *function, uint32_t block, uint32_t event) {
  return is_cleanup_function(function->name) ||
         behind_cleanup_label(function_cfg(pass->program, function), block) ||
         must_holds(function_must(pass->program, function), MUST_CANCELLED, block, event, IR_NONE);
}
