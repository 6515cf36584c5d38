// SPDX-License-Identifier: MIT
// Files of the unit and places in them: where a person looks, where the characters stand, and which
// macro lies in between.
#include "analyzer/base/path.h"
#include "analyzer/frontend/head/head.h"

#define XXH_INLINE_ALL
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

bool in_project(CXSourceLocation location) {
  return !clang_Location_isInSystemHeader(location);
}

/// A path below the folder that may be another one, with a mark in its place. NULL for others.
static const char *movable_path(struct unit *unit, const char *name) {
  struct arena *arena = unit->arena;
  const char *path = path_lexical(
      arena, *name == '/' ? name : arena_printf(arena, "%s/%s", unit->directory, name));
  const char *below = path_below(unit->here, path);
  return below == path ? NULL
                       : intern(&unit->pool->names, arena_printf(arena, PATH_HERE "/%s", below));
}

static const char *real_path(struct unit *unit, CXFile file) {
  CXString real = clang_File_tryGetRealPathName(file);
  const char *text = clang_getCString(real);
  if (text && *text)
    return take_string(unit, real);
  clang_disposeString(real);
  const char *name = take_string(unit, clang_getFileName(file));
  if (*name != '/' && unit->directory)
    name = intern(&unit->pool->names, arena_printf(unit->arena, "%s/%s", unit->directory, name));
  char *resolved = realpath(name, NULL);
  const char *path = resolved ? intern(&unit->pool->names, resolved) : name;
  free(resolved);
  return path;
}

/// The path by which a file was found comes before the one without links: the sandbox of a build
/// is made of links.
static const char *path_of(struct unit *unit, CXFile file) {
  if (!unit->here)
    return real_path(unit, file);
  const char *path = movable_path(unit, take_string(unit, clang_getFileName(file)));
  const char *real = path ? path : real_path(unit, file);
  path = path ? path : movable_path(unit, real);
  return path ? path : real;
}

/// Reads the text of a file; libclang keeps it.
void source_load(struct unit *unit, struct source_file *source) {
  if (source->text)
    return;
  if (head_text(unit, source))
    return;
  if (!source->file) // of a precompiled preamble, where looking files up is slow
    source->file = clang_getFile(unit->tu, source->path);
  if (source->file)
    source->text = clang_getFileContents(unit->tu, source->file, &source->length);
  if (!source->text)
    source->text = "";
  head_keep_text(unit, source);
}

/// The name that the file had when it was included, if it is one of a precompiled preamble.
static const char *known_path(struct unit *unit, const char *path) {
  if (!unit->known || map_get(&unit->known_index, map_key(path), IR_NONE) != IR_NONE)
    return path;
  char *real = realpath(path, NULL);
  uint32_t at =
      real ? map_get(&unit->known_index, map_key(intern(&unit->pool->names, real)), IR_NONE)
           : IR_NONE;
  free(real);
  return at == IR_NONE ? path : intern(&unit->pool->names, unit->known->items[at].path);
}

static uint32_t add_path(struct unit *unit, const char *path) {
  struct source_file *source = ARENA_NEW(unit->arena, struct source_file);
  source->path = path;
  uint32_t kept = map_get(&unit->known_index, map_key(path), IR_NONE);
  if (kept != IR_NONE) {
    source->system = unit->known->items[kept].system;
    source->header = intern(&unit->pool->names, unit->known->items[kept].header);
  }
  GROW(unit->files, unit->file_count, unit->file_capacity);
  unit->files[unit->file_count] = source;
  map_set(&unit->path_index, map_key(path), unit->file_count);
  head_mark_file(unit, source);
  return unit->file_count++;
}

static uint32_t add_file(struct unit *unit, CXFile file) {
  const char *path = known_path(unit, path_of(unit, file));
  uint32_t at = map_get(&unit->path_index, map_key(path), IR_NONE);
  if (at == IR_NONE)
    at = add_path(unit, path);
  if (!unit->files[at]->file)
    unit->files[at]->file = file;
  return at;
}

struct source_file *source_of(struct unit *unit, CXFile file) {
  if (!file)
    return NULL;
  if (unit->last && unit->last->file == file)
    return unit->last;
  uint32_t at = map_get(&unit->file_index, map_key(file), IR_NONE);
  if (at == IR_NONE) {
    at = add_file(unit, file);
    map_set(&unit->file_index, map_key(file), at);
  }
  unit->last = unit->files[at];
  return unit->last;
}

struct source_file *source_at(struct unit *unit, CXSourceLocation location) {
  CXFile file;
  clang_getFileLocation(location, &file, NULL, NULL, NULL);
  return source_of(unit, file);
}

struct source_file *spelled_at(struct unit *unit, CXSourceLocation location, size_t *offset) {
  CXFile file;
  unsigned at;
  clang_getSpellingLocation(location, &file, NULL, NULL, &at);
  *offset = at;
  struct source_file *source = source_of(unit, file);
  if (source)
    source_load(unit, source);
  return source;
}

// ---- locations ----

// The name that stands at an offset of a file: the macro's, for the place of an expansion.
static const char *name_at(struct unit *unit, struct source_file *source, size_t offset) {
  source_load(unit, source);
  size_t length = scan_identifier(source->text, source->length, offset);
  return length ? intern_n(&unit->pool->names, source->text + offset, length) : NULL;
}

// The highest bit of a location says that it lies in an expansion: clang has kept it so in all its
// versions, and the goldens of macros fail when it does not.
static bool is_expanded(CXSourceLocation at) {
  return at.int_data >> 31;
}

static void set_macro(struct unit *unit, struct ir_location *out, CXSourceLocation at,
                      const struct source_file *source) {
  CXFile expansion_file, spelling_file;
  unsigned expansion, spelling, line, column;
  clang_getExpansionLocation(at, &expansion_file, NULL, NULL, &expansion);
  clang_getSpellingLocation(at, &spelling_file, &line, &column, &spelling);
  struct source_file *expanded = source_of(unit, expansion_file);
  struct source_file *spelled = source_of(unit, spelling_file);
  if (expanded == source && expansion == out->offset) {
    if (spelled == source && spelling == out->offset)
      return;
    out->where = IR_MACRO_BODY;
    out->macro_file = spelled ? spelled->path : NULL;
    out->macro_line = spelled ? line : 0;
    out->macro_column = spelled ? column : 0;
  } else {
    out->where = IR_MACRO_ARG;
  }
  out->macro = expanded ? name_at(unit, expanded, expansion) : NULL;
}

static void count_lines(struct ir_location *out, const char *text) {
  out->end_line = out->line;
  out->end_column = out->column;
  for (uint32_t i = 0; i < out->length; i++) {
    out->end_column = text[i] == '\n' ? 1 : out->end_column + 1;
    out->end_line += text[i] == '\n';
  }
}

// A macro inside another macro's argument has an empty range: it covers its invocation.
static void extend_empty(struct unit *unit, struct source_file *source, struct ir_location *out) {
  if (out->where == IR_PLAIN)
    return;
  source_load(unit, source);
  if (out->offset > source->length)
    return;
  size_t end = scan_invocation(source->text, source->length, out->offset);
  out->length = (uint32_t)(end - out->offset);
  count_lines(out, source->text + out->offset);
}

struct ir_location point_location(struct unit *unit, CXSourceLocation location) {
  struct ir_location out = {0};
  CXFile file;
  clang_getFileLocation(location, &file, &out.line, &out.column, &out.offset);
  struct source_file *source = source_of(unit, file);
  if (!source)
    return (struct ir_location){0};
  out.file = source->path;
  out.end_line = out.line;
  out.end_column = out.column;
  if (is_expanded(location))
    set_macro(unit, &out, location, source);
  return out;
}

struct ir_location make_location(struct unit *unit, CXSourceRange range) {
  struct ir_location out = point_location(unit, clang_getRangeStart(range));
  if (!out.file)
    return out;
  CXFile file;
  unsigned line, column, offset;
  clang_getFileLocation(clang_getRangeEnd(range), &file, &line, &column, &offset);
  struct source_file *source = source_of(unit, file);
  if (source && source->path == out.file && offset > out.offset) {
    out.length = offset - out.offset;
    out.end_line = line;
    out.end_column = column;
  } else {
    CXFile start;
    clang_getFileLocation(clang_getRangeStart(range), &start, NULL, NULL, NULL);
    extend_empty(unit, source_of(unit, start), &out);
  }
  return out;
}

struct ir_location name_location(struct unit *unit, CXCursor cursor) {
  CXSourceLocation at = clang_getCursorLocation(cursor);
  struct ir_location out = point_location(unit, at);
  struct source_file *source = out.file ? source_at(unit, at) : NULL;
  if (source)
    source_load(unit, source);
  if (source && out.offset < source->length) {
    out.length = (uint32_t)scan_identifier(source->text, source->length, out.offset);
    out.end_column += out.length;
  }
  return out;
}

// ---- includes ----

// `<a.h>` or `"a.h"` of the directive on the line around an offset.
static const char *directive_name(struct unit *unit, const struct source_file *source, size_t at) {
  const char *text = source->text;
  while (at > 0 && at <= source->length && text[at - 1] != '\n')
    at--;
  while (at < source->length && text[at] != '\n' && text[at] != '<' && text[at] != '"')
    at++;
  if (at >= source->length || text[at] == '\n')
    return NULL;
  char close = text[at] == '<' ? '>' : '"';
  size_t end = at + 1;
  while (end < source->length && text[end] != '\n' && text[end] != close)
    end++;
  if (end >= source->length || text[end] != close)
    return NULL;
  return intern_n(&unit->pool->names, text + at, end + 1 - at);
}

// What a system header includes is a system header; libclang is asked about the others only, at
// their first character and by its offset: finding the place of a line is slow.
static bool is_system_file(struct unit *unit, CXFile file, CXSourceLocation directive) {
  return !in_project(directive) ||
         clang_Location_isInSystemHeader(clang_getLocationForOffset(unit->tu, file, 0));
}

static void remember_include(struct unit *unit, const struct source_file *source) {
  struct kept_includes *kept = unit->remember;
  if (source == unit->main ||
      map_get(&unit->known_index, map_key(source->path), IR_NONE) != IR_NONE)
    return;
  map_set(&unit->known_index, map_key(source->path), kept->count);
  GROW(kept->items, kept->count, kept->capacity);
  kept->items[kept->count++] = (struct kept_include){.path = source->path};
}

/// Moves what is remembered out of the unit's memory.
static void finish_remembering(struct unit *unit) {
  struct kept_includes *kept = unit->remember;
  for (uint32_t i = 0; i < kept->count; i++) {
    struct kept_include *item = &kept->items[i];
    uint32_t at = map_get(&unit->path_index, map_key(item->path), 0);
    const struct source_file *source = unit->files[at];
    char *real = realpath(source->path, NULL);
    item->path = arena_string(&kept->arena, source->path);
    item->real = real ? arena_string(&kept->arena, real) : item->path;
    free(real);
    item->header = source->header ? arena_string(&kept->arena, source->header) : NULL;
    item->system = source->system;
    memcpy(item->hash, unit->ir->includes[at].hash, sizeof item->hash);
  }
}

static void note_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth,
                           CXClientData data) {
  struct unit *unit = data;
  struct source_file *source = source_of(unit, file);
  if (depth)
    source->system = is_system_file(unit, file, stack[0]);
  if (depth && unit->remember)
    remember_include(unit, source);
  if (depth && unit->recording)
    recording_file(unit, source, stack[depth - 1]);
  source->behind |= depth && unit->shared;
  for (unsigned i = 0; i < depth && !source->header; i++) {
    if (!in_project(stack[i]))
      continue;
    CXFile from;
    unsigned offset;
    clang_getFileLocation(stack[i], &from, NULL, NULL, &offset);
    struct source_file *includer = source_of(unit, from);
    if (includer) {
      source_load(unit, includer);
      source->header = directive_name(unit, includer, offset);
    }
    return;
  }
}

// libclang lists neither all files of a precompiled preamble nor those included below it, and is
// slow at it: all are known, unless the headers are those of several units.
static void add_known(struct unit *unit) {
  for (uint32_t i = 0; i < unit->known->count; i++) {
    const struct kept_include *item = &unit->known->items[i];
    map_set(&unit->known_index, map_key(intern(&unit->pool->names, item->real)), i);
    map_set(&unit->known_index, map_key(intern(&unit->pool->names, item->path)), i);
  }
  for (uint32_t i = 0; i < unit->known->count; i++) {
    const char *path = intern(&unit->pool->names, unit->known->items[i].path);
    if (map_get(&unit->path_index, map_key(path), IR_NONE) == IR_NONE)
      add_path(unit, path);
  }
}

static struct ir_include describe_include(struct unit *unit, struct source_file *source) {
  struct ir_include include = {.path = source->path, .system = source->system};
  uint32_t known =
      unit->known ? map_get(&unit->known_index, map_key(source->path), IR_NONE) : IR_NONE;
  if (known != IR_NONE) {
    memcpy(include.hash, unit->known->items[known].hash, sizeof include.hash);
    return include;
  }
  source_load(unit, source);
  XXH128_hash_t hash = XXH3_128bits(source->text, source->length);
  include.hash[0] = hash.low64;
  include.hash[1] = hash.high64;
  return include;
}

void collect_includes(struct unit *unit) {
  if (unit->known)
    add_known(unit);
  if (!unit->known || unit->shared)
    clang_getInclusions(unit->tu, note_inclusion, unit);

  struct ir_unit *ir = unit->ir;
  ir->includes = ARENA_ARRAY(unit->arena, struct ir_include, unit->file_count);
  for (uint32_t i = 0; i < unit->file_count; i++)
    ir->includes[ir->include_count++] = describe_include(unit, unit->files[i]);
  if (unit->remember)
    finish_remembering(unit);
}
