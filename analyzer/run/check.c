// SPDX-License-Identifier: MIT
// Checking: rules over the analysed program, what could not be checked, reports, exit status.
#include "analyzer/rule.h"
#include "analyzer/run/analysis.h"
#include "analyzer/run/output/fixes.h"
#include "analyzer/run/output/narrow.h"
#include "analyzer/run/output/reports.h"
#include "analyzer/run/progress.h"
#include "analyzer/run/run.h"
#include "analyzer/run/settings.h"
#include "analyzer/run/stored/results.h"
#include "analyzer/run/unchecked.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

static struct report_summary summarise(const struct analysis *analysis) {
  const struct store_contents *contents = &analysis->contents;
  struct report_summary summary = {.units = contents->unit_count,
                                   .functions = contents->all.function_count};
  for (uint32_t i = 0; i < contents->unit_count; i++)
    summary.unchecked_units += contents->units[i].failure || contents->units[i].problem_count;
  return summary;
}

// ---- the end ----

static void print_stats(const struct analysis *analysis, uint32_t functions) {
  static const char *const names[PHASE_COUNT] = {"parse", "store", "analysis", "rules", "report"};
  fprintf(stderr, "units: %u (%u fresh, %u parsed), functions: %u%s\n", analysis->project.count,
          analysis->fresh, analysis->parsed, functions,
          analysis->program ? "" : ", findings as before");
  fprintf(stderr, "seconds:");
  for (int phase = 0; phase < PHASE_COUNT; phase++)
    fprintf(stderr, " %s %.3f", names[phase], analysis->seconds[phase]);
  fputc('\n', stderr);
}

static int report_all(struct analysis *analysis, struct findings *findings,
                      const struct report_summary *summary, struct settings *settings,
                      struct narrow *narrow, struct fixing *fixing) {
  const struct options *options = analysis->options;
  char directory[PATH_MAX];
  struct report report = {.findings = findings,
                          .summary = *summary,
                          .unsaved = {analysis->input.path, &analysis->input.text},
                          .directory = getcwd(directory, sizeof directory) ? directory : "/"};
  double start = analysis_clock();
  reports_catalogue(&report);
  narrow->whole = options->command == CMD_MERGE || (!options->single && !options->operands.count);
  if (!settings_apply(settings, findings))
    return EXIT_USAGE;
  input_narrow(&analysis->input, findings, &report.summary);
  bool good = narrow_apply(narrow, findings, report.directory, &report.summary);
  fixing_apply(fixing, options, findings, report.directory);
  if (fixing->again)
    return EXIT_CLEAN;
  narrow_say(narrow, findings, report.directory);
  report_count(&report.summary, findings);
  fixing_say(fixing, options);
  good &= reports_write(options, &report) && !fixing->failed;
  analysis_spent(analysis, PHASE_REPORT, start);
  if (options->stats)
    print_stats(analysis, summary->functions);
  return good ? reports_status(options, &report) : EXIT_USAGE;
}

/// The text of a file as some unit was parsed with it: fixes are made for that and no other.
static bool read_parsed(void *data, const char *path, struct text *content) {
  const struct analysis *analysis = data;
  uint64_t hash[2];
  if (input_is(&analysis->input, path)) {
    text_append(content, text_get(&analysis->input.text), analysis->input.text.length);
    return true;
  }
  if (!text_read_file(content, path, SIZE_MAX))
    return false;
  XXH128_hash_t found = XXH3_128bits(text_get(content), content->length);
  hash[0] = found.low64;
  hash[1] = found.high64;
  return store_knows_content(analysis->store, path, hash);
}

/// Runs the rules over the program, and keeps what they find in the store.
static int find(struct analysis *analysis, const struct rule_selection *selection, const char *key,
                struct findings *findings, struct report_summary *summary) {
  int status = analysis_load(analysis);
  if (status != EXIT_CLEAN)
    return status;
  double start = analysis_clock();
  findings->sources.read = read_parsed;
  findings->sources.data = analysis;
  progress_phase(analysis->options, "checking %u functions", analysis->contents.all.function_count);
  rules_run(analysis->program, selection, findings);
  progress_end(analysis->options);
  unchecked_add(findings, &analysis->contents, analysis->program);
  findings_finish(findings, &analysis->contents.all);
  analysis_spent(analysis, PHASE_RULES, start);
  *summary = summarise(analysis);
  report_count(summary, findings);
  bool kept = analysis->input.unsaved || results_keep(analysis, key, findings, summary);
  return kept ? EXIT_CLEAN : EXIT_USAGE;
}

/// The findings, of now or still right, and the reports of them.
static int find_and_report(struct analysis *analysis, struct settings *settings,
                           struct narrow *narrow, struct fixing *fixing) {
  char key[RESULTS_KEY_SIZE];
  struct rule_selection selection;
  if (!settings_select(settings, &analysis->project, &selection))
    return EXIT_USAGE;
  int status = EXIT_CLEAN;
  struct findings findings = {.ran = selection.on};
  struct report_summary summary = {0};
  results_key(analysis, &selection, key);
  if (analysis->input.unsaved || !results_reuse(analysis, key, &findings, &summary))
    status = find(analysis, &selection, key, &findings, &summary);
  if (store_is_damaged(analysis->store))
    status = EXIT_USAGE;
  if (status == EXIT_CLEAN)
    status = report_all(analysis, &findings, &summary, settings, narrow, fixing);
  findings_free(&findings);
  return status;
}

typedef int open_units(struct analysis *, const struct options *, const struct word_list *);

/// One round: opens the units with `open`, and goes on to the exit status, which does not count
/// when there has to be a `retry`.
static int check_once(const struct options *options, open_units *open, struct fixing *fixing,
                      enum retry *retry) {
  struct settings settings = {0};
  struct narrow narrow = {0};
  int status = EXIT_USAGE;
  if (settings_open(&settings, options, &options->operands) &&
      narrow_open(&narrow, &settings.options)) {
    struct analysis analysis;
    status = open(&analysis, &settings.options, &options->operands);
    if (status == EXIT_CLEAN)
      status = find_and_report(&analysis, &settings, &narrow, fixing);
    *retry = analysis_close(&analysis);
  }
  narrow_close(&narrow);
  settings_close(&settings);
  return status;
}

/// Whether another round has to begin after one that was a `retry` `before`.
static bool goes_on(enum retry retry, enum retry before, int status) {
  return retry != RETRY_NOTHING && retry != before && status != EXIT_INTERRUPTED;
}

/// The status of the last round. A store that was damaged twice in one run: its place is to blame.
static int last_status(enum retry retry, int status) {
  if (retry == RETRY_NOTHING || status == EXIT_INTERRUPTED)
    return status;
  say_error("the store is damaged again: `--no-store` runs without one");
  return EXIT_USAGE;
}

/// Checks, and when files were mended checks them once more: what is reported is what is left. The
/// same when the store could not be used.
static int check(const struct options *given, open_units *open) {
  struct options options = *given;
  struct fixing fixing = {0};
  enum retry retry = RETRY_NOTHING, before;
  int status;
  do {
    fixing.again = false;
    before = retry;
    retry = RETRY_NOTHING;
    status = check_once(&options, open, &fixing, &retry);
    options.no_store |= retry == RETRY_WITHOUT_STORE;
  } while (fixing.again || goes_on(retry, before, status));
  return last_status(retry, status);
}

int run_check(const struct options *options) {
  return check(options, analysis_open);
}

int run_merge(const struct options *options) {
  return check(options, analysis_merge);
}

/// Says that the function is not known, and the nearest one that is.
static void say_unknown(const struct analysis *analysis, const char *function) {
  uint32_t count = program_count(analysis->program);
  const char **names = xcalloc((size_t)count + 1, sizeof *names);
  for (uint32_t i = 0; i < count; i++)
    names[i] = program_at(analysis->program, i)->name;
  struct text near = {0};
  suggest(&near, function, names, count);
  say_error("no function `%s` is known here%s", function, text_get(&near));
  text_free(&near);
  free(names);
}

static int print_contract(struct analysis *analysis, const char *function) {
  int status = analysis_load(analysis);
  if (status != EXIT_CLEAN || program_print_contract(analysis->program, function, stdout))
    return status;
  say_unknown(analysis, function);
  return EXIT_USAGE;
}

static int contract_once(const struct options *options, enum retry *retry) {
  struct word_list paths = options->operands;
  const char *function = paths.items[0];
  paths.items++;
  paths.count--;
  struct settings settings = {0};
  int status = EXIT_USAGE;
  if (settings_open(&settings, options, &paths)) {
    struct analysis analysis;
    status = analysis_open(&analysis, &settings.options, &paths);
    if (status == EXIT_CLEAN)
      status = print_contract(&analysis, function);
    *retry = analysis_close(&analysis);
  }
  settings_close(&settings);
  return status;
}

int run_contract(const struct options *given) {
  struct options options = *given;
  enum retry retry = RETRY_NOTHING, before;
  int status;
  do {
    before = retry;
    retry = RETRY_NOTHING;
    status = contract_once(&options, &retry);
    options.no_store |= retry == RETRY_WITHOUT_STORE;
  } while (goes_on(retry, before, status));
  return last_status(retry, status);
}
