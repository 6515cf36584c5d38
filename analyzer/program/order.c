// SPDX-License-Identifier: MIT
// Orders of the functions for what spreads from callees to callers.
#include "analyzer/program/internal.h"

// ---- callees first ----

struct walk {
  struct function **order, **stack;
  uint32_t *next, count;
  bool *seen;
};

static void walk_down(struct walk *walk, struct function *function) {
  uint32_t depth = 0;
  walk->seen[function->index] = true;
  walk->stack[depth] = function;
  walk->next[depth++] = 0;
  while (depth) {
    struct function *top = walk->stack[depth - 1];
    if (walk->next[depth - 1] == top->out_count) {
      walk->order[walk->count++] = top;
      depth--;
      continue;
    }
    struct function *callee = top->out[walk->next[depth - 1]++]->callee;
    if (walk->seen[callee->index])
      continue;
    walk->seen[callee->index] = true;
    walk->stack[depth] = callee;
    walk->next[depth++] = 0;
  }
}

struct function **program_callees_first(const struct program *program, struct arena *arena) {
  struct walk walk = {.order = ARENA_ARRAY(arena, struct function *, program->count),
                      .stack = ARENA_ARRAY(arena, struct function *, program->count),
                      .next = ARENA_ARRAY(arena, uint32_t, program->count),
                      .seen = ARENA_ARRAY(arena, bool, program->count)};
  for (uint32_t i = 0; i < program->count; i++)
    if (!walk.seen[i])
      walk_down(&walk, program->functions[i]);
  return walk.order;
}

// ---- components ----

/// Strongly connected components (Tarjan, "Depth-first search and linear graph algorithms", 1972),
/// without recursion.
struct search {
  struct function **stack, **open; // the way down; those whose component is not known yet
  uint32_t *next, *number, *low;   // number: 0, not seen
  uint32_t *component;             // 0: not known yet
  uint32_t depth, open_count, numbered, count;
};

static void enter(struct search *of, struct function *function) {
  of->number[function->index] = of->low[function->index] = ++of->numbered;
  of->open[of->open_count++] = function;
  of->stack[of->depth] = function;
  of->next[of->depth++] = 0;
}

static void reach(struct search *of, const struct function *from, uint32_t low) {
  if (low < of->low[from->index])
    of->low[from->index] = low;
}

/// All below the function was seen: with what is open behind it, it may be a component.
static void leave(struct search *of, const struct function *function) {
  uint32_t i = function->index;
  of->depth--;
  if (of->depth)
    reach(of, of->stack[of->depth - 1], of->low[i]);
  if (of->low[i] != of->number[i])
    return;
  of->count++;
  while (!of->component[i])
    of->component[of->open[--of->open_count]->index] = of->count;
}

static void find_components(struct search *of, struct function *from) {
  enter(of, from);
  while (of->depth) {
    struct function *top = of->stack[of->depth - 1];
    if (of->next[of->depth - 1] == top->out_count) {
      leave(of, top);
      continue;
    }
    struct function *callee = top->out[of->next[of->depth - 1]++]->callee;
    if (!of->number[callee->index])
      enter(of, callee);
    else if (!of->component[callee->index])
      reach(of, top, of->number[callee->index]);
  }
}

struct components program_components(const struct program *program, struct arena *arena) {
  struct search search = {.stack = ARENA_ARRAY(arena, struct function *, program->count),
                          .open = ARENA_ARRAY(arena, struct function *, program->count),
                          .next = ARENA_ARRAY(arena, uint32_t, program->count),
                          .number = ARENA_ARRAY(arena, uint32_t, program->count),
                          .low = ARENA_ARRAY(arena, uint32_t, program->count),
                          .component = ARENA_ARRAY(arena, uint32_t, program->count)};
  struct function **order = program_callees_first(program, arena);
  for (uint32_t i = 0; i < program->count; i++)
    if (!search.number[i])
      find_components(&search, program->functions[i]);
  // By component, and in each as before: `starts` are ends first, and move down.
  struct components components = {.count = search.count};
  components.functions = ARENA_ARRAY(arena, struct function *, program->count);
  components.starts = ARENA_ARRAY(arena, uint32_t, (size_t)search.count + 1);
  for (uint32_t i = 0; i < program->count; i++)
    components.starts[search.component[i] - 1]++;
  for (uint32_t c = 1; c <= search.count; c++)
    components.starts[c] += components.starts[c - 1];
  for (uint32_t i = program->count; i-- > 0;)
    components.functions[--components.starts[search.component[order[i]->index] - 1]] = order[i];
  return components;
}
