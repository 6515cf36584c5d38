// SPDX-License-Identifier: MIT
// What one call does to locks, by what its callees claim or were found to do.
#include "analyzer/program/locks/lock_table.h"

static const struct lock_call nothing;

// ---- edges ----

bool lock_edge_within(const struct edge *edge) {
  return edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT || edge->kind == EDGE_TARGET ||
         edge->kind == EDGE_CALLBACK;
}

bool lock_edge_runs_body(const struct edge *edge) {
  const struct function *callee = edge->callee;
  return lock_edge_within(edge) && (callee->slot || function_transparent(callee)) &&
         !function_ends(callee);
}

uint32_t lock_first_edge(const struct function *function, uint32_t block, uint32_t event) {
  uint32_t low = 0, high = function->out_count; // edges are in the order of the body
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const struct edge *edge = function->out[middle];
    bool before = edge->block < block || (edge->block == block && edge->event < event);
    low = before ? middle + 1 : low;
    high = before ? high : middle;
  }
  return low;
}

bool lock_edge_at(const struct function *function, uint32_t i, uint32_t block, uint32_t event) {
  return i < function->out_count && function->out[i]->block == block &&
         function->out[i]->event == event;
}

// ---- what claims say ----

void lock_add_op(struct lock_ops *ops, struct lock_op op) {
  if (op.path && ops->count < LOCKS_MAX)
    ops->items[ops->count++] = op;
}

bool lock_claims(const struct function *function) {
  return function_claim(function, CLAIM_acquires) || function_claim(function, CLAIM_releases) ||
         (function_claim(function, CLAIM_needs_lock) && !function->checked);
}

/// What one claim says the call does; the result of a lock function that is looked at says whether
/// it did.
static enum lock_action claimed_action(struct lock_table *table, struct function *caller,
                                       uint32_t block, uint32_t event,
                                       const struct function *callee, const struct claim *claim) {
  const struct ir_event *call = &caller->body->blocks[block].events[event];
  enum truth truth = claim_truth(table->program, caller, block, event, claim, NULL);
  if (claim->when.term_count && truth != TRUTH_YES)
    return truth == TRUTH_NO ? LOCK_PASS : LOCK_MAYBE;
  if (claim->word == CLAIM_needs_lock)
    return LOCK_PASS;
  if (claim->word == CLAIM_releases)
    return claim->on_success ? LOCK_RELEASE_ON_SUCCESS : LOCK_RELEASE;
  bool looked_at = call->kind == IR_CALL && call->place != IR_NONE && !callee->checked;
  return claim->on_success || looked_at ? LOCK_ACQUIRE_ON_SUCCESS : LOCK_ACQUIRE;
}

static void claimed_ops(struct lock_table *table, struct function *caller, uint32_t block,
                        uint32_t event, const struct function *callee, struct lock_ops *ops) {
  bool waits = function_claim(callee, CLAIM_blocks) || function_claim(callee, CLAIM_suspends) ||
               function_claim(callee, CLAIM_async);
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    bool lets_go = claim->word == CLAIM_needs_lock && waits && !callee->checked;
    if (claim->param < 0 || claim->each ||
        !(claim->word == CLAIM_acquires || claim->word == CLAIM_releases || lets_go))
      continue;
    lock_add_op(ops, (struct lock_op){
                         .path = lock_path_param(&table->names, (uint32_t)claim->param),
                         .action = claimed_action(table, caller, block, event, callee, claim),
                         .tries = claim->on_success && !waits,
                         .async = claim->lock == SPEC_LOCK_ASYNC,
                         .shared = claim->shared,
                     });
  }
}

void lock_ops_of(struct lock_table *table, struct function *caller, uint32_t block, uint32_t event,
                 const struct function *callee, struct lock_ops *ops) {
  const struct lock_facts *facts = &table->facts[callee->index];
  ops->count = 0;
  if (lock_claims(callee))
    claimed_ops(table, caller, block, event, callee, ops);
  else if (function_transparent(callee))
    for (uint32_t i = 0; i < facts->op_count; i++)
      lock_add_op(ops, facts->ops[i]);
}

// ---- what calls do ----

uint32_t lock_callees_of(const struct function *caller, uint32_t block, uint32_t event,
                         struct function **callees) {
  uint32_t count = 0;
  for (uint32_t i = lock_first_edge(caller, block, event); lock_edge_at(caller, i, block, event);
       i++) {
    struct function *callee = caller->out[i]->callee;
    if (caller->out[i]->kind == EDGE_CALL && count < LOCK_CALLEES_MAX)
      callees[count++] = callee;
    for (uint32_t k = 0; caller->out[i]->kind == EDGE_SLOT && k < callee->out_count; k++)
      if (count < LOCK_CALLEES_MAX)
        callees[count++] = callee->out[k]->callee;
    if (caller->out[i]->kind == EDGE_SLOT && lock_claims(callee)) {
      callees[0] = callee; // the field's own contract
      return 1;
    }
  }
  return count;
}

static void translate(struct lock_table *table, const struct function *caller,
                      const struct ir_event *call, struct lock_ops *ops) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < ops->count; i++) {
    struct lock_op op = ops->items[i];
    op.shown = lock_path_translate(&table->names, caller->body, call, op.path, true);
    op.path = lock_path_translate(&table->names, caller->body, call, op.path, false);
    if (op.path)
      ops->items[kept++] = op;
  }
  ops->count = kept;
}

/// What some callees do while the caller's locks stay as they are.
struct meanwhile {
  bool suspends, stalls;
};

static struct meanwhile meanwhile_of(const struct lock_table *table,
                                     const struct function *callee) {
  return (struct meanwhile){
      .suspends = callee->has[EFFECT_SUSPENDS] || function_claim(callee, CLAIM_suspends) ||
                  function_claim(callee, CLAIM_async),
      .stalls = table->facts[callee->index].stalls || function_claim(callee, CLAIM_blocks)};
}

/// Some callees act on a lock that others, which do `meanwhile`, leave alone: that is not sure to
/// happen, unless it is held afterwards as before.
static void join_alone(struct lock_op *op, struct meanwhile meanwhile) {
  if (op->action != LOCK_PASS)
    op->action = LOCK_MAYBE;
  op->suspends |= meanwhile.suspends;
  op->stalls |= meanwhile.stalls;
}

static struct lock_op *op_on(struct lock_ops *ops, const char *path) {
  for (uint32_t i = 0; i < ops->count; i++)
    if (ops->items[i].path == path)
      return &ops->items[i];
  return NULL;
}

/// Adds what another callee does, which does `meanwhile`, to what those before it do.
static void join(struct lock_ops *all, struct meanwhile before, struct lock_ops *one,
                 struct meanwhile meanwhile) {
  for (uint32_t i = 0; i < all->count; i++) {
    struct lock_op *op = &all->items[i];
    const struct lock_op *same = op_on(one, op->path);
    if (!same) {
      join_alone(op, meanwhile);
      continue;
    }
    if (same->action != op->action)
      op->action = LOCK_MAYBE;
    op->suspends |= same->suspends;
    op->stalls |= same->stalls;
  }
  for (uint32_t k = 0; k < one->count; k++)
    if (!op_on(all, one->items[k].path)) {
      join_alone(&one->items[k], before);
      lock_add_op(all, one->items[k]);
    }
}

static struct lock_call *make_call(struct lock_table *table, struct function *caller,
                                   uint32_t block, uint32_t event) {
  const struct ir_event *call = &caller->body->blocks[block].events[event];
  struct function *callees[LOCK_CALLEES_MAX];
  uint32_t count = lock_callees_of(caller, block, event, callees);
  struct lock_ops all = {.count = 0};
  struct meanwhile before = {false, false};
  bool exits = count > 0;
  for (uint32_t i = 0; i < count; i++) {
    struct lock_ops one;
    lock_ops_of(table, caller, block, event, callees[i], &one);
    translate(table, caller, call, &one);
    exits &= table->facts[callees[i]->index].exits;
    struct meanwhile meanwhile = meanwhile_of(table, callees[i]);
    if (i == 0)
      all = one;
    else
      join(&all, before, &one, meanwhile);
    before.suspends |= meanwhile.suspends;
    before.stalls |= meanwhile.stalls;
  }
  if (!all.count && !exits)
    return (struct lock_call *)&nothing;
  struct lock_call *made = ARENA_NEW(&table->program->arena, struct lock_call);
  made->exits = exits;
  made->count = all.count;
  made->ops = arena_copy(&table->program->arena, all.items, sizeof *all.items * all.count);
  return made;
}

/// Whether the callee does nothing to locks and returns.
static bool is_quiet(const struct lock_table *table, const struct function *callee) {
  const struct lock_facts *facts = &table->facts[callee->index];
  return !facts->exits && !facts->op_count && !lock_claims(callee);
}

bool lock_call_is_quiet(const struct lock_table *table, const struct function *caller,
                        uint32_t block, uint32_t event) {
  for (uint32_t i = lock_first_edge(caller, block, event); lock_edge_at(caller, i, block, event);
       i++) {
    const struct function *callee = caller->out[i]->callee;
    if (!is_quiet(table, callee))
      return false;
    for (uint32_t k = 0; callee->slot && k < callee->out_count; k++)
      if (!is_quiet(table, callee->out[k]->callee))
        return false;
  }
  return true;
}

const struct lock_call *lock_call_at(struct lock_table *table, const struct function *function,
                                     uint32_t block, uint32_t event) {
  if (lock_call_is_quiet(table, function, block, event)) // most calls
    return &nothing;
  const void *key = &function->body->blocks[block].events[event];
  uint32_t found = map_get(&table->made, map_key(key), IR_NONE);
  if (found == IR_NONE) {
    found = table->call_count;
    GROW(table->calls, table->call_count, table->call_capacity);
    table->calls[table->call_count++] =
        make_call(table, table->program->functions[function->index], block, event);
    map_set(&table->made, map_key(key), found);
  }
  return table->calls[found];
}

const struct lock_op *lock_op_on(const struct lock_call *call, const char *path) {
  for (uint32_t i = 0; i < call->count; i++)
    if (call->ops[i].path == path)
      return &call->ops[i];
  return NULL;
}
