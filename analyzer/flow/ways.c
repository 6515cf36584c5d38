// SPDX-License-Identifier: MIT
// Which blocks lead to one of several, also around a block: what decides which branches a path is
// told by.
#include "analyzer/flow/flow.h"

struct ways {
  const struct cfg *cfg;
  const bool *goals;
  bool *leads;     // per block: a goal can be reached
  uint32_t *seen;  // per block: the last search that came by
  uint32_t *stack; // of the search
  uint32_t search;
};

struct ways *ways_find(struct arena *arena, const struct cfg *cfg, const bool *goals) {
  uint32_t count = cfg->fn->block_count, depth = 0;
  struct ways *ways = ARENA_NEW(arena, struct ways);
  *ways = (struct ways){.cfg = cfg,
                        .goals = goals,
                        .leads = ARENA_ARRAY(arena, bool, count),
                        .seen = ARENA_ARRAY(arena, uint32_t, count),
                        .stack = ARENA_ARRAY(arena, uint32_t, count)};
  for (uint32_t b = 0; b < count; b++)
    if (goals[b]) {
      ways->leads[b] = true;
      ways->stack[depth++] = b;
    }
  while (depth) {
    uint32_t block = ways->stack[--depth];
    for (uint32_t p = cfg->pred_start[block]; p < cfg->pred_start[block + 1]; p++)
      if (!ways->leads[cfg->preds[p]]) {
        ways->leads[cfg->preds[p]] = true;
        ways->stack[depth++] = cfg->preds[p];
      }
  }
  return ways;
}

bool ways_from(struct ways *ways, uint32_t from, uint32_t avoid) {
  if (from == avoid || !ways->leads[from])
    return false;
  if (avoid == IR_NONE || !ways->leads[avoid])
    return true; // no way from here to a goal comes by there
  uint32_t depth = 0;
  ways->stack[depth++] = from;
  ways->seen[from] = ++ways->search;
  while (depth) {
    uint32_t block = ways->stack[--depth], target;
    if (ways->goals[block])
      return true;
    const struct ir_block *code = &ways->cfg->fn->blocks[block];
    for (uint32_t s = 0; (target = cfg_successor(code, s)) != IR_NONE; s++)
      if (ways->leads[target] && ways->seen[target] != ways->search && target != avoid) {
        ways->seen[target] = ways->search;
        ways->stack[depth++] = target;
      }
  }
  return false;
}

bool ways_taken(struct ways *ways, const struct step *step) {
  return ways_from(ways, step->target, step->block);
}

bool ways_other(struct ways *ways, const struct step *step) {
  const struct ir_block *block = &ways->cfg->fn->blocks[step->block];
  // When the way taken leads nowhere, a way by another one never needs the branch twice.
  bool simple = !ways->leads[step->target] && !ways->goals[step->block];
  uint32_t target;
  for (uint32_t s = 0; (target = cfg_successor(block, s)) != IR_NONE; s++) {
    if (target != step->target && ways->leads[target] &&
        (simple || ways_from(ways, target, step->block)))
      return true;
  }
  return false;
}
