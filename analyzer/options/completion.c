// SPDX-License-Identifier: MIT
// Completion scripts of shells, from the tables. Rules are asked of the program when they are
// needed, so that a script is right for every version's rules.
#include "analyzer/options/internal.h"

#include <string.h>

/// What may follow an option.
enum operand { NO_OPERAND, WORDS, FILES, FOLDERS, FORMATS, RULES, FREE };

static enum operand operand_of(const struct option_info *option) {
  if (option->kind == FLAG || option->kind == MODE) // only with `=`
    return NO_OPERAND;
  if (option->kind == CHOICE)
    return WORDS;
  if (!strcmp(option->name, "format"))
    return FORMATS;
  if (!strcmp(option->name, "rules"))
    return RULES;
  if (!strcmp(option->operand, "DIR"))
    return FOLDERS;
  return strstr(option->operand, "FILE") || !strcmp(option->operand, "PART") ? FILES : FREE;
}

/// The words of a choice, or the formats, with `between` between them.
static void put_words(FILE *out, const struct option_info *option, char between) {
  if (operand_of(option) == FORMATS) {
    const char *before = "";
    char separator[2] = {between, '\0'};
#define FORMAT(id, word)                                                                           \
  fprintf(out, "%s%s", before, #word);                                                             \
  before = separator;
#include "analyzer/report/formats.def"
    return;
  }
  for (const char *at = option->operand; *at; at++)
    fputc(*at == '|' ? between : *at, out);
}

/// Help as it may stand within single quotes; `special` is left out, too.
static void put_help(FILE *out, const char *help, const char *special) {
  for (; *help; help++)
    if (*help == '`')
      continue;
    else if (*help == '\'')
      fputs("'\\''", out);
    else if (!strchr(special, *help))
      fputc(*help, out);
}

// ---- bash ----

static void put_bash_case(FILE *out, const struct option_info *option) {
  static const char *const words[] = {
      [NO_OPERAND] = NULL,
      [FILES] = "COMPREPLY=($(compgen -f -- \"$cur\"))",
      [FOLDERS] = "COMPREPLY=($(compgen -d -- \"$cur\"))",
      [RULES] = "COMPREPLY=($(compgen -W \"$(async-lint rules 2>/dev/null | cut -d' ' -f1)\" -- "
                "\"$cur\"))",
      [FREE] = "COMPREPLY=()"};
  enum operand operand = operand_of(option);
  if (operand == NO_OPERAND)
    return;
  fprintf(out, "    --%s", option->name);
  if (option->letter)
    fprintf(out, "|-%c", option->letter);
  fputs(")\n      ", out);
  if (operand == WORDS || operand == FORMATS) {
    fputs("COMPREPLY=($(compgen -W '", out);
    put_words(out, option, ' ');
    fputs("' -- \"$cur\"))", out);
  } else {
    fputs(words[operand], out);
  }
  fputs("\n      return ;;\n", out);
}

static void put_bash_options(FILE *out, int command) {
  for (unsigned i = 0; i < option_count; i++)
    if (option_table[i].commands >> command & 1)
      fprintf(out, " --%s%s", option_table[i].name,
              operand_of(&option_table[i]) == NO_OPERAND ? "" : "=");
}

static void put_bash(FILE *out) {
  fputs(
      "# bash completion of async-lint\n"
      "_async_lint() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= options i\n"
      "  # bash cuts --name=value at the sign.\n"
      "  if [[ $cur == = ]]; then\n"
      "    cur=\n"
      "  elif [[ $prev == = ]]; then\n"
      "    prev=${COMP_WORDS[COMP_CWORD-2]}\n"
      "  fi\n"
      "  case $prev in\n",
      out);
  for (unsigned i = 0; i < option_count; i++)
    put_bash_case(out, &option_table[i]);
  fputs("  esac\n"
        "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "    case ${COMP_WORDS[i]} in\n      --) COMPREPLY=($(compgen -f -- \"$cur\")); return "
        ";;\n      ",
        out);
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++)
    fprintf(out, "%s%s", c > CMD_CHECK + 1 ? "|" : "", command_table[c].word);
  fputs(") command=${COMP_WORDS[i]}; break ;;\n    esac\n  done\n  case $command in\n", out);
  for (int c = COMMAND_COUNT; c-- > CMD_CHECK;) {
    fprintf(out, "    %s) options='", c == CMD_CHECK ? "*" : command_table[c].word);
    put_bash_options(out, c);
    fputs("' ;;\n", out);
  }
  fputs("  esac\n"
        "  if [[ $cur == -* ]]; then\n"
        "    COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
        "    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n"
        "    return\n"
        "  fi\n"
        "  COMPREPLY=($(compgen -f -- \"$cur\"))\n"
        "  if [[ $command == explain ]]; then\n"
        "    COMPREPLY=($(compgen -W \"$(async-lint rules 2>/dev/null | cut -d' ' -f1) claims\" -- "
        "\"$cur\"))\n"
        "  elif [[ -z $command ]]; then\n"
        "    COMPREPLY+=($(compgen -W '",
        out);
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++)
    fprintf(out, "%s%s", c > CMD_CHECK + 1 ? " " : "", command_table[c].word);
  fputs("' -- \"$cur\"))\n  fi\n}\ncomplete -o filenames -F _async_lint async-lint\n", out);
}

// ---- zsh ----

/// One way to write the option: `name` with what stands between it and its operand.
static void put_zsh_option(FILE *out, const struct option_info *option, const char *name,
                           const char *sign) {
  static const char *const actions[] = {
      [FILES] = ":file:_files",
      [FOLDERS] = ":folder:_files -/",
      [RULES] = ":rules:_values -s , rule $(async-lint rules 2>/dev/null | cut -d\" \" -f1)",
      [FREE] = ":value: "};
  enum operand operand = operand_of(option);
  fprintf(out, "    '%s%s%s[", option->kind == LIST ? "*" : "", name,
          operand == NO_OPERAND ? "" : sign);
  put_help(out, option->help, "[]\\");
  fputc(']', out);
  if (operand == WORDS || operand == FORMATS) {
    fputs(":word:(", out);
    put_words(out, option, ' ');
    fputc(')', out);
  } else if (operand != NO_OPERAND) {
    fputs(actions[operand], out);
  }
  fputs("' \\\n", out);
}

static void put_zsh_names(FILE *out, const struct option_info *option) {
  char name[64];
  snprintf(name, sizeof name, "--%s", option->name);
  put_zsh_option(out, option, name, "=");
  snprintf(name, sizeof name, "-%c", option->letter);
  if (option->letter)
    put_zsh_option(out, option, name, "+");
}

static void put_zsh(FILE *out) {
  fputs("#compdef async-lint\n"
        "# zsh completion of async-lint\n"
        "local -a commands\n"
        "commands=(\n",
        out);
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++) {
    fprintf(out, "  '%s:", command_table[c].word);
    put_help(out, command_table[c].help, ":\\");
    fputs("'\n", out);
  }
  fputs(")\n"
        "_async_lint_operands() {\n"
        "  if (( CURRENT == 2 )); then\n"
        "    _describe command commands\n"
        "  elif [[ $words[2] == explain ]]; then\n"
        "    compadd -- ${(f)\"$(async-lint rules 2>/dev/null | cut -d\" \" -f1)\"} claims\n"
        "    return\n"
        "  fi\n"
        "  _files\n"
        "}\n"
        "_arguments -s \\\n",
        out);
  for (unsigned i = 0; i < option_count; i++)
    put_zsh_names(out, &option_table[i]);
  fputs("    '*:file:_async_lint_operands'\n", out);
}

// ---- fish ----

/// True in fish when the words hold the command, or none when it is checking.
static void put_fish_condition(FILE *out, const struct option_info *option) {
  if (option->commands == EVERYWHERE)
    return;
  fputs(" -n '", out);
  const char *between = "";
  if (option->commands >> CMD_CHECK & 1) {
    fputs("not __fish_seen_subcommand_from $__async_lint_commands", out);
    between = "; or ";
  }
  bool any = false;
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++) {
    if (!(option->commands >> c & 1))
      continue;
    fprintf(out, "%s%s", any ? " " : between, any ? "" : "__fish_seen_subcommand_from ");
    fputs(command_table[c].word, out);
    any = true;
  }
  fputc('\'', out);
}

static void put_fish_option(FILE *out, const struct option_info *option) {
  enum operand operand = operand_of(option);
  fputs("complete -c async-lint", out);
  put_fish_condition(out, option);
  fprintf(out, " -l %s", option->name);
  if (option->letter)
    fprintf(out, " -s %c", option->letter);
  if (operand == WORDS || operand == FORMATS) {
    fputs(" -x -a '", out);
    put_words(out, option, ' ');
    fputc('\'', out);
  } else if (operand == RULES) {
    fputs(" -x -a '(async-lint rules 2>/dev/null | string split -f1 \" \")'", out);
  } else if (operand == FOLDERS) {
    fputs(" -x -a '(__fish_complete_directories)'", out);
  } else if (operand != NO_OPERAND) {
    fputs(operand == FILES ? " -r" : " -x", out);
  }
  fputs(" -d '", out);
  put_help(out, option->help, "\\");
  fputs("'\n", out);
}

static void put_fish(FILE *out) {
  fputs("# fish completion of async-lint\nset -g __async_lint_commands", out);
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++)
    fprintf(out, " %s", command_table[c].word);
  fputc('\n', out);
  for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++) {
    fprintf(out, "complete -c async-lint -n __fish_is_first_arg -a %s -d '", command_table[c].word);
    put_help(out, command_table[c].help, "\\");
    fputs("'\n", out);
  }
  fputs("complete -c async-lint -n '__fish_seen_subcommand_from explain' -x -a '(async-lint rules "
        "2>/dev/null | string split -f1 \" \") claims'\n",
        out);
  for (unsigned i = 0; i < option_count; i++)
    put_fish_option(out, &option_table[i]);
}

void options_generate(FILE *out, enum generate what) {
  static void (*const writers[])(FILE *) = {options_man, put_bash, put_zsh, put_fish};
  writers[what](out);
}
