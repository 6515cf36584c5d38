// SPDX-License-Identifier: MIT
// The memory of a worker, without the rest of async-lint.
#include "analyzer/project/pool.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct asked {
  const struct project *project;
  uint32_t count;
  char report[96];
};

static bool drop(const struct project_unit *which, const struct ir_unit *unit, void *data) {
  (void)which;
  (void)unit;
  (void)data;
  return true;
}

/// Units through one worker; leaves its peak in a file, as the status of a process cannot hold it.
static void run_pool(void *data) {
  const struct asked *asked = data;
  const struct project_unit **units = xcalloc((size_t)asked->count + 1, sizeof *units);
  for (uint32_t i = 0; i < asked->count; i++)
    units[i] = &asked->project->units[i];
  struct pool_options options = {.workers = 1, .timeout_seconds = 300, .worker_path = BENCH_WORKER};
  struct text error = {0};
  struct rusage usage;
  pool_run(&options, units, asked->count, drop, NULL, &error);
  getrusage(RUSAGE_CHILDREN, &usage);
  FILE *file = fopen(asked->report, "w");
  if (file) {
    fprintf(file, "%ld\n", usage.ru_maxrss);
    fclose(file);
  }
}

long worker_peak(const struct bench *bench, const struct project *project, uint32_t count) {
  struct asked asked = {.project = project, .count = count};
  struct text text = {0};
  snprintf(asked.report, sizeof asked.report, "%s/peak", bench->scratch);
  measure_forked(run_pool, &asked);
  long peak = text_read_file(&text, asked.report, 4096) ? strtol(text_get(&text), NULL, 10) : 0;
  text_free(&text);
  return peak;
}
