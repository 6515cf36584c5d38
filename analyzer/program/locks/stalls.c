// SPDX-License-Identifier: MIT
// Which calls stop the thread for long, and which functions come to one: breadth first upward, ways
// without a doubt before the others.
#include "analyzer/program/locks/lock_table.h"

#include <stdlib.h>
#include <string.h>

/// How far a way may go: the longer it is, the less sure that it is ever gone. That a table has to
/// hold the right one of several functions counts for DOUBT calls, and may be once.
enum { MAX_FAR = 10, DOUBT = 4, MAX_DOUBTS = 1 };

/// Parameters that are looked at; no handler has as many.
enum { MAX_DISPATCHED = 64 };

// ---- the call itself ----

/// Streams, folders and opening files block, by contract, but seldom for long: a lock around a log
/// file, and what rotates it, is no mistake.
static bool stalls_long(const struct function *callee, const struct claim *claim) {
  const char *header = callee->contract ? callee->contract->header : NULL;
  if (function_claim(callee, CLAIM_acquires))
    return false; // taking a second lock is a matter of order
  if (header && (strcmp(header, "<stdio.h>") == 0 || strcmp(header, "<dirent.h>") == 0))
    return false;
  return !header || strcmp(header, "<fcntl.h>") != 0 ||
         (claim->when.term_count && !claim->when.unless);
}

/// True when the call is made, or waits, only where no task is running: callers that hold a lock
/// that tasks take are mostly tasks.
static bool is_apart(struct program *program, const struct edge *edge) {
  return edge->block != IR_NONE &&
         program_no_task_at(program, edge->caller, edge->block, edge->event);
}

bool stall_is_here(struct program *program, const struct edge *edge) {
  const struct claim *claim = function_claim(edge->callee, CLAIM_blocks);
  const struct ir_event *call = claim ? edge_event(edge) : NULL;
  if (!call || call->kind != IR_CALL || edge_takes_own_lock(edge))
    return false;
  for (; claim; claim = function_next_claim(edge->callee, claim))
    if (stalls_long(edge->callee, claim) &&
        claim_applies(claim,
                      claim_truth(program, edge->caller, edge->block, edge->event, claim, NULL)))
      return !is_apart(program, edge);
  return false;
}

// ---- dispatchers ----

/// The parameter in which the value of a switch stands as a member (`event->kind`), or -1.
static int switched_param(const struct ir_function *fn, const struct ir_terminator *end) {
  if (end->kind != IR_SWITCH || end->a.kind != IR_PLACE ||
      fn->places[end->a.place].step != IR_STEP_FIELD)
    return -1;
  uint32_t var = fn->places[end->a.place].var;
  return var < fn->param_count ? (int)var : -1;
}

/// Bit set: the first parameters that the call is given as they are. It takes a look at the whole
/// function.
static uint64_t given_params(const struct ir_function *fn, const struct ir_event *call) {
  uint64_t given = 0;
  for (uint32_t i = 0; i < call->arg_count; i++) {
    int param = operand_param(fn, &call->args[i].value);
    if (param >= 0 && param < MAX_DISPATCHED)
      given |= UINT64_C(1) << param;
  }
  return given;
}

/// Whether one gets from the switch that ends `from` to a return without passing `block`: it is no
/// more than a part of what is done.
static bool can_be_passed_by(const struct cfg *cfg, uint32_t from, uint32_t block) {
  struct arena scratch = {0};
  bool *returns = ARENA_ARRAY(&scratch, bool, cfg->fn->block_count);
  for (uint32_t b = 0; b < cfg->fn->block_count; b++)
    returns[b] = cfg->fn->blocks[b].end.kind == IR_RETURN;
  bool found = ways_from(ways_find(&scratch, cfg, returns), from, block);
  arena_free(&scratch);
  return found;
}

/// Whether every way to `block` comes through a case of the switch that ends `from`.
static bool is_in_case(const struct cfg *cfg, uint32_t from, uint32_t block) {
  const struct ir_terminator *end = &cfg->fn->blocks[from].end;
  for (uint32_t i = 0; i < end->case_count; i++)
    if (cfg_dominates(cfg, end->cases[i].target, block))
      return can_be_passed_by(cfg, from, block);
  return false;
}

/// Whether this is one of the handlers to which a function gives what it got, by its kind. Whoever
/// gives something to be handled knows the kind, and it is not all of them.
static bool is_dispatch(struct program *program, const struct edge *edge) {
  const struct ir_event *call = edge->kind == EDGE_CALL ? edge_event(edge) : NULL;
  const struct ir_function *fn = edge->caller->body;
  uint64_t given = 0;
  bool asked = false;
  for (uint32_t b = 0; call && b < fn->block_count; b++) {
    int param = switched_param(fn, &fn->blocks[b].end);
    if (param < 0 || param >= MAX_DISPATCHED)
      continue;
    given = asked ? given : given_params(fn, call);
    asked = true;
    if ((given >> param & 1) && is_in_case(function_cfg(program, edge->caller), b, edge->block))
      return true;
  }
  return false;
}

// ---- functions ----

bool stall_passes_up(struct program *program, const struct edge *edge) {
  return lock_edge_runs_body(edge) && !function_claim(edge->callee, CLAIM_blocks) &&
         !is_apart(program, edge) && !program_is_handover(program, edge) &&
         !is_dispatch(program, edge);
}

/// Whether the edge goes from a slot to one of several functions that it may hold.
static bool is_doubtful(const struct edge *edge) {
  uint32_t targets = 0;
  for (uint32_t i = 0; edge->kind == EDGE_TARGET && i < edge->caller->out_count; i++)
    targets += edge->caller->out[i]->kind == EDGE_TARGET;
  return targets > 1;
}

struct search {
  struct lock_table *table;
  struct function **found; // in the order in which they are found
  uint32_t count;
};

static void find(struct search *search, struct edge *by, unsigned doubts, unsigned far) {
  struct lock_facts *facts = &search->table->facts[by->caller->index];
  facts->stalls = by;
  facts->doubts = doubts;
  facts->far = far;
  search->found[search->count++] = by->caller;
}

static void begin(struct search *search) {
  struct program *program = search->table->program;
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    uint32_t edges = function->words & CLAIM_BIT(CLAIM_blocks) ? function->out_count : 0;
    for (uint32_t k = 0; k < edges && !search->table->facts[i].stalls; k++)
      if (lock_edge_within(function->out[k]) && stall_is_here(program, function->out[k]))
        find(search, function->out[k], 0, 1);
  }
}

static void spread(struct search *search, unsigned allowed) {
  struct lock_table *table = search->table;
  for (uint32_t head = 0; head < search->count; head++) {
    struct function *function = search->found[head];
    for (uint32_t k = 0; k < function->in_count; k++) {
      struct edge *edge = function->in[k];
      if (table->facts[edge->caller->index].stalls)
        continue;
      bool doubt = is_doubtful(edge);
      unsigned doubts = table->facts[function->index].doubts + doubt;
      unsigned far =
          table->facts[function->index].far + (doubt ? DOUBT : edge->kind != EDGE_TARGET);
      if (doubts <= allowed && far < MAX_FAR && stall_passes_up(table->program, edge))
        find(search, edge, doubts, far);
    }
  }
}

void stalls_find(struct lock_table *table) {
  struct search search = {.table = table};
  search.found = xcalloc(table->program->count + 1, sizeof *search.found);
  begin(&search);
  for (unsigned allowed = 0; allowed <= MAX_DOUBTS; allowed++)
    spread(&search, allowed);
  free(search.found);
}
