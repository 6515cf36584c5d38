// SPDX-License-Identifier: MIT
// What an edit costs in an editor: from didChange to the diagnostics of that version, for
// async-lint and for clangd on the same files and edits, in turns; starting; memory after an hour
// of typing. Prints tables, asserts nothing.
#include "analyzer/base/arena.h"
#include "tests/bench/editor.h"
#include "tests/lsp/process.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// What was asked for.
struct bench {
  unsigned rounds, edits; // edits a round
  unsigned hour, burst;   // edits of an hour; how many are made without waiting
  bool other;             // clangd is there
  char store[64];         // a store of our own
};

static const char *const cold[] = {ASYNC_LINT, "lsp", "--no-store", NULL};
static const char *const clangd[] = {"clangd-19", "--background-index=false", "--log=error", NULL};

// ---- numbers ----

/// Some measurements of one kind.
struct samples {
  uint32_t count, capacity;
  double *items;
};

static void add_sample(struct samples *samples, double value) {
  GROW(samples->items, samples->count, samples->capacity);
  samples->items[samples->count++] = value;
}

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double percentile(const struct samples *samples, double part) {
  if (!samples->count)
    return 0;
  qsort(samples->items, samples->count, sizeof *samples->items, by_value);
  uint32_t at = (uint32_t)(part * samples->count);
  return samples->items[at < samples->count ? at : samples->count - 1];
}

static void print_percentiles(const struct samples *samples) {
  printf("  %7.1f %7.1f %7.1f", percentile(samples, 0.50), percentile(samples, 0.95),
         percentile(samples, 0.99));
}

// ---- edit to diagnostics ----

/// One server over one file, in all rounds.
struct row {
  const char *name;
  unsigned lines;
  struct samples first, wall, processor; // ms
};

/// The processor time of an edit is what all processes of the server used until the next one, so
/// that work which is put off is counted, too.
static void measure_round(const struct bench *bench, struct row *row, const char *const *command,
                          const char *folder, const char *path) {
  double before, after, mib;
  struct editor editor = editor_open(command, folder, path);
  row->lines = editor.lines;
  add_sample(&row->first, editor.first_ms);
  if (command != clangd)
    editor_settle(&editor); // clangd does not look at other units
  process_usage(editor.pid, &before, &mib);
  for (unsigned i = 0; i < bench->edits; i++, before = after) {
    double begin = now_ms();
    editor_type(&editor, 1);
    add_sample(&row->wall, now_ms() - begin);
    process_usage(editor.pid, &after, &mib);
    add_sample(&row->processor, 1e3 * (after - before));
  }
  editor_close(&editor);
}

static void print_row(struct row *row) {
  printf("  %-20s %7u  %7.0f", row->name, row->lines, percentile(&row->first, 0.5));
  print_percentiles(&row->wall);
  print_percentiles(&row->processor);
  printf("\n");
  fflush(stdout);
  free(row->first.items);
  free(row->wall.items);
  free(row->processor.items);
}

/// Fills the store, and the system's cache of files.
static void warm_up(const char *const *command, const char *folder, const char *path) {
  struct editor editor = editor_open(command, folder, path);
  if (command != clangd)
    editor_settle(&editor);
  editor_close(&editor);
}

/// The store with its log, which a server that was ended leaves behind.
static void remove_store(const struct bench *bench) {
  static const char *const endings[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char name[80];
    snprintf(name, sizeof name, "%s%s", bench->store, endings[i]);
    unlink(name);
  }
}

static void compare(const struct bench *bench, const char *folder, const char *path) {
  const char *kept[] = {ASYNC_LINT, "lsp", "--store", bench->store, NULL};
  struct row rows[] = {{"async-lint", 0, {0}, {0}, {0}},
                       {"  with a store", 0, {0}, {0}, {0}},
                       {"clangd-19", 0, {0}, {0}, {0}}};
  const char *const *commands[] = {cold, kept, clangd};
  unsigned count = bench->other ? 3 : 2;
  remove_store(bench);
  for (unsigned round = 0; round <= bench->rounds; round++)
    for (unsigned i = 0; i < count; i++) {
      if (round)
        measure_round(bench, &rows[i], commands[i], folder, path);
      else
        warm_up(commands[i], folder, path);
    }
  printf("%s\n", strrchr(path, '/') + 1);
  for (unsigned i = 0; i < count; i++)
    print_row(&rows[i]);
  remove_store(bench);
}

// ---- an hour ----

/// Memory when the file is open, after a tenth of the hour, and at its end.
static void measure_hour(const struct bench *bench, const char *name, const char *const *command,
                         const char *folder, const char *path) {
  double seconds, begin, tenth = 0, end;
  struct editor editor = editor_open(command, folder, path);
  if (command != clangd)
    editor_settle(&editor);
  process_usage(editor.pid, &seconds, &begin);
  while (editor.edits < bench->hour) {
    editor_type(&editor, bench->burst);
    if (!tenth && editor.edits >= bench->hour / 10)
      process_usage(editor.pid, &seconds, &tenth);
  }
  process_usage(editor.pid, &seconds, &end);
  printf("  %-20s %7u  %7u  %7.0f %7.0f %7.0f\n", name, editor.lines, editor.edits, begin, tenth,
         end);
  fflush(stdout);
  editor_close(&editor);
}

static void type_for_an_hour(const struct bench *bench, const char *folder, const char *path) {
  printf("%s\n", strrchr(path, '/') + 1);
  measure_hour(bench, "async-lint", cold, folder, path);
  if (bench->other)
    measure_hour(bench, "clangd-19", clangd, folder, path);
}

// ---- the program ----

/// The files of `--everything`, below the folder that fetch.sh filled: some 200, 2,000 and 20,000
/// lines, with their real headers.
static const struct {
  const char *folder, *file;
} everything[] = {
    {"libuv1/build", "libuv1/source/src/unix/loop.c"},
    {"libuv1/build", "libuv1/source/src/unix/fs.c"},
    {"sqlite3/build", "sqlite3/source/shell.c"},
};

static void headline(const struct bench *bench, bool hour) {
  if (hour)
    printf("\nmemory, MiB, with all workers; %u edits, %u at a time\n  %-20s %7s  %7s  %7s %7s "
           "%7s\n",
           bench->hour, bench->burst, "", "lines", "edits", "open", "tenth", "end");
  else
    printf("edit to diagnostics, ms; %u edits in each of %u rounds\n  %-20s %7s  %7s  %-23s  "
           "processor time\n  %-20s %7s  %7s  %7s %7s %7s  %7s %7s %7s\n",
           bench->edits, bench->rounds, "", "", "start to", "wall", "", "lines", "first", "p50",
           "p95", "p99", "p50", "p95", "p99");
}

/// Runs one of the two tables over the files: pairs of a folder and a path.
static void run(const struct bench *bench, bool hour, char (*places)[2][PATH_MAX], unsigned count) {
  headline(bench, hour);
  for (unsigned i = 0; i < count; i++)
    (hour ? type_for_an_hour : compare)(bench, places[i][0], places[i][1]);
}

static void resolve(char into[PATH_MAX], const char *base, const char *path) {
  struct text whole = {0};
  text_printf(&whole, "%s%s%s", base, *base ? "/" : "", path);
  if (!realpath(whole.data, into))
    give_up(whole.data);
  text_free(&whole);
}

static int usage(void) {
  fputs("usage: bench_lsp [-n EDITS] [-r ROUNDS] [--hour EDITS] [--burst N] FOLDER FILE.c...\n"
        "       bench_lsp [...] --everything FOLDER\n",
        stderr);
  return 2;
}

int main(int argc, char **argv) {
  enum { MAX_FILES = 16, HOUR = 6000 }; // a hundred edits a minute
  static char places[MAX_FILES][2][PATH_MAX];
  static const struct option options[] = {{"hour", required_argument, NULL, 'h'},
                                          {"burst", required_argument, NULL, 'b'},
                                          {"everything", required_argument, NULL, 'e'},
                                          {0}};
  struct bench bench = {.rounds = 3, .edits = 40, .burst = 5};
  unsigned count = 0;
  bool all = false, hour = false;
  for (int option; (option = getopt_long(argc, argv, "n:r:", options, NULL)) != -1;)
    if (option == 'n')
      bench.edits = (unsigned)atoi(optarg);
    else if (option == 'r')
      bench.rounds = (unsigned)atoi(optarg);
    else if (option == 'h' && (hour = true))
      bench.hour = (unsigned)atoi(optarg);
    else if (option == 'b')
      bench.burst = (unsigned)atoi(optarg);
    else if (option == 'e' && (all = true))
      for (; count < sizeof everything / sizeof *everything; count++) {
        resolve(places[count][0], optarg, everything[count].folder);
        resolve(places[count][1], optarg, everything[count].file);
      }
    else
      return usage();
  for (int at = optind + 1; at < argc && count < MAX_FILES; at++, count++) {
    resolve(places[count][0], "", argv[optind]);
    resolve(places[count][1], "", argv[at]);
  }
  if (!count || !bench.burst)
    return usage();
  if (all && !hour)
    bench.hour = HOUR;
  signal(SIGPIPE, SIG_IGN);
  snprintf(bench.store, sizeof bench.store, "/tmp/bench_lsp-%d.db", (int)getpid());
  bench.other = system("clangd-19 --version > /dev/null 2>&1") == 0;
  if (bench.rounds)
    run(&bench, false, places, count);
  if (bench.hour)
    run(&bench, true, places, count);
  return 0;
}
