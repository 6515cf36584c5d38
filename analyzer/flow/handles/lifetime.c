// SPDX-License-Identifier: MIT
// Memory that an operation goes on using after the call that started it: which memory that is,
// until when the operation may run, and whether the memory dies before. Beside the handle of the
// operation, a state says whether it may still be running (`life`), and whether some of the memory
// has died meanwhile (`dead`).
#include "analyzer/flow/handles/solver.h"

#include <string.h>

// ---- which memory ----

static void add_memory(struct solver *solver, struct memory memory) {
  for (uint32_t i = 0; i < solver->memory_count; i++)
    if (solver->memory[i].var == memory.var && solver->memory[i].place == memory.place)
      return;
  if (solver->memory_count < SOLVER_MAX_MEMORY)
    solver->memory[solver->memory_count++] = memory;
}

// Whether all that the variable ever gets is stack memory by alloca().
static bool is_alloca(const struct solver *solver, uint32_t place) {
  const struct mentions *writes = &solver->slice->outline->writes;
  for (uint32_t m = writes->start[place]; m < writes->start[place + 1]; m++) {
    const struct ir_event *event = mentioned(solver->fn, &writes->items[m]);
    if (event->kind != IR_CALL || !event->callee ||
        (strcmp(event->callee, "__builtin_alloca") != 0 && strcmp(event->callee, "alloca") != 0))
      return false;
  }
  return writes->start[place] < writes->start[place + 1];
}

// The pointer that leads to `place`: of `p->a.b` it is `p`, of `p->q->b` it is `p->q`; IR_NONE when
// the place lies in a variable.
static uint32_t pointer_of(const struct ir_function *fn, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_DEREF)
      return fn->places[place].parent;
  return IR_NONE;
}

static void add_address(struct solver *solver, uint32_t place, uint32_t arg, uint32_t via);

static void add_pointer(struct solver *solver, uint32_t place, uint32_t arg, uint32_t via) {
  const struct ir_function *fn = solver->fn;
  const struct ir_place *path = &fn->places[place];
  bool local = path->step == IR_STEP_VAR && !(fn->vars[path->var].flags & IR_VAR_GLOBAL);
  uint32_t target = local ? solver->slice->outline->only_address[path->var] : IR_NONE;
  struct memory memory = {MEMORY_POINTER, path->var, place, arg, via, -1};
  if (target != IR_NONE) {
    add_address(solver, target, arg, via);
    return;
  }
  if (local && is_alloca(solver, place))
    memory.kind = MEMORY_ALLOCA;
  const struct ir_operand value = {.kind = IR_PLACE, .place = place};
  memory.param = operand_param(fn, &value);
  add_memory(solver, memory);
}

static void add_address(struct solver *solver, uint32_t place, uint32_t arg, uint32_t via) {
  const struct ir_function *fn = solver->fn;
  uint32_t pointer = pointer_of(fn, place), var = fn->places[place].var;
  if (pointer != IR_NONE)
    add_pointer(solver, pointer, arg, via);
  else if (!(fn->vars[var].flags & IR_VAR_GLOBAL))
    add_memory(solver, (struct memory){MEMORY_LOCAL, var, IR_NONE, arg, via, -1});
}

static bool before_site(const struct solver *solver, uint32_t block, uint32_t event) {
  const struct site *site = solver->site;
  return block == site->block ? event < site->event
                              : cfg_dominates(solver->cfg, block, site->block);
}

// Addresses that were stored into the memory on every way to the call: `job.buffer = buffer`.
static void add_inner(struct solver *solver, const struct memory *outer) {
  const struct ir_function *fn = solver->fn;
  const struct mentions *of_var = &solver->slice->outline->of_var;
  for (uint32_t m = of_var->start[outer->var]; m < of_var->start[outer->var + 1]; m++) {
    const struct mention *at = &of_var->items[m];
    const struct ir_event *event = mentioned(fn, at);
    if (event->kind != IR_MOVE || fn->places[event->place].var != outer->var ||
        fn->places[event->place].step == IR_STEP_VAR || event->a.kind != IR_ADDRESS)
      continue;
    bool inside = outer->kind == MEMORY_LOCAL ? pointer_of(fn, event->place) == IR_NONE
                                              : place_behind(fn, event->place, outer->place);
    if (inside && before_site(solver, at->block, at->event))
      add_address(solver, event->a.place, outer->arg, event->place);
  }
}

// The source of the token that the operation gets, when this function made the token from it.
static void add_source(struct solver *solver, uint32_t token, uint32_t arg) {
  const struct ir_function *fn = solver->fn;
  const struct mentions *writes = &solver->slice->outline->writes;
  uint32_t first = writes->start[token];
  if (writes->start[token + 1] != first + 1)
    return;
  const struct ir_event *made = mentioned(fn, &writes->items[first]);
  if (made->kind != IR_CALL)
    return;
  int source = solver->callees->effect(solver->callees->data, fn, made)->token_of;
  if (source < 0 || (uint32_t)source >= made->arg_count ||
      made->args[source].value.kind != IR_PLACE)
    return;
  uint32_t place = made->args[source].value.place;
  add_memory(solver,
             (struct memory){MEMORY_HANDLE, fn->places[place].var, place, arg, IR_NONE, -1});
}

void life_collect(struct solver *solver) {
  const struct site *site = solver->site;
  if (site->block == IR_NONE)
    return;
  const struct ir_event *call = &solver->fn->blocks[site->block].events[site->event];
  const struct call_effect *effect =
      solver->callees->effect(solver->callees->data, solver->fn, call);
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct param_effect *param = effect_of_param(effect, i);
    const struct ir_operand *value = &call->args[i].value;
    if (site->kind == SITE_KEPT ? !param->keeps_on : !param->keeps)
      continue;
    if (value->kind == IR_ADDRESS)
      add_address(solver, value->place, i, IR_NONE);
    else if (value->kind == IR_PLACE)
      add_pointer(solver, value->place, i, IR_NONE);
  }
  for (uint32_t i = 0; i < solver->memory_count; i++)
    add_inner(solver, &solver->memory[i]);
  int token = effect->token;
  if (site->kind != SITE_KEPT && token >= 0 && (uint32_t)token < call->arg_count &&
      call->args[token].value.kind == IR_PLACE)
    add_source(solver, call->args[token].value.place, (uint32_t)token);
}

// ---- until when ----

void life_begin(const struct solver *solver, struct state *state) {
  state->life = LIFE_OVER;
  state->dead = false;
  if (!solver->memory_count && !solver_is_lent(solver))
    return;
  state->life = solver->site->kind == SITE_KEPT ? LIFE_LOOSE : LIFE_RUNNING;
  state->live_pointers = ~UINT32_C(0);
  state->loose_loc = IR_NONE;
  state->loose_callee = NULL;
}

void life_done(struct solver *solver, struct state *state, uint32_t block) {
  if (state->life != LIFE_OVER)
    solver->waits[block] = true;
  state->life = LIFE_OVER;
}

static void record_outlived(struct solver *solver, const struct state *state,
                            enum outlived_kind kind, uint32_t block, uint32_t loc,
                            uint32_t memory) {
  struct handle_result *result = solver->result;
  if (solver_is_lent(solver) || result->outlived_count == FLOW_MAX_OUTLIVED)
    return;
  for (uint32_t i = 0; i < result->outlived_count; i++)
    if (result->outlived[i].loc == loc && result->outlived[i].block == block)
      return;
  if (!result->outlived)
    result->outlived = ARENA_ARRAY(solver->arena, struct outlived, FLOW_MAX_OUTLIVED);
  const struct memory *dead = &solver->memory[memory];
  struct outlived *outlived = &result->outlived[result->outlived_count++];
  *outlived = (struct outlived){.kind = kind,
                                .loc = loc,
                                .block = block,
                                .var = dead->var,
                                .place = dead->place,
                                .arg = dead->arg,
                                .via = dead->via,
                                .stack = dead->kind <= MEMORY_ALLOCA,
                                .handle = dead->kind == MEMORY_HANDLE,
                                .loose_callee = state->loose_callee,
                                .loose_loc = state->loose_loc};
  outlived->steps = trail_steps(solver->arena, state->trail, &outlived->step_count);
}

void life_freed(struct solver *solver, const struct state *state, const struct ir_event *call,
                const struct ir_operand *value, uint32_t block) {
  if (solver->memory_count == SOLVER_MAX_MEMORY || value->kind != IR_PLACE)
    return;
  uint32_t at = solver->memory_count++;
  solver->memory[at] = (struct memory){
      MEMORY_HANDLE, solver->fn->places[value->place].var, value->place, IR_NONE, IR_NONE, -1};
  record_outlived(solver, state, OUTLIVED_FREED, block, call->loc, at);
  solver->memory_count--;
}

void life_told(struct solver *solver, struct state *state) {
  if (!state->dead || state->life == LIFE_OVER)
    return;
  state->dead = false;
  state->life = LIFE_OVER;
  record_outlived(solver, state, state->dead_kind, state->dead_block, state->dead_loc,
                  state->dead_memory);
}

// The place of another handle that the call leaves with its owner, and that the consumed one is now
// part of: a group that got a task; IR_NONE when there is none.
static uint32_t joins_in(const struct call_effect *effect, const struct ir_event *call,
                         uint32_t consumed) {
  for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++)
    if (i != consumed && effect->params[i].value == HANDLE_BORROWED && effect->params[i].touches &&
        call->args[i].value.kind == IR_PLACE)
      return call->args[i].value.place;
  return IR_NONE;
}

void life_consumed(struct solver *solver, struct state *state, const struct ir_event *call,
                   const struct call_effect *effect, uint32_t i, uint32_t block) {
  if (state->life == LIFE_OVER)
    return;
  life_told(solver, state);
  const struct param_effect *param = effect_of_param(effect, i);
  if (param->waits || effect->waits_for == (int)i) {
    life_done(solver, state, block);
    return;
  }
  state->combined = effect->gives ? call->place : joins_in(effect, call, i);
  state->life = state->combined != IR_NONE ? LIFE_COMBINED : LIFE_LOOSE;
  state->loose_callee = call->callee;
  state->loose_loc = call->loc;
}

void life_stored(struct state *state, const struct ir_event *call) {
  if (state->life != LIFE_RUNNING)
    return;
  state->life = LIFE_LOOSE;
  state->loose_callee = call->callee;
  state->loose_loc = call->loc;
}

// Whether the argument gives away the memory in use, or part of it.
static bool touches_memory(const struct solver *solver, const struct ir_operand *value) {
  if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
    return false;
  for (uint32_t i = 0; i < solver->memory_count; i++) {
    const struct memory *memory = &solver->memory[i];
    if (memory->kind != MEMORY_HANDLE && solver->fn->places[value->place].var == memory->var)
      return true;
  }
  return false;
}

static bool in_outer_place(const struct solver *solver, const struct state *state) {
  for (uint32_t i = 0; i < solver->slice->count; i++)
    if ((state->holders >> i & 1) && solver->slice->items[i].outlives)
      return true;
  return false;
}

static void die(struct solver *solver, struct state *state, enum outlived_kind kind, uint32_t block,
                uint32_t loc, uint32_t memory) {
  if (state->life == LIFE_OVER || state->dead)
    return;
  state->dead = true;
  state->dead_kind = kind;
  state->dead_block = block;
  state->dead_loc = loc;
  state->dead_memory = memory;
  if (state->life != LIFE_RUNNING)
    life_told(solver, state);
}

static void free_memory(struct solver *solver, struct state *state, enum memory_kind kind,
                        enum outlived_kind how, const struct ir_event *call,
                        const struct ir_operand *value, uint32_t block) {
  if (value->kind != IR_PLACE)
    return;
  for (uint32_t i = 0; i < solver->memory_count; i++)
    if (solver->memory[i].kind == kind && (state->live_pointers >> i & 1) &&
        solver->slice->canonical[value->place] == solver->slice->canonical[solver->memory[i].place])
      die(solver, state, how, block, call->loc, i);
}

void life_call(struct solver *solver, struct state *state, const struct ir_event *call,
               const struct call_effect *effect, uint32_t block) {
  if (state->life == LIFE_OVER || (state->life == LIFE_RUNNING && state->dead))
    return;
  bool given = false;
  for (uint32_t i = 0; i < call->arg_count; i++)
    given |= touches_memory(solver, &call->args[i].value);
  bool stranger = !effect->described;
  for (uint32_t i = 0; i < call->arg_count; i++)
    if (effect_of_param(effect, i)->frees) {
      free_memory(solver, state, MEMORY_POINTER, OUTLIVED_FREED, call, &call->args[i].value, block);
      given = false;
    } else if (effect_of_param(effect, i)->value == HANDLE_TAKEN &&
               (effect->waits_for != (int)i || state->life != LIFE_COMBINED)) {
      free_memory(solver, state, MEMORY_HANDLE,
                  effect->waits_for == (int)i ? OUTLIVED_JOINED : OUTLIVED_FREED, call,
                  &call->args[i].value, block);
    }
  switch (state->life) {
  case LIFE_RUNNING:
    if ((given && (stranger || effect->pauses)) || (stranger && in_outer_place(solver, state)))
      life_done(solver, state, block);
    break;
  case LIFE_COMBINED:
    if (stranger || effect->waits_for >= 0)
      life_done(solver, state, block);
    break;
  case LIFE_LOOSE:
    if (stranger || effect->waits_for >= 0 || effect->pauses || given)
      life_done(solver, state, block);
    break;
  case LIFE_OVER:
    break;
  }
}

void life_write(struct solver *solver, struct state *state, uint32_t place) {
  for (uint32_t i = 0; i < solver->memory_count && state->life != LIFE_OVER; i++)
    if (solver->memory[i].kind >= MEMORY_POINTER &&
        ir_place_below(solver->fn, solver->memory[i].place, place))
      state->live_pointers &= ~(UINT32_C(1) << i);
}

void life_scope_end(struct solver *solver, struct state *state, uint32_t place, uint32_t block,
                    uint32_t loc) {
  for (uint32_t i = 0; i < solver->memory_count; i++)
    if (solver->memory[i].kind == MEMORY_LOCAL && solver->fn->places[place].step == IR_STEP_VAR &&
        solver->memory[i].var == solver->fn->places[place].var)
      die(solver, state, OUTLIVED_SCOPE_END, block, loc, i);
}

// The call whose result the branch tests, when it stands in the same block.
static const struct ir_event *tested_call(const struct solver *solver, uint32_t block,
                                          uint32_t place) {
  const struct ir_block *code = &solver->fn->blocks[block];
  for (uint32_t e = code->event_count; e > 0; e--) {
    const struct ir_event *event = &code->events[e - 1];
    if (event->place == place && event->kind != IR_DEREF && event->kind != IR_USE)
      return event->kind == IR_CALL ? event : NULL;
  }
  return NULL;
}

void life_branch(struct solver *solver, struct state *state, const struct ir_terminator *end,
                 enum ir_compare compare, uint32_t block) {
  if (state->life == LIFE_OVER || end->a.kind != IR_PLACE)
    return;
  int64_t constant = end->b.kind == IR_INT ? end->b.value : 0;
  // What the branch reads may be what says that the operation is over.
  if (state->life == LIFE_LOOSE && touches_memory(solver, &end->a))
    life_done(solver, state, block);
  // Combining failed: it has waited for all that it got.
  if (state->life == LIFE_COMBINED && compare == IR_EQ && constant == 0 &&
      state->combined == end->a.place)
    life_done(solver, state, block);
  const struct ir_event *call = tested_call(solver, block, end->a.place);
  uint32_t which;
  if (!call || (compare == IR_NE) != (constant == 0))
    return;
  const struct call_effect *effect =
      solver->callees->effect(solver->callees->data, solver->fn, call);
  if (effect->tests_done >= 0 && (uint32_t)effect->tests_done < call->arg_count &&
      call->args[effect->tests_done].value.kind == IR_PLACE &&
      state_holds(solver, state,
                  solver->slice->canonical[call->args[effect->tests_done].value.place], &which))
    life_done(solver, state, block);
}

void life_escape(struct solver *solver, struct state *state, const struct ir_operand *value,
                 uint32_t block) {
  if (state->life == LIFE_LOOSE && touches_memory(solver, value))
    life_done(solver, state, block);
}

// The function returns, by now with a handle that is kept somewhere, returned (`given`) or out of
// reach.
void life_return(struct solver *solver, struct state *state, bool given, bool success,
                 uint32_t block, uint32_t loc) {
  struct handle_result *result = solver->result;
  if (state->life == LIFE_OVER)
    return;
  result->leaves_running |= !given;
  for (uint32_t i = 0; i < solver->memory_count; i++) {
    int param = solver->memory[i].param;
    if (param >= 0 && param < 32 && given)
      result->keeps |= UINT32_C(1) << param;
    else if (param >= 0 && param < 32)
      result->keeps_on |= UINT32_C(1) << param;
    if (param >= 0 && param < 32 && !success)
      result->keeps_on_failure |= UINT32_C(1) << param;
  }
  life_told(solver, state);
  for (uint32_t i = 0; i < solver->memory_count; i++)
    if (solver->memory[i].kind <= MEMORY_ALLOCA) {
      die(solver, state, given ? OUTLIVED_RETURNED : OUTLIVED_LEFT, block, loc, i);
      life_told(solver, state);
    }
}

// Keeps the branches after which nobody waits any more.
void life_keep_relevant(struct solver *solver, struct outlived *outlived) {
  struct ways *waits = ways_find(solver->arena, solver->cfg, solver->waits);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < outlived->step_count; i++)
    if (!ways_taken(waits, &outlived->steps[i]) && ways_other(waits, &outlived->steps[i]))
      outlived->steps[kept++] = outlived->steps[i];
  outlived->step_count = kept;
}
