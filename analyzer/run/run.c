// SPDX-License-Identifier: MIT
// From the argument vector to a command.
#include "analyzer/run/run.h"
#include "analyzer/lsp/lsp.h"

#include <stdarg.h>

static void say(const char *level, const char *format, va_list arguments) {
  fflush(stdout);
  fprintf(stderr, "async-lint: %s: ", level);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
}

void say_error(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say("error", format, arguments);
  va_end(arguments);
}

void say_warning(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say("warning", format, arguments);
  va_end(arguments);
}

static int print_help(const struct options *options) {
  options_help(stdout, options->command);
  return EXIT_CLEAN;
}

static int print_options(void) {
  options_list(stdout);
  return EXIT_CLEAN;
}

static int run_command(const struct options *options) {
  if (options->help)
    return print_help(options);
  if (options->version)
    return run_version();
  if (options->list_options)
    return print_options();
  if (options->generate == GENERATE_RULES)
    return run_catalogue();
  if (options->generate != GENERATE_NOTHING) {
    options_generate(stdout, (enum generate)options->generate);
    return EXIT_CLEAN;
  }
  if (options->json_schema)
    return run_json_schema();
  switch (options->command) {
  case CMD_EXPLAIN:
    return run_explain(options->operands.items[0]);
  case CMD_RULES:
    return run_rules(options);
  case CMD_SPEC:
    return run_spec(options);
  case CMD_CONTRACT:
    return run_contract(options);
  case CMD_INDEX:
    return run_index(options);
  case CMD_MERGE:
    return run_merge(options);
  case CMD_REPORT:
    return run_report(options);
  case CMD_CONFIG:
    return run_config(options);
  case CMD_HISTORY:
    return run_history(options);
  case CMD_LSP:
    return lsp_run(options);
  case CMD_CHECK:
  case COMMAND_COUNT:
    break;
  }
  return run_check(options);
}

int run_main(int argc, const char *const *argv) {
  struct options options = {0};
  struct text error = {0};
  int status = EXIT_USAGE;
  if (options_parse(&options, argc, argv, &error))
    status = run_command(&options);
  else
    say_error("%s; `async-lint --help` lists the options", text_get(&error));
  options_free(&options);
  text_free(&error);
  return status;
}
