// SPDX-License-Identifier: MIT
// Operations that are started and awaited at once, and whether two of them could overlap.
#ifndef ASYNC_LINT_RULES_SHARED_OVERLAP_H
#define ASYNC_LINT_RULES_SHARED_OVERLAP_H

#include "rules/shared/awaits.h"

/// A call that gives a task, and the await that follows it in a straight line.
struct operation {
  struct point start, end;
  const struct ir_event *giver, *await;
};

/// The operation that begins at `at`; false when none does.
bool operation_at(struct pass *pass, struct function *function, struct point at,
                  struct operation *operation);

/// The operation that follows `first` with no call in between, and that plainly could run at the
/// same time: it needs no result of the first, they share no memory, nobody looks at the first
/// status before, and they do the same to different things, or both fetch something.
bool independent_next(struct pass *pass, struct function *function, const struct operation *first,
                      struct operation *next);

#endif
