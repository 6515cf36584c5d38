// SPDX-License-Identifier: MIT
// Who calls a function that is handed over: what the rules about callbacks tell alike.
#ifndef ASYNC_LINT_RULES_SHARED_CALLBACKS_H
#define ASYNC_LINT_RULES_SHARED_CALLBACKS_H

#include "analyzer/rule.h"

/// Whether the callback is kept, and called when something happens, by nobody's call: `calls p
/// once` and `calls p many` without a context.
bool callback_is_kept(const struct claim *claim);

/// Whether the function belongs to the system: its body is not part of any program.
bool is_system_function(const struct function *function);

/// Whether the function may suspend, by its contract or by what it calls.
bool callback_suspends(const struct function *function);

/// The calls from `function` to the one that suspends; returns how many.
int way_to_suspension(struct function *function, struct edge **edges, int max);

#endif
