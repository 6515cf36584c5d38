// SPDX-License-Identifier: MIT
// The manual page, from the tables.
#include "analyzer/options/internal.h"
#include "analyzer/version.h"

#include <string.h>

/// Writes text of the help in roff: code between backquotes is bold.
static void put_text(FILE *out, const char *text) {
  bool code = false;
  if (*text == '.' || *text == '\'')
    fputs("\\&", out);
  for (; *text; text++) {
    if (*text == '`')
      fputs((code = !code) ? "\\fB" : "\\fR", out);
    else if (*text == '\\')
      fputs("\\e", out);
    else if (*text == '-')
      fputs("\\-", out);
    else
      fputc(*text, out);
  }
}

static void put_option(FILE *out, const struct option_info *option) {
  fputs(".TP\n", out);
  if (option->letter)
    fprintf(out, "\\fB\\-%c\\fR, ", option->letter);
  fputs("\\fB\\-\\-", out);
  put_text(out, option->name);
  fputs("\\fR", out);
  if (*option->operand) {
    fputs(option->kind == MODE ? "[=\\fI" : "=\\fI", out);
    put_text(out, option->operand);
    fputs(option->kind == MODE ? "\\fR]" : "\\fR", out);
  }
  fputc('\n', out);
  put_text(out, option->help);
  fputs(".\n", out);
  bool some = false;
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++)
    some |= (option->commands >> c & 1) != 0;
  if (!some || option->commands == EVERYWHERE)
    return;
  fputs("Commands:", out);
  for (int c = CMD_CHECK; c < COMMAND_COUNT; c++)
    if (option->commands >> c & 1)
      fprintf(out, " \\fB%s\\fR", c == CMD_CHECK ? "(check)" : command_word((enum command)c));
  fputs(".\n", out);
}

static void put_command(FILE *out, const struct command_info *command) {
  fprintf(out, ".TP\n\\fBasync\\-lint%s%s\\fR [\\fIOPTION\\fR...] ", *command->word ? " " : "",
          command->word);
  put_text(out, command->operands);
  fputc('\n', out);
  put_text(out, command->help);
  fputs(".\n", out);
}

static const char after_options[] =
    ".SH EXIT STATUS\n"
    ".TP\n0\nEverything was checked, and there is nothing to fail on.\n"
    ".TP\n1\nFindings at or above \\fB\\-\\-fail\\-on\\fR.\n"
    ".TP\n2\nWrong usage, configuration, baseline, database or spec: nothing was checked. Or a "
    "report\n"
    "could not be written.\n"
    ".TP\n3\nNothing to fail on, but something could not be checked.\n"
    ".SH FILES\n"
    ".TP\n\\fB.async\\-lint\\fR\nWhat holds for the files in its folder and below, in YAML.\n"
    ".TP\n\\fB.async\\-lint\\-store/\\fR\nResults kept between runs, beside the compile database.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBNO_COLOR\\fR, \\fBCLICOLOR_FORCE\\fR\nNo colours; colours also without a terminal.\n"
    ".TP\n\\fBXDG_CACHE_HOME\\fR\nWhere the store goes when there is no room beside the "
    "database.\n";

void options_man(FILE *out) {
  fputs(".TH ASYNC\\-LINT 1 \"\" \"async\\-lint " ASYNC_LINT_VERSION "\" \"User Commands\"\n"
        ".SH NAME\nasync\\-lint \\- find mistakes of asynchronous programming in C\n"
        ".SH SYNOPSIS\n.nf\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++) {
    fprintf(out, "\\fBasync\\-lint%s%s\\fR [\\fIOPTION\\fR...] ", c == CMD_CHECK ? "" : " ",
            command_table[c].word);
    put_text(out, command_table[c].operands);
    fputc('\n', out);
  }
  fputs(".fi\n.SH DESCRIPTION\nReads the units of \\fBcompile_commands.json\\fR, or one file with "
        "the "
        "compiler arguments behind\n\\fB\\-\\-\\fR, and reports tasks that are dropped, calls that "
        "block "
        "the thread of a task, tokens that are\nnot passed on, and more. \\fBasync\\-lint "
        "rules\\fR lists "
        "the rules, \\fBasync\\-lint explain\\fR \\fIRULE\\fR explains\none.\n.SH COMMANDS\n",
        out);
  for (int c = 0; c < COMMAND_COUNT; c++)
    put_command(out, &command_table[c]);
  fputs(".SH OPTIONS\n", out);
  for (unsigned i = 0; i < option_count; i++)
    put_option(out, &option_table[i]);
  fputs(".SH FORMATS\n", out);
  const char *between = "";
#define FORMAT(id, word)                                                                           \
  fprintf(out, "%s\\fB%s\\fR", between, #word);                                                    \
  between = ", ";
#include "analyzer/report/formats.def"
  fputs(".\n", out);
  fputs(after_options, out);
}
