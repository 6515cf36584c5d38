// SPDX-License-Identifier: MIT
// Telling how a handle is lost: what the rules about handles that somebody has to consume share.
#ifndef ASYNC_LINT_RULES_SHARED_LOST_H
#define ASYNC_LINT_RULES_SHARED_LOST_H

#include "analyzer/rule.h"

/// Notes from the site to the loss: the branches that decide, the callee that did not take the
/// handle, the place where it is lost. `thing` names a handle that no variable holds ("the task");
/// `state` is what is wrong with it then ("still running").
void note_lost(struct pass *pass, struct finding *finding, const struct function *function,
               const struct loss *loss, const char *thing, const char *state);

/// True when some path does with the handle what has to be done.
bool kept_somewhere(const struct handle_result *result);

/// True when the handle is lost where `main` returns, with which everything ends.
bool ends_with_program(const struct function *function, const struct handle_result *result);

/// The function of the spec that makes this claim about a handle of this kind, or NULL: with
/// CLAIM_detaches `task_detach` for tasks.
const char *function_claiming(const struct spec *spec, enum claim_word word,
                              const struct handle_kind *kind);

/// True for handles that give one thing after the other: some function claims `next` of them.
bool is_stream(const struct spec *spec, const struct handle_kind *kind);

/// True for handles that tokens are made from.
bool is_cancel_source(const struct spec *spec, const struct handle_kind *kind);

#endif
