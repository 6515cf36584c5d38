// SPDX-License-Identifier: MIT
// `async-lint index`: what workers make of units, into a part. A pure function of the files, their
// includes and the arguments, so that any build system may run it anywhere and keep its result.
#include "analyzer/project/pool.h"
#include "analyzer/run/files.h"
#include "analyzer/run/parts/depfile.h"
#include "analyzer/run/parts/part.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/// `I/N`: the I-th of N shards, from 1.
static bool read_shard(const char *text, unsigned *index, unsigned *count) {
  char *end;
  errno = 0;
  unsigned long i = strtoul(text, &end, 10);
  if (errno || end == text || *end != '/')
    return false;
  const char *second = end + 1;
  unsigned long n = strtoul(second, &end, 10);
  if (errno || end == second || *end || i < 1 || i > n || n > MAX_SHARDS)
    return false;
  *index = (unsigned)i;
  *count = (unsigned)n;
  return true;
}

/// Every `count`-th unit, so that neighbours, which cost alike, come to different shards.
static void keep_shard(struct project *project, unsigned index, unsigned count) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < project->count; i++)
    if (i % count == index - 1)
      project->units[kept++] = project->units[i];
  project->count = kept;
}

static bool open_units(const struct options *options, struct project *project, struct text *error) {
  const struct word_list *paths = &options->operands;
  if (options->single && paths->count != 1) {
    text_puts(error, "one file goes before `--`: async-lint index FILE.c -o PART -- CC_ARG...");
    return false;
  }
  bool good = options->single ? project_single(project, paths->items[0], options->compiler.items,
                                               options->compiler.count, error)
                              : project_open(project, options->build, error);
  if (!good)
    return false;
  if (options->relative)
    project_make_movable(project, options->single ? paths->items[0] : NULL);
  project_add_arguments(project, options->extra_arguments.items, options->extra_arguments.count);
  return options->single || project_filter(project, paths->items, paths->count, error);
}

struct indexing {
  const struct options *options;
  struct part part;
  struct depfile depfile;
};

/// Adds a unit under the path that holds in another folder too.
static void add_unit(struct part *part, const struct project_unit *which,
                     const struct ir_unit *unit) {
  struct arena arena = {0};
  struct project_unit moved = *which;
  struct ir_unit copy = *unit;
  moved.path = shard_path(&arena, which);
  if (which->here)
    copy.path = moved.path;
  part_add(part, &moved, &copy);
  arena_free(&arena);
}

static bool take_unit(const struct project_unit *which, const struct ir_unit *unit, void *data) {
  struct indexing *indexing = data;
  if (unit->failure && !indexing->options->quiet)
    say_warning("%s: unchecked: %s", which->path, unit->failure);
  add_unit(&indexing->part, which, unit);
  if (indexing->options->depfile)
    depfile_add(&indexing->depfile, which, unit);
  return true;
}

static bool index_units(const struct options *options, const struct project *project,
                        const struct shard *shard, struct text *error) {
  const struct project_unit **units = xcalloc((size_t)project->count + 1, sizeof *units);
  for (uint32_t i = 0; i < project->count; i++)
    units[i] = &project->units[i];
  struct indexing indexing = {.options = options, .part.shard = *shard};
  struct pool_options pool = {.workers = options->jobs,
                              .timeout_seconds = options->timeout,
                              .worker_path = files_worker(),
                              .separate = options->separate};
  bool good = pool_run(&pool, units, project->count, take_unit, &indexing, error);
  if (good && options->depfile)
    good = depfile_write(&indexing.depfile, options->part, options->depfile, error);
  if (good)
    good = part_write(&indexing.part, options->part, error);
  part_free(&indexing.part);
  depfile_free(&indexing.depfile);
  free(units);
  return good;
}

int run_index(const struct options *options) {
  struct project project = {0};
  struct text error = {0};
  unsigned index = 1, count = 1;
  bool good = options->part != NULL;
  if (!good)
    text_puts(&error, "`index` needs `-o PART`, the file to write");
  if (good && options->shard && !read_shard(options->shard, &index, &count)) {
    text_printf(&error, "`--shard %s`: write I/N, the I-th of N shards, as in `--shard 1/4`",
                options->shard);
    good = false;
  }
  good = good && open_units(options, &project, &error);
  if (good) {
    struct shard shard = {0};
    if (!options->single)
      shard = shard_of(&project, index, count);
    keep_shard(&project, index, count);
    good = index_units(options, &project, &shard, &error);
  }
  if (!good && !pool_interrupted())
    say_error("%s", text_get(&error));
  if (good && options->verbose)
    fprintf(stderr, "%s: %u units\n", options->part, project.count);
  project_free(&project);
  text_free(&error);
  return good ? EXIT_CLEAN : pool_interrupted() ? EXIT_INTERRUPTED : EXIT_USAGE;
}
