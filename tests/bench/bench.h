// SPDX-License-Identifier: MIT
// The parts of bench_analyzer. Each prints its rows; the targets in the remarks are those of the
// project's list of targets.
#ifndef ASYNC_LINT_BENCH_H
#define ASYNC_LINT_BENCH_H

#include "analyzer/project/project.h"
#include "tests/bench/measure.h"

#include <stddef.h>

struct bench {
  unsigned rounds;
  bool peers;       // clang-tidy and cppcheck too, which take minutes, and are run once
  char scratch[64]; // a folder to write into
};

/// The rows of a code base: a folder with a `compile_commands.json`. False after saying why not.
bool bench_codebase(const struct bench *bench, const char *folder);

/// The most memory, in KiB, that one worker takes for the first `count` units of a project.
long worker_peak(const struct bench *bench, const struct project *project, uint32_t count);

/// Time and size over the number of units, from 100 to `most`, of generated projects. False
/// after saying what went wrong.
bool bench_scale(const struct bench *bench, unsigned most);

/// Time over the blocks of one function, up to `most`, with few and many handles in it.
void bench_blocks(const struct bench *bench, unsigned most);

/// The whole-program stage on `functions` functions; 25,000 findings as SARIF.
void bench_program(unsigned functions);
void bench_sarif(const struct bench *bench);

/// Writes a project of `units` units with a `compile_commands.json` into `folder`, which exists.
/// With `edited` the first unit has one more statement.
bool generate_project(const char *folder, unsigned units, bool edited);

/// The same with one unit that has one function: `blocks` basic blocks, and `handles` tasks started
/// one after the other, each awaited where the next one starts.
bool generate_function(const char *folder, unsigned blocks, unsigned handles);

#endif
