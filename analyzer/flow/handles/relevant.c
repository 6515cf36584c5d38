// SPDX-License-Identifier: MIT
// What the solver may leave out for one handle: events that have nothing to do with its slice, and
// paths on which nothing more can become of it. A function with many handles is followed once for
// each, and nearly all of it is about the others.
#include "analyzer/flow/handles/solver.h"

#include <string.h>

static void mark(uint64_t *bits, const struct outline *outline, const struct mention *at) {
  uint32_t number = outline->first_event[at->block] + at->event;
  bits[number / 64] |= UINT64_C(1) << number % 64;
}

static void mark_var(const struct solver *solver, uint64_t *bits, uint32_t var) {
  const struct outline *outline = solver->slice->outline;
  for (uint32_t m = outline->of_var.start[var]; m < outline->of_var.start[var + 1]; m++)
    mark(bits, outline, &outline->of_var.items[m]);
}

// Whether calls that are given nothing of the slice may still matter: they may write to what others
// know the address of, and wait for an operation.
static bool all_calls_matter(const struct solver *solver) {
  if (solver->memory_count || solver_is_lent(solver) || solver->site->kind == SITE_KEPT)
    return true;
  for (uint32_t i = 0; i < solver->slice->count; i++) {
    const struct tracked *item = &solver->slice->items[i];
    uint32_t var = solver->fn->places[item->place].var;
    if (item->outlives || solver->slice->outline->addressed[var] ||
        (solver->fn->vars[var].flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN)))
      return true;
  }
  return false;
}

static void mark_calls(const struct solver *solver, uint64_t *bits) {
  const struct ir_function *fn = solver->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL)
        mark(bits, solver->slice->outline, &(struct mention){b, e});
}

void relevant_find(struct solver *solver) {
  const struct outline *outline = solver->slice->outline;
  const struct site *site = solver->site;
  uint64_t *bits = ARENA_ARRAY(solver->arena, uint64_t, outline->event_count / 64 + 1);
  for (uint32_t i = 0; i < solver->slice->count; i++)
    mark_var(solver, bits, solver->fn->places[solver->slice->items[i].place].var);
  for (uint32_t i = 0; i < solver->memory_count; i++)
    mark_var(solver, bits, solver->memory[i].var);
  if (all_calls_matter(solver))
    mark_calls(solver, bits);
  solver->relevant = bits;
  if (site->block == IR_NONE)
    return;
  mark(bits, outline, &(struct mention){site->block, site->event});
  bool *goals = ARENA_ARRAY(solver->arena, bool, solver->fn->block_count);
  uint32_t target;
  goals[site->block] = true;
  solver->to_site = ways_find(solver->arena, solver->cfg, goals);
  for (uint32_t s = 0; (target = cfg_successor(&solver->fn->blocks[site->block], s)) != IR_NONE;
       s++)
    solver->again |= ways_from(solver->to_site, target, IR_NONE);
}

uint32_t relevant_next(const struct solver *solver, uint32_t block, uint32_t event) {
  const struct outline *outline = solver->slice->outline;
  uint32_t first = outline->first_event[block], end = outline->first_event[block + 1];
  for (uint32_t number = first + event; number < end; number = (number / 64 + 1) * 64) {
    uint64_t bits = solver->relevant[number / 64] >> number % 64;
    if (!bits)
      continue;
    number += (uint32_t)__builtin_ctzll(bits);
    return number < end ? number - first : end - first;
  }
  return end - first;
}

bool state_finished(const struct solver *solver, const struct state *state, uint32_t block,
                    uint32_t event) {
  const struct site *site = solver->site;
  // What became of the operation is still asked for.
  bool open = state->life == LIFE_COMBINED || state->life == LIFE_LOOSE;
  if (site->block == IR_NONE || open ||
      (state->handle != HANDLE_BEFORE && state->handle != HANDLE_ABSENT &&
       state->handle != HANDLE_LOST))
    return false;
  if (block == site->block)
    return event > site->event && !solver->again;
  return !ways_from(solver->to_site, block, IR_NONE);
}
