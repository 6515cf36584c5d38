// SPDX-License-Identifier: MIT
// Reading the command line by the tables of options.def.
#include "analyzer/base/arena.h"
#include "analyzer/options/internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct parser {
  struct options *options;
  const char *const *argv;
  int argc, next;
  uint64_t seen; // bit i: option_table[i] was given
  struct text *error;
};

static void add_word(struct word_list *list, const char *word) {
  GROW(list->items, list->count, list->capacity);
  list->items[list->count++] = word;
}

/// Length of an option's name: up to `=` or the end.
static size_t name_length(const char *name) {
  return strcspn(name, "=");
}

static const struct option_info *find_option(const char *name) {
  size_t length = name_length(name);
  for (unsigned i = 0; i < option_count; i++)
    if (strlen(option_table[i].name) == length && !strncmp(option_table[i].name, name, length))
      return &option_table[i];
  return NULL;
}

static const struct option_info *find_letter(char letter) {
  for (unsigned i = 0; i < option_count; i++)
    if (letter && option_table[i].letter == letter)
      return &option_table[i];
  return NULL;
}

static bool unknown_option(struct parser *parser, const char *argument) {
  const char *name = argument + 2;
  size_t length = name_length(name);
  const char *words[64];
  size_t count = 0;
  for (unsigned i = 0; i < option_count && count < 64; i++)
    words[count++] = option_table[i].name;
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), name);
  text_printf(parser->error, "unknown option `--%.*s`", (int)length, name);
  struct text near = {0};
  suggest(&near, word, words, count);
  // The suggestion is shown as it is typed.
  const char *tick = strchr(text_get(&near), '`');
  if (tick)
    text_printf(parser->error, " (did you mean `--%s", tick + 1);
  text_free(&near);
  return false;
}

static bool set_number(struct parser *parser, const struct option_info *option, const char *value) {
  char *end;
  unsigned long number = strtoul(value, &end, 10);
  if (*value < '0' || *value > '9' || *end || number == 0 || number > 1000000) {
    text_printf(parser->error, "`--%s` takes a number from 1, not `%s`", option->name, value);
    return false;
  }
  *(unsigned *)((char *)parser->options + option->offset) = (unsigned)number;
  return true;
}

static bool set_choice(struct parser *parser, const struct option_info *option, const char *value,
                       int first) {
  int index = first;
  size_t length = strlen(value);
  for (const char *word = option->operand; *word; index++) {
    size_t size = strcspn(word, "|");
    if (size == length && !strncmp(word, value, size)) {
      *(int *)((char *)parser->options + option->offset) = index;
      return true;
    }
    word += size + (word[size] == '|');
  }
  text_printf(parser->error, "`--%s` takes one of `%s`, not `%s`", option->name, option->operand,
              value);
  return false;
}

static bool set_option(struct parser *parser, const struct option_info *option, const char *value) {
  void *member = (char *)parser->options + option->offset;
  parser->seen |= UINT64_C(1) << (option - option_table);
  switch (option->kind) {
  case FLAG:
    *(bool *)member = true;
    return true;
  case STRING:
    *(const char **)member = value;
    return true;
  case LIST:
    add_word(member, value);
    return true;
  case NUMBER:
    return set_number(parser, option, value);
  case CHOICE:
    return set_choice(parser, option, value, 0);
  case MODE:
    return set_choice(parser, option, value, 1);
  }
  return false;
}

/// Reads the option whose operand, if it was attached, is `attached` (else NULL).
static bool read_option(struct parser *parser, const struct option_info *option,
                        const char *attached) {
  if (option->kind == FLAG) {
    if (!attached)
      return set_option(parser, option, NULL);
    text_printf(parser->error, "`--%s` takes no value", option->name);
    return false;
  }
  if (!attached && option->kind == MODE) {
    *(int *)((char *)parser->options + option->offset) = 1;
    parser->seen |= UINT64_C(1) << (option - option_table);
    return true;
  }
  if (!attached && parser->next < parser->argc)
    attached = parser->argv[parser->next++];
  if (!attached) {
    text_printf(parser->error, "`--%s` needs a value: `--%s=%s`", option->name, option->name,
                option->operand);
    return false;
  }
  return set_option(parser, option, attached);
}

static bool read_long(struct parser *parser, const char *argument) {
  const struct option_info *option = find_option(argument + 2);
  if (!option)
    return unknown_option(parser, argument);
  const char *equals = strchr(argument, '=');
  return read_option(parser, option, equals ? equals + 1 : NULL);
}

/// `-j4`, `-j 4`, `-p=DIR`, `-qv`.
static bool read_short(struct parser *parser, const char *argument) {
  for (const char *letter = argument + 1; *letter; letter++) {
    const struct option_info *option = find_letter(*letter);
    if (!option) {
      text_printf(parser->error, "unknown option `%s`", argument);
      return false;
    }
    if (option->kind != FLAG) {
      const char *value = letter + 1 + (letter[1] == '=');
      return read_option(parser, option, letter[1] ? value : NULL);
    }
    if (!read_option(parser, option, NULL))
      return false;
  }
  return true;
}

/// The first operand may be a command.
static bool read_operand(struct parser *parser, const char *word) {
  struct options *options = parser->options;
  if (options->operands.count == 0 && options->command == CMD_CHECK) {
    for (int c = CMD_CHECK + 1; c < COMMAND_COUNT; c++)
      if (!strcmp(word, command_table[c].word)) {
        options->command = (enum command)c;
        return true;
      }
  }
  add_word(&options->operands, word);
  return true;
}

static bool read_argument(struct parser *parser, const char *argument) {
  if (!strcmp(argument, "--")) {
    parser->options->single = true;
    while (parser->next < parser->argc)
      add_word(&parser->options->compiler, parser->argv[parser->next++]);
    return true;
  }
  if (!strncmp(argument, "--", 2))
    return read_long(parser, argument);
  if (argument[0] == '-' && argument[1])
    return read_short(parser, argument);
  return read_operand(parser, argument);
}

static const char *const formats[] = {
#define FORMAT(id, word) #word,
#include "analyzer/report/formats.def"
};

/// `json=FILE` to an output.
static bool read_format(struct parser *parser, const char *text) {
  struct options *options = parser->options;
  const size_t count = sizeof formats / sizeof *formats;
  size_t length = name_length(text), found = count;
  for (size_t i = 0; i < count; i++)
    if (strlen(formats[i]) == length && !strncmp(formats[i], text, length))
      found = i;
  if (found == count) {
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), text);
    text_printf(parser->error, "unknown format `%s`", word);
    suggest(parser->error, word, formats, count);
    return false;
  }
  const char *file = text[length] == '=' ? text + length + 1 : NULL;
  if (file && !*file) {
    text_printf(parser->error, "`--format %s` names no file after `=`", text);
    return false;
  }
  GROW(options->outputs, options->output_count, options->output_capacity);
  options->outputs[options->output_count++] = (struct output){(enum output_format)found, file};
  return true;
}

static bool read_formats(struct parser *parser) {
  struct options *options = parser->options;
  for (uint32_t i = 0; i < options->formats.count; i++)
    if (!read_format(parser, options->formats.items[i]))
      return false;
  unsigned on_stdout = 0;
  for (uint32_t i = 0; i < options->output_count; i++) {
    const char *file = options->outputs[i].file;
    on_stdout += !file;
    for (uint32_t k = 0; file && k < i; k++)
      if (options->outputs[k].file && !strcmp(file, options->outputs[k].file)) {
        text_printf(parser->error, "two formats go to the file `%s`", file);
        return false;
      }
  }
  if (on_stdout && options->diff) {
    text_puts(parser->error,
              "`--diff` goes to stdout: give the format a file, `--format json=FILE`");
    return false;
  }
  if (on_stdout > 1) {
    text_puts(parser->error, "two formats go to stdout: give all but one a file, `--format "
                             "json=FILE`");
    return false;
  }
  return true;
}

static bool check_operands(struct parser *parser) {
  const struct options *options = parser->options;
  const struct command_info *command = &command_table[options->command];
  int count = (int)options->operands.count;
  if (options->single && options->command != CMD_CHECK && options->command != CMD_CONTRACT &&
      options->command != CMD_INDEX) {
    text_printf(parser->error, "`%s` takes no `--`", command->word);
    return false;
  }
  int maximum = command->maximum;
  if (options->single && options->command == CMD_CONTRACT)
    maximum = 2; // FUNCTION FILE.c -- ARGS
  if (count >= command->minimum && count <= maximum)
    return true;
  text_printf(parser->error, "usage: async-lint %s%s%s", command->word, *command->word ? " " : "",
              command->operands);
  return false;
}

static bool check_commands(struct parser *parser) {
  const struct options *options = parser->options;
  for (unsigned i = 0; i < option_count; i++)
    if (parser->seen >> i & 1 && !(option_table[i].commands & 1u << options->command)) {
      text_printf(parser->error, "`--%s` does not go with `%s`", option_table[i].name,
                  command_word(options->command));
      return false;
    }
  if (options->store && options->no_store) {
    text_puts(parser->error, "`--store` and `--no-store` exclude each other");
    return false;
  }
  if (options->config && options->no_config) {
    text_puts(parser->error, "`--config` and `--no-config` exclude each other");
    return false;
  }
  if (options->fix && !options->diff && options->command != CMD_CHECK) {
    text_printf(parser->error, "`%s` changes no files: add `--diff`",
                command_word(options->command));
    return false;
  }
  if (options->quiet && options->verbose) {
    text_puts(parser->error, "`--quiet` and `--verbose` exclude each other");
    return false;
  }
  return true;
}

/// What goes with `--stdin`: one file, and nothing that reads or changes it on the disk.
static bool check_stdin(struct parser *parser) {
  const struct options *options = parser->options;
  const struct {
    bool given;
    const char *message;
  } mistakes[] = {
      {options->stdin_filename && !options->from_stdin,
       "`--stdin-filename` says which file `--stdin` is: add `--stdin`"},
      {options->from_stdin && !options->stdin_filename && !options->single,
       "`--stdin` needs `--stdin-filename FILE`"},
      {options->from_stdin && options->operands.count && !options->single,
       "`--stdin` reports one file: leave out PATH"},
      {options->from_stdin && options->fix, "`--stdin` and `--fix` exclude each other"},
      {options->from_stdin && options->diff, "`--stdin` and `--diff` exclude each other"},
      {options->from_stdin && options->since, "`--stdin` and `--since` exclude each other"},
      {options->from_stdin && options->write_baseline,
       "`--stdin` and `--write-baseline` exclude each other"},
  };
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
    if (mistakes[i].given) {
      text_puts(parser->error, mistakes[i].message);
      return false;
    }
  return true;
}

bool options_parse(struct options *options, int argc, const char *const *argv, struct text *error) {
  struct parser parser = {options, argv, argc, 1, 0, error};
  options->fail_on = FAIL_ON_DEFAULT;
  options->timeout = 60;
  options->generate = GENERATE_NOTHING;
  while (parser.next < argc)
    if (!read_argument(&parser, argv[parser.next++]))
      return false;
  if (options->help || options->version || options->list_options || options->json_schema ||
      options->generate != GENERATE_NOTHING)
    return true;
  return check_commands(&parser) && check_stdin(&parser) && check_operands(&parser) &&
         read_formats(&parser);
}

void options_free(struct options *options) {
  free(options->operands.items);
  free(options->compiler.items);
  free(options->rules.items);
  free(options->specs.items);
  free(options->formats.items);
  free(options->extra_arguments.items);
  free(options->outputs);
  *options = (struct options){0};
}

/// True when the environment variable is set to something.
static bool environment(const char *name) {
  const char *value = getenv(name);
  return value && *value;
}

bool options_color(const struct options *options, FILE *out) {
  if (options->color != WHEN_AUTO)
    return options->color == WHEN_ALWAYS;
  if (environment("NO_COLOR"))
    return false;
  const char *force = getenv("CLICOLOR_FORCE");
  if (force && *force && strcmp(force, "0") != 0)
    return true;
  const char *terminal = getenv("TERM");
  return isatty(fileno(out)) && !(terminal && !strcmp(terminal, "dumb"));
}

bool options_links(const struct options *options, FILE *out) {
  const char *force = getenv("FORCE_HYPERLINK");
  if (force && *force)
    return strcmp(force, "0") != 0;
  if (!isatty(fileno(out)) || !options_color(options, out))
    return false;
  // Others may print the address as text.
  static const char *const own[] = {"WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM"};
  static const char *const programs[] = {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"};
  static const char *const terminals[] = {"xterm-kitty", "alacritty", "foot", "xterm-ghostty"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (environment(own[i]))
      return true;
  const char *vte = getenv("VTE_VERSION"), *program = getenv("TERM_PROGRAM");
  for (size_t i = 0; program && i < sizeof programs / sizeof *programs; i++)
    if (!strcmp(program, programs[i]))
      return true;
  const char *terminal = getenv("TERM");
  for (size_t i = 0; terminal && i < sizeof terminals / sizeof *terminals; i++)
    if (!strcmp(terminal, terminals[i]))
      return true;
  return vte && atoi(vte) >= 5000; // 0.50
}

bool options_progress(const struct options *options) {
  if (options->quiet || options->progress == WHEN_NEVER)
    return false;
  return options->progress == WHEN_ALWAYS || isatty(STDERR_FILENO);
}
