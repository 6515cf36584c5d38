// SPDX-License-Identifier: MIT
// Fixes that several rules make, and what fixes with an await have to ask first.
#ifndef ASYNC_LINT_RULES_SHARED_MEND_H
#define ASYNC_LINT_RULES_SHARED_MEND_H

#include "rules/shared/awaits.h"

/// True when the task may be suspended at the call: a task certainly runs, no lock of threads is
/// held here or by a caller, and no callback of a loop and no function whose signature is fixed
/// leads here.
bool may_suspend_at(struct pass *pass, struct function *function, struct point at);

/// Makes it a fix to call `twin` with the same arguments; parameters that it has more are pointers
/// and get NULL.
void mend_with_twin(struct pass *pass, struct finding *finding, const struct function *function,
                    const struct ir_event *call, const char *twin, enum fix_safety safety);

/// Makes it a fix to give what the call gives to `consumer`: `task_detach(CALL, NULL, NULL)`.
/// `format` is the title, with one `%s` for the name.
void mend_with_consumer(struct pass *pass, struct finding *finding, const struct function *function,
                        const struct ir_event *call, const char *consumer, const char *format)
    __attribute__((format(printf, 6, 0)));

/// The function that suspends until a handle of the kind has completed, takes it, and is given
/// nothing else but pointers: `task_await`. NULL for none.
const char *awaiting_function(struct pass *pass, const struct handle_kind *kind);

/// Makes it a fix to take the word out of the annotations of the function's declaration and
/// definition.
void mend_annotation(struct pass *pass, struct finding *finding, const struct function *function,
                     const char *word, enum fix_safety safety);

/// True when the name means the variable wherever it stands in the function.
bool only_one_called(const struct ir_function *fn, uint32_t var);

#endif
