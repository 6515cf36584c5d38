// SPDX-License-Identifier: MIT
// Writing mended files: all of them or none.
#include "analyzer/base/outfile.h"
#include "analyzer/fix/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/// Writes the file beside its place. False with errno set.
static bool write_beside(const struct fix_file *file, struct outfile *to) {
  FILE *out = outfile_open(to, file->path);
  if (!out)
    return false;
  struct text after = {0};
  fix_file_after(file, &after);
  fwrite(text_get(&after), 1, after.length, out);
  text_free(&after);
  return outfile_end(to);
}

/// True when the file is still the one that was read.
static bool is_as_read(const struct fix_file *file) {
  struct stat now;
  const struct stat *then = &file->state;
  return stat(file->path, &now) == 0 && now.st_ino == then->st_ino && now.st_dev == then->st_dev &&
         now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

/// Writes all beside their places. False with the reason in `error`.
static bool prepare(const struct fix_plan *plan, struct outfile *outs, struct text *error) {
  for (uint32_t i = 0; i < plan->file_count; i++) {
    const struct fix_file *file = &plan->files[i];
    if (file->edit_count && !write_beside(file, &outs[i])) {
      text_printf(error, "`%s` cannot be written: %s: nothing was changed", file->path,
                  strerror(errno));
      return false;
    }
  }
  for (uint32_t i = 0; i < plan->file_count; i++)
    if (plan->files[i].edit_count && !is_as_read(&plan->files[i])) {
      text_printf(error, "`%s` changed meanwhile: nothing was changed", plan->files[i].path);
      return false;
    }
  return true;
}

bool fix_plan_write(const struct fix_plan *plan, struct text *error) {
  struct outfile *outs = xcalloc((size_t)plan->file_count + 1, sizeof *outs);
  bool good = prepare(plan, outs, error), all = good;
  for (uint32_t i = 0; i < plan->file_count; i++) {
    if (!outs[i].path.length)
      continue;
    if (!outfile_close(&outs[i], good) && good && all) {
      text_printf(error, "`%s` cannot be written: %s", plan->files[i].path, strerror(errno));
      all = false;
    }
  }
  free(outs);
  return all;
}
