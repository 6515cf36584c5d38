// SPDX-License-Identifier: MIT
// Files that a unit looks for and does not find.
#include "analyzer/project/lookups.h"
#include "analyzer/base/path.h"
#include "analyzer/base/scan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST = 64 << 20 };

struct lookup_file {
  uint64_t hash[2]; // of the content that was read
  uint32_t first, count;
  bool computed; // some macro makes the name of an include
};

// ---- what a file names ----

static size_t skip_blanks(const struct text *text, size_t at) {
  while (at < text->length && (text->data[at] == ' ' || text->data[at] == '\t'))
    at++;
  return at;
}

static bool begins_line(const struct text *text, size_t at) {
  while (at > 0 && (text->data[at - 1] == ' ' || text->data[at - 1] == '\t'))
    at--;
  return at == 0 || text->data[at - 1] == '\n';
}

static bool has_word(const struct text *text, size_t at, const char *word) {
  size_t length = strlen(word);
  return length <= text->length - at && !memcmp(text->data + at, word, length);
}

// `<name>` or `"name"` at `at`, if there is one.
static void add_name(struct lookups *lookups, const struct text *text, size_t at) {
  if (at >= text->length || (text->data[at] != '<' && text->data[at] != '"'))
    return;
  char close = text->data[at] == '<' ? '>' : '"';
  size_t end = at + 1;
  while (end < text->length && text->data[end] != close && text->data[end] != '\n')
    end++;
  if (end >= text->length || text->data[end] != close || end == at + 1)
    return;
  GROW(lookups->wanted, lookups->wanted_count, lookups->wanted_capacity);
  lookups->wanted[lookups->wanted_count++] = intern_n(&lookups->names, text->data + at, end - at);
}

/// True when some macro makes the name of an include.
static bool scan_includes(struct lookups *lookups, const struct text *text) {
  bool computed = false;
  const char *mark = text->data;
  while (mark && (mark = memchr(mark, '#', text->length - (size_t)(mark - text->data)))) {
    size_t at = (size_t)(mark++ - text->data);
    if (!begins_line(text, at))
      continue;
    at = skip_blanks(text, at + 1);
    if (has_word(text, at, "include_next"))
      at += sizeof "include_next" - 1;
    else if (has_word(text, at, "include"))
      at += sizeof "include" - 1;
    else
      continue;
    at = skip_blanks(text, at);
    computed |= scan_identifier(text->data, text->length, at) > 0;
    add_name(lookups, text, at);
  }
  return computed;
}

static void scan_tests(struct lookups *lookups, const struct text *text) {
  static const char word[] = "__has_include";
  const char *mark = text->data;
  while (mark &&
         (mark = memmem(mark, text->length - (size_t)(mark - text->data), word, sizeof word - 1))) {
    mark += sizeof word - 1;
    size_t at = skip_blanks(text, (size_t)(mark - text->data));
    if (at < text->length && text->data[at] == '(')
      add_name(lookups, text, skip_blanks(text, at + 1));
  }
}

static struct lookup_file scan(struct lookups *lookups, const struct ir_include *include) {
  struct text text = {0};
  struct lookup_file file = {.hash = {include->hash[0], include->hash[1]},
                             .first = lookups->wanted_count};
  if (text_read_file(&text, include->path, LARGEST) && text.length) {
    file.computed = scan_includes(lookups, &text);
    scan_tests(lookups, &text);
  }
  text_free(&text);
  file.count = lookups->wanted_count - file.first;
  return file;
}

static const struct lookup_file *names_in(struct lookups *lookups,
                                          const struct ir_include *include) {
  uint64_t key = map_key(intern(&lookups->names, include->path));
  uint32_t at = map_get(&lookups->files, key, UINT32_MAX);
  if (at == UINT32_MAX) {
    at = lookups->scanned_count;
    GROW(lookups->scanned, lookups->scanned_count, lookups->scanned_capacity);
    map_set(&lookups->files, key, at);
    lookups->scanned[lookups->scanned_count++] = scan(lookups, include);
  } else if (memcmp(lookups->scanned[at].hash, include->hash, sizeof include->hash) != 0) {
    lookups->scanned[at] = scan(lookups, include);
  }
  return &lookups->scanned[at];
}

// ---- where it is looked for ----

// Of those that a compiler knows by itself; what is found in its others was looked for here before
// or is not made while a project is worked on.
static const char *const usual[] = {"/usr/local/include", "/usr/include"};

/// The folder of an argument of this name at `*at`, which then is that of the operand; or NULL.
static const char *folder_of(const struct project_unit *unit, unsigned *at, const char *name) {
  const char *word = unit->arguments[*at];
  if (!strcmp(name, "-I") && !strncmp(word, name, 2))
    return word + 2;
  if (strcmp(word, name) != 0 || *at + 1 >= unit->argument_count)
    return NULL;
  return unit->arguments[++*at];
}

/// Notes a file that is not there. True when it is, and the search ends.
static bool look_for(struct lookups *lookups, const char *path) {
  if (access(path, F_OK) == 0)
    return true;
  GROW(lookups->absent, lookups->absent_count, lookups->absent_capacity);
  lookups->absent[lookups->absent_count++] = intern(&lookups->names, path);
  return false;
}

static bool look_in(struct lookups *lookups, const char *directory, const char *folder,
                    const char *name) {
  struct text path = {0};
  if (*folder != '/')
    text_printf(&path, "%s/", directory);
  text_printf(&path, "%s/%s", folder, name);
  bool found = look_for(lookups, path.data);
  text_free(&path);
  return found;
}

static bool look_in_all(struct lookups *lookups, const struct project_unit *of,
                        const char *argument, const char *name) {
  for (unsigned i = 0; i < of->argument_count; i++) {
    const char *folder = folder_of(of, &i, argument);
    if (folder && look_in(lookups, of->directory, folder, name))
      return true;
  }
  return false;
}

/// Follows the search for `wanted`, which a file in `folder` names.
static void look_up(struct lookups *lookups, const struct project_unit *of, const char *folder,
                    const char *wanted) {
  const char *name = wanted + 1;
  if (*name == '/') {
    look_for(lookups, name);
    return;
  }
  if (*wanted == '"' &&
      (look_in(lookups, of->directory, folder, name) || look_in_all(lookups, of, "-iquote", name)))
    return;
  if (look_in_all(lookups, of, "-I", name) || look_in_all(lookups, of, "-isystem", name))
    return;
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (look_in(lookups, of->directory, usual[i], name))
      return;
  look_in_all(lookups, of, "-idirafter", name);
}

static const char *folder_above(struct lookups *lookups, const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? arena_printf(&lookups->arena, "%.*s", (int)(slash - path), path) : ".";
}

/// What a unit searches, in order: the same names are looked for in the same places then.
static uint64_t digest_search(const struct project_unit *of) {
  static const char *const arguments[] = {"-iquote", "-I", "-isystem", "-idirafter"};
  uint64_t digest = hash_bytes(HASH_SEED, of->directory, strlen(of->directory) + 1);
  for (size_t k = 0; k < sizeof arguments / sizeof *arguments; k++) {
    digest = hash_bytes(digest, "", 1);
    for (unsigned i = 0; i < of->argument_count; i++) {
      const char *folder = folder_of(of, &i, arguments[k]);
      if (folder)
        digest = hash_bytes(digest, folder, strlen(folder) + 1);
    }
  }
  return digest;
}

/// What is not found of the names in a file; looked for once for each way to search.
static struct lookup_result look_up_all(struct lookups *lookups, const struct project_unit *of,
                                        uint64_t search, const struct ir_include *include) {
  const struct lookup_file *file = names_in(lookups, include);
  const uint64_t parts[] = {search, map_key(intern(&lookups->names, include->path)),
                            include->hash[0], include->hash[1]};
  uint64_t key = hash_bytes(HASH_SEED, parts, sizeof parts) | 1;
  uint32_t at = map_get(&lookups->known, key, UINT32_MAX);
  if (at != UINT32_MAX)
    return lookups->results[at];
  struct lookup_result result = {.first = lookups->absent_count};
  const char *folder = folder_above(lookups, include->path);
  for (uint32_t i = 0; i < file->count; i++)
    look_up(lookups, of, folder, lookups->wanted[file->first + i]);
  result.count = lookups->absent_count - result.first;
  map_set(&lookups->known, key, lookups->result_count);
  GROW(lookups->results, lookups->result_count, lookups->result_capacity);
  lookups->results[lookups->result_count++] = result;
  return result;
}

/// `-include` and `-imacros` look as a file of the unit's directory would.
static void look_up_arguments(struct lookups *lookups, const struct project_unit *of) {
  for (unsigned i = 0; i + 1 < of->argument_count; i++)
    if (!strcmp(of->arguments[i], "-include") || !strcmp(of->arguments[i], "-imacros")) {
      const char *name = arena_printf(&lookups->arena, "\"%s", of->arguments[++i]);
      look_up(lookups, of, of->directory, name);
    }
}

/// The name by which a file below the folder of an argument may have been found.
static const char *name_below(struct lookups *lookups, const struct project_unit *of,
                              const char *folder, const char *path) {
  if (*folder != '/')
    folder = arena_printf(&lookups->arena, "%s/%s", of->directory, folder);
  const char *name = path_below(path_lexical(&lookups->arena, folder), path);
  return name != path ? name : NULL;
}

/// Which name a macro made is not known: each file may have been found by it, from `folder` or the
/// folder of an argument on.
static void look_up_computed(struct lookups *lookups, const struct project_unit *of,
                             const char *folder, const char *path) {
  static const char *const arguments[] = {"-iquote", "-I", "-isystem", "-idirafter"};
  for (size_t k = 0; k < sizeof arguments / sizeof *arguments; k++)
    for (unsigned i = 0; i < of->argument_count; i++) {
      const char *in = folder_of(of, &i, arguments[k]);
      const char *name = in ? name_below(lookups, of, in, path) : NULL;
      if (name)
        look_up(lookups, of, folder, arena_printf(&lookups->arena, "\"%s", name));
    }
}

/// Adds what was not found to what the unit includes; each file once.
static void add_absent(struct lookups *lookups, struct ir_unit *unit, struct lookup_result found) {
  for (uint32_t i = 0; i < found.count; i++) {
    const char *path = lookups->absent[found.first + i];
    if (map_get(&lookups->seen, map_key(path), 0) == lookups->unit)
      continue;
    map_set(&lookups->seen, map_key(path), lookups->unit);
    GROW(lookups->includes, unit->include_count, lookups->capacity);
    lookups->includes[unit->include_count++] = (struct ir_include){.path = path};
  }
}

struct ir_unit lookups_add(struct lookups *lookups, const struct project_unit *of,
                           const struct ir_unit *unit) {
  struct ir_unit with = *unit;
  if (unit->failure)
    return with;
  lookups->names.arena = &lookups->arena;
  lookups->unit++;
  with.include_count = 0;
  for (uint32_t i = 0; i < unit->include_count; i++) {
    GROW(lookups->includes, with.include_count, lookups->capacity);
    lookups->includes[with.include_count++] = unit->includes[i];
  }
  uint64_t search = digest_search(of);
  struct lookup_result own = {.first = lookups->absent_count};
  look_up_arguments(lookups, of);
  for (uint32_t i = 0; i < unit->include_count; i++) {
    const struct ir_include *by = &unit->includes[i];
    const char *folder =
        !by->system && names_in(lookups, by)->computed ? folder_above(lookups, by->path) : NULL;
    for (uint32_t k = 0; folder && k < unit->include_count; k++)
      look_up_computed(lookups, of, folder, unit->includes[k].path);
  }
  own.count = lookups->absent_count - own.first;
  add_absent(lookups, &with, own);
  for (uint32_t i = 0; i < unit->include_count; i++)
    if (!unit->includes[i].system)
      add_absent(lookups, &with, look_up_all(lookups, of, search, &unit->includes[i]));
  with.includes = lookups->includes;
  return with;
}

void lookups_free(struct lookups *lookups) {
  interner_free(&lookups->names);
  arena_free(&lookups->arena);
  map_free(&lookups->files);
  map_free(&lookups->seen);
  map_free(&lookups->known);
  free(lookups->absent);
  free(lookups->results);
  free(lookups->scanned);
  free(lookups->wanted);
  free(lookups->includes);
  *lookups = (struct lookups){0};
}
