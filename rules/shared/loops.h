// SPDX-License-Identifier: MIT
// The loops of a function, as rules look at them.
#ifndef ASYNC_LINT_RULES_SHARED_LOOPS_H
#define ASYNC_LINT_RULES_SHARED_LOOPS_H

#include "analyzer/rule.h"

/// A natural loop: the blocks from which a jump back to `header`, which is passed on every way in,
/// is reached without leaving.
struct loop {
  uint32_t header;
  bool *inside; // one a block
};

/// All loops of the function, in order of their headers; loops with one header are one.
uint32_t find_loops(struct arena *arena, const struct cfg *cfg, struct loop **loops);

/// True when a block of the loop lies in a smaller loop, too: `loops` are all of the function.
bool in_inner_loop(const struct loop *loops, uint32_t count, const struct loop *loop,
                   uint32_t block);

/// The place of the condition of the loop, a location index of its function, or IR_NONE.
uint32_t loop_location(const struct cfg *cfg, const struct loop *loop);

/// True when the loop runs a number of times that stands in the code and is no more than `most`: a
/// variable that is only counted up or down by a constant in it, from and to constants.
bool is_short_loop(const struct cfg *cfg, const struct loop *loop, int64_t most);

/// True when the loop runs once: `for (once = 1; once; once = 0)`. What it tests is a variable that
/// gets only constants inside, and with them the loop is left.
bool is_once_loop(const struct cfg *cfg, const struct loop *loop);

/// True when the event writes to the variable `var` or to a part of it.
bool writes_var(const struct ir_function *fn, const struct ir_event *event, uint32_t var);

/// True when the value or address mentions `var`.
bool mentions_var(const struct ir_function *fn, const struct ir_operand *operand, uint32_t var);

#endif
