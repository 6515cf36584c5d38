// SPDX-License-Identifier: MIT
// What a call does to the handle that is followed.
#include "analyzer/flow/handles/solver.h"

const struct param_effect *effect_of_param(const struct call_effect *effect, uint32_t i) {
  return i < effect->param_count ? &effect->params[i] : &effect->rest;
}

// `&node->link` with the handle in `node`: whoever gets it may find the way back.
static bool points_inside(const struct solver *solver, const struct state *state, uint32_t place) {
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if ((state->holders >> i & 1) && place_behind(solver->fn, place, solver->slice->items[i].place))
      return true;
  return false;
}

enum reach state_reach(const struct solver *solver, const struct state *state,
                       const struct ir_operand *value) {
  uint32_t which;
  if (value->kind == IR_PLACE) {
    uint32_t place = solver->slice->canonical[value->place];
    if (state_holds(solver, state, place, &which))
      return REACH_VALUE;
    if (state_within(solver, state, place))
      return REACH_RECORD;
    return state_behind(solver, state, place) ? REACH_POINTEE : REACH_NOT;
  }
  if (value->kind != IR_ADDRESS)
    return REACH_NOT;
  uint32_t place = solver->slice->canonical[value->place];
  if (state_within(solver, state, place) || state_holds(solver, state, place, &which))
    return REACH_POINTEE;
  // `&array[0]` stands for the array.
  const struct ir_place *path = &solver->fn->places[place];
  if ((path->step == IR_STEP_INDEX || path->step == IR_STEP_ANY) &&
      state_within(solver, state, path->parent))
    return REACH_POINTEE;
  if (state_behind(solver, state, place))
    return REACH_RECORD;
  return points_inside(solver, state, place) ? REACH_INSIDE : REACH_NOT;
}

// The same for a callee that looks at one handle where the operand points: the neighbours in an
// array are out of its reach.
static enum reach reach_one(const struct solver *solver, const struct state *state,
                            const struct ir_operand *value) {
  uint32_t which;
  if (value->kind != IR_ADDRESS)
    return state_reach(solver, state, value);
  uint32_t place = solver->slice->canonical[value->place];
  bool there = state_holds(solver, state, place, &which) || state_within(solver, state, place);
  return there ? REACH_POINTEE : REACH_NOT;
}

// True when the handle held somewhere in memory given by pointer is exactly what `pointee` speaks
// of: the first level.
static enum handle_effect effect_on(const struct call_effect *effect, uint32_t i, enum reach how) {
  if (how == REACH_VALUE)
    return effect_of_param(effect, i)->value;
  if (how == REACH_POINTEE)
    return effect_of_param(effect, i)->pointee;
  return how == REACH_INSIDE && effect->described ? HANDLE_BORROWED : HANDLE_UNKNOWN;
}

// The result that says success, or failure.
static struct range outcome_value(const struct call_effect *effect, bool success) {
  return success == effect->nonzero_is_success ? range_nonzero() : range_constant(0);
}

// The call consumes the handle exactly when it succeeds: goes on with the failing half on a state
// of its own.
static void split_on_success(struct solver *solver, struct state *state,
                             const struct ir_event *call, uint32_t arg, uint32_t block,
                             uint32_t event) {
  int at = call->place == IR_NONE
               ? -1
               : slice_find(solver->slice, solver->slice->canonical[call->place]);
  if (at < 0 && call->place != IR_NONE) { // tested perhaps, but not followed
    state_forget(solver, state, block);
    return;
  }
  const struct call_effect *effect =
      solver->callees->effect(solver->callees->data, solver->fn, call);
  struct state failed;
  state_copy(solver, &failed, state);
  if (at >= 0) {
    failed.values[at] = outcome_value(effect, false);
    state->values[at] = outcome_value(effect, true);
  }
  solver_run(solver, &failed, block, event + 1);
  life_consumed(solver, state, call, effect, arg, block);
  state_consume(solver, state, call, block);
}

static void apply_freed(struct solver *solver, struct state *state, const struct ir_event *call,
                        uint32_t i, uint32_t block) {
  const struct ir_operand *value = &call->args[i].value;
  if (value->kind != IR_PLACE)
    return;
  uint32_t place = solver->slice->canonical[value->place];
  state_unseat(solver, state, state_behind(solver, state, place), LOSS_FREED, block, call->loc);
}

// What is known to hold it still is left dangling. An argument that only may be the handle, as some
// element of the array that holds it, leaves that open.
static void consume_argument(struct solver *solver, struct state *state,
                             const struct ir_event *call, uint32_t i,
                             const struct param_effect *param, uint32_t block) {
  const struct ir_operand *value = &call->args[i].value;
  int at = value->kind == IR_PLACE
               ? slice_find(solver->slice, solver->slice->canonical[value->place])
               : -1;
  bool surely = value->kind != IR_PLACE || (at >= 0 && (state->holders >> at & 1)) ||
                state_behind(solver, state, solver->slice->canonical[value->place]);
  state_consume(solver, state, surely && !param->kept ? call : NULL, block);
  state->consumer = call->callee;
  state->consumer_loc = call->loc;
}

// Holders that the callee can write when it is given `value`.
static uint32_t reached(const struct solver *solver, const struct state *state,
                        const struct ir_operand *value) {
  if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
    return 0;
  uint32_t place = solver->slice->canonical[value->place];
  uint32_t found = state_behind(solver, state, place);
  if (value->kind == IR_PLACE)
    return found;
  const struct ir_place *path = &solver->fn->places[place];
  if (path->step == IR_STEP_INDEX || path->step == IR_STEP_ANY)
    place = path->parent;
  return found | state_within(solver, state, place);
}

static void apply_argument(struct solver *solver, struct state *state, const struct ir_event *call,
                           uint32_t i, const struct call_effect *effect, int *conditional,
                           uint32_t block) {
  const struct param_effect *param = effect_of_param(effect, i);
  if (param->frees)
    apply_freed(solver, state, call, i, block);
  if (state->handle == HANDLE_CONSUMED) {
    use_argument(solver, state, call, i, param, block);
    return;
  }
  enum reach how = param->one ? reach_one(solver, state, &call->args[i].value)
                              : state_reach(solver, state, &call->args[i].value);
  if (how == REACH_NOT || state->handle != HANDLE_OWNED || (param->frees && how != REACH_VALUE))
    return;
  if (param->frees && param->value != HANDLE_TAKEN)
    life_freed(solver, state, call, &call->args[i].value, block);
  switch (effect_on(effect, i, how)) {
  case HANDLE_BORROWED:
    solver->result->touched |= param->touches;
    if (effect->waits_for == (int)i)
      life_done(solver, state, block);
    if (!state->borrower) {
      state->borrower = call->callee;
      state->borrower_loc = call->loc;
    }
    break;
  case HANDLE_TAKEN:
    life_consumed(solver, state, call, effect, i, block);
    if (solver_weak(solver, state->holders) && sweeps_falls_short(solver->sweeps, block))
      // An element, but not every one of them.
      solver->consumes[block] = solver->result->leaves_taken = true;
    else
      consume_argument(solver, state, call, i, param, block);
    if (how == REACH_POINTEE && !param->stale) // the callee may have cleared it
      state_drop(state, reached(solver, state, &call->args[i].value));
    break;
  case HANDLE_TAKEN_ON_SUCCESS:
    *conditional = (int)i;
    break;
  case HANDLE_MAYBE_TAKEN:
    if (solver_is_lent(solver)) {
      solver->result->leaves_owned = solver->result->leaves_taken = true;
      solver->result->success_owned = solver->result->failure_owned = true;
      solver->result->success_taken = solver->result->failure_taken = true;
      solver->result->leaves_running = true;
    } else {
      state->borrower = call->callee;
      state->borrower_loc = call->loc;
      record_loss(solver, state, LOSS_CALLEE, block, call->loc, state->holders);
    }
    state->handle = HANDLE_LOST;
    state->holders = 0;
    break;
  case HANDLE_STORED:
    life_told(solver, state);
    life_stored(state, call);
    state_forget(solver, state, block);
    break;
  case HANDLE_UNKNOWN:
    state_forget(solver, state, block);
    break;
  case HANDLE_UNDECIDED:
    solver->result->undecided = true;
    state->handle = HANDLE_LOST;
    state->holders = 0;
    break;
  }
}

// The place an out-argument writes to, or IR_NONE.
uint32_t solver_out_place(const struct solver *solver, const struct ir_operand *value) {
  if (value->kind == IR_ADDRESS)
    return solver->slice->canonical[value->place];
  if (value->kind != IR_PLACE)
    return IR_NONE;
  for (uint32_t i = 0; i < solver->fn->place_count; i++)
    if (solver->fn->places[i].step == IR_STEP_DEREF && solver->fn->places[i].parent == value->place)
      return solver->slice->canonical[i];
  return IR_NONE;
}

// What the callee may have written through pointers it was given: values, and holders where a
// handle is given out.
// A callback, a task or a thread that was given the address of a local may have written there by
// the time that another call returns: `while (!done) task_yield();` ends.
static void havoc_shared(const struct solver *solver, struct state *state,
                         const struct ir_event *call) {
  for (uint32_t k = 0; k < solver->slice->count; k++)
    if (state->shared & ~state->holders & UINT32_C(1) << k)
      state->values[k] = range_any();
  for (uint32_t i = 0; i < call->arg_count; i++)
    for (uint32_t k = 0; k < solver->slice->count; k++)
      if (call->args[i].value.kind == IR_ADDRESS &&
          place_within(solver->fn, solver->slice->items[k].place,
                       solver->slice->canonical[call->args[i].value.place]))
        state->shared |= UINT32_C(1) << k;
}

static void havoc_arguments(struct solver *solver, struct state *state, const struct ir_event *call,
                            const struct call_effect *effect, uint32_t block) {
  havoc_shared(solver, state, call);
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if (effect_of_param(effect, i)->gives) {
      uint32_t place = solver_out_place(solver, value);
      if (place != IR_NONE) {
        state_overwrite(solver, state, place, block, call->loc);
        state_set(solver, state, place, range_any());
      }
      continue;
    }
    for (uint32_t k = 0; k < solver->slice->count; k++) {
      uint32_t place = solver->slice->items[k].place;
      bool written = (value->kind == IR_ADDRESS &&
                      place_within(solver->fn, place, solver->slice->canonical[value->place])) ||
                     (value->kind == IR_PLACE && place_behind(solver->fn, place, value->place));
      if (written && !(state->holders >> k & 1))
        state->values[k] = range_any();
    }
  }
}

// What the call may have written over in a handle that was consumed before.
static void renew_holders(struct solver *solver, struct state *state, const struct ir_event *call,
                          const struct call_effect *effect) {
  for (uint32_t i = 0; i < call->arg_count; i++)
    if (effect_of_param(effect, i)->pointee != HANDLE_BORROWED &&
        !(effect_of_param(effect, i)->one && effect_of_param(effect, i)->stale))
      state_drop(state, reached(solver, state, &call->args[i].value));
  use_forget_call(solver, state, effect);
}

static void apply_result(struct solver *solver, struct state *state, const struct ir_event *call,
                         const struct call_effect *effect, uint32_t block) {
  if (call->place == IR_NONE)
    return;
  uint32_t target = solver->slice->canonical[call->place], which;
  bool same = false;
  if (effect->returns >= 0 && (uint32_t)effect->returns < call->arg_count &&
      call->args[effect->returns].value.kind == IR_PLACE)
    same = state_holds(solver, state,
                       solver->slice->canonical[call->args[effect->returns].value.place], &which);
  if (same) {
    state_hold(solver, state, target, block);
    return;
  }
  state_overwrite(solver, state, target, block, call->loc);
  state_set(solver, state, target, range_any());
}

// The site gives its handle (state A, kept) or gives none (state B, explored from here as well).
static void apply_site(struct solver *solver, struct state *state, const struct ir_event *call,
                       const struct call_effect *effect, uint32_t block, uint32_t event) {
  const struct site *site = solver->site;
  uint32_t target = call->place == IR_NONE ? IR_NONE : solver->slice->canonical[call->place];
  bool on_success = false;
  if (site->kind == SITE_OUT) {
    target = solver_out_place(solver, &call->args[site->param].value);
    on_success = effect_of_param(effect, (uint32_t)site->param)->gives_on_success;
  }
  if (target != IR_NONE)
    state_overwrite(solver, state, target, block, call->loc);
  if (site->kind == SITE_OUT && call->place != IR_NONE)
    state_set(solver, state, solver->slice->canonical[call->place], range_any());
  bool earlier = state->handle == HANDLE_OWNED; // one from an earlier turn of a loop, in an array
  state->several = earlier;
  if (!earlier)
    state->holders = 0;
  state->trail = NULL;
  state->borrower = NULL;
  struct state none;
  state_copy(solver, &none, state);
  if (!earlier) {
    none.handle = HANDLE_ABSENT;
    none.life = LIFE_OVER;
    life_begin(solver, state);
  }
  state->handle = HANDLE_OWNED;
  if (site->kind == SITE_RESULT && target == IR_NONE) {
    record_loss(solver, state, LOSS_DISCARDED, block, call->loc, 0);
    state->handle = HANDLE_LOST;
    return;
  }
  if (target == IR_NONE) {
    state_forget(solver, state, block);
    return;
  }
  state_hold(solver, state, target, block);
  if (site->kind == SITE_RESULT) {
    state_set(solver, &none, target, range_constant(0));
    solver_run(solver, &none, block, event + 1);
    state_set(solver, state, target, range_positive());
    return;
  }
  if (!on_success)
    return;
  int status = call->place == IR_NONE
                   ? -1
                   : slice_find(solver->slice, solver->slice->canonical[call->place]);
  if (status >= 0) {
    state->values[status] = outcome_value(effect, true);
    none.values[status] = outcome_value(effect, false);
  }
  solver_run(solver, &none, block, event + 1);
  state_set(solver, state, target, range_positive());
}

// From here on somebody unknown has the address of these places: what they get is known elsewhere.
void state_expose(const struct solver *solver, struct state *state,
                  const struct ir_operand *value) {
  if (value->kind != IR_ADDRESS)
    return;
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if (place_within(solver->fn, solver->slice->items[i].place,
                     solver->slice->canonical[value->place]))
      state->known |= UINT32_C(1) << i;
}

// SITE_KEPT: memory is in use from here on, unless the call says that it failed.
static void keep_from_here(struct solver *solver, struct state *state, const struct ir_event *call,
                           const struct call_effect *effect, uint32_t block, uint32_t event) {
  int at = call->place == IR_NONE
               ? -1
               : slice_find(solver->slice, solver->slice->canonical[call->place]);
  bool may_fail = effect->status;
  for (uint32_t i = 0; i < call->arg_count; i++)
    may_fail |= effect_of_param(effect, i)->keeps_on_success;
  if (may_fail && at >= 0) {
    struct state failed;
    state_copy(solver, &failed, state);
    failed.life = LIFE_OVER;
    failed.values[at] = outcome_value(effect, false);
    state->values[at] = outcome_value(effect, true);
    solver_run(solver, &failed, block, event + 1);
  }
  life_begin(solver, state);
}

void state_call(struct solver *solver, struct state *state, const struct ir_event *call,
                uint32_t block, uint32_t event) {
  const struct call_effect *effect =
      solver->callees->effect(solver->callees->data, solver->fn, call);
  bool consumed = state->handle == HANDLE_CONSUMED;
  int conditional = -1;
  life_call(solver, state, call, effect, block);
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct param_effect *param = effect_of_param(effect, i);
    apply_argument(solver, state, call, i, effect, &conditional, block);
    if (!param->gives && (param->pointee == HANDLE_STORED ||
                          (param->pointee == HANDLE_UNKNOWN && !effect->described)))
      state_expose(solver, state, &call->args[i].value);
  }
  bool here = solver->site->block == block && solver->site->event == event;
  if (here && solver->site->kind == SITE_KEPT) {
    state->trail = NULL;
    state->handle = HANDLE_GONE;
  } else if (here) {
    apply_site(solver, state, call, effect, block, event);
    return;
  }
  if (consumed)
    renew_holders(solver, state, call, effect);
  havoc_arguments(solver, state, call, effect, block);
  apply_result(solver, state, call, effect, block);
  if (here)
    keep_from_here(solver, state, call, effect, block, event);
  if (conditional >= 0 && state->handle == HANDLE_OWNED)
    split_on_success(solver, state, call, (uint32_t)conditional, block, event);
}

void state_cleanup(struct solver *solver, struct state *state, const struct ir_event *event,
                   uint32_t block) {
  const struct call_effect *effect =
      solver->callees->effect(solver->callees->data, solver->fn, event);
  if (state->handle == HANDLE_CONSUMED)
    use_argument(solver, state, event, 0, effect_of_param(effect, 0), block);
  if (state->handle != HANDLE_OWNED ||
      !state_within(solver, state, solver->slice->canonical[event->place]))
    return;
  enum handle_effect pointee = effect_of_param(effect, 0)->pointee;
  if (pointee == HANDLE_BORROWED)
    return;
  if (pointee == HANDLE_TAKEN) {
    life_consumed(solver, state, event, effect, 0, block);
    state_consume(solver, state, event, block);
  } else
    state_forget(solver, state, block);
}
