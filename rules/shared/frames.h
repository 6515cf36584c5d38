// SPDX-License-Identifier: MIT
// What the calls of a function take of the stack: an estimate from below.
#ifndef ASYNC_LINT_RULES_FRAMES_H
#define ASYNC_LINT_RULES_FRAMES_H

#include "analyzer/rule.h"

/// Bytes that one call of the function takes: its large locals, as far as they live at the same
/// time, its small ones as a word each, and what every call costs. 0 for functions without a body.
uint64_t frame_size(struct pass *pass, struct function *function);

/// The largest local variable or parameter of known size, or IR_NONE.
uint32_t frame_largest(const struct ir_function *fn);

/// The bytes that the call allocates on the stack: `*size`, IR_SIZE_OPEN when the program computes
/// them. False when the call is no alloca().
bool frame_alloca(const struct ir_function *fn, const struct ir_event *call, uint64_t *size);

/// A size as people read it: "64 KiB", "1,536 bytes". In the program's arena.
const char *frame_text(struct pass *pass, uint64_t bytes);

#endif
