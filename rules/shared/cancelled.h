// SPDX-License-Identifier: MIT
// Which tokens are known to be cancelled where, or may be: an error of what got the token is being
// handled there.
#ifndef ASYNC_LINT_RULES_SHARED_CANCELLED_H
#define ASYNC_LINT_RULES_SHARED_CANCELLED_H

#include "analyzer/rule.h"

enum cancelled_state { CANCELLED_NOT, CANCELLED_MAYBE, CANCELLED_SURELY };

struct cancelled;

/// The type of the token that the function gets, or NULL.
const struct token_type *token_type_of(struct pass *pass, const struct function *callee);

/// What makes a token cancelled at a place: the branch that found it so, or the call that asked for
/// it.
struct cancelled_cause {
  uint32_t loc;
  const struct ir_event *request; // NULL: a branch
};

/// Solves it for one function; NULL when it makes no token cancelled. Everything in `arena`.
struct cancelled *cancelled_solve(struct arena *arena, struct pass *pass,
                                  struct function *function);

/// The state of the token that the operand is, right before event `event` of `block`, and why.
enum cancelled_state cancelled_at(const struct cancelled *cancelled, uint32_t block, uint32_t event,
                                  const struct ir_operand *token, struct cancelled_cause *cause);

#endif
