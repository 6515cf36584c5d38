// SPDX-License-Identifier: MIT
// All units in memory as one. Things are told apart as the store does, by their bytes or by all
// that they say, so that both ways to a program give the same one.
#include "analyzer/lsp/workspace/merge.h"

#include <string.h>
#include <xxhash.h>

/// What is merged so far has room for all: arrays are as long as those of all units together.
struct merging {
  struct ir_unit *all;
  struct map functions, declarations, others;
};

static bool is_new(struct map *seen, uint64_t key) {
  if (map_get(seen, key, 0))
    return false;
  map_set(seen, key, 1);
  return true;
}

/// Interned strings are the same pointer, so that the bytes of a record of pointers and numbers
/// tell it; `kind` keeps records of different kinds apart.
static uint64_t key_of(const void *record, size_t size, uint64_t kind) {
  return XXH3_64bits_withSeed(record, size, kind) | 1;
}

/// A place without padding.
struct plain_place {
  const char *file, *macro, *macro_file;
  uint64_t numbers[9];
};

static struct plain_place plain(const struct ir_location *loc) {
  return (struct plain_place){loc->file,
                              loc->macro,
                              loc->macro_file,
                              {loc->line, loc->column, loc->end_line, loc->end_column, loc->offset,
                               loc->length, (uint64_t)loc->where, loc->macro_line,
                               loc->macro_column}};
}

static void add_code(struct merging *merging, const struct merge_item *item) {
  struct ir_unit *all = merging->all;
  for (uint32_t i = 0; i < item->unit->function_count; i++)
    if (is_new(&merging->functions, item->hashes->functions[i]))
      all->functions[all->function_count++] = item->unit->functions[i];
  for (uint32_t i = 0; i < item->unit->declaration_count; i++)
    if (is_new(&merging->declarations, item->hashes->declarations[i]))
      all->declarations[all->declaration_count++] = item->unit->declarations[i];
}

static void add_remarks(struct merging *merging, const struct ir_unit *unit) {
  struct ir_unit *all = merging->all;
  for (uint32_t i = 0; i < unit->fact_count; i++) {
    const struct ir_fact *fact = &unit->facts[i];
    struct {
      const char *slot, *function;
      struct plain_place place;
    } key = {fact->slot, fact->function, plain(&fact->loc)};
    if (is_new(&merging->others, key_of(&key, sizeof key, 1)))
      all->facts[all->fact_count++] = *fact;
  }
  for (uint32_t i = 0; i < unit->suppression_count; i++) {
    const struct ir_suppression *allow = &unit->suppressions[i];
    struct {
      const char *file, *rules, *reason;
      uint64_t numbers[4];
    } key = {allow->file,
             allow->rules,
             allow->reason,
             {(uint64_t)allow->kind, allow->line, allow->column, allow->target_line}};
    if (is_new(&merging->others, key_of(&key, sizeof key, 2)))
      all->suppressions[all->suppression_count++] = *allow;
  }
  for (uint32_t i = 0; i < unit->problem_count; i++) {
    const struct ir_problem *problem = &unit->problems[i];
    struct {
      const char *message;
      struct plain_place place;
    } key = {problem->message, plain(&problem->loc)};
    if (is_new(&merging->others, key_of(&key, sizeof key, 3)))
      all->problems[all->problem_count++] = *problem;
  }
}

static void make_room(struct arena *arena, const struct merge_item *items, uint32_t count,
                      struct ir_unit *all) {
  uint32_t functions = 0, declarations = 0, facts = 0, suppressions = 0, problems = 0;
  for (uint32_t i = 0; i < count; i++) {
    functions += items[i].unit->function_count;
    declarations += items[i].unit->declaration_count;
    facts += items[i].unit->fact_count;
    suppressions += items[i].unit->suppression_count;
    problems += items[i].unit->problem_count;
  }
  all->functions = ARENA_ARRAY(arena, struct ir_function *, functions);
  all->declarations = ARENA_ARRAY(arena, struct ir_declaration, declarations);
  all->facts = ARENA_ARRAY(arena, struct ir_fact, facts);
  all->suppressions = ARENA_ARRAY(arena, struct ir_suppression, suppressions);
  all->problems = ARENA_ARRAY(arena, struct ir_problem, problems);
}

void merge_units(struct arena *arena, const struct merge_item *items, uint32_t count,
                 struct store_contents *contents) {
  *contents = (struct store_contents){.all.path = "", .unit_count = count};
  contents->units = ARENA_ARRAY(arena, struct store_unit, count);
  make_room(arena, items, count, &contents->all);
  struct merging merging = {.all = &contents->all};
  for (uint32_t i = 0; i < count; i++) {
    const struct ir_unit *unit = items[i].unit;
    add_code(&merging, &items[i]);
    add_remarks(&merging, unit);
    contents->units[i] = (struct store_unit){items[i].path, unit->failure, unit->function_count,
                                             unit->problem_count};
  }
  map_free(&merging.functions);
  map_free(&merging.declarations);
  map_free(&merging.others);
}
