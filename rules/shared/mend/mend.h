// SPDX-License-Identifier: MIT
// Fixes that several rules make, and what fixes with an await have to ask first.
#ifndef ASYNC_LINT_RULES_SHARED_MEND_H
#define ASYNC_LINT_RULES_SHARED_MEND_H

#include "rules/shared/awaits.h"

/// True when the task may be suspended at the call: a task certainly runs, no lock of threads is
/// held here or by a caller, and no callback of a loop and no function whose signature is fixed
/// leads here.
bool may_suspend_at(struct pass *pass, struct function *function, struct point at);

/// The contract of a function that the program declares, else NULL.
const struct contract *mend_contract(struct pass *pass, const char *name);

/// What stands in the source as the i-th argument of the call, or NULL (also for i < 0): a call
/// that is not in plain text, an argument that comes out of a macro in parts.
const char *argument_text(struct pass *pass, const struct function *function,
                          const struct ir_event *call, int i);

/// True when what the function returns is a status: it says so, or returns one that it got.
bool returns_status(struct pass *pass, const struct function *function);

/// True when the function may return at `at`, as far as anybody can tell: it has begun nothing that
/// it, or the code at a label, has to end.
bool may_return_at(struct pass *pass, struct function *function, struct point at);

/// The function that says with what status a token is cancelled, 0 for not: `cancel_check`. NULL
/// for none.
const char *token_checking_function(struct pass *pass, const char *token_type);

/// How the function returns at `at` because the token in the variable is cancelled, without the
/// semicolon: `return cancel_check(token)`. NULL when it must not return there, since something may
/// have been begun that has to be ended, or when nobody can tell what to return.
const char *cancelled_return(struct pass *pass, struct function *function, struct point at,
                             uint32_t token);

/// Makes it a fix to call `twin`, which suspends, instead of the call at `at`, which blocks: with
/// the same arguments and the token at hand, or for calls that only let time pass with the time in
/// milliseconds. The file includes its header then. No fix where the task must not be suspended.
void mend_with_suspending(struct pass *pass, struct finding *finding, struct function *function,
                          struct point at, const char *twin);

/// Makes it a fix to call `twin` with the same arguments; parameters that it has more are pointers
/// and get NULL.
void mend_with_twin(struct pass *pass, struct finding *finding, const struct function *function,
                    const struct ir_event *call, const char *twin, enum fix_safety safety);

/// Makes it a fix to give what the call gives to `consumer`: `task_detach(CALL, NULL, NULL)`.
/// `format` is the title, with one `%s` for the name.
void mend_with_consumer(struct pass *pass, struct finding *finding, const struct function *function,
                        const struct ir_event *call, const char *consumer, const char *format)
    __attribute__((format(printf, 6, 0)));

/// Makes it a fix to await, with a function as awaiting_function() says one, what the call at `at`
/// gives and nobody keeps, and to return when that fails. No fix where the task must not be
/// suspended, the function returns no status, or it must not return there.
void mend_with_await(struct pass *pass, struct finding *finding, struct function *function,
                     struct point at, const char *await);

/// The function that suspends until a handle of the kind has completed, takes it, and is given
/// nothing else but pointers: `task_await`. NULL for none.
const char *awaiting_function(struct pass *pass, const struct handle_kind *kind);

/// Makes it a fix to take the word out of the annotations of the function's declaration and
/// definition.
void mend_annotation(struct pass *pass, struct finding *finding, const struct function *function,
                     const char *word, enum fix_safety safety);

/// Makes it a fix to end the handle of `site` with the function `end` before each return that loses
/// it; the status that `end` gives is returned when nothing went wrong before. `title` has one `%s`
/// for the name. No fix where it is lost in another way, or may have ended or never been there.
void mend_at_returns(struct pass *pass, struct finding *finding, struct function *function,
                     const struct site *site, const struct handle_result *result, const char *end,
                     const char *title) __attribute__((format(printf, 7, 0)));

/// How often the file of a static function names it, when it does nothing with the name but declare
/// and call it: for fix_rename(). 0 when others may use it.
uint32_t uses_in_file(const struct function *function);

/// True when a variable of the function is called so.
bool is_name_used(const struct ir_function *fn, const char *name);

/// True when the name means the variable wherever it stands in the function.
bool only_one_called(const struct ir_function *fn, uint32_t var);

#endif
