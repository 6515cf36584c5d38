// SPDX-License-Identifier: MIT
// Natural loops by dominators, and what stands in them.
#include "rules/shared/loops.h"

#include <stdlib.h>

bool writes_var(const struct ir_function *fn, const struct ir_event *event, uint32_t var) {
  bool writes = event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
                event->kind == IR_CALL;
  return writes && event->place != IR_NONE && fn->places[event->place].var == var;
}

bool mentions_var(const struct ir_function *fn, const struct ir_operand *operand, uint32_t var) {
  return (operand->kind == IR_PLACE || operand->kind == IR_ADDRESS) &&
         fn->places[operand->place].var == var;
}

// ---- finding loops ----

// Blocks from which `from` is reached without passing the header.
static void collect(const struct cfg *cfg, struct loop *loop, uint32_t from, uint32_t *stack) {
  uint32_t depth = 0;
  if (!loop->inside[from]) {
    loop->inside[from] = true;
    stack[depth++] = from;
  }
  while (depth) {
    uint32_t block = stack[--depth];
    for (uint32_t i = cfg->pred_start[block]; i < cfg->pred_start[block + 1]; i++) {
      uint32_t before = cfg->preds[i];
      if (cfg->position[before] == IR_NONE || loop->inside[before])
        continue;
      loop->inside[before] = true;
      stack[depth++] = before;
    }
  }
}

uint32_t find_loops(struct arena *arena, const struct cfg *cfg, struct loop **loops) {
  uint32_t blocks = cfg->fn->block_count, count = 0;
  uint32_t *stack = ARENA_ARRAY(arena, uint32_t, blocks + 1);
  *loops = ARENA_ARRAY(arena, struct loop, blocks + 1);
  for (uint32_t i = 0; i < cfg->order_count; i++) {
    uint32_t header = cfg->order[i];
    struct loop *loop = NULL;
    for (uint32_t k = cfg->pred_start[header]; k < cfg->pred_start[header + 1]; k++) {
      uint32_t back = cfg->preds[k];
      if (cfg->position[back] == IR_NONE || !cfg_dominates(cfg, header, back))
        continue;
      if (!loop) {
        loop = &(*loops)[count++];
        *loop = (struct loop){header, ARENA_ARRAY(arena, bool, blocks + 1)};
        loop->inside[header] = true;
      }
      collect(cfg, loop, back, stack);
    }
  }
  return count;
}

bool in_inner_loop(const struct loop *loops, uint32_t count, const struct loop *loop,
                   uint32_t block) {

  for (uint32_t i = 0; i < count; i++)
    if (&loops[i] != loop && loop->inside[loops[i].header] && loops[i].inside[block] &&
        loops[i].header != loop->header)
      return true;
  return false;
}

uint32_t loop_location(const struct cfg *cfg, const struct loop *loop) {
  const struct ir_function *fn = cfg->fn;
  uint32_t best = fn->blocks[loop->header].end.loc;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    for (uint32_t e = 0; loop->inside[b] && best == IR_NONE && e < block->event_count; e++)
      best = block->events[e].loc;
    if (loop->inside[b] && best == IR_NONE)
      best = block->end.loc;
  }
  return best;
}

// ---- counting loops ----

// The steps of the variable in the loop: true when each write adds the same constant, once a round.
static bool counts_by(const struct cfg *cfg, const struct loop *loop, uint32_t var, int64_t *step) {
  const struct ir_function *fn = cfg->fn;
  uint32_t writes = 0;
  if (fn->vars[var].flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE))
    return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; loop->inside[b] && e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!writes_var(fn, event, var))
        continue;
      bool adds = event->kind == IR_BIN && (event->op[0] == '+' || event->op[0] == '-') &&
                  event->op[1] == '\0' && event->a.kind == IR_PLACE &&
                  event->a.place == event->place && event->b.kind == IR_INT;
      if (!adds || writes++)
        return false;
      *step = event->op[0] == '+' ? event->b.value : -event->b.value;
    }
  return writes == 1 && *step != 0;
}

// The constant the variable has when the loop begins: the nearest write outside it that is passed
// on every way in.
static bool start_value(const struct cfg *cfg, const struct loop *loop, uint32_t var,
                        int64_t *value) {
  const struct ir_function *fn = cfg->fn;
  uint32_t best = IR_NONE;
  bool known = false;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    if (loop->inside[b] || cfg->position[b] == IR_NONE)
      continue;
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!writes_var(fn, event, var) || !cfg_dominates(cfg, b, loop->header))
        continue;
      if (best != IR_NONE && cfg->position[b] < cfg->position[best])
        continue;
      best = b;
      known = event->kind == IR_MOVE && operand_constant(fn, &event->a, value);
    }
  }
  return known;
}

// Whether the branch of `block` leaves the loop by comparing a counter with a constant soon.
static bool ends_soon(const struct cfg *cfg, const struct loop *loop, uint32_t block,
                      int64_t most) {
  const struct ir_function *fn = cfg->fn;
  const struct ir_terminator *end = &fn->blocks[block].end;
  int64_t limit = 0, start = 0, step = 1;
  if (end->kind != IR_BRANCH || end->a.kind != IR_PLACE ||
      (loop->inside[end->targets[0]] && loop->inside[end->targets[1]]) ||
      !operand_constant(fn, &end->b, &limit))
    return false;
  const struct ir_place *path = &fn->places[end->a.place];
  if (path->step != IR_STEP_VAR || !counts_by(cfg, loop, path->var, &step) ||
      !start_value(cfg, loop, path->var, &start))
    return false;
  if (limit > INT32_MAX || limit < INT32_MIN || start > INT32_MAX || start < INT32_MIN ||
      step > INT32_MAX || step < INT32_MIN)
    return false;
  int64_t rounds = (limit - start) / step;
  return rounds >= 0 && rounds <= most;
}

bool is_short_loop(const struct cfg *cfg, const struct loop *loop, int64_t most) {
  for (uint32_t b = 0; b < cfg->fn->block_count; b++)
    if (loop->inside[b] && ends_soon(cfg, loop, b, most))
      return true;
  return false;
}

// ---- loops that run once ----

/// Whether the loop is left when the variable tested in `block` has the value `constant`.
static bool leaves_with(const struct ir_terminator *end, const struct loop *loop,
                        int64_t constant) {
  bool true_leaves = !loop->inside[end->targets[0]], false_leaves = !loop->inside[end->targets[1]];
  bool equal = constant == end->b.value;
  bool holds = (end->compare == IR_EQ) == equal;
  return holds ? true_leaves : false_leaves;
}

static bool tests_once(struct arena *scratch, const struct cfg *cfg, const struct loop *loop,
                       uint32_t block) {
  const struct ir_function *fn = cfg->fn;
  const struct ir_terminator *end = &fn->blocks[block].end;
  if (end->kind != IR_BRANCH || end->a.kind != IR_PLACE || end->b.kind != IR_INT ||
      (end->compare != IR_EQ && end->compare != IR_NE) ||
      fn->places[end->a.place].step != IR_STEP_VAR)
    return false;
  uint32_t var = fn->places[end->a.place].var;
  if (fn->vars[var].flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE))
    return false;
  bool *dominated = ARENA_ARRAY(scratch, bool, fn->block_count + 1);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; loop->inside[b] && e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      int64_t constant;
      if (!writes_var(fn, event, var))
        continue;
      if (event->kind != IR_MOVE || !operand_constant(fn, &event->a, &constant) ||
          !leaves_with(end, loop, constant))
        return false;
      for (uint32_t k = 0; k < fn->block_count; k++)
        dominated[k] |= cfg->position[k] != IR_NONE && cfg_dominates(cfg, b, k);
    }
  for (uint32_t k = cfg->pred_start[loop->header]; k < cfg->pred_start[loop->header + 1]; k++)
    if (loop->inside[cfg->preds[k]] && !dominated[cfg->preds[k]])
      return false; // a way back without the last word
  return true;
}

bool is_once_loop(const struct cfg *cfg, const struct loop *loop) {
  struct arena scratch = {0};
  bool once = tests_once(&scratch, cfg, loop, loop->header);
  arena_free(&scratch);
  return once;
}
