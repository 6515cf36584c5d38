// SPDX-License-Identifier: MIT
// Control-flow graph: reverse postorder, predecessors, dominators, reachability.
#include "analyzer/flow/flow.h"

#include <string.h>

uint32_t cfg_successor(const struct ir_block *block, uint32_t i) {
  const struct ir_terminator *end = &block->end;
  switch (end->kind) {
  case IR_JUMP:
    return i < 1 ? end->targets[0] : IR_NONE;
  case IR_BRANCH:
    return i < 2 ? end->targets[i] : IR_NONE;
  case IR_SWITCH:
    if (i == 0)
      return end->targets[0];
    return i - 1 < end->case_count ? end->cases[i - 1].target : IR_NONE;
  case IR_MULTI:
    return i < end->target_count ? end->targets[i] : IR_NONE;
  case IR_RETURN:
  case IR_UNREACHABLE:
    break;
  }
  return IR_NONE;
}

// Depth-first without recursion: a function of many thousand blocks must not exhaust our stack.
static void compute_order(struct arena *arena, struct cfg *cfg) {
  const struct ir_function *fn = cfg->fn;
  uint32_t *stack = ARENA_ARRAY(arena, uint32_t, fn->block_count);
  uint32_t *next = ARENA_ARRAY(arena, uint32_t, fn->block_count);
  bool *seen = ARENA_ARRAY(arena, bool, fn->block_count);
  uint32_t depth = 0, postorder = 0;
  stack[depth++] = 0;
  seen[0] = true;
  while (depth) {
    uint32_t block = stack[depth - 1];
    uint32_t successor = cfg_successor(&fn->blocks[block], next[block]);
    if (successor == IR_NONE) {
      cfg->order[postorder++] = block;
      depth--;
      continue;
    }
    next[block]++;
    if (!seen[successor]) {
      seen[successor] = true;
      stack[depth++] = successor;
    }
  }
  cfg->order_count = postorder;
  for (uint32_t i = 0; i < postorder / 2; i++) {
    uint32_t other = cfg->order[i];
    cfg->order[i] = cfg->order[postorder - 1 - i];
    cfg->order[postorder - 1 - i] = other;
  }
  for (uint32_t i = 0; i < postorder; i++)
    cfg->position[cfg->order[i]] = i;
}

static void compute_preds(struct arena *arena, struct cfg *cfg) {
  const struct ir_function *fn = cfg->fn;
  uint32_t total = 0;
  cfg->pred_start = ARENA_ARRAY(arena, uint32_t, fn->block_count + 1);
  for (uint32_t i = 0; i < cfg->order_count; i++) {
    const struct ir_block *block = &fn->blocks[cfg->order[i]];
    uint32_t target;
    for (uint32_t s = 0; (target = cfg_successor(block, s)) != IR_NONE; s++, total++)
      cfg->pred_start[target + 1]++;
  }
  for (uint32_t b = 0; b < fn->block_count; b++)
    cfg->pred_start[b + 1] += cfg->pred_start[b];
  cfg->preds = ARENA_ARRAY(arena, uint32_t, total);
  uint32_t *fill = arena_copy(arena, cfg->pred_start, sizeof(uint32_t) * (fn->block_count + 1));
  for (uint32_t i = 0; i < cfg->order_count; i++) {
    uint32_t target;
    for (uint32_t s = 0; (target = cfg_successor(&fn->blocks[cfg->order[i]], s)) != IR_NONE; s++)
      cfg->preds[fill[target]++] = cfg->order[i];
  }
}

static uint32_t intersect(const struct cfg *cfg, uint32_t a, uint32_t b) {
  while (a != b) {
    while (cfg->position[a] > cfg->position[b])
      a = cfg->dominator[a];
    while (cfg->position[b] > cfg->position[a])
      b = cfg->dominator[b];
  }
  return a;
}

static void compute_dominators(struct cfg *cfg) {
  cfg->dominator[0] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 1; i < cfg->order_count; i++) {
      uint32_t block = cfg->order[i], found = IR_NONE;
      for (uint32_t p = cfg->pred_start[block]; p < cfg->pred_start[block + 1]; p++) {
        uint32_t pred = cfg->preds[p];
        if (cfg->dominator[pred] != IR_NONE)
          found = found == IR_NONE ? pred : intersect(cfg, pred, found);
      }
      if (cfg->dominator[block] != found) {
        cfg->dominator[block] = found;
        changed = true;
      }
    }
  }
}

static void number_dominators(struct arena *arena, struct cfg *cfg) {
  uint32_t *next = ARENA_ARRAY(arena, uint32_t, cfg->fn->block_count);
  cfg->entered = ARENA_ARRAY(arena, uint32_t, cfg->fn->block_count);
  cfg->below = ARENA_ARRAY(arena, uint32_t, cfg->fn->block_count);
  for (uint32_t i = cfg->order_count; i > 0; i--) {
    uint32_t block = cfg->order[i - 1];
    cfg->below[block]++;
    if (i > 1)
      cfg->below[cfg->dominator[block]] += cfg->below[block];
  }
  next[0] = 1;
  for (uint32_t i = 1; i < cfg->order_count; i++) {
    uint32_t block = cfg->order[i], above = cfg->dominator[block];
    cfg->entered[block] = next[above];
    next[above] += cfg->below[block];
    next[block] = cfg->entered[block] + 1;
  }
}

struct cfg *cfg_build(struct arena *arena, const struct ir_function *fn) {
  struct cfg *cfg = ARENA_NEW(arena, struct cfg);
  cfg->fn = fn;
  cfg->order = ARENA_ARRAY(arena, uint32_t, fn->block_count);
  cfg->position = ARENA_ARRAY(arena, uint32_t, fn->block_count);
  cfg->dominator = ARENA_ARRAY(arena, uint32_t, fn->block_count);
  memset(cfg->position, 0xff, sizeof(uint32_t) * fn->block_count);
  memset(cfg->dominator, 0xff, sizeof(uint32_t) * fn->block_count);
  compute_order(arena, cfg);
  compute_preds(arena, cfg);
  compute_dominators(cfg);
  number_dominators(arena, cfg);
  cfg->arena = arena;
  cfg->outline = ARENA_NEW(arena, struct outline *);
  return cfg;
}

bool cfg_dominates(const struct cfg *cfg, uint32_t dominator, uint32_t block) {
  if (cfg->position[block] == IR_NONE || cfg->position[dominator] == IR_NONE)
    return false;
  return cfg->entered[block] - cfg->entered[dominator] < cfg->below[dominator];
}

bool cfg_reaches(struct arena *scratch, const struct cfg *cfg, uint32_t from, uint32_t to,
                 uint32_t avoid) {
  if (from == avoid)
    return false;
  bool *seen = ARENA_ARRAY(scratch, bool, cfg->fn->block_count);
  uint32_t *stack = ARENA_ARRAY(scratch, uint32_t, cfg->fn->block_count);
  uint32_t depth = 0;
  stack[depth++] = from;
  seen[from] = true;
  while (depth) {
    uint32_t block = stack[--depth], target;
    if (block == to)
      return true;
    for (uint32_t s = 0; (target = cfg_successor(&cfg->fn->blocks[block], s)) != IR_NONE; s++)
      if (!seen[target] && target != avoid) {
        seen[target] = true;
        stack[depth++] = target;
      }
  }
  return false;
}
