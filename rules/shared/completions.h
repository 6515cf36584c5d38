// SPDX-License-Identifier: MIT
// Completions, whose outcome somebody has to set: what the rules about them share.
#ifndef ASYNC_LINT_RULES_SHARED_COMPLETIONS_H
#define ASYNC_LINT_RULES_SHARED_COMPLETIONS_H

#include "analyzer/rule.h"

/// The place of the completion that the call sets the outcome of by its i-th argument, and its
/// kind; IR_NONE when it does not.
uint32_t completed_place(struct pass *pass, const struct function *function,
                         const struct ir_event *call, uint32_t i, const struct handle_kind **kind);

/// The function of the spec that sets an outcome of such completions, as one that has to be the
/// first or as one that may be too late; NULL when there is none.
const char *completer_of(struct pass *pass, const struct handle_kind *kind, bool once);

/// What becomes of the completion of the site, when its outcome is not set on some path and
/// somebody has its task by then; NULL otherwise. Everything in `arena`.
const struct handle_result *outcome_lost(struct arena *arena, struct pass *pass,
                                         struct function *function, const struct site *site,
                                         const struct handle_kind *kind);

#endif
