// SPDX-License-Identifier: MIT
// Who holds the handle, what writes do to holders and values, and losses.
#include "analyzer/flow/handles/solver.h"

#include <string.h>

// ---- values ----

struct range state_value(const struct solver *solver, const struct state *state,
                         const struct ir_operand *operand) {
  int at;
  switch (operand->kind) {
  case IR_INT:
    return range_constant(operand->value);
  case IR_NULL:
  case IR_ZERO:
    return range_constant(0);
  case IR_ADDRESS:
  case IR_FUNCTION:
  case IR_STRING:
    return range_positive();
  case IR_PLACE:
    at = slice_find(solver->slice, solver->slice->canonical[operand->place]);
    return at >= 0 ? state->values[at] : range_any();
  case IR_UNKNOWN:
    break;
  }
  return range_any();
}

// ---- holders ----

bool state_holds(const struct solver *solver, const struct state *state, uint32_t place,
                 uint32_t *which) {
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    uint32_t held = solver->slice->items[i].place;
    if (!(state->holders & (UINT32_C(1) << i)))
      continue;
    const struct ir_place *a = &solver->fn->places[held], *b = &solver->fn->places[place];
    // An element known by number and "some element" of the same array may be the same one.
    bool sibling = a->parent == b->parent && a->parent != IR_NONE &&
                   ((a->step == IR_STEP_ANY && b->step == IR_STEP_INDEX) ||
                    (b->step == IR_STEP_ANY && a->step == IR_STEP_INDEX));
    if (held == place || sibling || (held != place && place_within(solver->fn, place, held))) {
      *which = i;
      return true;
    }
  }
  return false;
}

uint32_t state_within(const struct solver *solver, const struct state *state, uint32_t place) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if ((state->holders >> i & 1) && place_within(solver->fn, solver->slice->items[i].place, place))
      found |= UINT32_C(1) << i;
  return found;
}

uint32_t state_behind(const struct solver *solver, const struct state *state, uint32_t place) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if ((state->holders >> i & 1) && place_behind(solver->fn, solver->slice->items[i].place, place))
      found |= UINT32_C(1) << i;
  return found;
}

uint32_t solver_weak(const struct solver *solver, uint32_t holders) {
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if (!solver->slice->items[i].weak)
      holders &= ~(UINT32_C(1) << i);
  return holders;
}

// The variable that holds it as it is written: a symbol also names the file, and the function of a
// static local.
static const char *written_name(struct arena *arena, const struct ir_var *var) {
  size_t end = strcspn(var->name, "@"), start = end;
  if (!(var->flags & IR_VAR_GLOBAL))
    return var->name;
  while (start > 0 && var->name[start - 1] != '.')
    start--;
  return arena_printf(arena, "%.*s", (int)(end - start), var->name + start);
}

static const struct ir_var *holding_var(const struct solver *solver, uint32_t holders) {
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if (holders >> i & 1) {
      const struct ir_var *var =
          &solver->fn->vars[solver->fn->places[solver->slice->items[i].place].var];
      if (!(var->flags & IR_VAR_TEMP))
        return var;
    }
  return NULL;
}

// ---- losses ----

void record_loss(struct solver *solver, const struct state *state, enum loss_kind kind,
                 uint32_t block, uint32_t loc, uint32_t holders) {
  struct handle_result *result = solver->result;
  for (uint32_t i = 0; i < result->loss_count; i++)
    if (result->losses[i].kind == kind && result->losses[i].block == block &&
        result->losses[i].loc == loc)
      return;
  if (result->loss_count == solver->loss_capacity) {
    uint32_t capacity = solver->loss_capacity ? solver->loss_capacity * 2 : 4;
    struct loss *grown = ARENA_ARRAY(solver->arena, struct loss, capacity);
    if (result->loss_count)
      memcpy(grown, result->losses, sizeof *grown * result->loss_count);
    result->losses = grown;
    solver->loss_capacity = capacity;
  }
  struct loss *loss = &result->losses[result->loss_count++];
  const struct ir_var *var = holding_var(solver, holders);
  *loss = (struct loss){.kind = kind,
                        .loc = loc,
                        .block = block,
                        .holder = var ? written_name(solver->arena, var) : NULL,
                        .public = var && (var->flags & IR_VAR_GLOBAL),
                        .callee = state->borrower,
                        .callee_loc = state->borrower_loc};
  loss->steps = trail_steps(solver->arena, state->trail, &loss->step_count);
}

struct step *trail_steps(struct arena *arena, const struct trail *trail, uint32_t *count) {
  *count = 0;
  for (const struct trail *at = trail; at; at = at->older)
    ++*count;
  struct step *steps = ARENA_ARRAY(arena, struct step, *count);
  uint32_t to = *count;
  for (const struct trail *at = trail; at; at = at->older)
    steps[--to] = at->step;
  return steps;
}

bool solver_is_lent(const struct solver *solver) {
  enum site_kind kind = solver->site->kind;
  return kind == SITE_PARAM || kind == SITE_POINTEE || kind == SITE_PLACE;
}

void state_consume(struct solver *solver, struct state *state, const struct ir_event *call,
                   uint32_t block) {
  state->handle = HANDLE_CONSUMED;
  // Which element of an array it was, nobody knows.
  state->holders &= call && !state->several ? ~solver_weak(solver, state->holders) : 0;
  state->consumer = call ? call->callee : NULL;
  state->consumer_loc = call ? call->loc : IR_NONE;
  state->consumer_block = block;
  state->consumer_trail = state->trail;
  solver->consumes[block] = true;
}

void state_forget(struct solver *solver, struct state *state, uint32_t block) {
  if (state->handle != HANDLE_OWNED)
    return;
  life_told(solver, state);
  if (state->life == LIFE_RUNNING) // whoever has it may wait
    life_done(solver, state, block);
  state->handle = HANDLE_GONE;
  state->holders = 0;
  solver->consumes[block] = true;
}

// The places in `gone` no longer hold the handle; when none is left, that is a loss.
void state_unseat(struct solver *solver, struct state *state, uint32_t gone, enum loss_kind kind,
                  uint32_t block, uint32_t loc) {
  gone &= state->holders;
  state_drop(state, gone);
  if (state->handle != HANDLE_OWNED || !gone)
    return;
  state->holders &= ~gone;
  if (state->holders)
    return;
  // What the caller lent us is not ours to lose.
  if (solver_is_lent(solver))
    solver->result->leaves_owned = solver->result->success_owned = solver->result->failure_owned =
        true;
  else
    record_loss(solver, state, kind, block, loc, gone);
  state->handle = HANDLE_LOST;
}

// ---- writes ----

void state_set(struct solver *solver, struct state *state, uint32_t place, struct range value) {
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    const struct tracked *item = &solver->slice->items[i];
    if (item->place == place)
      state->values[i] = item->weak ? range_any() : value;
    else if (ir_place_below(solver->fn, item->place, place) ||
             place_within(solver->fn, place, item->place))
      state->values[i] = range_any();
  }
}

// `place` gets another value: whatever it held is gone from there.
void state_overwrite(struct solver *solver, struct state *state, uint32_t place, uint32_t block,
                     uint32_t loc) {
  uint32_t gone = state_within(solver, state, place);
  state_unseat(solver, state, gone & ~solver_weak(solver, gone), LOSS_OVERWRITTEN, block, loc);
  // A pointer that moves on leaves behind memory that others may know.
  uint32_t behind = state_behind(solver, state, place);
  state_drop(state, behind);
  if (behind)
    state_forget(solver, state, block);
}

void state_hold(struct solver *solver, struct state *state, uint32_t place, uint32_t block) {
  int at = slice_find(solver->slice, place);
  if (at < 0 || !solver->slice->items[at].holder || (state->known >> at & 1))
    state_forget(solver, state, block);
  else
    state->holders |= UINT32_C(1) << at;
}

void state_move(struct solver *solver, struct state *state, const struct ir_event *event,
                uint32_t block) {
  uint32_t target = solver->slice->canonical[event->place], which;
  struct range value = state_value(solver, state, &event->a);
  bool exact = false;
  uint32_t inside = 0;
  uint32_t source = IR_NONE;
  if (event->a.kind == IR_PLACE) {
    source = solver->slice->canonical[event->a.place];
    exact = state->handle == HANDLE_CONSUMED ? state_stale(solver, state, source) != 0
                                             : state_holds(solver, state, source, &which);
    inside = exact ? 0 : state_within(solver, state, source);
  }
  if (source == target)
    return;
  // The new holder first: `t = t2` with both holding is no loss.
  struct state before;
  state_copy(solver, &before, state);
  if (exact)
    state_hold(solver, state, target, block);
  uint32_t added = state->holders & ~before.holders;
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if (inside >> i & 1) {
      uint32_t copy = place_rebase(solver->fn, solver->slice->items[i].place, source, target);
      state_hold(solver, state, copy == IR_NONE ? target : copy, block);
      added = state->holders & ~before.holders;
    }
  uint32_t gone = state_within(solver, state, target) & ~added;
  if (!(exact && slice_find(solver->slice, target) >= 0 &&
        (before.holders >> slice_find(solver->slice, target) & 1)))
    state_unseat(solver, state, gone & ~solver_weak(solver, gone), LOSS_OVERWRITTEN, block,
                 event->loc);
  uint32_t behind = state_behind(solver, state, target);
  if (!exact && !inside && behind)
    state_forget(solver, state, block);
  state_drop(state, behind & ~added);
  if (event->a.kind == IR_ADDRESS) {
    uint32_t pointed = solver->slice->canonical[event->a.place];
    bool alias =
        solver->fn->places[target].step == IR_STEP_VAR &&
        !(solver->fn->vars[solver->fn->places[target].var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM));
    if (!alias && state_within(solver, state, pointed))
      state_forget(solver, state, block);
  }
  state_set(solver, state, target, value);
}
