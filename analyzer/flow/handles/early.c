// SPDX-License-Identifier: MIT
// Reads of the memory that an operation uses, while it may still be running.
#include "analyzer/flow/handles/solver.h"

#include <string.h>

// Whether `place` lies in the memory.
static bool inside(const struct solver *solver, const struct state *state, uint32_t i,
                   uint32_t place) {
  const struct memory *memory = &solver->memory[i];
  const struct ir_function *fn = solver->fn;
  if (memory->kind == MEMORY_HANDLE)
    return false;
  if (memory->kind != MEMORY_LOCAL)
    return (state->live_pointers >> i & 1) && place_behind(fn, place, memory->place);
  if (fn->places[place].var != memory->var)
    return false;
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_DEREF)
      return false;
  return true;
}

static void record_early(struct solver *solver, const struct state *state, uint32_t place,
                         uint32_t arg, uint32_t block, uint32_t loc) {
  struct handle_result *result = solver->result;
  for (uint32_t i = 0; i < result->early_count; i++)
    if (result->early[i].loc == loc && result->early[i].place == place)
      return;
  if (result->early_count == FLOW_MAX_EARLY || loc == IR_NONE)
    return;
  if (!result->early)
    result->early = ARENA_ARRAY(solver->arena, struct early, FLOW_MAX_EARLY);
  struct early *early = &result->early[result->early_count++];
  *early = (struct early){.place = place, .arg = arg, .block = block, .loc = loc};
  early->steps = trail_steps(solver->arena, state->trail, &early->step_count);
}

void early_read(struct solver *solver, const struct state *state, const struct ir_operand *value,
                uint32_t block, uint32_t loc) {
  if (state->life != LIFE_RUNNING || state->handle != HANDLE_OWNED || state->dead ||
      state->several || value->kind != IR_PLACE)
    return;
  uint32_t place = solver->slice->canonical[value->place];
  for (uint32_t i = 0; i < solver->memory_count; i++)
    if (inside(solver, state, i, place)) {
      record_early(solver, state, place, solver->memory[i].arg, block, loc);
      return;
    }
}

void early_event(struct solver *solver, const struct state *state, const struct ir_event *event,
                 uint32_t block) {
  if (state->life != LIFE_RUNNING)
    return;
  early_read(solver, state, &event->a, block, event->loc);
  early_read(solver, state, &event->b, block, event->loc);
  for (uint32_t i = 0; i < event->arg_count; i++)
    early_read(solver, state, &event->args[i].value, block, event->loc);
}

// Keeps the branches whose other way does not lead to the read.
void early_keep_relevant(struct solver *solver, struct early *early) {
  bool *read = ARENA_ARRAY(solver->arena, bool, solver->fn->block_count);
  read[early->block] = true;
  struct ways *reads = ways_find(solver->arena, solver->cfg, read);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < early->step_count; i++)
    if (!ways_other(reads, &early->steps[i]))
      early->steps[kept++] = early->steps[i];
  early->step_count = kept;
}
