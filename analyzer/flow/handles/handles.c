// SPDX-License-Identifier: MIT
// The fate of one handle on all paths: a disjunctive solver over the slice of that handle.
#include "analyzer/flow/handles/solver.h"

#include <stdlib.h>
#include <string.h>

// What `t != NULL` and the like give, where the state decides it.
static struct range binary_value(const struct solver *solver, const struct state *state,
                                 const struct ir_event *event) {
  enum ir_compare compare;
  struct range a = state_value(solver, state, &event->a), b = state_value(solver, state, &event->b);
  uint32_t which;
  if (!range_comparison(event->op, &compare) || !range_is_constant(&b))
    return range_any();
  if (event->a.kind == IR_PLACE && state->handle == HANDLE_OWNED &&
      state_holds(solver, state, solver->slice->canonical[event->a.place], &which) &&
      !solver->slice->items[which].weak)
    a = range_positive();
  int known = range_compare(a, compare, b.low);
  return known < 0 ? range_between(0, 1) : range_constant(known);
}

static void apply_binary(struct solver *solver, struct state *state, const struct ir_event *event,
                         uint32_t block) {
  uint32_t target = solver->slice->canonical[event->place];
  struct range value = binary_value(solver, state, event);
  // `p + 1` leads back to what `p` holds.
  bool moves = (event->op[0] == '+' || event->op[0] == '-') && event->op[1] == '\0';
  if (moves && state->handle == HANDLE_OWNED &&
      state_reach(solver, state, &event->a) == REACH_VALUE) {
    state_hold(solver, state, target, block);
    value = range_positive();
  } else {
    state_overwrite(solver, state, target, block, event->loc);
  }
  state_set(solver, state, target, value);
}

static void apply_dead(struct solver *solver, struct state *state, const struct ir_event *event,
                       uint32_t block) {
  uint32_t place = event->place;
  uint32_t behind = state_behind(solver, state, place);
  state_drop(state, behind);
  if (behind)
    state_forget(solver, state, block);
  state_unseat(solver, state, state_within(solver, state, place), LOSS_SCOPE_END, block,
               event->loc);
  state_set(solver, state, place, range_any());
}

// SITE_PLACE: the place got another value, and with it another handle to follow.
static void restart(const struct solver *solver, struct state *state,
                    const struct ir_event *event) {
  uint32_t seed = solver->slice->items[0].place;
  if (event->place == IR_NONE ||
      !ir_place_below(solver->fn, seed, solver->slice->canonical[event->place]) ||
      (state->holders & 1))
    return;
  state->trail = NULL;
  state->borrower = NULL;
  bool nothing = range_is_constant(&state->values[0]) && state->values[0].low == 0;
  state->handle = nothing ? HANDLE_ABSENT : HANDLE_OWNED;
  state->holders = nothing ? 0 : 1;
}

static bool writes(const struct ir_event *event) {
  return event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
         event->kind == IR_HAVOC;
}

static void apply(struct solver *solver, struct state *state, const struct ir_event *event,
                  uint32_t block, uint32_t index) {
  early_event(solver, state, event, block);
  switch (event->kind) {
  case IR_CALL:
    state_call(solver, state, event, block, index);
    break;
  case IR_MOVE:
    state_move(solver, state, event, block);
    break;
  case IR_BIN:
    apply_binary(solver, state, event, block);
    break;
  case IR_HAVOC:
    if (state_within(solver, state, solver->slice->canonical[event->place]))
      state_forget(solver, state, block);
    state_drop(state, state_within(solver, state, solver->slice->canonical[event->place]));
    state_set(solver, state, solver->slice->canonical[event->place], range_any());
    break;
  case IR_ESCAPE:
    life_escape(solver, state, &event->a, block);
    if (state_reach(solver, state, &event->a) != REACH_NOT) {
      state_forget(solver, state, block);
      state_drop(state, state->holders);
    }
    state_expose(solver, state, &event->a);
    break;
  case IR_CLEANUP:
    state_cleanup(solver, state, event, block);
    break;
  case IR_DEAD:
    life_scope_end(solver, state, event->place, block, event->loc);
    apply_dead(solver, state, event, block);
    break;
  case IR_DEREF:
    use_deref(solver, state, event, block);
    break;
  case IR_USE:
    break;
  }
  if (!writes(event) || event->place == IR_NONE)
    return;
  life_write(solver, state, event->place);
  use_forget_write(solver, state, solver->slice->canonical[event->place]);
  if (solver->site->kind == SITE_PLACE || solver->site->kind == SITE_OWED)
    restart(solver, state, event);
}

// ---- ways out ----

// Whether what is returned says success, failure, or either.
static void outcome(const struct solver *solver, const struct state *state,
                    const struct ir_terminator *end, bool *success, bool *failure) {
  *success = *failure = true;
  if (!end->has_value)
    return;
  struct range value = state_value(solver, state, &end->a);
  *success = range_may_be(&value, 0);
  *failure = !(range_is_constant(&value) && value.low == 0);
}

// The parameter behind which `holders` keep the handle: `*out = t`.
static int caller_place(const struct solver *solver, uint32_t holders) {
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    const struct ir_place *path = &solver->fn->places[solver->slice->items[i].place];
    if (!(holders >> i & 1) || path->step != IR_STEP_DEREF)
      continue;
    const struct ir_place *root = &solver->fn->places[path->parent];
    if (root->step == IR_STEP_VAR && (solver->fn->vars[root->var].flags & IR_VAR_PARAM))
      return (int)root->var;
  }
  return -1;
}

static uint32_t outliving(const struct solver *solver, uint32_t holders) {
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if (!solver->slice->items[i].outlives)
      holders &= ~(UINT32_C(1) << i);
  return holders;
}

static void leave_owned(struct solver *solver, struct state *state, const struct ir_terminator *end,
                        uint32_t block, bool success, bool failure) {
  struct handle_result *result = solver->result;
  const struct site *site = solver->site;
  uint32_t kept = outliving(solver, state->holders);
  if (solver_is_lent(solver)) {
    bool moved = kept && !(state->holders & 1);
    result->leaves_owned |= !moved;
    result->leaves_stored |= moved || (site->kind == SITE_PARAM && kept);
    result->success_owned |= success && !moved;
    result->failure_owned |= failure && !moved;
    return;
  }
  bool elsewhere =
      site->kind != SITE_OWED || (kept & ~UINT32_C(1)); // an owed one came in at the first holder
  if (!kept || !elsewhere) {
    record_loss(solver, state, LOSS_RETURN, block, end->loc, state->holders);
    return;
  }
  int param = caller_place(solver, kept);
  life_return(solver, state, param >= 0, success, block, end->loc);
  if (param >= 0) {
    result->out_param = param;
    result->success_owned |= success;
    result->failure_owned |= failure && !success;
    return;
  }
  result->leaves_stored = true;
}

static void apply_return(struct solver *solver, struct state *state, uint32_t block) {
  const struct ir_terminator *end = &solver->fn->blocks[block].end;
  struct handle_result *result = solver->result;
  bool success, failure;
  outcome(solver, state, end, &success, &failure);
  if (state->handle == HANDLE_OWNED && end->has_value) {
    enum reach how = state_reach(solver, state, &end->a);
    if (how == REACH_VALUE) {
      life_return(solver, state, true, success, block, end->loc);
      result->returned = true;
      solver->consumes[block] = true;
      return;
    }
    if (how == REACH_RECORD)
      state_forget(solver, state, block);
  }
  if (use_return(solver, state, end, block))
    return;
  switch (state->handle) {
  case HANDLE_OWNED:
    leave_owned(solver, state, end, block, success, failure);
    break;
  case HANDLE_CONSUMED:
    life_return(solver, state, false, success, block, end->loc);
    result->leaves_taken = true;
    result->leaves_stale |= state->holders & 1;
    result->leaves_cleared |= !(state->holders & 1);
    result->success_taken |= success;
    result->failure_taken |= failure;
    break;
  case HANDLE_GONE:
    life_return(solver, state, false, success, block, end->loc);
    result->leaves_stored = true;
    break;
  case HANDLE_BEFORE:
  case HANDLE_ABSENT:
  case HANDLE_LOST:
    break;
  }
}

// ---- the solver ----

static bool same_key(const struct solver *solver, const struct state *a, const struct state *b) {
  if (a->handle != b->handle || a->holders != b->holders || a->known != b->known ||
      a->shared != b->shared || a->several != b->several || a->life != b->life ||
      a->dead != b->dead || a->live_pointers != b->live_pointers)
    return false;
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if (!range_equal(&a->values[i], &b->values[i]))
      return false;
  return true;
}

static void enter(struct solver *solver, uint32_t block, const struct state *state) {
  if (state_finished(solver, state, block, 0))
    return;
  for (const struct kept *kept = solver->kept[block]; kept; kept = kept->next)
    if (same_key(solver, &kept->state, state))
      return;
  if (solver->kept_count[block] == FLOW_MAX_DISJUNCTS) {
    solver->result->exhausted = true;
    return;
  }
  size_t size = offsetof(struct kept, state.values) + solver->slice->count * sizeof *state->values;
  struct kept *kept = arena_alloc(solver->arena, size);
  kept->next = solver->kept[block];
  kept->block = block;
  state_copy(solver, &kept->state, state);
  solver->kept[block] = kept;
  solver->kept_count[block]++;
  *solver->last = kept;
  solver->last = &kept->behind;
}

// Goes from `block` to `target`; the state is not used any more behind that.
static void go(struct solver *solver, struct state *state, uint32_t block, uint32_t target,
               bool decided) {
  if (decided && state->handle == HANDLE_OWNED && state->holders &&
      solver_weak(solver, state->holders) == state->holders &&
      sweeps_ends(solver->sweeps, block, target)) {
    life_told(solver, state);
    life_done(solver, state, block);
    state_consume(solver, state, NULL, block);
  }
  if (decided && state->life == LIFE_LOOSE && sweeps_waits(solver->sweeps, block, target))
    life_done(solver, state, block);
  if (decided) {
    struct trail *trail = ARENA_NEW(solver->arena, struct trail);
    *trail = (struct trail){state->trail, {block, target}};
    state->trail = trail;
  }
  enter(solver, target, state);
}

// What taking one side of a comparison says about the place tested; false when that side is
// impossible.
static bool assume(struct solver *solver, struct state *state, const struct ir_terminator *end,
                   enum ir_compare compare) {
  int64_t constant = 0;
  if (end->b.kind == IR_INT)
    constant = end->b.value;
  else if (end->b.kind != IR_NULL && end->b.kind != IR_ZERO)
    return true;
  if (end->a.kind == IR_INT)
    return range_compare(range_constant(end->a.value), compare, constant) != 0;
  if (end->a.kind != IR_PLACE)
    return true;
  uint32_t place = solver->slice->canonical[end->a.place], which;
  int at = slice_find(solver->slice, place);
  // While it is owned, the handle is not NULL.
  if (state->handle == HANDLE_OWNED && constant == 0 && compare == IR_EQ &&
      state_holds(solver, state, place, &which) && !solver->slice->items[which].weak)
    return false;
  return at < 0 || solver->slice->items[at].weak ||
         range_narrow(&state->values[at], compare, constant);
}

static void take_branch(struct solver *solver, struct state *state, uint32_t block) {
  const struct ir_terminator *end = &solver->fn->blocks[block].end;
  struct state yes;
  state_copy(solver, &yes, state);
  bool same = end->targets[0] == end->targets[1];
  early_read(solver, state, &end->a, block, end->loc);
  early_read(solver, state, &end->b, block, end->loc);
  life_branch(solver, &yes, end, end->compare, block);
  life_branch(solver, state, end, range_negate(end->compare), block);
  if (assume(solver, &yes, end, end->compare))
    go(solver, &yes, block, end->targets[0], !same);
  if (assume(solver, state, end, range_negate(end->compare)))
    go(solver, state, block, end->targets[1], !same);
}

static void take_switch(struct solver *solver, struct state *state, uint32_t block) {
  const struct ir_terminator *end = &solver->fn->blocks[block].end;
  int at = end->a.kind == IR_PLACE
               ? slice_find(solver->slice, solver->slice->canonical[end->a.place])
               : -1;
  bool fallback = true;
  for (uint32_t i = 0; i < end->case_count; i++) {
    const struct ir_case *one = &end->cases[i];
    struct state next;
    state_copy(solver, &next, state);
    bool single = one->low == one->high;
    if (at >= 0 && single && !range_narrow(&next.values[at], IR_EQ, one->low))
      continue;
    if (at >= 0 && single && range_is_constant(&state->values[at]))
      fallback = false;
    go(solver, &next, block, one->target, true);
  }
  if (fallback)
    go(solver, state, block, end->targets[0], end->case_count > 0);
}

static void run(struct solver *solver, const struct state *from, uint32_t block, uint32_t event) {
  const struct ir_block *code = &solver->fn->blocks[block];
  struct state state;
  state_copy(solver, &state, from);
  for (; (event = relevant_next(solver, block, event)) < code->event_count; event++) {
    if (state_finished(solver, &state, block, event))
      return;
    apply(solver, &state, &code->events[event], block, event);
  }
  switch (code->end.kind) {
  case IR_JUMP:
    go(solver, &state, block, code->end.targets[0], false);
    break;
  case IR_BRANCH:
    take_branch(solver, &state, block);
    break;
  case IR_SWITCH:
    take_switch(solver, &state, block);
    break;
  case IR_MULTI:
    for (uint32_t i = 0; i < code->end.target_count; i++) {
      struct state next;
      state_copy(solver, &next, &state);
      go(solver, &next, block, code->end.targets[i], true);
    }
    break;
  case IR_RETURN:
    apply_return(solver, &state, block);
    break;
  case IR_UNREACHABLE:
    break;
  }
}

void solver_run(struct solver *solver, const struct state *state, uint32_t block, uint32_t event) {
  run(solver, state, block, event);
}

// ---- relevance ----

// Keeps the branches that decided: the way not taken could still have consumed the handle, the way
// taken could not.
static void keep_relevant(struct loss *loss, struct ways *consumers) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < loss->step_count; i++)
    if (!ways_taken(consumers, &loss->steps[i]) && ways_other(consumers, &loss->steps[i]))
      loss->steps[kept++] = loss->steps[i];
  loss->step_count = kept;
}

// ---- entry ----

static uint32_t seed_place(const struct solver *solver, const struct ir_function *fn,
                           const struct site *site) {
  if (site->kind == SITE_PLACE || site->kind == SITE_OWED)
    return site->place;
  if (site->kind == SITE_RESULT)
    return fn->blocks[site->block].events[site->event].place;
  for (uint32_t i = 0; i < fn->place_count; i++) {
    const struct ir_place *path = &fn->places[i];
    if (site->kind == SITE_PARAM && path->step == IR_STEP_VAR && path->var == (uint32_t)site->param)
      return i;
    if (site->kind == SITE_POINTEE && path->step == IR_STEP_DEREF &&
        path->var == (uint32_t)site->param && fn->places[path->parent].step == IR_STEP_VAR)
      return i;
  }
  if (site->kind == SITE_OUT) {
    const struct ir_operand *value =
        &fn->blocks[site->block].events[site->event].args[site->param].value;
    return solver_out_place(solver, value);
  }
  return IR_NONE;
}

static void start(struct solver *solver) {
  struct state state = {.handle = HANDLE_BEFORE};
  for (uint32_t i = 0; i < solver->slice->count; i++)
    state.values[i] = range_any();
  if (solver->site->block == IR_NONE) {
    state.handle = HANDLE_OWNED;
    life_begin(solver, &state);
    state.holders = 1; // the seed is the first item of the slice
    if (solver->site->kind != SITE_PLACE && solver->site->kind != SITE_OWED)
      state.values[0] = range_positive();
  }
  enter(solver, 0, &state);
  while (solver->first) {
    struct kept *kept = solver->first;
    solver->first = kept->behind;
    if (!solver->first)
      solver->last = &solver->first;
    run(solver, &kept->state, kept->block, 0);
  }
}

struct handle_result *handle_follow(struct arena *arena, const struct cfg *cfg,
                                    const struct flow_callees *callees, const struct site *site) {
  struct handle_result *result = ARENA_NEW(arena, struct handle_result);
  result->out_param = -1;
  struct arena scratch = {0};
  struct solver solver = {.arena = &scratch,
                          .cfg = cfg,
                          .fn = cfg->fn,
                          .callees = callees,
                          .site = site,
                          .result = result};
  solver.last = &solver.first;
  // Out-places are looked up through the canonical names, which need a slice of their own first.
  solver.slice = slice_build(&scratch, cfg, IR_NONE, IR_NONE, IR_NONE);
  uint32_t seed = seed_place(&solver, cfg->fn, site);
  uint32_t status = site->kind == SITE_OUT || site->kind == SITE_KEPT
                        ? cfg->fn->blocks[site->block].events[site->event].place
                        : IR_NONE;
  solver.slice = slice_build(&scratch, cfg, seed, status, site->block);
  result->exhausted = solver.slice->overflow;
  if (seed == IR_NONE && site->block == IR_NONE) {
    // The function never names the parameter: it leaves as it came.
    result->leaves_owned = result->success_owned = result->failure_owned = true;
    return result;
  }
  solver.kept = ARENA_ARRAY(&scratch, struct kept *, cfg->fn->block_count);
  solver.kept_count = ARENA_ARRAY(&scratch, uint32_t, cfg->fn->block_count);
  solver.consumes = ARENA_ARRAY(&scratch, bool, cfg->fn->block_count);
  solver.waits = ARENA_ARRAY(&scratch, bool, cfg->fn->block_count);
  life_collect(&solver);
  relevant_find(&solver);
  solver.sweeps =
      sweeps_find(&scratch, cfg, callees, solver.slice, site->block, solver.memory_count > 0);
  start(&solver);
  struct ways *consumers = result->loss_count ? ways_find(&scratch, cfg, solver.consumes) : NULL;
  for (uint32_t i = 0; i < result->loss_count; i++)
    keep_relevant(&result->losses[i], consumers);
  struct loss *losses = arena_copy(arena, result->losses, sizeof *losses * result->loss_count);
  for (uint32_t i = 0; i < result->loss_count; i++)
    losses[i].steps =
        arena_copy(arena, losses[i].steps, sizeof *losses[i].steps * losses[i].step_count);
  result->losses = losses;
  result->outlived =
      arena_copy(arena, result->outlived, sizeof *result->outlived * result->outlived_count);
  for (uint32_t i = 0; i < result->outlived_count; i++) {
    struct outlived *outlived = &result->outlived[i];
    life_keep_relevant(&solver, outlived);
    outlived->steps =
        arena_copy(arena, outlived->steps, sizeof *outlived->steps * outlived->step_count);
  }
  result->early = arena_copy(arena, result->early, sizeof *result->early * result->early_count);
  for (uint32_t i = 0; i < result->early_count; i++) {
    struct early *early = &result->early[i];
    early_keep_relevant(&solver, early);
    early->steps = arena_copy(arena, early->steps, sizeof *early->steps * early->step_count);
  }
  result->uses = arena_copy(arena, result->uses, sizeof *result->uses * result->use_count);
  for (uint32_t i = 0; i < result->use_count; i++) {
    struct use *use = &result->uses[i];
    use_keep_relevant(&solver, use);
    use->steps = arena_copy(arena, use->steps, sizeof *use->steps * use->step_count);
  }
  arena_free(&scratch);
  return result;
}

uint32_t handle_sites(struct arena *arena, const struct cfg *cfg,
                      const struct flow_callees *callees, struct site **sites) {
  const struct ir_function *fn = cfg->fn;
  uint32_t count = 0, capacity = 0;
  struct site *found = NULL;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind != IR_CALL || cfg->position[b] == IR_NONE)
        continue;
      const struct call_effect *effect = callees->effect(callees->data, fn, event);
      if (effect->gives) {
        GROW(found, count, capacity);
        found[count++] = (struct site){SITE_RESULT, effect->gives, b, e, -1, IR_NONE};
      }
      for (uint32_t i = 0; i < event->arg_count && i < effect->param_count; i++)
        if (effect->params[i].gives) {
          GROW(found, count, capacity);
          found[count++] = (struct site){SITE_OUT, effect->params[i].gives, b, e, (int)i, IR_NONE};
        }
    }
  *sites = arena_copy(arena, found, sizeof *found * count);
  free(found);
  return count;
}

static bool keeps_on(const struct call_effect *effect, const struct ir_event *call) {
  for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++)
    if (effect->params[i].keeps_on)
      return true;
  return false;
}

uint32_t kept_sites(struct arena *arena, const struct cfg *cfg, const struct flow_callees *callees,
                    struct site **sites) {
  const struct ir_function *fn = cfg->fn;
  uint32_t count = 0, capacity = 0;
  struct site *found = NULL;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count && cfg->position[b] != IR_NONE; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind != IR_CALL || !keeps_on(callees->effect(callees->data, fn, event), event))
        continue;
      GROW(found, count, capacity);
      found[count++] = (struct site){SITE_KEPT, NULL, b, e, -1, IR_NONE};
    }
  *sites = arena_copy(arena, found, sizeof *found * count);
  free(found);
  return count;
}
