// SPDX-License-Identifier: MIT
// Tokens that a function has, and could pass on.
#ifndef ASYNC_LINT_RULES_SHARED_TOKENS_H
#define ASYNC_LINT_RULES_SHARED_TOKENS_H

#include "rules/shared/awaits.h"

/// The variable whose token could be passed on at a point of the function: a parameter, else a
/// local that certainly holds one. IR_NONE for none.
uint32_t token_at_hand(struct pass *pass, struct function *function, struct point at);

#endif
