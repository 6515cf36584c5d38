// SPDX-License-Identifier: MIT
// Reading what earlier runs left in a store; `async-lint report`.
#include "analyzer/run/stored/stored.h"
#include "analyzer/run/files.h"
#include "analyzer/run/output/fixes.h"
#include "analyzer/run/output/narrow.h"
#include "analyzer/run/output/reports.h"
#include "analyzer/run/run.h"
#include "analyzer/run/settings.h"

#include <limits.h>
#include <unistd.h>

struct store *stored_open(const struct options *options, struct project *project) {
  struct text error = {0}, path = {0}, version = {0};
  struct store *store = NULL;
  bool found = options->store || project_open(project, options->build, &error);
  if (found && files_left_store(options, project, &path)) {
    files_version(&version);
    store = store_open_to_read(path.data, version.data, &error);
  } else if (found) {
    text_puts(&error, "there is no store: earlier runs are kept in one");
  }
  if (!store)
    say_error("%s", text_get(&error));
  text_free(&error);
  text_free(&path);
  text_free(&version);
  return store;
}

// ---- async-lint report ----

/// The last run, as its visitor leaves it.
static void take_run(const struct store_run *run, const struct store_rule_count *counts,
                     uint32_t count, void *data) {
  struct report_summary *summary = data;
  (void)counts;
  (void)count;
  *summary = (struct report_summary){
      .units = run->units, .unchecked_units = run->unchecked, .functions = run->functions};
}

/// Says when files have changed since they were checked.
static void warn_changed(struct store *store, const struct project *project,
                         const struct options *options) {
  uint32_t changed = 0;
  for (uint32_t i = 0; i < project->count; i++)
    changed += !store_unit_is_fresh(store, project->units[i].path, project->units[i].digest,
                                    files_hash, NULL);
  if (changed && !options->quiet)
    say_warning("%u of %u units changed, or were not checked, since these findings", changed,
                project->count);
}

static int report_findings(struct store *store, struct settings *settings, struct narrow *narrow) {
  char directory[PATH_MAX];
  struct findings findings = {0};
  struct report report = {.findings = &findings,
                          .directory = getcwd(directory, sizeof directory) ? directory : "/"};
  int status = EXIT_USAGE;
  if (!store_each_run(store, take_run, &report.summary) || !store_get_findings(store, &findings))
    say_error("the store cannot be read: %s", store_error(store));
  else if (!report.summary.units)
    say_error("the store holds no run: `async-lint` without a command makes one");
  else if (settings_apply(settings, &findings) &&
           narrow_apply(narrow, &findings, report.directory, &report.summary)) {
    struct fixing fixing = {0};
    fixing_apply(&fixing, &settings->options, &findings, report.directory);
    narrow_say(narrow, &findings, report.directory);
    reports_catalogue(&report);
    report_count(&report.summary, &findings);
    if (reports_write(&settings->options, &report) && !fixing.failed)
      status = reports_status(&settings->options, &report);
  }
  findings_free(&findings);
  return status;
}

int run_report(const struct options *options) {
  static const struct word_list nothing = {0};
  struct settings settings = {0};
  struct narrow narrow = {0};
  struct project project = {0};
  int status = EXIT_USAGE;
  if (settings_open(&settings, options, &nothing) && narrow_open(&narrow, &settings.options)) {
    struct store *store = stored_open(options, &project);
    if (store) {
      warn_changed(store, &project, options);
      status = report_findings(store, &settings, &narrow);
      store_close(store);
    }
  }
  project_free(&project);
  narrow_close(&narrow);
  settings_close(&settings);
  return status;
}
