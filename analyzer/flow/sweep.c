// SPDX-License-Identifier: MIT
// Finding the loops over elements, and their bounds where these are constants.
#include "analyzer/flow/sweep.h"

#include <string.h>

struct sweeps {
  struct arena *arena;
  const struct cfg *cfg;
  bool *takes;     // per block: a call takes some element
  int64_t *bounds; // per block: turns of the innermost counting loop around it; 0 unknown
  int64_t filled;  // the same of the site
  uint32_t site;   // block of the site, or IR_NONE
  bool *waits;     // per block: a call may wait
  uint32_t wait_count;
};

// ---- bounds ----

static bool is_plain_local(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  uint32_t not_plain = IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_PARAM | IR_VAR_VOLATILE;
  return path->step == IR_STEP_VAR && !(fn->vars[path->var].flags & not_plain);
}

// True when the variable of `place` is only ever set to 0 and counted up by 1.
static bool counts_up(const struct ir_function *fn, uint32_t place) {
  if (!is_plain_local(fn, place))
    return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
                    event->kind == IR_CALL;
      if (!writes || event->place != place)
        continue;
      bool starts = event->kind == IR_MOVE && event->a.kind == IR_INT && event->a.value == 0;
      bool steps = event->kind == IR_BIN && strcmp(event->op, "+") == 0 &&
                   event->a.kind == IR_PLACE && event->a.place == place &&
                   event->b.kind == IR_INT && event->b.value == 1;
      if (!starts && !steps)
        return false;
    }
  return true;
}

// How often `for (i = 0; i < BOUND; i++)` with its test in `block` turns; 0 when it is no such
// loop.
static int64_t turns_of(const struct cfg *cfg, uint32_t block) {
  const struct ir_terminator *end = &cfg->fn->blocks[block].end;
  if (end->kind != IR_BRANCH || end->compare != IR_LT || end->a.kind != IR_PLACE ||
      end->b.kind != IR_INT)
    return 0;
  return end->b.value > 0 && counts_up(cfg->fn, end->a.place) ? end->b.value : 0;
}

static bool is_in_loop_of(struct arena *arena, const struct cfg *cfg, uint32_t block,
                          uint32_t head) {
  return cfg_dominates(cfg, head, block) && cfg_reaches(arena, cfg, block, head, IR_NONE);
}

// Turns of the loops around `block`; more than one loop, or one that may be left early, tells
// nothing.
static int64_t turns_around(struct arena *arena, const struct cfg *cfg, uint32_t block) {
  int64_t turns = 0;
  for (uint32_t head = cfg->dominator[block], last = block; head != last;
       last = head, head = cfg->dominator[head]) {
    if (!is_in_loop_of(arena, cfg, block, head) || !turns_of(cfg, head))
      continue;
    if (turns)
      return 0;
    turns = turns_of(cfg, head);
  }
  return turns;
}

// ---- sweeps ----

static bool has_elements(const struct slice *slice) {
  for (uint32_t i = 0; i < slice->count; i++)
    if (slice->items[i].weak && slice->items[i].holder)
      return true;
  return false;
}

static bool takes_element(const struct slice *slice, const struct call_effect *effect,
                          const struct ir_event *call) {
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    int at = value->kind == IR_PLACE ? slice_find(slice, slice->canonical[value->place]) : -1;
    const struct param_effect *param = i < effect->param_count ? &effect->params[i] : &effect->rest;
    if (at >= 0 && slice->items[at].weak && slice->items[at].holder &&
        param->value != HANDLE_BORROWED)
      return true;
  }
  return false;
}

/// Finds the blocks in which a call may wait.
static void find_waits(struct sweeps *sweeps, const struct flow_callees *callees) {
  const struct ir_function *fn = sweeps->cfg->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !sweeps->waits[b]; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (call->kind != IR_CALL || sweeps->cfg->position[b] == IR_NONE)
        continue;
      const struct call_effect *effect = callees->effect(callees->data, fn, call);
      sweeps->waits[b] = effect->pauses || effect->waits_for >= 0;
      sweeps->wait_count += sweeps->waits[b];
    }
}

struct sweeps *sweeps_find(struct arena *arena, const struct cfg *cfg,
                           const struct flow_callees *callees, const struct slice *slice,
                           uint32_t site_block, bool lives) {
  const struct ir_function *fn = cfg->fn;
  struct sweeps *sweeps = ARENA_NEW(arena, struct sweeps);
  *sweeps = (struct sweeps){.arena = arena,
                            .cfg = cfg,
                            .site = site_block,
                            .takes = ARENA_ARRAY(arena, bool, fn->block_count),
                            .waits = ARENA_ARRAY(arena, bool, fn->block_count),
                            .bounds = ARENA_ARRAY(arena, int64_t, fn->block_count)};
  if (lives)
    find_waits(sweeps, callees);
  if (!has_elements(slice))
    return sweeps;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !sweeps->takes[b]; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (cfg->position[b] == IR_NONE || call->kind != IR_CALL ||
          !takes_element(slice, callees->effect(callees->data, fn, call), call))
        continue;
      sweeps->takes[b] = true;
      sweeps->bounds[b] = turns_around(arena, cfg, b);
    }
  if (site_block != IR_NONE)
    sweeps->filled = turns_around(arena, cfg, site_block);
  return sweeps;
}

bool sweeps_falls_short(const struct sweeps *sweeps, uint32_t block) {
  int64_t bound = sweeps->bounds[block];
  return bound && sweeps->filled && bound < sweeps->filled;
}

/// Whether `block` is the head of a loop around `inner`, and going on to `target` leaves it.
static bool leaves_loop_around(struct sweeps *sweeps, uint32_t inner, uint32_t block,
                               uint32_t target) {
  return is_in_loop_of(sweeps->arena, sweeps->cfg, inner, block) &&
         !cfg_reaches(sweeps->arena, sweeps->cfg, target, inner, block);
}

bool sweeps_ends(struct sweeps *sweeps, uint32_t block, uint32_t target) {
  for (uint32_t b = 0; b < sweeps->cfg->fn->block_count; b++)
    if (sweeps->takes[b] && !sweeps_falls_short(sweeps, b) &&
        leaves_loop_around(sweeps, b, block, target))
      return true;
  return false;
}

bool sweeps_waits(struct sweeps *sweeps, uint32_t block, uint32_t target) {
  if (!sweeps->wait_count ||
      (sweeps->site != IR_NONE && is_in_loop_of(sweeps->arena, sweeps->cfg, sweeps->site, block)))
    return false;
  for (uint32_t b = 0; b < sweeps->cfg->fn->block_count; b++)
    if (sweeps->waits[b] && leaves_loop_around(sweeps, b, block, target))
      return true;
  return false;
}
