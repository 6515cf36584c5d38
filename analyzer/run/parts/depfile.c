// SPDX-License-Identifier: MIT
// What a part was made of, as a rule of make.
#include "analyzer/run/parts/depfile.h"
#include "analyzer/base/outfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void add_file(struct depfile *depfile, const char *path) {
  GROW(depfile->files, depfile->count, depfile->capacity);
  depfile->files[depfile->count++] = arena_string(&depfile->arena, path);
}

void depfile_add(struct depfile *depfile, const struct project_unit *which,
                 const struct ir_unit *unit) {
  add_file(depfile, which->path); // a unit that could not be parsed has no other
  for (uint32_t i = 0; i < unit->include_count; i++)
    if (!ir_include_is_absent(&unit->includes[i]))
      add_file(depfile, unit->includes[i].path);
}

static int by_name(const void *left, const void *right) {
  const char *const *a = left, *const *b = right;
  return strcmp(*a, *b);
}

/// As GCC writes them: a backslash before a blank and `#`, and one more for each that stands before
/// a blank; `$` twice.
static void put_name(FILE *out, const char *name) {
  for (const char *c = name; *c; c++) {
    if (*c == ' ' || *c == '\t')
      for (const char *slash = c; slash > name && slash[-1] == '\\'; slash--)
        putc('\\', out);
    if (*c == ' ' || *c == '\t' || *c == '#')
      putc('\\', out);
    if (*c == '$')
      putc('$', out);
    putc(*c, out);
  }
}

bool depfile_write(struct depfile *depfile, const char *target, const char *path,
                   struct text *error) {
  struct outfile file = {0};
  FILE *out = outfile_open(&file, path);
  if (out) {
    put_name(out, target);
    putc(':', out);
    if (depfile->count)
      qsort(depfile->files, depfile->count, sizeof *depfile->files, by_name);
    for (uint32_t i = 0; i < depfile->count; i++)
      if (i == 0 || strcmp(depfile->files[i], depfile->files[i - 1]) != 0) {
        fputs(" \\\n ", out);
        put_name(out, depfile->files[i]);
      }
    putc('\n', out);
  }
  bool good = out && outfile_close(&file, true);
  if (!good)
    text_printf(error, "the dependencies cannot be written to `%s`: %s", path, strerror(errno));
  return good;
}

void depfile_free(struct depfile *depfile) {
  free(depfile->files);
  arena_free(&depfile->arena);
  *depfile = (struct depfile){0};
}
