// SPDX-License-Identifier: MIT
// Calls that start and await tasks, as several rules look at them.
#ifndef ASYNC_LINT_RULES_SHARED_AWAITS_H
#define ASYNC_LINT_RULES_SHARED_AWAITS_H

#include "analyzer/rule.h"

/// The parameter of the handle that the call awaits: it suspends until that handle has completed.
/// -1 for calls that await nothing, and for those that block the thread instead.
int awaited_param(struct pass *pass, const struct ir_event *call);

/// The place of the handle that the call awaits, or IR_NONE.
uint32_t awaited_place(struct pass *pass, const struct ir_event *call);

/// The parameter whose function the call starts as a task, when the call gives a handle for it; -1
/// for all other calls.
int started_param(struct pass *pass, const struct ir_event *call);

/// What the call does.
const struct call_effect *call_effect(struct pass *pass, const struct ir_function *fn,
                                      const struct ir_event *call);

/// True for a local variable or temporary that only this function's own events change.
bool plain_local(const struct ir_function *fn, uint32_t place);

/// A point in a function: right before event `event` of `block`.
struct point {
  uint32_t block, event;
};

/// Goes on to the block behind the end of `at->block` when there is no way around: a jump, or a
/// branch that only asks whether the handle in `place` is NULL, taken the other way; into a block
/// that nobody else comes to. False where the straight line ends.
bool straight_on(const struct cfg *cfg, struct point *at, uint32_t place);

/// The call that awaits the handle given by the call at `from`, when it follows in a straight line
/// with no other call in between; NULL when there is none. `*at` is where it stands.
const struct ir_event *awaited_at_once(struct pass *pass, struct function *function,
                                       struct point from, struct point *at);

/// True when the body that the call starts is known and looks at no token.
bool ignores_token(struct pass *pass, const struct function *function, const struct ir_event *call);

/// True where a task certainly runs: reached from tasks and from nowhere else that is known.
bool surely_in_task(const struct function *function);

#endif
