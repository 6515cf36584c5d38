// SPDX-License-Identifier: MIT
// Handles that are used after they were consumed: what the rules about them share.
#ifndef ASYNC_LINT_RULES_SHARED_REUSED_H
#define ASYNC_LINT_RULES_SHARED_REUSED_H

#include "analyzer/rule.h"

/// Reports uses of handles that have to be consumed exactly once, behind the call that consumed
/// them: of those that are passed by value, or of all others.
void check_reused(struct pass *pass, const struct function *checked, bool by_value);

#endif
