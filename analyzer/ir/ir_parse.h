// SPDX-License-Identifier: MIT
// What the parts of the text form's reader share.
#ifndef ASYNC_LINT_IR_PARSE_H
#define ASYNC_LINT_IR_PARSE_H

#include "analyzer/ir/ir_scan.h"

/// A block's name, and its id once the block was begun.
struct ir_block_name {
  const char *name;
  uint32_t id, line; // line that named it first
};

/// A function being read. Targets hold indices of `names` until the end.
struct ir_function_parser {
  struct ir_scan *scan;
  struct ir_function *fn;
  struct ir_block_name *names; // heap
  uint32_t name_count, name_capacity;
  uint32_t block; // being filled; IR_NONE between blocks
};

/// Reads a function; the scanner stands behind the word `function` of its first line, and is left
/// on the line of its closing brace. NULL on a mistake. The result is verified.
struct ir_function *ir_parse_function(struct ir_scan *scan);

/// Reads a location into the function; IR_NONE when none comes next. False on a mistake.
bool ir_parse_loc(struct ir_function_parser *parser, uint32_t *loc);

/// Reads `%name` or `%name#2`; `twin` counts from 1. False on a mistake.
bool ir_parse_var_name(struct ir_scan *scan, const char **name, uint32_t *twin);

/// The index of the `twin`th variable with an interned name, or IR_NONE.
uint32_t ir_find_variable(const struct ir_function *fn, const char *name, uint32_t twin);

/// Reads a place. IR_NONE on a mistake.
uint32_t ir_parse_place(struct ir_function_parser *parser);

/// Reads an operand. False on a mistake.
bool ir_parse_operand(struct ir_function_parser *parser, struct ir_operand *operand);

/// Reads an operator between blanks; false without a mistake when none comes next.
bool ir_parse_operator(struct ir_scan *scan, char op[4]);

#endif
