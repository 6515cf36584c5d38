// SPDX-License-Identifier: MIT
// The units of a project: from a compile database or from one command line, with paths resolved,
// each file once, in a fixed order.
#include "analyzer/project/project.h"
#include "analyzer/base/path.h"
#include "analyzer/project/database.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define DATABASE_NAME "compile_commands.json"

/// A unit while the database is read.
struct candidate {
  struct project_unit unit;
  bool compiles;
  uint32_t order; // of its entry
};

struct reading {
  struct project *project;
  const char *folder;               // of the database, absolute
  const char *directory, *absolute; // of the last entry, as it is written and in full
  const char *asked, *real;         // the last folder of a file, and what it is with links resolved
  uint32_t count, capacity;
  struct candidate *items;
};

/// `path` seen from `directory`, absolute; with links resolved when it exists.
static char *full_path(struct arena *arena, const char *directory, const char *path) {
  if (path[0] != '/')
    path = arena_printf(arena, "%s/%s", directory, path);
  char *real = realpath(path, NULL);
  char *result = real ? arena_string(arena, real) : path_lexical(arena, path);
  free(real);
  return result;
}

/// The folder with links resolved, NULL when it does not exist; files come folder by folder.
static const char *real_folder(struct reading *reading, const char *folder, size_t length) {
  struct arena *arena = &reading->project->arena;
  if (reading->asked && strlen(reading->asked) == length &&
      !strncmp(reading->asked, folder, length))
    return reading->real;
  reading->asked = arena_string_n(arena, folder, length);
  char *real = realpath(reading->asked, NULL);
  reading->real = real ? arena_string(arena, real) : NULL;
  free(real);
  return reading->real;
}

/// The same as full_path() for the file of an entry, without a look at each folder above it.
static char *file_path(struct reading *reading, const char *directory, const char *path) {
  struct arena *arena = &reading->project->arena;
  if (path[0] != '/')
    path = arena_printf(arena, "%s/%s", directory, path);
  const char *slash = strrchr(path, '/'), *name = slash + 1;
  bool plain = slash > path && *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
  const char *folder = plain ? real_folder(reading, path, (size_t)(slash - path)) : NULL;
  if (!folder)
    return full_path(arena, directory, path);
  struct stat status;
  char *file = arena_printf(arena, "%s/%s", strcmp(folder, "/") != 0 ? folder : "", name);
  return lstat(file, &status) == 0 && !S_ISLNK(status.st_mode) ? file
                                                               : full_path(arena, directory, path);
}

static const char *entry_directory(struct reading *reading, const char *directory) {
  struct arena *arena = &reading->project->arena;
  if (reading->directory && !strcmp(reading->directory, directory))
    return reading->absolute;
  reading->directory = arena_string(arena, directory);
  return reading->absolute = full_path(arena, reading->folder, directory);
}

static char *working_directory(struct arena *arena) {
  char directory[PATH_MAX];
  return arena_string(arena, getcwd(directory, sizeof directory) ? directory : "/");
}

/// Appends an argument and what ends it. The folder `here` within it, as in `-I/here/include`, is
/// as good as any other.
static void append_argument(struct text *bytes, const char *argument, const char *here) {
  size_t length = here ? strlen(here) : 0;
  const char *at = length > 1 ? strstr(argument, here) : NULL;
  while (at) {
    bool whole = at[length] == '/' || !at[length];
    text_append(bytes, argument, (size_t)(at - argument));
    text_puts(bytes, whole ? PATH_HERE : here);
    argument = at + length;
    at = strstr(argument, here);
  }
  text_append(bytes, argument, strlen(argument) + 1);
}

/// Digest of directory, as far as it stays where it is, and arguments; lengths keep them apart.
static uint64_t unit_digest(const struct project_unit *unit) {
  struct text bytes = {0};
  const char *directory = unit->here ? path_below(unit->here, unit->directory) : unit->directory;
  if (!unit->here || strcmp(unit->here, directory) != 0)
    text_append(&bytes, directory, strlen(directory) + 1);
  for (unsigned i = 0; i < unit->argument_count; i++)
    append_argument(&bytes, unit->arguments[i], unit->here);
  uint64_t digest = XXH3_64bits(bytes.data, bytes.length);
  text_free(&bytes);
  return digest >> 1; // fits a signed column
}

static void set_arguments(struct project_unit *unit, const struct arguments *arguments) {
  unit->argument_count = arguments->count;
  unit->arguments = arguments->items;
  unit->digest = unit_digest(unit);
}

static void add_entry(const struct database_entry *entry, void *data) {
  struct reading *reading = data;
  struct arena *arena = &reading->project->arena;
  struct candidate candidate = {.order = reading->count};
  candidate.unit.directory = entry_directory(reading, entry->directory);
  struct arguments words = entry->arguments, kept = {.arena = arena};
  arguments_expand(&words, candidate.unit.directory);
  struct command_facts facts = arguments_keep(&kept, &words, entry->file);
  if (!facts.c || facts.frontend) {
    reading->project->skipped++;
    return;
  }
  candidate.unit.path = file_path(reading, candidate.unit.directory, entry->file);
  candidate.compiles = facts.compiles;
  set_arguments(&candidate.unit, &kept);
  GROW(reading->items, reading->count, reading->capacity);
  reading->items[reading->count++] = candidate;
}

/// By path; of one file those with `-c` first, then in the database's order.
static int by_preference(const void *left, const void *right) {
  const struct candidate *a = left, *b = right;
  int order = strcmp(a->unit.path, b->unit.path);
  if (order)
    return order;
  if (a->compiles != b->compiles)
    return a->compiles ? -1 : 1;
  return a->order < b->order ? -1 : a->order > b->order;
}

static void add_unit(struct project *project, const struct project_unit *unit) {
  GROW(project->units, project->count, project->capacity);
  project->units[project->count++] = *unit;
}

static void keep_each_file_once(struct reading *reading) {
  if (reading->count)
    qsort(reading->items, reading->count, sizeof *reading->items, by_preference);
  for (uint32_t i = 0; i < reading->count; i++)
    if (i == 0 || strcmp(reading->items[i - 1].unit.path, reading->items[i].unit.path) != 0)
      add_unit(reading->project, &reading->items[i].unit);
}

static const char *const no_database_help =
    "write one with `cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON` or `bear -- make`, "
    "or check one file with `async-lint FILE.c -- CC_ARG...`";

static bool is_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/// `.`, `build/`, then the same upward; NULL when there is none.
static char *search_database(struct arena *arena) {
  static const char *const places[] = {"", "build/"};
  char *directory = working_directory(arena);
  for (;;) {
    for (size_t i = 0; i < 2; i++) {
      const char *slash = strcmp(directory, "/") ? "/" : "";
      char *path = arena_printf(arena, "%s%s%s%s", directory, slash, places[i], DATABASE_NAME);
      if (is_file(path))
        return path;
    }
    if (!strcmp(directory, "/"))
      return NULL;
    char *slash = strrchr(directory, '/');
    slash[slash == directory] = '\0';
  }
}

/// The database that `build` (a folder, or the file itself) means; NULL with a message.
static char *find_database(struct arena *arena, const char *build, struct text *error) {
  if (!build) {
    char *found = search_database(arena);
    if (!found)
      text_printf(error,
                  "no `" DATABASE_NAME "` in this folder, in `build/`, or above: %s; "
                  "`-p DIR` says where it is",
                  no_database_help);
    return found;
  }
  char *path = full_path(arena, working_directory(arena), build);
  if (is_file(path))
    return path;
  struct stat status;
  if (stat(path, &status) != 0) {
    text_printf(error, "`%s` cannot be read: %s: `-p` takes the folder with `" DATABASE_NAME "`",
                build, strerror(errno));
    return NULL;
  }
  char *inside = arena_printf(arena, "%s/%s", path, DATABASE_NAME);
  if (stat(inside, &status) == 0)
    return inside;
  text_printf(error, "no `" DATABASE_NAME "` in `%s`: %s", build, no_database_help);
  return NULL;
}

bool project_open(struct project *project, const char *directory, struct text *error) {
  *project = (struct project){0};
  char *path = find_database(&project->arena, directory, error);
  if (!path)
    return false;
  // Often a link in the source folder to the file in the build folder.
  path = full_path(&project->arena, "/", path);
  char *folder = arena_string(&project->arena, path);
  *strrchr(folder, '/') = '\0';
  project->database = path;
  project->folder = *folder ? folder : "/";
  struct reading reading = {.project = project, .folder = project->folder};
  bool good = database_read(path, &project->arena, add_entry, &reading, error);
  if (good)
    keep_each_file_once(&reading);
  free(reading.items);
  if (!good || project->count)
    return good;
  if (project->skipped)
    text_printf(error, "%s: none of its %u entries compiles C: async-lint reads C only", path,
                project->skipped);
  else
    text_printf(error, "%s: the database is empty: build the project with it, or %s", path,
                no_database_help);
  return false;
}

bool project_single(struct project *project, const char *file, const char *const *arguments,
                    unsigned count, struct text *error) {
  *project = (struct project){0};
  struct arena *arena = &project->arena;
  struct project_unit unit = {.directory = working_directory(arena)};
  struct arguments words = {.arena = arena}, kept = {.arena = arena};
  for (unsigned i = 0; i < count; i++)
    arguments_add(&words, arguments[i]);
  arguments_expand(&words, unit.directory);
  struct command_facts facts = arguments_keep(&kept, &words, file);
  unit.path = full_path(arena, unit.directory, file);
  if (!facts.c) {
    text_printf(error, "`%s` is not C: async-lint reads `.c` files, and others after `-x c`", file);
    return false;
  }
  if (access(unit.path, F_OK) != 0) {
    text_printf(error, "`%s` cannot be read: %s", file, strerror(errno));
    return false;
  }
  set_arguments(&unit, &kept);
  add_unit(project, &unit);
  return true;
}

void project_make_movable(struct project *project, const char *file) {
  struct arena *arena = &project->arena;
  const char *here = working_directory(arena);
  for (uint32_t i = 0; i < project->count; i++) {
    struct project_unit *unit = &project->units[i];
    unit->here = here;
    unit->digest = unit_digest(unit);
    if (file)
      unit->path =
          path_lexical(arena, *file == '/' ? file : arena_printf(arena, "%s/%s", here, file));
  }
}

void project_add_arguments(struct project *project, const char *const *arguments, unsigned count) {
  if (!count)
    return;
  struct arguments words = {.arena = &project->arena}, kept = {.arena = &project->arena};
  for (unsigned i = 0; i < count; i++)
    arguments_add(&words, arguments[i]);
  arguments_keep(&kept, &words, "x.c");
  for (uint32_t u = 0; u < project->count; u++) {
    struct project_unit *unit = &project->units[u];
    struct arguments all = {.arena = &project->arena};
    for (uint32_t i = 0; i < kept.count; i++)
      arguments_add(&all, kept.items[i]);
    for (unsigned i = 0; i < unit->argument_count; i++)
      arguments_add(&all, unit->arguments[i]);
    set_arguments(unit, &all);
  }
}

/// True when `path` is `root` or lies below it.
static bool below(const char *path, const char *root) {
  size_t length = strlen(root);
  if (!strcmp(root, "/"))
    return true;
  return !strncmp(path, root, length) && (path[length] == '/' || path[length] == '\0');
}

/// Marks the units that `path` names. False when it does not exist.
static bool mark_units(struct project *project, const char *path, bool *keep, struct text *error) {
  char *full = full_path(&project->arena, working_directory(&project->arena), path);
  bool any = false;
  for (uint32_t i = 0; i < project->count; i++)
    if (below(project->units[i].path, full))
      keep[i] = any = true;
  if (any)
    return true;
  struct stat status;
  if (stat(full, &status) != 0) {
    text_printf(error, "`%s` cannot be read: %s", path, strerror(errno));
    return false;
  }
  if (project->missing.length)
    text_putc(&project->missing, '\n');
  const char *database = project->database ? project->database : DATABASE_NAME;
  if (S_ISDIR(status.st_mode))
    text_printf(&project->missing, "no C unit of `%s` lies below `%s`", database, path);
  else
    text_printf(&project->missing,
                "`%s` is not in `%s`: configure the build again, or check it alone with "
                "`async-lint %s -- CC_ARG...`",
                path, database, path);
  return true;
}

bool project_filter(struct project *project, const char *const *paths, unsigned count,
                    struct text *error) {
  if (!count)
    return true;
  bool *keep = xcalloc(project->count + 1, sizeof *keep);
  bool good = true;
  for (unsigned i = 0; i < count && good; i++)
    good = mark_units(project, paths[i], keep, error);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < project->count; i++)
    if (keep[i])
      project->units[kept++] = project->units[i];
  free(keep);
  project->count = kept;
  if (!good || kept)
    return good;
  text_puts(error, text_get(&project->missing));
  return false;
}

/// How many leading characters two paths have in common.
static size_t common(const char *a, const char *b) {
  size_t length = 0;
  while (a[length] && a[length] == b[length])
    length++;
  return length;
}

const struct project_unit *project_nearest(const struct project *project, const char *path) {
  const struct project_unit *nearest = NULL;
  for (uint32_t i = 0; i < project->count; i++)
    if (!nearest || common(project->units[i].path, path) > common(nearest->path, path))
      nearest = &project->units[i];
  return nearest;
}

const struct project_unit *project_guess(struct project *project, const char *path) {
  const struct project_unit *nearest = project_nearest(project, path);
  struct project_unit guess = {0};
  if (nearest) {
    guess = *nearest;
  } else {
    struct arguments none = {.arena = &project->arena};
    guess.directory = working_directory(&project->arena);
    set_arguments(&guess, &none);
  }
  guess.path = arena_string(&project->arena, path);
  uint32_t at = project->count;
  add_unit(project, &guess);
  for (; at > 0 && strcmp(project->units[at - 1].path, path) > 0; at--)
    project->units[at] = project->units[at - 1];
  project->units[at] = guess;
  return &project->units[at];
}

void project_free(struct project *project) {
  free(project->units);
  text_free(&project->missing);
  arena_free(&project->arena);
  *project = (struct project){0};
}
