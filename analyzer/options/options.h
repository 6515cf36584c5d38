// SPDX-License-Identifier: MIT
// The command line as data. options.def is the only list of options and commands.
#ifndef ASYNC_LINT_OPTIONS_H
#define ASYNC_LINT_OPTIONS_H

#include "analyzer/base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum command {
#define COMMAND(id, word, operands, minimum, maximum, help) CMD_##id,
#include "analyzer/options/options.def"
  COMMAND_COUNT
};

/// ORDER of the words in options.def. FAIL_ON_DEFAULT: nothing was said.
enum fail_on { FAIL_ON_DEFAULT = -1, FAIL_ON_ERROR, FAIL_ON_WARNING, FAIL_ON_NEVER };
enum fix_mode { FIX_MODE_NONE, FIX_MODE_SAFE, FIX_MODE_UNSAFE };
enum generate {
  GENERATE_NOTHING = -1,
  GENERATE_MAN,
  GENERATE_BASH,
  GENERATE_ZSH,
  GENERATE_FISH,
  GENERATE_RULES // not by options_generate(), which knows no rules
};
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };
enum output_format {
#define FORMAT(id, word) FORMAT_##id,
#include "analyzer/report/formats.def"
  FORMAT_COUNT
};

/// Words given, in order; they point into the argument vector.
struct word_list {
  uint32_t count, capacity;
  const char **items;
};

/// One `--format`: where `file` is NULL the report goes to stdout.
struct output {
  enum output_format format;
  const char *file;
};

/// Zero-initialise. Members are named by options.def; text points into the argument vector.
struct options {
  enum command command;
  struct word_list operands; // PATH..., RULE, FUNCTION, ...
  bool single;               // `--` was given: `compiler` holds what follows
  struct word_list compiler;
  uint32_t output_count, output_capacity;
  struct output *outputs; // from --format; text to stdout when none was given
  const char *build, *store, *part, *depfile, *shard;
  const char *config;
  const char *stdin_filename;
  const char *baseline, *write_baseline, *since, *export_fixes;
  struct word_list rules, specs, formats, extra_arguments;
  int fail_on;         // enum fail_on
  uint64_t stack_size; // bytes, of the configuration only; 0: not said
  int fix;             // enum fix_mode
  int color, progress; // enum when
  int generate;        // enum generate
  unsigned jobs, timeout;
  bool exit_zero, no_store, separate, no_config, quiet, relative, verbose, stats, diff, from_stdin;
  bool list_options, json_schema, version, help;
};

/// Reads `argv[1]` and on. False on a mistake, with what is wrong and the nearest right word in
/// `error`. options_free() in both cases.
bool options_parse(struct options *options, int argc, const char *const *argv, struct text *error);
void options_free(struct options *options);

/// The word of a command as typed; "" for checking.
const char *command_word(enum command command);

/// Prints usage and options of `command`; CMD_CHECK also lists the commands.
void options_help(FILE *out, enum command command);

/// Prints every option as typed, one a line; those with an operand end in `=`.
void options_list(FILE *out);

/// Prints the manual page in roff, or a completion script.
void options_generate(FILE *out, enum generate what);

/// Appends ` (did you mean `X`?)` with the candidate nearest to `word`, or nothing when none is
/// near.
void suggest(struct text *message, const char *word, const char *const *candidates, size_t count);

/// Whether to use colours on `out`: `--color`, then NO_COLOR, CLICOLOR_FORCE, then the terminal.
bool options_color(const struct options *options, FILE *out);

/// Whether to write links on `out`: FORCE_HYPERLINK, then colours and a terminal that is known to
/// understand them.
bool options_links(const struct options *options, FILE *out);

/// Whether to show progress on stderr.
bool options_progress(const struct options *options);

#endif
