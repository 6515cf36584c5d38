// SPDX-License-Identifier: MIT
// One run of the program: what the commands do. Each returns the exit status.
#ifndef ASYNC_LINT_RUN_H
#define ASYNC_LINT_RUN_H

#include "analyzer/options/options.h"

enum exit_status { EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_UNCHECKED, EXIT_INTERRUPTED = 130 };

/// Runs what `argv` asks for, from parsing it to the last report.
int run_main(int argc, const char *const *argv);

/// `async-lint [PATH...]` and `async-lint FILE.c -- CC_ARG...`.
int run_check(const struct options *options);

/// `async-lint contract FUNCTION`.
int run_contract(const struct options *options);

/// `async-lint index` and `async-lint merge`.
int run_index(const struct options *options);
int run_merge(const struct options *options);

/// `async-lint report`.
int run_report(const struct options *options);

/// `async-lint config`.
int run_config(const struct options *options);

/// `async-lint history`.
int run_history(const struct options *options);

/// `async-lint explain`, `rules`, `spec`, and options that only print.
int run_explain(const char *word);
int run_rules(const struct options *options);

/// All rules with their pages, as HTML.
int run_catalogue(void);
int run_spec(const struct options *options);
int run_version(void);
int run_json_schema(void);

/// Prints `async-lint: error: ...` or `async-lint: warning: ...` on stderr.
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
