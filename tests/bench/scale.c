// SPDX-License-Identifier: MIT
// Time and size over the number of units, on generated projects; time over the size of one
// function.
#include "analyzer/base/text.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct cost lint(const char *folder, const char *jobs) {
  char store[160], report[160];
  snprintf(store, sizeof store, "%s/store.db", folder);
  snprintf(report, sizeof report, "%s/report", folder);
  struct bench_command command = {
      {ASYNC_LINT, "-p", folder, "--exit-zero", "-q", jobs, "--format", "json", "--store", store},
      10};
  struct cost cost = command_run(&command, "/", report, NULL);
  cost.good = checked_units(report);
  return cost;
}

static double megabytes(const char *folder) {
  struct stat status;
  char store[160];
  snprintf(store, sizeof store, "%s/store.db", folder);
  return stat(store, &status) == 0 ? (double)status.st_size / (1 << 20) : 0;
}

static void remove_project(const char *folder) {
  struct bench_command command = {{"rm", "-rf", folder}, 3};
  command_run(&command, "/", NULL, NULL);
}

/// Whether a worker grows with the units it has parsed.
static void print_growth(const struct bench *bench, const char *folder) {
  struct project project = {0};
  struct text error = {0};
  if (project_open(&project, folder, &error) && project.count >= 1000)
    printf("peak memory of one worker: %.1f MiB after 100 units, %.1f after 1,000 (target: no "
           "growth)\n",
           (double)worker_peak(bench, &project, 100) / 1024,
           (double)worker_peak(bench, &project, 1000) / 1024);
  fflush(stdout);
  text_free(&error);
  project_free(&project);
}

/// One size: cold, nothing changed, one edit. The cold cost of one unit; 0 when not all was
/// analysed.
static double one_size(const struct bench *bench, unsigned units, double before) {
  char folder[128], name[64], said[128];
  snprintf(folder, sizeof folder, "%s/project", bench->scratch);
  remove_project(folder);
  if (mkdir(folder, 0755) != 0 || !generate_project(folder, units, false)) {
    fprintf(stderr, "%s cannot be written\n", folder);
    return 0;
  }
  struct cost cold = lint(folder, "-j2"), same = lint(folder, "-j2");
  if (cold.good < units)
    fprintf(stderr, "only %u of %u generated units were analysed\n", cold.good, units);
  double each = cold.cpu / units;
  snprintf(name, sizeof name, "%u units, cold", units);
  snprintf(said, sizeof said, "%.2f ms a unit%s, store %.2f KiB a unit", each * 1e3,
           before > 0 ? "" : " (the measure of linear)", megabytes(folder) * 1024 / units);
  table_row(name, cold, before > 0 ? each / before : 0, said);
  snprintf(name, sizeof name, "%u units, nothing changed", units);
  snprintf(said, sizeof said, "%.3f ms a unit", same.cpu * 1e3 / units);
  table_row(name, same, 0, said);
  generate_project(folder, units, true);
  struct cost edit = lint(folder, "-j2");
  snprintf(name, sizeof name, "%u units, one edited", units);
  snprintf(said, sizeof said, "%.0f ms more than nothing changed", (edit.cpu - same.cpu) * 1e3);
  table_row(name, edit, 0, said);
  if (units == 1000)
    print_growth(bench, folder);
  remove_project(folder);
  return cold.good == units ? each : 0;
}

bool bench_scale(const struct bench *bench, unsigned most) {
  table_head("generated projects (ratio: processor time a unit over that of the smallest)");
  double first = 0;
  bool good = true;
  for (unsigned units = 100; units <= most; units *= 10) {
    double each = one_size(bench, units, first);
    good = good && each > 0;
    if (first <= 0)
      first = each;
  }
  if (most < 1000)
    table_missing("peak memory of one worker", "not asked for: --scale 1000");
  return good;
}

/// One function, measured as often as asked for.
static struct cost one_function(const struct bench *bench, unsigned blocks, unsigned handles) {
  char folder[128], report[160];
  struct samples samples = {0};
  snprintf(folder, sizeof folder, "%s/project", bench->scratch);
  snprintf(report, sizeof report, "%s/report", folder);
  remove_project(folder);
  if (mkdir(folder, 0755) != 0 || !generate_function(folder, blocks, handles)) {
    fprintf(stderr, "%s cannot be written\n", folder);
    return (struct cost){0};
  }
  struct bench_command command = {
      {ASYNC_LINT, "-p", folder, "--exit-zero", "-q", "-j1", "--format", "json", "--no-store"}, 9};
  for (unsigned i = 0; i < bench->rounds; i++) {
    struct cost cost = command_run(&command, "/", report, NULL);
    cost.good = checked_units(report);
    samples_add(&samples, cost);
  }
  remove_project(folder);
  return samples_median(&samples);
}

void bench_blocks(const struct bench *bench, unsigned most) {
  static const unsigned handles[] = {1, 16, 256};
  table_head("one function (ratio: processor time a block over that of a quarter of the blocks)");
  struct cost none = one_function(bench, 0, 0);
  table_row("no blocks", none, 0, "taken off the others");
  for (unsigned h = 0; h < sizeof handles / sizeof *handles; h++) {
    double first = 0;
    for (unsigned blocks = most / 4; blocks && blocks <= most; blocks *= 2) {
      char name[64], said[64];
      struct cost cost = one_function(bench, blocks, handles[h]);
      double each = (cost.cpu - none.cpu) / blocks;
      snprintf(name, sizeof name, "%u blocks, %u handles", blocks, handles[h]);
      snprintf(said, sizeof said, "%.1f us a block", each * 1e6);
      table_row(name, cost, first > 0 ? each / first : 0, said);
      first = first > 0 ? first : each;
    }
  }
}
