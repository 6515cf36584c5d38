// SPDX-License-Identifier: MIT
// Counters that say how much is under way: who raises them, who lowers them, who waits for 0.
#ifndef ASYNC_LINT_RULES_COUNTS_H
#define ASYNC_LINT_RULES_COUNTS_H

#include "analyzer/rule.h"

enum count_direction { COUNT_UP, COUNT_DOWN };

/// A counter of the program, outside the function that is looked at. Counters are told apart by
/// their key, which compares as a string: the member (`record.member`) or the global variable that
/// it is, or the parameter that leads to it.
struct count {
  const char *key;
  bool claimed; // an object that functions count up and down by contract, no plain number
};

/// The key of what lies at `place`; NULL when it is the function's own.
const char *place_key(const struct ir_function *fn, uint32_t place);

/// The key of what a call gets as this argument; NULL when it is the function's own. What parameter
/// N leads to is "#N".
const char *count_key(const struct ir_function *fn, const struct ir_operand *value);

/// As many counters as anybody looks at in one event.
enum { COUNTS_MAX = 4 };

/// Fills `found` with the counters that the event raises (lowers), by itself or in the functions it
/// calls, and returns how many. Those that a callee puts back are left out.
uint32_t counted_at(struct pass *pass, const struct function *function,
                    const struct ir_event *event, enum count_direction direction,
                    struct count *found);

/// True when some event of the function raises (lowers) the counter so.
bool counts(struct pass *pass, const struct function *function, const char *key,
            enum count_direction direction);

/// True when the function gives the counter a value of its own that may not be 0.
bool count_is_set(const struct ir_function *fn, const char *key);

/// How a function waits with a counter.
struct count_wait {
  bool until_zero; // a loop that pauses goes on only while it is not 0
  bool otherwise;  // a loop compares it with something else
  uint32_t loc;    // `until_zero`: of the condition
};

struct count_wait count_waits(struct pass *pass, struct function *function, const char *key);

/// A counter as messages show it: the member, the variable, or "the counter". In the program's
/// arena.
const char *count_name(struct pass *pass, const char *key);

#endif
