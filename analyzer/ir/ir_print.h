// SPDX-License-Identifier: MIT
// What the parts of the text form's printer share.
#ifndef ASYNC_LINT_IR_PRINT_H
#define ASYNC_LINT_IR_PRINT_H

#include "analyzer/ir/ir_internal.h"

/// What lines inside a function are printed with.
struct ir_printer {
  FILE *out;
  const char *file; // locations in it leave it out; NULL for none
  const struct ir_function *fn;
  uint32_t *twins; // per variable: how many before it have its name
};

/// True for equal texts and for two NULLs.
bool ir_same_text(const char *a, const char *b);

/// Writes a string in quotes; a name, in quotes unless it is bare with the characters of `extra`;
/// `@` and a symbol.
void ir_print_string(FILE *out, const char *text);
void ir_print_name(FILE *out, const char *text, const char *extra);
void ir_print_symbol(FILE *out, const char *symbol);

/// Writes a blank and the word of each flag.
void ir_print_words(FILE *out, const struct ir_word *words, uint32_t flags);

/// Writes a blank, `word`, and `text` in quotes; nothing for NULL.
void ir_print_option(FILE *out, const char *word, const char *text);

/// Writes a blank and a location; a location in `file` leaves it out.
void ir_print_location(FILE *out, const struct ir_location *loc, const char *file);

/// The same for a location of the function; nothing for IR_NONE.
void ir_print_loc(const struct ir_printer *to, uint32_t loc);

/// Writes a variable, a place, an operand of the function.
void ir_print_var(const struct ir_printer *to, uint32_t var);
void ir_print_place(const struct ir_printer *to, uint32_t id);
void ir_print_operand(const struct ir_printer *to, const struct ir_operand *operand);

#endif
