// SPDX-License-Identifier: MIT
// Contexts spread over the call graph: breadth first from where they begin, each function once a
// context, so that the way that is kept is a shortest one.
#include "analyzer/program/contexts/where.h"

#include "analyzer/program/contexts/where_table.h"
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

const char where_thread[] = "thread";

enum {
  MAX_RUNNING = 8, // contexts of one function; further ones are left out
  MAX_FAR = 10,    // calls from where a context begins; some branch on a longer way goes elsewhere
};

struct where_table {
  bool switches_any;          // some function goes to a context, or tells where it is
  struct switches **switches; // per function; NULL until solved
  struct running **running;   // per function
  struct running **queue;
  uint32_t head, count, capacity;
};

static void spread(struct program *program, struct where_table *table);

static bool may_tell(const struct function *function) {
  return function_claim(function, CLAIM_switches_to) || function_claim(function, CLAIM_asserts) ||
         function_claim(function, CLAIM_tests_on);
}

static struct where_table *table_of(struct program *program) {
  if (program->where)
    return program->where;
  struct where_table *table = ARENA_NEW(&program->arena, struct where_table);
  table->switches = ARENA_ARRAY(&program->arena, struct switches *, program->count + 1);
  table->running = ARENA_ARRAY(&program->arena, struct running *, program->count + 1);
  program->where = table;
  for (uint32_t i = 0; i < program->count; i++)
    table->switches_any |= may_tell(program->functions[i]);
  spread(program, table);
  return table;
}

// ---- switches ----

static const struct switches *switches_of(struct program *program, struct function *function) {
  struct where_table *table = table_of(program);
  struct switches *switches = table->switches[function->index];
  if (switches)
    return switches;
  switches = ARENA_NEW(&program->arena, struct switches);
  table->switches[function->index] = switches;
  switches->left = (struct sight){.kind = SIGHT_ENTERED, .loc = IR_NONE};
  if (table->switches_any && function->checked && function_transparent(function))
    switches_solve(program, function, switches);
  return switches;
}

struct sight context_left(struct program *program, struct function *function) {
  return switches_of(program, function)->left;
}

struct sight context_sight(struct program *program, struct function *function, uint32_t block,
                           uint32_t event) {
  return switches_before(program, function, switches_of(program, function), block, event);
}

// ---- where contexts begin ----

static void add(struct program *program, struct where_table *table, struct running found) {
  struct running **last = &table->running[found.function->index];
  uint32_t count = 0;
  for (; *last; last = (struct running **)&(*last)->next)
    if ((*last)->context == found.context || ++count == MAX_RUNNING)
      return;
  *last = ARENA_NEW(&program->arena, struct running);
  **last = found;
  GROW(table->queue, table->count, table->capacity);
  table->queue[table->count++] = *last;
}

static bool within_call(const struct edge *edge) {
  return edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT || edge->kind == EDGE_TARGET ||
         edge->kind == EDGE_CALLBACK;
}

/// Whether the function, or what it calls, runs a loop: its thread is that of a context then.
static bool runs_loop(struct function *function, bool *seen) {
  if (function_claim(function, CLAIM_runs_loop))
    return true;
  bool found = false;
  seen[function->index] = true;
  for (uint32_t i = 0; i < function->out_count && !found; i++)
    if (within_call(function->out[i]) && !seen[function->out[i]->callee->index])
      found = runs_loop(function->out[i]->callee, seen);
  return found;
}

/// An offloaded body is on a thread of its own, unless this thread runs a loop, or may: nobody
/// knows what some callee of it does. What a loop has done elsewhere runs none.
static bool is_off_contexts(struct program *program, const struct edge *edge) {
  bool by_loop = false;
  for (uint32_t i = 0; i < edge->through->claim_count; i++)
    by_loop |= edge->through->claims[i].on != NULL;
  if (edge->callee->has[EFFECT_UNRESOLVED] && !by_loop)
    return false;
  struct arena scratch = {0};
  bool loops = runs_loop(edge->callee, ARENA_ARRAY(&scratch, bool, program->count + 1));
  arena_free(&scratch);
  return !loops;
}

static const char *begins_on(struct program *program, const struct edge *edge) {
  if (edge->kind == EDGE_OFFLOADS)
    return edge->through && is_off_contexts(program, edge) ? where_thread : NULL;
  return edge->kind == EDGE_STARTS || edge->kind == EDGE_LATER ? edge_context(program, edge) : NULL;
}

static void find_declared(struct program *program, struct where_table *table,
                          struct function *function) {
  for (const struct claim *claim = function_claim(function, CLAIM_runs_on); claim;
       claim = function_next_claim(function, claim))
    if (!claim->when.term_count && claim_context_param(function, claim->text) < 0)
      add(program, table,
          (struct running){.context = intern(&program->names, claim->text), .function = function});
}

static void find_entries(struct program *program, struct where_table *table,
                         struct function *function) {
  if (!function->checked)
    return;
  if (function_claim(function, CLAIM_runs_on)) {
    find_declared(program, table, function);
    return;
  }
  for (uint32_t i = 0; i < function->in_count; i++) {
    const char *context = begins_on(program, function->in[i]);
    if (context)
      add(program, table,
          (struct running){.context = context, .function = function, .entry = function->in[i]});
  }
}

// ---- spreading ----

/// A slot that several calls go through may hold some functions for one and others for another.
static bool is_shared_slot(const struct function *slot) {
  uint32_t targets = 0;
  for (uint32_t i = 0; i < slot->out_count; i++)
    targets += slot->out[i]->kind == EDGE_TARGET;
  return targets > 1 && slot->in_count > 1;
}

static bool spreads_into(struct program *program, const struct edge *edge) {
  const struct function *callee = edge->callee;
  if (edge->kind == EDGE_STARTS) { // a task that begins on the caller's time
    const struct claim *claim = edge_claim(program, edge);
    if (!claim || !claim->on || strcmp(claim->on, SPEC_CALLER) != 0)
      return false;
  } else if (!within_call(edge)) {
    return false;
  }
  if (callee->slot)
    return !is_shared_slot(callee);
  return callee->checked && function_transparent(callee) && !function_claim(callee, CLAIM_runs_on);
}

bool edge_on_loop(struct program *program, const struct edge *edge) {
  return edge->caller->asks_in_task && program_edge_in_task(program, edge);
}

/// Goes along the calls of a function that runs as `from` says; NULL: those behind a switch.
static void go_on(struct program *program, struct where_table *table, struct function *function,
                  const struct running *from) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    struct edge *edge = function->out[i];
    struct sight sight = context_sight(program, function, edge->block, edge->event);
    if (sight.kind != (from ? SIGHT_ENTERED : SIGHT_CONTEXT) || !spreads_into(program, edge))
      continue;
    struct running found = {.context = from ? from->context : sight.context,
                            .function = edge->callee,
                            .by = edge,
                            .from = from,
                            .switched = sight.loc,
                            .far = (from ? from->far : 0) + (edge->kind != EDGE_TARGET)};
    if (found.far > MAX_FAR)
      continue;
    if (found.context == where_thread && edge_on_loop(program, edge))
      continue;
    if (edge->kind != EDGE_STARTS || found.context != where_thread)
      add(program, table, found);
  }
}

static void spread(struct program *program, struct where_table *table) {
  for (uint32_t i = 0; i < program->count; i++)
    find_entries(program, table, program->functions[i]);
  for (uint32_t i = 0; i < program->count; i++)
    if (program->functions[i]->checked)
      go_on(program, table, program->functions[i], NULL);
  while (table->head < table->count) {
    const struct running *running = table->queue[table->head++];
    go_on(program, table, running->function, running);
  }
  free(table->queue);
  table->queue = NULL;
}

const struct running *function_running(struct program *program, const struct function *function) {
  return table_of(program)->running[function->index];
}

// ---- which differ ----

static size_t base_length(const char *context) {
  return strcspn(context, "@");
}

static bool same_base(const char *one, const char *other) {
  return base_length(one) == base_length(other) && !strncmp(one, other, base_length(one));
}

static bool is_variable(const struct ir_function *fn, const struct ir_operand *value,
                        const char *context) {
  if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
    return false;
  const struct ir_place *path = &fn->places[value->place];
  return path->step == IR_STEP_VAR && (fn->vars[path->var].flags & IR_VAR_GLOBAL) &&
         same_base(fn->vars[path->var].name, context);
}

/// Whether the variable that holds the context is copied, so that it may be another one, too.
static bool is_copied(const struct program *program, const char *context) {
  for (uint32_t i = 0; i < program->count; i++) {
    const struct ir_function *fn = program->functions[i]->body;
    for (uint32_t b = 0; fn && b < fn->block_count; b++)
      for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
        const struct ir_event *event = &fn->blocks[b].events[e];
        if (event->kind != IR_MOVE || event->a.kind != IR_PLACE || event->place == IR_NONE)
          continue;
        struct ir_operand written = ir_value(event->place);
        if (is_variable(fn, &written, context) || is_variable(fn, &event->a, context))
          return true;
      }
  }
  return false;
}

/// Whether a context is one of its own: not a member, of which there are many; not a name that
/// comes with async-lint, whose loop may run another one; not a variable that is copied.
static bool is_distinct(const struct program *program, const char *context) {
  return !memchr(context, '.', base_length(context)) &&
         !spec_context_known(program->spec, context) && !is_copied(program, context);
}

bool contexts_differ(struct program *program, const char *wanted, const char *current) {
  if (current == where_thread)
    return true;
  bool many = spec_context_many(program->spec, current);
  if (!wanted)
    return false;
  if (same_base(wanted, current))
    return false;
  if (many || spec_context_many(program->spec, wanted))
    return true;
  return is_distinct(program, wanted) && is_distinct(program, current);
}
