// SPDX-License-Identifier: MIT
// Tokens that a function has.
#include "rules/shared/tokens.h"

/// True when the write at (b, e) is done on every way to (block, event).
static bool comes_before(const struct cfg *cfg, uint32_t b, uint32_t e, uint32_t block,
                         uint32_t event) {
  return b == block ? e < event : cfg_dominates(cfg, b, block);
}

/// True when the life of `var` ends between its last write at (b, e) and (block, event): its scope
/// is left, and not entered again.
static bool is_over(struct pass *pass, const struct cfg *cfg, uint32_t var, uint32_t b, uint32_t e,
                    uint32_t block, uint32_t event) {
  const struct ir_function *fn = cfg->fn;
  struct arena *arena = program_arena(pass->program);
  for (uint32_t d = 0; d < fn->block_count; d++)
    for (uint32_t i = 0; i < fn->blocks[d].event_count; i++) {
      const struct ir_event *dead = &fn->blocks[d].events[i];
      if (dead->kind != IR_DEAD || fn->places[dead->place].var != var ||
          !comes_before(cfg, b, e, d, i))
        continue;
      bool leads_here = d == block ? i < event : cfg_reaches(arena, cfg, d, block, b);
      if (leads_here)
        return true;
    }
  return false;
}

/// True when a local variable holds a token at (block, event): one was written to it on every way
/// there, and its life goes on.
static bool holds_token(struct pass *pass, const struct cfg *cfg, uint32_t var, uint32_t block,
                        uint32_t event) {
  const struct ir_function *fn = cfg->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *write = &fn->blocks[b].events[e];
      bool writes = (write->kind == IR_MOVE || write->kind == IR_CALL) && write->place != IR_NONE;
      if (!writes || fn->places[write->place].step != IR_STEP_VAR ||
          fn->places[write->place].var != var)
        continue;
      if (write->kind == IR_MOVE && token_is_none(fn, &write->a))
        continue;
      if (comes_before(cfg, b, e, block, event) && !is_over(pass, cfg, var, b, e, block, event))
        return true;
    }
  return false;
}

uint32_t token_at_hand(struct pass *pass, struct function *function, struct point at) {
  const struct ir_function *fn = function->body;
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t v = 0; v < fn->var_count; v++) {
    const struct ir_var *var = &fn->vars[v];
    if (!spec_token_type(program_spec(pass->program), var->type) ||
        (var->flags & (IR_VAR_GLOBAL | IR_VAR_TEMP | IR_VAR_ARRAY)))
      continue;
    if ((var->flags & IR_VAR_PARAM) || holds_token(pass, cfg, v, at.block, at.event))
      return v;
  }
  return IR_NONE;
}
