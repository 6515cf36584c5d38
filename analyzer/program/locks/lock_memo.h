// SPDX-License-Identifier: MIT
// Locks that were followed for an earlier program. Nobody outside the folder includes it.
#ifndef ASYNC_LINT_LOCK_MEMO_H
#define ASYNC_LINT_LOCK_MEMO_H

#include "analyzer/program/body.h"
#include "analyzer/program/locks/lock_table.h"

/// locks_follow() of the function that is `table->current`; found again, when its body is kept and
/// its calls do to locks what they did in an earlier program.
struct lock_result *lock_memo_follow(struct lock_table *table, struct function *function);

#endif
