// SPDX-License-Identifier: MIT
// Cursors as keys, and the symbols of functions and variables.
#include "analyzer/frontend/head/head.h"

#include <stdlib.h>
#include <string.h>

struct cursor_entry {
  CXCursor cursor;
  uint32_t value;
};

// Hashes of different cursors may be equal: the probe number tells them apart.
static uint64_t probe_key(unsigned hash, uint32_t probe) {
  return ((uint64_t)hash << 24 | probe) + 1;
}

uint32_t cursor_map_get(const struct cursor_map *map, CXCursor cursor) {
  unsigned hash = clang_hashCursor(cursor);
  for (uint32_t probe = 0;; probe++) {
    uint32_t at = map_get(&map->index, probe_key(hash, probe), IR_NONE);
    if (at == IR_NONE)
      return IR_NONE;
    if (clang_equalCursors(map->entries[at].cursor, cursor))
      return map->entries[at].value;
  }
}

void cursor_map_set(struct cursor_map *map, CXCursor cursor, uint32_t value) {
  unsigned hash = clang_hashCursor(cursor);
  for (uint32_t probe = 0;; probe++) {
    uint32_t at = map_get(&map->index, probe_key(hash, probe), IR_NONE);
    if (at != IR_NONE && !clang_equalCursors(map->entries[at].cursor, cursor))
      continue;
    if (at == IR_NONE) {
      GROW(map->entries, map->count, map->capacity);
      at = map->count++;
      map_set(&map->index, probe_key(hash, probe), at);
    }
    map->entries[at] = (struct cursor_entry){cursor, value};
    return;
  }
}

CXCursor cursor_map_key(const struct cursor_map *map, uint32_t index) {
  return map->entries[index].cursor;
}

void cursor_map_free(struct cursor_map *map) {
  map_free(&map->index);
  free(map->entries);
  *map = (struct cursor_map){0};
}

const char *take_string(struct unit *unit, CXString string) {
  const char *text = clang_getCString(string);
  const char *copy = intern(&unit->pool->names, text ? text : "");
  clang_disposeString(string);
  return copy;
}

static enum CXChildVisitResult collect_child(CXCursor child, CXCursor parent, CXClientData data) {
  (void)parent;
  struct unit *unit = data;
  GROW(unit->collected, unit->collected_count, unit->collected_capacity);
  unit->collected[unit->collected_count++] = child;
  return CXChildVisit_Continue;
}

struct children children_of(struct unit *unit, struct arena *arena, CXCursor cursor) {
  unit->collected_count = 0;
  clang_visitChildren(cursor, collect_child, unit);
  struct children kids = {.count = unit->collected_count};
  if (kids.count)
    kids.items = arena_copy(arena, unit->collected, sizeof *kids.items * kids.count);
  return kids;
}

struct function_info *add_function(struct unit *unit, CXCursor canonical) {
  GROW(unit->functions, unit->function_count, unit->function_capacity);
  struct function_info *info = ARENA_NEW(unit->arena, struct function_info);
  *info = (struct function_info){.canonical = canonical,
                                 .index = unit->function_count,
                                 .head = IR_NONE,
                                 .first = IR_NONE,
                                 .last = IR_NONE,
                                 .declaration = IR_NONE};
  return unit->functions[unit->function_count++] = info;
}

struct function_info *function_of(struct unit *unit, CXCursor cursor) {
  CXCursor canonical = clang_getCanonicalCursor(cursor);
  uint32_t at = cursor_map_get(&unit->function_index, canonical);
  if (at != IR_NONE)
    return unit->functions[at];
  uint32_t known = head_function(unit, cursor, canonical);
  struct function_info *info =
      known != IR_NONE ? head_info(unit, known) : add_function(unit, canonical);
  cursor_map_set(&unit->function_index, canonical, info->index);
  return info;
}

// `name@path` with the path of the file that holds `cursor`.
static const char *internal_symbol(struct unit *unit, const char *name, CXCursor cursor) {
  struct source_file *file = source_at(unit, clang_getCursorLocation(cursor));
  char *text = arena_printf(unit->arena, "%s@%s", name, file ? file->path : "");
  return intern(&unit->pool->names, text);
}

const char *function_symbol(struct unit *unit, struct function_info *info) {
  if (info->symbol)
    return info->symbol;
  if (info->head != IR_NONE)
    return info->symbol = head_symbol(unit, info);
  info->symbol = take_string(unit, clang_getCursorSpelling(info->canonical));
  if (clang_getCursorLinkage(info->canonical) == CXLinkage_Internal) {
    CXCursor definition = clang_getCursorDefinition(info->canonical);
    bool defined = !is_null_cursor(definition);
    info->symbol = internal_symbol(unit, info->symbol, defined ? definition : info->canonical);
  }
  return info->symbol;
}

const char *variable_symbol(struct unit *unit, CXCursor variable) {
  CXCursor canonical = clang_getCanonicalCursor(variable);
  const char *name = take_string(unit, clang_getCursorSpelling(canonical));
  CXCursor parent = clang_getCursorSemanticParent(canonical);
  enum CXLinkageKind linkage = clang_getCursorLinkage(canonical);
  if (linkage == CXLinkage_Internal)
    return internal_symbol(unit, name, canonical);
  if (linkage == CXLinkage_External || clang_getCursorKind(parent) != CXCursor_FunctionDecl)
    return name;
  const char *function = take_string(unit, clang_getCursorSpelling(parent));
  char *nested = arena_printf(unit->arena, "%s.%s", function, name);
  return internal_symbol(unit, nested, canonical);
}

struct name_search {
  const char *name;
  CXCursor found;
};

static enum CXChildVisitResult match_name(CXCursor cursor, CXCursor parent, CXClientData data) {
  (void)parent;
  struct name_search *search = data;
  if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl)
    return CXChildVisit_Continue;
  CXString spelling = clang_getCursorSpelling(cursor);
  if (strcmp(clang_getCString(spelling), search->name) == 0)
    search->found = cursor;
  clang_disposeString(spelling);
  return CXChildVisit_Continue;
}

static const char *find_symbol(struct unit *unit, const char *name) {
  struct name_search search = {name, clang_getNullCursor()};
  clang_visitChildren(clang_getTranslationUnitCursor(unit->tu), match_name, &search);
  uint32_t known = head_function_named(unit, name);
  if (is_null_cursor(search.found) && known == IR_NONE)
    return intern(&unit->pool->names, name);
  struct function_info *info =
      is_null_cursor(search.found) ? head_info(unit, known) : function_of(unit, search.found);
  declare_function(unit, info);
  return info->symbol;
}

const char *symbol_of_name(struct unit *unit, const char *name) {
  name = intern(&unit->pool->names, name);
  for (uint32_t i = 0; i < unit->named_count; i++)
    if (unit->named[i].name == name)
      return unit->named[i].symbol;
  const char *symbol = find_symbol(unit, name);
  GROW(unit->named, unit->named_count, unit->named_capacity);
  unit->named[unit->named_count++] = (struct named_function){name, symbol};
  return symbol;
}

void add_fact(struct unit *unit, const char *slot, struct function_info *info, CXCursor at) {
  declare_function(unit, info);
  GROW(unit->facts, unit->ir->fact_count, unit->fact_capacity);
  unit->facts[unit->ir->fact_count++] =
      (struct ir_fact){.slot = slot,
                       .function = info->symbol,
                       .loc = make_location(unit, clang_getCursorExtent(at))};
}
