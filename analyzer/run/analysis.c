// SPDX-License-Identifier: MIT
// The phases that every command over a program shares. Stale units go to workers, their results
// into the store, and everything after that reads from the store.
#include "analyzer/run/analysis.h"
#include "analyzer/project/lookups.h"
#include "analyzer/project/pool.h"
#include "analyzer/run/files.h"
#include "analyzer/run/parts/part.h"
#include "analyzer/run/progress.h"
#include "analyzer/run/run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

double analysis_clock(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double analysis_spent(struct analysis *analysis, enum phase phase, double start) {
  double end = analysis_clock();
  analysis->seconds[phase] += end - start;
  return end;
}

static int fail(struct text *error) {
  say_error("%s", text_get(error));
  text_free(error);
  return EXIT_USAGE;
}

/// Says each line of `lines` as a warning.
static void warn_lines(const struct analysis *analysis, const char *lines) {
  while (*lines && !analysis->options->quiet) {
    size_t length = strcspn(lines, "\n");
    say_warning("%.*s", (int)length, lines);
    lines += length + (lines[length] == '\n');
  }
}

// ---- project ----

static int open_single(struct analysis *analysis, const struct word_list *paths) {
  const struct options *options = analysis->options;
  struct text error = {0};
  if (paths->count != 1) {
    say_error("one file goes before `--`: async-lint FILE.c -- CC_ARG...");
    return EXIT_USAGE;
  }
  if (!project_single(&analysis->project, paths->items[0], options->compiler.items,
                      options->compiler.count, &error))
    return fail(&error);
  return EXIT_CLEAN;
}

static int open_project(struct analysis *analysis, const struct word_list *paths) {
  const struct options *options = analysis->options;
  int status = EXIT_CLEAN;
  struct text error = {0};
  if (options->single)
    status = open_single(analysis, paths);
  else if (!project_open(&analysis->project, options->build, &error))
    return fail(&error);
  if (status == EXIT_CLEAN)
    project_add_arguments(&analysis->project, options->extra_arguments.items,
                          options->extra_arguments.count);
  return status;
}

// ---- store ----

static int open_store(struct analysis *analysis) {
  struct text path = {0}, version = {0}, error = {0};
  const char *notice = NULL;
  bool on_disk = files_store(analysis->options, &analysis->project, &path);
  analysis->store_asked_for = !on_disk || analysis->options->store;
  files_version(&version);
  analysis->store = store_open(on_disk ? path.data : NULL, version.data, &notice, &error);
  if (!analysis->store && !analysis->store_asked_for) {
    // The default place is a service, not a wish: the run goes on without it.
    warn_lines(analysis, text_get(&error));
    analysis->store_asked_for = true;
    on_disk = false;
    error.length = 0;
    analysis->store = store_open(NULL, version.data, &notice, &error);
  }
  analysis->store_lasts = on_disk && analysis->store && !store_original(analysis->store);
  if (analysis->store && analysis->options->verbose)
    fprintf(stderr, "store: %s\n", on_disk ? path.data : "in memory");
  if (analysis->store && notice && !analysis->options->quiet)
    say_warning("the store %s", notice);
  text_free(&path);
  text_free(&version);
  if (!analysis->store)
    return fail(&error);
  text_free(&error);
  return EXIT_CLEAN;
}

/// Names of all units of the project, as the store wants them.
struct unit_names {
  const char **paths;
  uint64_t *digests;
};

static struct unit_names name_units(const struct project *project) {
  struct unit_names names = {xcalloc(project->count + 1, sizeof *names.paths),
                             xcalloc(project->count + 1, sizeof *names.digests)};
  for (uint32_t i = 0; i < project->count; i++) {
    names.paths[i] = project->units[i].path;
    names.digests[i] = project->units[i].digest;
  }
  return names;
}

static void free_names(struct unit_names *names) {
  free(names->paths);
  free(names->digests);
}

/// Forgets units that left the project. Before PATHs narrow it.
static bool forget_units(struct analysis *analysis) {
  struct unit_names names = name_units(&analysis->project);
  bool good =
      store_keep_units(analysis->store, names.paths, names.digests, analysis->project.count);
  free_names(&names);
  return good;
}

// ---- workers ----

/// What headers add to a unit, in bytes of its own text: so that what is left comes out about right
/// in the projects tried.
enum { HEADERS_WEIGH = 32 << 10 };

struct parsing {
  struct analysis *analysis;
  uint32_t done, total;
  uint64_t weight_done, weight; // only with progress
  bool begun;                   // a transaction that lasts
  bool unsaved;                 // units are parsed with the input's text: nothing is committed
  bool failed;                  // the store could not be written
  double start, store_seconds;
  struct lookups lookups;
};

static uint64_t weigh(const struct project_unit *unit) {
  struct stat status;
  return HEADERS_WEIGH + (stat(unit->path, &status) == 0 ? (uint64_t)status.st_size : 0);
}

/// Large units come first, so it is sizes that tell what is left, not how many there are.
static void show_progress(struct parsing *parsing, const struct project_unit *unit) {
  const struct options *options = parsing->analysis->options;
  if (options->verbose)
    fprintf(stderr, "parsed: %s\n", unit->path);
  if (!options_progress(options))
    return;
  double seconds = analysis_clock() - parsing->start, left = -1;
  parsing->weight_done += weigh(unit);
  if (seconds > 0.5 && parsing->weight_done <= parsing->weight)
    left =
        seconds * (double)(parsing->weight - parsing->weight_done) / (double)parsing->weight_done;
  progress_parsed(options, parsing->done, parsing->total, left, unit->path);
}

/// Each unit is a transaction: nobody who writes to the store waits while we wait for a worker.
static bool put_result(struct parsing *parsing, const struct project_unit *which,
                       const struct ir_unit *unit) {
  struct store *store = parsing->analysis->store;
  if (!parsing->begun && !store_begin(store))
    return false;
  parsing->begun = parsing->unsaved;
  struct ir_unit with = lookups_add(&parsing->lookups, which, unit);
  return store_put_unit(store, &with, which->digest) && (parsing->unsaved || store_commit(store));
}

static bool store_result(const struct project_unit *which, const struct ir_unit *unit, void *data) {
  struct parsing *parsing = data;
  double start = analysis_clock();
  parsing->failed = parsing->failed || !put_result(parsing, which, unit);
  parsing->store_seconds += analysis_clock() - start;
  parsing->done++;
  show_progress(parsing, which);
  return !parsing->failed;
}

/// A stale unit with the size of its main file.
struct stale {
  const struct project_unit *unit;
  off_t size;
};

static int by_size(const void *left, const void *right) {
  const struct stale *a = left, *b = right;
  int order = (a->size < b->size) - (a->size > b->size);
  return order ? order : strcmp(a->unit->path, b->unit->path);
}

/// Longest first, as far as sizes tell, so that no long unit is begun when the others are done.
static void order_by_size(const struct project_unit **units, uint32_t count) {
  struct stale *list = xcalloc((size_t)count + 1, sizeof *list);
  for (uint32_t i = 0; i < count; i++) {
    struct stat status;
    list[i] = (struct stale){units[i], stat(units[i]->path, &status) == 0 ? status.st_size : 0};
  }
  if (count > 1)
    qsort(list, count, sizeof *list, by_size);
  for (uint32_t i = 0; i < count; i++)
    units[i] = list[i].unit;
  free(list);
}

/// The units that are not in the store as the disk has them; or, with `unsaved`, as they are with
/// the input's text. The input's own unit is parsed only once.
static const struct project_unit **stale_units(struct analysis *analysis, bool unsaved,
                                               uint32_t *count) {
  const struct project *project = &analysis->project;
  const struct project_unit **stale = xcalloc(project->count + 1, sizeof *stale);
  *count = 0;
  for (uint32_t i = 0; i < project->count; i++) {
    const struct project_unit *unit = &project->units[i];
    if (!unsaved && analysis->input.unsaved && input_is(&analysis->input, unit->path))
      continue;
    if (!store_unit_is_fresh(analysis->store, unit->path, unit->digest,
                             unsaved ? input_hash : files_hash, &analysis->input))
      stale[(*count)++] = unit;
  }
  order_by_size(stale, *count);
  return stale;
}

int analysis_lose_store(struct analysis *analysis, const char *used) {
  if (store_is_damaged(analysis->store))
    return EXIT_USAGE;
  analysis->store_lost = !analysis->store_asked_for;
  if (!analysis->store_lost)
    say_error("the store cannot be %s: %s: `--no-store` runs without one", used,
              store_error(analysis->store));
  else if (!analysis->options->quiet)
    say_warning("the store cannot be %s: %s: this run goes on without it", used,
                store_error(analysis->store));
  return EXIT_USAGE;
}

static int say_interrupted(const struct parsing *parsing) {
  const struct analysis *analysis = parsing->analysis;
  progress_end(analysis->options);
  if (!analysis->options->quiet)
    say_warning("interrupted after %u of %u units%s", parsing->done, parsing->total,
                analysis->store_lasts && !parsing->unsaved ? ": the next run goes on from there"
                                                           : "");
  return EXIT_INTERRUPTED;
}

/// Gives `count` units to workers and puts what comes back into the store; with `unsaved` into a
/// transaction that is never committed.
static int parse(struct analysis *analysis, const struct project_unit *const *units, uint32_t count,
                 bool unsaved) {
  const struct options *options = analysis->options;
  const struct input *input = &analysis->input;
  double start = analysis_clock();
  struct parsing parsing = {
      .analysis = analysis, .total = count, .start = start, .unsaved = unsaved};
  for (uint32_t i = 0; options_progress(options) && i < count; i++)
    parsing.weight += weigh(units[i]);
  struct worker_text text = {input->path, text_get(&input->text), input->text.length};
  struct pool_options pool = {options->jobs, options->timeout, files_worker(),
                              unsaved ? &text : NULL, options->separate};
  struct text error = {0};
  bool good = pool_run(&pool, units, count, store_result, &parsing, &error);
  lookups_free(&parsing.lookups);
  analysis_spent(analysis, PHASE_PARSE, start);
  analysis->seconds[PHASE_PARSE] -= parsing.store_seconds;
  analysis->seconds[PHASE_STORE] += parsing.store_seconds;
  if (pool_interrupted()) {
    text_free(&error);
    return say_interrupted(&parsing);
  }
  if (!good)
    return fail(&error);
  text_free(&error);
  return parsing.failed ? analysis_lose_store(analysis, "written") : EXIT_CLEAN;
}

static int parse_stale(struct analysis *analysis, bool unsaved) {
  double start = analysis_clock();
  uint32_t count;
  const struct project_unit **stale = stale_units(analysis, unsaved, &count);
  analysis->parsed += count;
  analysis->fresh = analysis->project.count - count;
  analysis_spent(analysis, PHASE_STORE, start);
  int status = parse(analysis, stale, count, unsaved);
  free(stale);
  return status;
}

/// What others see of the input's file is its text: once more, and not for the store.
static int parse_unsaved(struct analysis *analysis) {
  const struct input *input = &analysis->input;
  store_forget_hashes(analysis->store);
  int status = parse_stale(analysis, true);
  if (status != EXIT_CLEAN || store_knows_content(analysis->store, input->path, input->hash))
    return status;
  say_error("no unit includes `%s`: nothing is known of it", input->path);
  return EXIT_USAGE;
}

static int load(struct analysis *analysis) {
  double start = analysis_clock();
  struct unit_names names = name_units(&analysis->project);
  analysis->pool.late = true;
  bool good = store_load(analysis->store, &analysis->pool, names.paths, names.digests,
                         analysis->project.count, &analysis->contents);
  free_names(&names);
  analysis_spent(analysis, PHASE_STORE, start);
  return good ? EXIT_CLEAN : analysis_lose_store(analysis, "read");
}

static void say_project(const struct analysis *analysis) {
  const struct project *project = &analysis->project;
  if (!analysis->options->verbose)
    return;
  if (project->database)
    fprintf(stderr, "database: %s\n", project->database);
  fprintf(stderr, "units: %u, entries that are not C: %u\n", project->count, project->skipped);
}

static int begin(struct analysis *analysis, const struct options *options) {
  struct text error = {0};
  *analysis = (struct analysis){.options = options};
  ir_pool_init(&analysis->pool);
  if (!input_read(&analysis->input, options))
    return EXIT_USAGE;
  analysis->spec = spec_create();
  return files_read_specs(options, analysis->spec, &error) ? EXIT_CLEAN : fail(&error);
}

/// A C file of no unit is checked like its neighbours; nothing of it is kept.
static void guess_input(struct analysis *analysis) {
  struct input *input = &analysis->input;
  size_t length = input->path ? strlen(input->path) : 0;
  if (length < 2 || strcmp(input->path + length - 2, ".c") != 0)
    return;
  for (uint32_t i = 0; i < analysis->project.count; i++)
    if (!strcmp(analysis->project.units[i].path, input->path))
      return;
  input->unsaved = true;
  project_guess(&analysis->project, input->path);
}

int analysis_open(struct analysis *analysis, const struct options *options,
                  const struct word_list *paths) {
  struct text error = {0};
  int status = begin(analysis, options);
  if (status == EXIT_CLEAN)
    status = open_project(analysis, paths);
  if (status == EXIT_CLEAN)
    status = open_store(analysis);
  if (status != EXIT_CLEAN)
    return status;
  if (!forget_units(analysis))
    return analysis_lose_store(analysis, "written");
  if (!options->single && !project_filter(&analysis->project, paths->items, paths->count, &error))
    return fail(&error);
  warn_lines(analysis, text_get(&analysis->project.missing));
  guess_input(analysis);
  say_project(analysis);
  status = parse_stale(analysis, false);
  return status == EXIT_CLEAN && analysis->input.unsaved ? parse_unsaved(analysis) : status;
}

// ---- parts ----

struct merging {
  struct analysis *analysis;
  struct interner names;
  struct map taken; // path -> index of its unit
  bool unwritten;   // the store could not be written
};

/// The project is what the parts hold: a file in two of them is taken once.
static bool take_unit(const char *path, uint64_t digest, const struct ir_unit *unit, void *data) {
  struct merging *merging = data;
  struct project *project = &merging->analysis->project;
  path = intern(&merging->names, path);
  uint32_t at = map_get(&merging->taken, map_key(path), UINT32_MAX);
  if (at != UINT32_MAX) {
    if (project->units[at].digest != digest)
      text_printf(&project->missing,
                  "`%s` is in the parts with different arguments: the first is taken\n", path);
    return true;
  }
  if (!store_put_unit(merging->analysis->store, unit, digest)) {
    merging->unwritten = true;
    return false;
  }
  GROW(project->units, project->count, project->capacity);
  map_set(&merging->taken, map_key(path), project->count);
  project->units[project->count++] = (struct project_unit){.path = path, .digest = digest};
  return true;
}

static int read_parts(struct analysis *analysis, const struct word_list *parts) {
  struct text error = {0};
  struct merging merging = {.analysis = analysis, .names.arena = &analysis->project.arena};
  merging.unwritten = !store_begin(analysis->store);
  bool good = !merging.unwritten;
  struct shards shards = {0};
  for (uint32_t i = 0; i < parts->count && good; i++) {
    struct shard shard = {0};
    good = part_read(parts->items[i], take_unit, &merging, &shard, &error);
    shards_add(&shards, &shard, parts->items[i]);
  }
  good = good && shards_are_whole(&shards, &error);
  shards_free(&shards);
  interner_free(&merging.names);
  map_free(&merging.taken);
  if (good)
    return store_commit(analysis->store) ? EXIT_CLEAN : analysis_lose_store(analysis, "written");
  if (!merging.unwritten)
    return fail(&error);
  text_free(&error);
  return analysis_lose_store(analysis, "written");
}

int analysis_merge(struct analysis *analysis, const struct options *options,
                   const struct word_list *parts) {
  int status = begin(analysis, options);
  if (status == EXIT_CLEAN)
    status = open_store(analysis);
  double start = analysis_clock();
  if (status == EXIT_CLEAN)
    status = read_parts(analysis, parts);
  if (status != EXIT_CLEAN)
    return status;
  analysis->parsed = analysis->project.count;
  analysis_spent(analysis, PHASE_STORE, start);
  warn_lines(analysis, text_get(&analysis->project.missing));
  return forget_units(analysis) ? EXIT_CLEAN : analysis_lose_store(analysis, "written");
}

static int load_and_analyse(struct analysis *analysis) {
  progress_phase(analysis->options, "reading %u units", analysis->project.count);
  int status = load(analysis);
  if (analysis->input.unsaved)
    store_rollback(analysis->store);
  if (status != EXIT_CLEAN || store_is_damaged(analysis->store))
    return EXIT_USAGE;
  double start = analysis_clock();
  progress_phase(analysis->options, "following calls of %u functions",
                 analysis->contents.all.function_count);
  analysis->program = program_create(&analysis->contents.all, analysis->spec);
  if (store_is_kept(analysis->store)) {
    memory_begin(&analysis->memory, analysis->store, analysis->spec);
    program_remember(analysis->program, &analysis->memory.hooks);
  }
  program_analyse(analysis->program);
  analysis_spent(analysis, PHASE_ANALYSIS, start);
  return EXIT_CLEAN;
}

int analysis_load(struct analysis *analysis) {
  int status = load_and_analyse(analysis);
  progress_end(analysis->options);
  return status;
}

enum retry analysis_close(struct analysis *analysis) {
  bool damaged = analysis->store && store_is_damaged(analysis->store);
  if (damaged && !analysis->options->quiet)
    say_warning("the store is damaged and is built anew");
  if (analysis->program)
    program_destroy(analysis->program);
  memory_free(&analysis->memory);
  ir_pool_free(&analysis->pool);
  if (analysis->store)
    store_close(analysis->store);
  project_free(&analysis->project);
  input_free(&analysis->input);
  if (analysis->spec)
    spec_destroy(analysis->spec);
  return damaged ? RETRY_ANEW : analysis->store_lost ? RETRY_WITHOUT_STORE : RETRY_NOTHING;
}
