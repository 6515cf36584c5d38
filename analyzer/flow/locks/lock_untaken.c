// SPDX-License-Identifier: MIT
// Locks that no call of a function surely takes or releases: a forward analysis over sets of locks
// that joins where ways meet. (Kildall, "A unified approach to global program optimization", 1973)
#include "analyzer/flow/locks/locks.h"

/// Locks (bits) on some way to a place: left as they were so far, and not.
struct seen {
  uint32_t alone, gone;
  bool reached;
};

struct untaken {
  const struct cfg *cfg;
  const struct lock_callees *callees;
  struct lock_result *result;
  struct seen *in; // of each block
};

static uint32_t bit_of(const struct lock_result *result, const char *path) {
  for (uint32_t i = 0; i < result->lock_count; i++)
    if (result->locks[i].path == path)
      return UINT32_C(1) << i;
  return 0;
}

static bool is_call(const struct ir_event *event) {
  return event->kind == IR_CALL || event->kind == IR_CLEANUP;
}

/// Moves `seen` behind a call; not reached when it does not return.
static void pass_call(const struct untaken *untaken, struct seen *seen, uint32_t block,
                      uint32_t event) {
  const struct lock_callees *callees = untaken->callees;
  const struct lock_call *call = callees->call(callees->data, untaken->cfg->fn, block, event);
  for (uint32_t k = 0; k < call->count; k++)
    if (call->ops[k].action == LOCK_MAYBE) {
      uint32_t bit = bit_of(untaken->result, call->ops[k].path);
      seen->alone &= ~bit;
      seen->gone |= bit;
    }
  seen->reached = !call->exits;
}

/// Moves `seen` from the beginning of a block to its end, and adds its calls to `sights` unless
/// that is NULL.
static void pass_block(const struct untaken *untaken, struct seen *seen, uint32_t block,
                       struct lock_sight *sights) {
  const struct ir_block *code = &untaken->cfg->fn->blocks[block];
  for (uint32_t e = 0; e < code->event_count && seen->reached; e++) {
    if (!is_call(&code->events[e]))
      continue;
    if (sights)
      sights[untaken->result->sight_count++] =
          (struct lock_sight){.block = block, .event = e, .callers = seen->alone};
    pass_call(untaken, seen, block, e);
  }
}

/// True when the block is entered in a way that it was not before.
static bool join(struct seen *in, const struct seen *from) {
  struct seen before = *in;
  *in = (struct seen){before.alone | from->alone, before.gone | from->gone, true};
  return !before.reached || in->alone != before.alone || in->gone != before.gone;
}

static void solve(const struct untaken *untaken) {
  const struct cfg *cfg = untaken->cfg;
  bool changed = true;
  untaken->in[0] = (struct seen){.alone = UINT32_MAX, .reached = true};
  while (changed) {
    changed = false;
    for (uint32_t i = 0; i < cfg->order_count; i++) {
      uint32_t block = cfg->order[i], target;
      struct seen seen = untaken->in[block];
      if (seen.reached)
        pass_block(untaken, &seen, block, NULL);
      for (uint32_t s = 0; seen.reached; s++) {
        target = cfg_successor(&cfg->fn->blocks[block], s);
        if (target == IR_NONE)
          break;
        changed |= join(&untaken->in[target], &seen);
      }
    }
  }
}

static uint32_t count_calls(const struct ir_function *fn) {
  uint32_t count = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      count += is_call(&fn->blocks[b].events[e]);
  return count;
}

void locks_follow_untaken(struct arena *arena, const struct cfg *cfg,
                          const struct lock_callees *callees, struct lock_result *result) {
  struct arena scratch = {0};
  struct untaken untaken = {cfg, callees, result,
                            ARENA_ARRAY(&scratch, struct seen, cfg->fn->block_count)};
  uint32_t all = (UINT32_C(1) << result->lock_count) - 1;
  solve(&untaken);
  result->sights = ARENA_ARRAY(arena, struct lock_sight, count_calls(cfg->fn));
  for (uint32_t b = 0; b < cfg->fn->block_count; b++) {
    struct seen seen = untaken.in[b];
    seen.alone &= all;
    pass_block(&untaken, &seen, b, result->sights);
    if (seen.reached && cfg->fn->blocks[b].end.kind == IR_RETURN)
      result->unknown |= seen.gone;
  }
  arena_free(&scratch);
}
