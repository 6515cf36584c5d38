// SPDX-License-Identifier: MIT
// What the files of options/ share: options.def as tables.
#ifndef ASYNC_LINT_OPTIONS_INTERNAL_H
#define ASYNC_LINT_OPTIONS_INTERNAL_H

#include "analyzer/options/options.h"

/// MODE: a CHOICE that may be left out, and is the first word then; set to its place from 1.
enum option_kind { FLAG, STRING, LIST, NUMBER, CHOICE, MODE };

/// Sets of commands in options.def, as bits.
enum command_set {
  ON_CHECK = 1 << CMD_CHECK,
  ON_CONFIG = 1 << CMD_CONFIG,
  ON_REPORT = 1 << CMD_REPORT,
  ON_RULES = 1 << CMD_RULES,
  ON_HISTORY = 1 << CMD_HISTORY,
  ON_INDEX = 1 << CMD_INDEX,
  ON_LSP = 1 << CMD_LSP,
  ON_MERGE = 1 << CMD_MERGE,
  ON_SPEC = 1 << CMD_SPEC,
  RUNS = 1 << CMD_CHECK | 1 << CMD_CONTRACT,
  EVERYWHERE = (1 << COMMAND_COUNT) - 1,
};

struct option_info {
  const char *name;
  char letter;
  enum option_kind kind;
  const char *operand;
  unsigned commands;
  const char *help;
  size_t offset; // of the member in struct options
};

struct command_info {
  const char *word, *operands;
  int minimum, maximum; // number of operands
  const char *help;
};

extern const struct option_info option_table[];
extern const unsigned option_count;
extern const struct command_info command_table[];
/// Prints the manual page.
void options_man(FILE *out);

#endif
