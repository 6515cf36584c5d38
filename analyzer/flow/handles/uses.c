// SPDX-License-Identifier: MIT
// Handles that are used after they were consumed. A consumed handle stays in its holders, which are
// then dangling; unlike those of a handle that is owned, they count only where nothing else may be
// in them by now.
#include "analyzer/flow/handles/solver.h"

#include <string.h>

// ---- holders of a consumed handle ----

uint32_t state_stale(const struct solver *solver, const struct state *state, uint32_t place) {
  int at = slice_find(solver->slice, place);
  if (state->handle != HANDLE_CONSUMED || at < 0 || !(state->holders >> at & 1) ||
      (range_is_constant(&state->values[at]) && state->values[at].low == 0))
    return 0;
  return UINT32_C(1) << at;
}

void state_drop(struct state *state, uint32_t gone) {
  if (state->handle == HANDLE_CONSUMED)
    state->holders &= ~gone;
}

void use_forget_call(const struct solver *solver, struct state *state,
                     const struct call_effect *effect) {
  for (uint32_t i = 0; i < solver->slice->count && !effect->described; i++)
    if (solver->slice->items[i].outlives)
      state_drop(state, UINT32_C(1) << i);
}

// Whether a write to `place` may be one to `held` by another name.
static bool may_alias(const struct ir_function *fn, uint32_t held, uint32_t place, bool outlives) {
  const struct ir_place *a = &fn->places[held], *b = &fn->places[place];
  if (held == place)
    return false;
  if (b->step == IR_STEP_FIELD)
    return a->step == IR_STEP_FIELD && a->field == b->field;
  if (b->step == IR_STEP_VAR)
    return false;
  return outlives || (fn->vars[a->var].flags & IR_VAR_ADDRESS_TAKEN);
}

void use_forget_write(const struct solver *solver, struct state *state, uint32_t place) {
  if (state->handle != HANDLE_CONSUMED)
    return;
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    const struct tracked *item = &solver->slice->items[i];
    if (may_alias(solver->fn, item->place, place, item->outlives))
      state_drop(state, UINT32_C(1) << i);
  }
}

// ---- uses ----

static uint32_t named_holder(const struct solver *solver, uint32_t holders) {
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    uint32_t place = solver->slice->items[i].place;
    if ((holders >> i & 1) &&
        !(solver->fn->vars[solver->fn->places[place].var].flags & IR_VAR_TEMP))
      return place;
  }
  return IR_NONE;
}

static void record_use(struct solver *solver, struct state *state, enum use_kind kind,
                       uint32_t holders, const char *callee, uint32_t block, uint32_t loc) {
  struct handle_result *result = solver->result;
  for (uint32_t i = 0; i < result->use_count; i++)
    if (result->uses[i].loc == loc && result->uses[i].block == block)
      return;
  if (result->use_count == solver->use_capacity) {
    solver->use_capacity = solver->use_capacity ? solver->use_capacity * 2 : 4;
    struct use *grown = ARENA_ARRAY(solver->arena, struct use, solver->use_capacity);
    if (result->use_count)
      memcpy(grown, result->uses, sizeof *grown * result->use_count);
    result->uses = grown;
  }
  uint32_t named = named_holder(solver, holders);
  struct use *use = &result->uses[result->use_count++];
  *use = (struct use){.kind = kind,
                      .loc = loc,
                      .block = block,
                      .holder = named == IR_NONE ? named_holder(solver, state->holders) : named,
                      .callee = callee,
                      .consumer = state->consumer,
                      .consumer_loc = state->consumer_loc,
                      .consumer_block = state->consumer_block};
  use->steps = trail_steps(solver->arena, state->trail, &use->step_count);
  uint32_t before = 0;
  for (const struct trail *trail = state->consumer_trail; trail; trail = trail->older)
    before++;
  use->consuming_steps = before;
  // One finding a path: what comes after follows from it.
  state->handle = HANDLE_LOST;
  state->holders = 0;
}

// The strong holders that a pointer argument leads to, the first level: `&t`, or an array of them.
static uint32_t pointed(const struct solver *solver, const struct state *state,
                        const struct ir_operand *value, bool one) {
  const struct ir_function *fn = solver->fn;
  if (value->kind != IR_ADDRESS && value->kind != IR_PLACE)
    return 0;
  uint32_t place = solver->slice->canonical[value->place], found = 0;
  const struct ir_place *path = &fn->places[place];
  bool element = path->step == IR_STEP_INDEX || path->step == IR_STEP_ANY;
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    uint32_t held = solver->slice->items[i].place;
    const struct ir_place *at = &fn->places[held];
    bool inside = value->kind == IR_ADDRESS
                      ? held == place || (!one && at->step == IR_STEP_INDEX &&
                                          at->parent == (element ? path->parent : place))
                      : at->step == IR_STEP_DEREF && at->parent == place;
    if (inside)
      found |= state_stale(solver, state, held);
  }
  return found;
}

static bool consumes(enum handle_effect effect) {
  return effect == HANDLE_TAKEN || effect == HANDLE_TAKEN_ON_SUCCESS ||
         effect == HANDLE_MAYBE_TAKEN;
}

void use_argument(struct solver *solver, struct state *state, const struct ir_event *call,
                  uint32_t i, const struct param_effect *param, uint32_t block) {
  const struct ir_operand *value =
      call->kind == IR_CALL ? &call->args[i].value
                            : &(struct ir_operand){.kind = IR_ADDRESS, .place = call->place};
  uint32_t held = value->kind == IR_PLACE && call->kind == IR_CALL
                      ? state_stale(solver, state, solver->slice->canonical[value->place])
                      : 0;
  if (param->abandons)
    return;
  if (held && consumes(param->value))
    record_use(solver, state, USE_TAKEN, held, call->callee, block, call->loc);
  else if (held &&
           (param->value == HANDLE_STORED || (param->value == HANDLE_BORROWED && param->touches)))
    record_use(solver, state, USE_TOUCHED, held, call->callee, block, call->loc);
  bool touched = param->pointee == HANDLE_BORROWED && param->touches;
  if (held || (!consumes(param->pointee) && !touched))
    return;
  held = pointed(solver, state, value, param->one);
  if (held)
    record_use(solver, state, touched ? USE_TOUCHED : USE_TAKEN, held, call->callee, block,
               call->loc);
}

void use_deref(struct solver *solver, struct state *state, const struct ir_event *event,
               uint32_t block) {
  uint32_t place = solver->slice->canonical[event->place];
  int at = slice_find(solver->slice, place);
  if (state->handle == HANDLE_OWNED && at >= 0 && (state->holders >> at & 1))
    solver->result->touched = true;
  uint32_t held = state_stale(solver, state, place);
  if (held)
    record_use(solver, state, USE_DEREF, held, NULL, block, event->loc);
}

bool use_return(struct solver *solver, struct state *state, const struct ir_terminator *end,
                uint32_t block) {
  const char *type = solver->fn->result;
  bool pointer = type && *type && type[strlen(type) - 1] == '*'; // else it is used as a number
  uint32_t held = end->has_value && pointer && end->a.kind == IR_PLACE
                      ? state_stale(solver, state, solver->slice->canonical[end->a.place])
                      : 0;
  if (held)
    record_use(solver, state, USE_RETURNED, held, NULL, block, end->loc);
  return held != 0;
}

// ---- relevance ----

// What leads to one block.
static struct ways *ways_to(const struct solver *solver, uint32_t block) {
  bool *goals = ARENA_ARRAY(solver->arena, bool, solver->fn->block_count);
  goals[block] = true;
  return ways_find(solver->arena, solver->cfg, goals);
}

void use_keep_relevant(struct solver *solver, struct use *use) {
  struct ways *uses = ways_to(solver, use->block),
              *consumers = ways_to(solver, use->consumer_block);
  uint32_t kept = 0, before = 0;
  for (uint32_t i = 0; i < use->step_count; i++) {
    struct step step = use->steps[i];
    bool consuming = i < use->consuming_steps;
    bool relevant = consuming ? ways_other(uses, &step) && !ways_other(consumers, &step)
                              : !ways_other(uses, &step);
    before += consuming && relevant;
    if (relevant)
      use->steps[kept++] = step;
  }
  use->step_count = kept;
  use->consuming_steps = before;
}
