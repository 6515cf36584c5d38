// SPDX-License-Identifier: MIT
// What the rules about locks tell alike.
#ifndef ASYNC_LINT_RULES_SHARED_LOCKED_H
#define ASYNC_LINT_RULES_SHARED_LOCKED_H

#include "rules/shared/way.h"

/// The name of the i-th lock of `function`, and the location of an event of it.
const char *lock_called(struct pass *pass, const struct function *function,
                        const struct lock_result *locks, uint32_t i);
uint32_t lock_loc(const struct function *function, uint32_t block, uint32_t event);

/// Says where a lock was taken, or that the caller holds it.
void note_taken(struct pass *pass, struct finding *finding, const struct function *function,
                const char *name, struct lock_site since);

/// Says each call from the one reported, `first`, to the one that has the effect.
void note_effect(struct pass *pass, struct finding *finding, struct edge *first,
                 enum lock_effect effect);

/// The end of that way, which is the call that has the effect, and how many calls it is away.
const struct edge *effect_end(struct pass *pass, struct edge *first, enum lock_effect effect,
                              int *length);

/// The name of what is called at the end of that way.
const char *effect_name(struct pass *pass, const struct edge *first, enum lock_effect effect);

#endif
