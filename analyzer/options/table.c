// SPDX-License-Identifier: MIT
// options.def as tables, and what is printed from them: the help and the completion list.
#include "analyzer/options/internal.h"

#include <limits.h>
#include <stddef.h>

const struct option_info option_table[] = {
#define OPTION(id, name, letter, kind, operand, commands, help)                                    \
  {name, letter, kind, operand, commands, help, offsetof(struct options, id)},
#include "analyzer/options/options.def"
};
const unsigned option_count = sizeof option_table / sizeof *option_table;
_Static_assert(sizeof option_table / sizeof *option_table <= 64, "one bit an option while parsing");

const struct command_info command_table[] = {
#define COMMAND(id, word, operands, minimum, maximum, help)                                        \
  {word, operands, minimum, maximum, help},
#include "analyzer/options/options.def"
};

const char *command_word(enum command command) {
  return command_table[command].word;
}

static void print_option(FILE *out, const struct option_info *option) {
  enum { COLUMN = 34 };
  int width = option->letter ? fprintf(out, "  -%c, ", option->letter) : fprintf(out, "      ");
  width += fprintf(out, "--%s", option->name);
  if (option->kind == MODE)
    width += fprintf(out, "[=%s]", option->operand);
  else if (*option->operand)
    width += fprintf(out, "=%s", option->operand);
  if (width >= COLUMN - 1) {
    fputc('\n', out);
    width = 0;
  }
  fprintf(out, "%*s%s\n", COLUMN - width, "", option->help);
}

static void print_commands(FILE *out) {
  fprintf(out, "\nCommands:\n");
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++) {
    const struct command_info *info = &command_table[c];
    int width = fprintf(out, "  %s %s", info->word, info->operands);
    fprintf(out, "%*s%s\n", 34 - width, "", info->help);
  }
}

static void print_formats(FILE *out) {
  fprintf(out, "\nFormats:");
#define FORMAT(id, word) fprintf(out, " %s", #word);
#include "analyzer/report/formats.def"
  fputc('\n', out);
}

void options_help(FILE *out, enum command command) {
  const struct command_info *info = &command_table[command];
  fprintf(out, "Usage: async-lint%s%s [OPTION...] %s\n", *info->word ? " " : "", info->word,
          info->operands);
  fprintf(out, "%s\n\nOptions:\n", info->help);
  for (unsigned i = 0; i < option_count; i++)
    if (option_table[i].commands & 1u << command)
      print_option(out, &option_table[i]);
  if (command != CMD_CHECK)
    return;
  print_formats(out);
  print_commands(out);
  fprintf(out,
          "\nExit status: 0 all checked, nothing to fail on; 1 findings; 2 usage, configuration "
          "or spec\nerror; 3 no findings to fail on, but something could not be checked.\n");
}

void options_list(FILE *out) {
  for (unsigned i = 0; i < option_count; i++) {
    if (option_table[i].letter)
      fprintf(out, "-%c\n", option_table[i].letter);
    fprintf(out, "--%s%s\n", option_table[i].name,
            *option_table[i].operand && option_table[i].kind != MODE ? "=" : "");
  }
}
