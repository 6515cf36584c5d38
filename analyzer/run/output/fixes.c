// SPDX-License-Identifier: MIT
// What is done with fixes.
#include "analyzer/run/output/fixes.h"
#include "analyzer/base/outfile.h"
#include "analyzer/base/path.h"
#include "analyzer/fix/plan.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <string.h>

/// A fix can make room for another one; more rounds than this would be a circle.
enum { MOST_ROUNDS = 10 };

/// Says which files are left as they are, and why.
static bool say_obstacles(const struct fix_plan *plan, const char *directory) {
  bool good = true;
  for (uint32_t i = 0; i < plan->file_count; i++) {
    const struct fix_file *file = &plan->files[i];
    const char *shown = path_below(directory, file->path);
    switch (file->obstacle) {
    case FIX_FREE:
      continue;
    case FIX_CHANGED:
      say_error("`%s` has changed since it was checked: it is not mended", shown);
      break;
    case FIX_UNREADABLE:
      say_error("`%s` cannot be read: %s", shown, strerror(file->error));
      break;
    case FIX_READ_ONLY:
      say_error("`%s` is not mended: %s", shown, strerror(file->error));
      break;
    }
    good = false;
  }
  return good;
}

static void say_changed(const struct fix_plan *plan, const char *directory) {
  for (uint32_t i = 0; i < plan->file_count; i++)
    if (plan->files[i].edit_count)
      fprintf(stderr, "mended: %s\n", path_below(directory, plan->files[i].path));
}

static void change_files(struct fixing *fixing, const struct options *options,
                         const struct fix_plan *plan, const char *directory) {
  struct text error = {0};
  if (!plan->fixed)
    return;
  if (fix_plan_write(plan, &error)) {
    fixing->fixed += plan->fixed;
    fixing->rounds++;
    fixing->again = true;
    if (options->verbose)
      say_changed(plan, directory);
  } else {
    say_error("%s", error.data);
    fixing->failed = true;
  }
  text_free(&error);
}

static void export_fixes(struct fixing *fixing, const struct options *options,
                         const struct findings *findings, const char *directory) {
  struct outfile file = {0};
  FILE *out = outfile_open(&file, options->export_fixes);
  if (out)
    fix_export(out, findings, options->fix == FIX_MODE_UNSAFE, directory);
  if (out && outfile_close(&file, true))
    return;
  say_error("the fixes `%s` cannot be written: %s", options->export_fixes, strerror(errno));
  fixing->failed = true;
}

static void print_diff(struct fixing *fixing, const struct fix_plan *plan, const char *directory) {
  fix_plan_diff(stdout, plan, directory);
  if (fflush(stdout) == 0 && !ferror(stdout))
    return;
  say_error("the diff cannot be written to stdout: %s", strerror(errno));
  fixing->failed = true;
}

void fixing_apply(struct fixing *fixing, const struct options *options,
                  const struct findings *findings, const char *directory) {
  bool writing = options->fix && !options->diff;
  bool more = !writing || fixing->rounds < MOST_ROUNDS;
  struct fix_plan plan = {0};
  fixing->again = false;
  if ((options->fix || options->diff) && more) {
    fix_plan_make(&plan, findings, options->fix == FIX_MODE_UNSAFE, writing);
    if (writing)
      change_files(fixing, options, &plan, directory);
    else
      print_diff(fixing, &plan, directory);
    if (!fixing->again && !say_obstacles(&plan, directory))
      fixing->failed = true;
  }
  if (!fixing->again && options->export_fixes)
    export_fixes(fixing, options, findings, directory);
  fix_plan_free(&plan);
}

void fixing_say(const struct fixing *fixing, const struct options *options) {
  if (fixing->fixed && !options->quiet)
    fprintf(stderr, "%u finding%s mended\n", fixing->fixed, fixing->fixed == 1 ? "" : "s");
}
