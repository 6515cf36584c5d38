// SPDX-License-Identifier: MIT
// What the files of the IR share: questions about places, and the words of the text form.
#ifndef ASYNC_LINT_IR_INTERNAL_H
#define ASYNC_LINT_IR_INTERNAL_H

#include "analyzer/ir/ir.h"

/// Equal paths (with equal parents) are the same and have the same hash.
uint64_t ir_place_hash(const struct ir_place *place);
bool ir_place_same(const struct ir_place *a, const struct ir_place *b);

/// Steps from the variable to the place; 0 for the variable itself.
unsigned ir_place_depth(const struct ir_function *fn, uint32_t place);

/// The variable that `place` is a part of, IR_NONE when a pointer is followed on the way.
uint32_t ir_direct_variable(const struct ir_function *fn, uint32_t place);

/// The slot of an indirect call through `place` when the text does not name one: the last field on
/// the path, else the global variable, else the parameter; NULL for locals. May be made in `arena`.
const char *ir_default_slot(struct arena *arena, const struct ir_function *fn, uint32_t place);

/// What is wrong with a declaration, or NULL; with a unit apart from its functions.
const char *ir_verify_declaration(const struct ir_declaration *declaration);
const char *ir_verify_frame(const struct ir_unit *unit);

/// A flag and its word in the text form; lists end in a zero flag.
struct ir_word {
  uint32_t flag;
  const char *word;
};
extern const struct ir_word ir_function_words[], ir_var_words[], ir_declaration_words[],
    ir_call_words[];

/// Spellings by enumerator. Comparisons: "==", "!=", ...
extern const char *const ir_compare_words[6];

/// True for an operator that an IR_BIN event may have.
bool ir_is_operator(const char *op);

/// The flags among IR_VAR_POINTER and IR_VAR_ARRAY that a type written as `type` has unless the
/// text says otherwise.
uint32_t ir_default_var_flags(const char *type);

/// Characters that symbols may have, beside letters, digits, `_` and `$`, and need no quotes.
#define IR_SYMBOL_CHARS ".@/+~#-:"

/// True for a letter, a digit, `_`, `$`, or one of `extra`; for a text of one or more of these.
bool ir_is_bare_char(char c, const char *extra);
bool ir_is_bare(const char *text, const char *extra);

/// Bytes of the name that a symbol holds: up to `@` (functions), behind the last `.` (fields).
const char *ir_default_name(enum ir_declaration_kind kind, const char *symbol, size_t *length);

#endif
