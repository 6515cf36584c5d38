// SPDX-License-Identifier: MIT
// Keeping what a run found out, and taking it again when nothing has changed.
#include "analyzer/run/stored/results.h"
#include "analyzer/run/build.h"
#include "analyzer/run/run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

void results_key(const struct analysis *analysis, const struct rule_selection *selection,
                 char key[RESULTS_KEY_SIZE]) {
  const struct project *project = &analysis->project;
  struct text named = {0};
  uint64_t program[2] = {0};
  build_digest("/proc/self/exe", program);
  uint64_t spec = spec_digest(analysis->spec);
  text_append(&named, program, sizeof program);
  text_append(&named, &spec, sizeof spec);
  text_append(&named, selection->on, sizeof selection->on);
  for (uint32_t i = 0; i < project->count; i++) {
    text_append(&named, project->units[i].path, strlen(project->units[i].path) + 1);
    text_append(&named, &project->units[i].digest, sizeof project->units[i].digest);
  }
  XXH128_hash_t hash = XXH3_128bits(named.data, named.length);
  snprintf(key, RESULTS_KEY_SIZE, "%016llx%016llx", (unsigned long long)hash.high64,
           (unsigned long long)hash.low64);
  text_free(&named);
}

bool results_reuse(struct analysis *analysis, const char *key, struct findings *findings,
                   struct report_summary *summary) {
  struct store_run run;
  double start = analysis_clock();
  struct store *store = analysis->store;
  // Units that failed are tried again each time: the key is gone when one of them is another now.
  bool good = store_begin_reading(store);
  if (good) {
    good = store_find_run(store, key, &run) && store_get_findings(store, findings);
    store_rollback(store);
  }
  analysis_spent(analysis, PHASE_STORE, start);
  if (!good) {
    findings->count = findings->unchecked_count = 0;
    return false;
  }
  *summary = (struct report_summary){.units = run.units,
                                     .unchecked_units = run.unchecked,
                                     .functions = run.functions,
                                     .errors = run.errors,
                                     .warnings = run.warnings,
                                     .suppressed = run.suppressed};
  return true;
}

/// Whether all units of the project are looked at.
static bool is_whole(const struct options *options) {
  return options->command == CMD_MERGE || (!options->single && !options->operands.count);
}

static void warn_copy(const struct analysis *analysis) {
  const char *original = store_original(analysis->store);
  if (original && !analysis->options->quiet)
    say_warning("the store `%s` may only be read: nothing of this run is kept", original);
}

bool results_keep(struct analysis *analysis, const char *key, const struct findings *findings,
                  const struct report_summary *summary) {
  struct store *store = analysis->store;
  struct store_run run = {.finished = (int64_t)time(NULL),
                          .key = key,
                          .units = summary->units,
                          .unchecked = summary->unchecked_units,
                          .functions = summary->functions,
                          .errors = summary->errors,
                          .warnings = summary->warnings,
                          .suppressed = summary->suppressed};
  for (unsigned i = 0; findings->ran && i < rule_count; i++)
    run.rules += findings->ran[i];
  double start = analysis_clock();
  bool good = store_begin(store) && program_store(analysis->program, store) &&
              memory_keep(&analysis->memory, is_whole(analysis->options)) &&
              store_put_findings(store, findings) && store_put_run(store, &run, findings) &&
              store_commit(store);
  analysis_spent(analysis, PHASE_STORE, start);
  if (good)
    warn_copy(analysis);
  else
    analysis_lose_store(analysis, "written");
  return good;
}
