// SPDX-License-Identifier: MIT
// What functions do to locks, from claims and bodies, to a fixpoint; and which calls suspend while
// a lock is held.
#include "analyzer/program/locks/lock_memo.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TURNS = 6 };

static const struct lock_call nothing;

// ---- what is asked about calls ----

static const struct lock_call *ask_call(void *data, const struct ir_function *fn, uint32_t block,
                                        uint32_t event) {
  struct lock_table *table = data;
  return fn == table->current->body ? lock_call_at(table, table->current, block, event) : &nothing;
}

static const char *ask_owed(void *data, uint32_t i, bool *async) {
  struct lock_table *table = data;
  const struct claim *claim = function_claim(table->current, CLAIM_needs_lock);
  for (; claim && i; i--)
    claim = function_next_claim(table->current, claim);
  if (!claim || claim->param < 0)
    return NULL;
  *async = claim->lock == SPEC_LOCK_ASYNC;
  return lock_path_param(&table->names, (uint32_t)claim->param);
}

// ---- functions that do not return ----

static bool call_exits(const struct lock_table *table, const struct edge *edge) {
  if (edge->kind != EDGE_CALL || !table->facts[edge->callee->index].exits)
    return false;
  const struct ir_event *call = edge_event(edge);
  return call->kind == IR_CALL && call->callee;
}

/// Whether a return can be reached around the calls that do not return. `ends` has room for the
/// blocks of every function, and is all false.
static bool returns(const struct lock_table *table, const struct function *function, bool *ends) {
  bool some = false;
  for (uint32_t i = 0; i < function->out_count; i++)
    if (call_exits(table, function->out[i]))
      some = ends[function->out[i]->block] = true;
  bool returns = body_returns(function->known, some ? ends : NULL);
  for (uint32_t i = 0; i < function->out_count && some; i++)
    if (function->out[i]->block != IR_NONE)
      ends[function->out[i]->block] = false;
  return returns;
}

/// Judges one function, whose callees were judged as far as they are known.
static void judge_exits(struct lock_table *table, struct function *function, bool *ends) {
  struct lock_facts *facts = &table->facts[function->index];
  if (facts->exits || !function->checked || (function->body->flags & IR_FN_SETJMP))
    return;
  facts->exits = !returns(table, function, ends);
}

/// Callees first; with recursion, again until nothing changes.
static void find_exits(struct lock_table *table, struct function *const *order) {
  struct program *program = table->program;
  for (uint32_t i = 0; i < program->count; i++)
    table->facts[i].exits = function_claim(program->functions[i], CLAIM_exits) != NULL;
  uint32_t blocks = 0;
  for (uint32_t i = 0; i < program->count; i++)
    if (program->functions[i]->body && program->functions[i]->body->block_count > blocks)
      blocks = program->functions[i]->body->block_count;
  bool *ends = xcalloc((size_t)blocks + 1, sizeof *ends);
  bool *later = xcalloc((size_t)program->count + 1, sizeof *later);
  for (bool first = true, again = true; again; first = false) {
    again = false;
    for (uint32_t i = 0; i < program->count; i++) {
      struct function *function = order[i];
      if (!first && !later[function->index])
        continue;
      bool before = table->facts[function->index].exits;
      later[function->index] = false;
      judge_exits(table, function, ends);
      bool changed = table->facts[function->index].exits != before;
      for (uint32_t k = 0; changed && k < function->in_count; k++)
        later[function->in[k]->caller->index] = true;
      again |= changed;
    }
  }
  free(later);
  free(ends);
}

// ---- calls that only look ----

/// Whether the function writes nothing but variables of its own, and calls nobody who returns.
static bool writes_nothing(const struct lock_table *table, const struct function *function) {
  const struct ir_function *fn = function->body;
  for (uint32_t i = 0; i < function->out_count; i++)
    if (!table->facts[function->out[i]->callee->index].exits &&
        !function_ends(function->out[i]->callee))
      return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->place != IR_NONE && event->kind != IR_USE && event->kind != IR_DEREF &&
                    event->kind != IR_DEAD;
      if (writes && (fn->places[event->place].step != IR_STEP_VAR ||
                     (fn->vars[fn->places[event->place].var].flags & IR_VAR_GLOBAL)))
        return false;
      if (event->kind == IR_CALL && !event->callee)
        return false;
    }
  return true;
}

static bool only_looks(void *data, const struct ir_function *fn, const struct ir_event *call) {
  struct lock_table *table = data;
  const struct function *callee = call_target(table->program, call);
  (void)fn;
  if (!callee || callee->slot || !callee->checked)
    return false;
  struct lock_facts *facts = &table->facts[callee->index];
  if (!facts->looks)
    facts->looks = writes_nothing(table, callee) ? 1 : 2;
  return facts->looks == 1;
}

// ---- effects of calls ----

static bool suspends_here(struct program *program, const struct edge *edge) {
  if (function_claim(edge->callee, CLAIM_async) && !edge->callee->checked)
    return true;
  const struct claim *claim = function_claim(edge->callee, CLAIM_suspends);
  const struct ir_event *call = claim ? edge_event(edge) : NULL;
  for (; claim; claim = function_next_claim(edge->callee, claim))
    if (!call || !claim->when.term_count ||
        claim_applies(claim,
                      claim_truth(program, edge->caller, edge->block, edge->event, claim, NULL)))
      return true;
  return false;
}

static bool has_here(struct program *program, const struct edge *edge, enum lock_effect effect) {
  return effect == LOCK_SUSPENDS ? suspends_here(program, edge) : stall_is_here(program, edge);
}

/// Whether what the callee does in its body is done by the call.
static bool passes_up(struct program *program, const struct edge *edge, enum lock_effect effect) {
  return effect == LOCK_STALLS
             ? stall_passes_up(program, edge)
             : lock_edge_runs_body(edge) && !function_claim(edge->callee, CLAIM_suspends_never);
}

static struct edge *first_step(const struct lock_table *table, const struct function *function,
                               enum lock_effect effect) {
  return effect == LOCK_SUSPENDS ? function->witness[EFFECT_SUSPENDS]
                                 : table->facts[function->index].stalls;
}

struct edge *lock_effect_at(struct program *program, struct function *function, uint32_t block,
                            uint32_t event, enum lock_effect effect) {
  struct lock_table *table = lock_table_of(program);
  struct edge *found = NULL;
  for (uint32_t i = lock_first_edge(function, block, event);
       lock_edge_at(function, i, block, event); i++) {
    struct edge *edge = function->out[i];
    if (!lock_edge_within(edge))
      continue;
    if (has_here(program, edge, effect))
      return edge;
    if (!found && passes_up(program, edge, effect) && first_step(table, edge->callee, effect))
      found = edge;
  }
  return found;
}

struct edge *lock_effect_next(struct program *program, const struct edge *edge,
                              enum lock_effect effect) {
  return has_here(program, edge, effect) ? NULL
                                         : first_step(lock_table_of(program), edge->callee, effect);
}

uint32_t locks_over_call(struct program *program, struct function *function,
                         const struct lock_sight *sight, enum lock_effect effect) {
  struct lock_table *table = lock_table_of(program);
  const struct lock_result *result = table->facts[function->index].result;
  const struct lock_call *call = lock_call_at(table, function, sight->block, sight->event);
  uint32_t over = sight->may;
  for (uint32_t i = 0; i < result->lock_count; i++) {
    const struct lock_op *op = lock_op_on(call, result->locks[i].path);
    if (op && !(effect == LOCK_SUSPENDS ? op->suspends : op->stalls))
      over &= ~(UINT32_C(1) << i);
  }
  return over;
}

// ---- summaries ----

/// Of these locks of the function those (bits) that the call leaves held while it has the effect.
static uint32_t over_call(struct lock_table *table, struct function *function, uint32_t locks,
                          uint32_t block, uint32_t event, enum lock_effect effect) {
  const struct lock_result *result = table->facts[function->index].result;
  if (!locks || !lock_effect_at(table->program, function, block, event, effect))
    return 0;
  const struct lock_call *call = lock_call_at(table, function, block, event);
  for (uint32_t i = 0; i < result->lock_count; i++) {
    const struct lock_op *op = lock_op_on(call, result->locks[i].path);
    if (op && !(effect == LOCK_SUSPENDS ? op->suspends : op->stalls))
      locks &= ~(UINT32_C(1) << i);
  }
  return locks;
}

/// The locks (bits) that, when the caller holds them, are still held where the function suspends or
/// stalls.
static uint32_t still_held(struct lock_table *table, struct function *function,
                           enum lock_effect effect) {
  const struct lock_result *result = table->facts[function->index].result;
  uint32_t held = 0;
  for (uint32_t s = 0; s < result->sight_count; s++) {
    const struct lock_sight *sight = &result->sights[s];
    held |= over_call(table, function, sight->callers & ~held, sight->block, sight->event, effect);
  }
  return held;
}

static bool same_op(const struct lock_op *a, const struct lock_op *b) {
  return a->path == b->path && a->action == b->action &&
         a->nonzero_is_success == b->nonzero_is_success && a->tries == b->tries &&
         a->async == b->async && a->shared == b->shared && a->suspends == b->suspends &&
         a->stalls == b->stalls;
}

static bool same_ops(const struct lock_facts *facts, const struct lock_ops *ops) {
  bool same = facts->op_count == ops->count;
  for (uint32_t i = 0; i < ops->count && same; i++)
    same = same_op(&facts->ops[i], &ops->items[i]);
  return same;
}

static void mark_callers(struct lock_table *table, const struct function *function) {
  for (uint32_t i = 0; i < function->in_count; i++) {
    struct function *caller = function->in[i]->caller;
    if (caller->slot && caller != function)
      mark_callers(table, caller);
    else
      table->facts[caller->index].stale = true;
  }
}

static void summarise(struct lock_table *table, struct function *function) {
  struct lock_facts *facts = &table->facts[function->index];
  struct lock_ops ops = {.count = 0};
  table->current = function;
  facts->result = lock_memo_follow(table, function);
  uint32_t suspends = facts->result ? still_held(table, function, LOCK_SUSPENDS) : 0;
  uint32_t stalls = facts->result ? still_held(table, function, LOCK_STALLS) : 0;
  for (uint32_t i = 0; facts->result && i < facts->result->lock_count; i++) {
    struct lock_op op;
    if (!lock_path_exported(facts->result->locks[i].path) ||
        !locks_summary(function->body, facts->result, i, &op))
      continue;
    op.suspends = suspends >> i & 1;
    op.stalls = stalls >> i & 1;
    lock_add_op(&ops, op);
  }
  if (same_ops(facts, &ops))
    return;
  facts->op_count = ops.count;
  facts->ops = arena_copy(&table->program->arena, ops.items, sizeof *ops.items * ops.count);
  mark_callers(table, function);
}

static void forget_calls(struct lock_table *table) {
  map_free(&table->made);
  table->call_count = 0;
}

/// Follows what is stale of one component, once; true when there was something.
static bool solve_once(struct lock_table *table, struct function *const *functions,
                       uint32_t count) {
  bool some = false;
  for (uint32_t i = 0; i < count; i++) {
    struct function *function = functions[i];
    struct lock_facts *facts = &table->facts[function->index];
    bool follow = facts->stale && function->checked && facts->solved < MAX_TURNS &&
                  !(function->body->flags & IR_FN_SETJMP);
    facts->stale = false;
    if (!follow)
      continue;
    facts->solved++;
    forget_calls(table); // they were made from older summaries
    summarise(table, function);
    some = true;
  }
  return some;
}

/// Callees first, and functions that call each other until nothing changes, so that most are
/// followed once.
static void solve(struct lock_table *table, const struct components *components) {
  struct program *program = table->program;
  for (uint32_t i = 0; i < program->count; i++) {
    if (lock_claims(program->functions[i]))
      mark_callers(table, program->functions[i]);
    table->facts[i].stale |= function_claim(program->functions[i], CLAIM_needs_lock) != NULL;
  }
  for (uint32_t c = 0; c < components->count; c++) {
    uint32_t start = components->starts[c], count = components->starts[c + 1] - start;
    while (solve_once(table, components->functions + start, count))
      continue;
  }
  forget_calls(table);
}

// ---- the table ----

struct lock_table *lock_table_of(struct program *program) {
  if (program->locks)
    return program->locks;
  struct lock_table *table = xcalloc(1, sizeof *table);
  program->locks = table;
  table->program = program;
  table->names.strings = &program->names;
  table->function_count = program->count;
  table->facts = xcalloc(program->count + 1, sizeof *table->facts);
  table->callees = (struct lock_callees){.names = &table->names,
                                         .call = ask_call,
                                         .looks = only_looks,
                                         .owed = ask_owed,
                                         .data = table};
  struct arena scratch = {0};
  struct components components = program_components(program, &scratch);
  find_exits(table, components.functions);
  stalls_find(table);
  solve(table, &components);
  arena_free(&scratch);
  return table;
}

void lock_table_free(struct lock_table *table) {
  for (uint32_t i = 0; table && i < table->function_count; i++)
    free(table->facts[i].taken);
  if (!table)
    return;
  lock_names_free(&table->names);
  map_free(&table->made);
  map_free(&table->leaves_alone);
  map_free(&table->wrapped);
  map_free(&table->way_to);
  map_free(&table->paired);
  map_free(&table->handed);
  map_free(&table->stray);
  free(table->facts);
  free(table->calls);
  free(table->orders);
  free(table);
}

const struct lock_result *function_locks(struct program *program, struct function *function) {
  return lock_table_of(program)->facts[function->index].result;
}

bool lock_released_by(struct program *program, const struct function *function,
                      const struct lock_sight *sight, const char *path) {
  const struct lock_op *op =
      lock_op_on(lock_call_at(lock_table_of(program), function, sight->block, sight->event), path);
  return op && (op->action == LOCK_RELEASE || op->action == LOCK_RELEASE_ON_SUCCESS);
}

bool lock_is_claimed(struct program *program, const struct function *function, const char *path) {
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct claim *claim = &function->claims[i];
    if ((claim->word == CLAIM_acquires || claim->word == CLAIM_releases) && claim->param >= 0 &&
        lock_path_param(&lock_table_of(program)->names, (uint32_t)claim->param) == path)
      return true;
  }
  return false;
}

const char *lock_name(struct program *program, const struct function *function, const char *path) {
  return lock_path_show(&lock_table_of(program)->names, function->body, path);
}
