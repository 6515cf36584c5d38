// SPDX-License-Identifier: MIT
// The phases that every command over a program shares: specs, project, store, workers, analysis.
#ifndef ASYNC_LINT_ANALYSIS_H
#define ASYNC_LINT_ANALYSIS_H

#include "analyzer/options/options.h"
#include "analyzer/program/program.h"
#include "analyzer/project/project.h"
#include "analyzer/run/input.h"
#include "analyzer/run/stored/memory.h"
#include "analyzer/store/store.h"

enum phase { PHASE_PARSE, PHASE_STORE, PHASE_ANALYSIS, PHASE_RULES, PHASE_REPORT, PHASE_COUNT };

/// Everything a run holds, from the specs up to the analysed program.
struct analysis {
  const struct options *options;
  struct spec *spec;
  struct project project;
  struct input input; // --stdin
  struct store *store;
  bool store_asked_for;         // by --store: else the run goes on without when it cannot be used
  bool store_lost, store_lasts; // to the next run
  struct ir_pool pool;
  struct store_contents contents;
  struct program *program;
  struct memory memory;   // of earlier runs, when the store outlives this one
  uint32_t fresh, parsed; // units taken from the store, and given to workers
  double seconds[PHASE_COUNT];
};

/// Goes from options to a store in which every unit is fresh; `paths` narrow the project, or are
/// the one file to check with `--`. Returns EXIT_CLEAN, or the exit status after saying why.
/// analysis_close() in both cases.
int analysis_open(struct analysis *analysis, const struct options *options,
                  const struct word_list *paths);

/// The same from parts that `async-lint index` wrote: their units are all there is.
int analysis_merge(struct analysis *analysis, const struct options *options,
                   const struct word_list *parts);

/// Loads what the store holds of the units and analyses the program. As analysis_open().
int analysis_load(struct analysis *analysis);

/// Says that the store cannot be `used` ("read", "written"); of one that is damaged
/// analysis_close() speaks. Returns EXIT_USAGE.
int analysis_lose_store(struct analysis *analysis, const char *used);

/// Whether all that was got counts. Else another try begins with an empty store in the place of one
/// that is damaged, or without one.
enum retry { RETRY_NOTHING, RETRY_ANEW, RETRY_WITHOUT_STORE };

/// Ends all of it, and says it when the store was damaged.
enum retry analysis_close(struct analysis *analysis);

/// Seconds of a clock that only goes forward.
double analysis_clock(void);

/// Adds the time since `start` to a phase, and returns the time now.
double analysis_spent(struct analysis *analysis, enum phase phase, double start);

#endif
