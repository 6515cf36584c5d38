// SPDX-License-Identifier: MIT
// The way to a finding as notes: what several rules tell alike.
#ifndef ASYNC_LINT_RULES_SHARED_WAY_H
#define ASYNC_LINT_RULES_SHARED_WAY_H

#include "analyzer/rule.h"

enum { WAY_MAX = 32 };

/// Reports every call of `function` to something that blocks, where a task or loop may get to it.
/// `waits` says which: calls that wait for a handle (`waits-for`), or all others. `format` has one
/// `%s`, the callee's name.
void report_blocking(struct pass *pass, const struct function *function, bool waits,
                     const char *format);

/// Whether the call of `callee` runs a loop, and not one that is a local variable of `function`:
/// for `nested-loop-run`. The other calls of loops block.
bool nests_loop(const struct function *function, const struct edge *edge,
                const struct function *callee);

/// Says how a task or loop comes to the first function of the way: its start, or its declaration.
void note_entry(struct pass *pass, struct finding *finding, const struct function *entry);

/// Says which way each branch of a path goes.
void note_steps(struct pass *pass, struct finding *finding, const struct function *function,
                const struct step *steps, uint32_t count);

/// A place as C writes it: `job->run`. In the program's arena.
const char *place_text(struct pass *pass, const struct function *function, uint32_t place);

/// Says each call on the way, in the order given.
void note_calls(struct pass *pass, struct finding *finding, struct edge *const *edges, int count);

#endif
