// SPDX-License-Identifier: MIT
// A small project in the sandbox, edited at random: bodies, locks, contracts in headers, tables of
// callbacks, what is compiled and how, names of files, configuration and specs.
#ifndef ASYNC_LINT_TESTS_RANDOM_PROJECT_H
#define ASYNC_LINT_TESTS_RANDOM_PROJECT_H

#include "tests/cli/cli.h"

enum { RANDOM_FILES = 4, RANDOM_FUNCTIONS = 3 };

struct random_project {
  unsigned body[RANDOM_FILES][RANDOM_FUNCTIONS], number[RANDOM_FILES][RANDOM_FUNCTIONS];
  unsigned contract[RANDOM_FILES]; // what the header says of a file's first function
  unsigned limit, inner;           // what the headers define
  unsigned table;                  // which functions the table of callbacks holds
  unsigned argument[RANDOM_FILES]; // how the file is compiled
  bool renamed[RANDOM_FILES], in_database[RANDOM_FILES];
  const char *edited; // what was edited last
};

/// Writes the project, whose edits follow from `seed`. Runs need `--spec more.api`.
void random_project_start(struct random_project *project, uint32_t seed);

/// Changes one thing.
void random_project_edit(struct random_project *project);

/// Removes every file of the sandbox, stores as well.
void random_project_clear(void);

/// A number below `count`, of the same sequence as the edits.
unsigned random_below(unsigned count);

#endif
