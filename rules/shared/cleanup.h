// SPDX-License-Identifier: MIT
// Code that cleans up: it has to run to its end, whatever was cancelled.
#ifndef ASYNC_LINT_RULES_SHARED_CLEANUP_H
#define ASYNC_LINT_RULES_SHARED_CLEANUP_H

#include "analyzer/rule.h"

/// True where things are cleaned up: behind a label such as `out`, after an error or a cancellation
/// was found, in functions called `..._close` and the like.
bool cleans_up(struct pass *pass, struct function *function, uint32_t block, uint32_t event);

/// True for names that have a word for clean-up as a part: `db_close`, `rollback_all`.
bool is_cleanup_function(const char *name);

/// True when a label such as `out` or `fail` is passed on every way to `block`.
bool behind_cleanup_label(const struct cfg *cfg, uint32_t block);

#endif
