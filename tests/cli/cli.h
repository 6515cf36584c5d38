// SPDX-License-Identifier: MIT
// Driving the real async-lint in a folder of its own: files to check, a compile database, and what
// came out.
#ifndef ASYNC_LINT_TESTS_CLI_H
#define ASYNC_LINT_TESTS_CLI_H

#include "analyzer/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/// What a run left behind; a status over 128 is a signal.
struct outcome {
  int status;
  struct text out, err;
};

/// Folder of the test that runs; each test gets a new one.
extern char sandbox[];
int make_sandbox(void **state);
int remove_sandbox(void **state);
#define CLI_TEST(name) cmocka_unit_test_setup_teardown(name, make_sandbox, remove_sandbox)

/// Writes a file of the sandbox; folders in `name` are made.
void put_file(const char *name, const char *content);

/// Writes compile_commands.json with these files (relative to the sandbox), each compiled with the
/// runtime's headers.
void put_database(const char *const *names, size_t count);
#define DATABASE(...)                                                                              \
  put_database((const char *[]){__VA_ARGS__},                                                      \
               sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *))

/// Runs async-lint in the sandbox, or in `folder`.
struct outcome run_lint(const char *folder, const char *const *arguments);
#define LINT(...) run_lint(sandbox, (const char *[]){"async-lint", __VA_ARGS__, NULL})
#define LINT_NOTHING() run_lint(sandbox, (const char *[]){"async-lint", NULL})

/// The same with a text on standard input; NULL: nothing is there.
struct outcome run_lint_input(const char *folder, const char *input, const char *const *arguments);
#define LINT_INPUT(input, ...)                                                                     \
  run_lint_input(sandbox, input, (const char *[]){"async-lint", __VA_ARGS__, NULL})
void outcome_free(struct outcome *outcome);

/// Runs a shell's command line in the sandbox, async-lint in the PATH; its status, and what it
/// printed.
struct outcome in_shell(const char *assignments, const char *script);

/// Ends the test, saying so, when the program is not installed.
void skip_without(const char *program);

/// Fails, showing the whole outcome, unless the status is `status`.
void has_status(const struct outcome *outcome, int status);

/// Fails, showing the text, unless `part` is in it (not in it).
void has(const struct text *text, const char *part);
void has_not(const struct text *text, const char *part);

/// The compiler argument that finds the runtime's headers.
extern const char runtime_headers[];

/// Sources: without findings, with one error, with a compile error in one of two functions.
extern const char clean_unit[], dropping_unit[], broken_unit[];

/// True when another run of this program may take this text as the expected one (accept-output).
bool accepting(void);

/// Compares with a golden file of testdata/output, or writes it when accepting.
void is_golden(const char *name, const struct text *text);

#endif
