/*
A cancellation is turned into success, or the cancelled operation is tried again.

Who cancels wants everything below to stop. A function that answers the cancelled status with 0
tells its caller that the work is done, and the caller goes on with what was never made. One that
tries again with the same token is answered the same at once, for ever: a cancelled token stays
cancelled. Hand the status on.

## Bad

    int save(int ms, cancel_token token) {
      int status = task_delay(ms, token);
      if (status == TASK_ECANCELED)
        return 0;
      return status;
    }

    int save_twice(int ms, cancel_token token) {
      int status = save(ms, token);
      return status ? status : save(ms, token);
    }

## Good

    int save(int ms, cancel_token token) {
      int status = task_delay(ms, token);
      if (status == TASK_ECANCELED)
        puts("given up");
      return status;
    }

    int save_twice(int ms, cancel_token token) {
      int status = save(ms, token);
      return status ? status : save(ms, token);
    }

Nothing is said of the owner of the cancellation: a function that has no token of its own, or that
makes or uses a source. Nor of the body of a task that ends with 0: whoever stopped it may call that
success.

## Fix

Unsafe: `return 0` becomes `return` of the status.

## What it cannot see

- A status that is mapped by another function, or by a `switch`.
- A cancelled status that is folded into all errors: `if (status != 0) return 0;`.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(swallowed-cancellation) the caller asks the token itself
*/
#include "rules/shared/loops.h"
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"

#include <string.h>

enum { MOST_STEPS = 16 };

/// The status that cancelled operations return, or 0 when the token type says nothing of it.
static int64_t cancelled_status(struct pass *pass, const struct function *function) {
  const char *type = function->body->vars[function->token_param].type;
  const struct token_type *token = spec_token_type(program_spec(pass->program), type);
  return token ? token->cancelled : 0;
}

/// True when the function makes a source or does something with one.
static bool owns_source(struct pass *pass, const struct function *function) {
  const struct spec *spec = program_spec(pass->program);
  for (uint32_t v = 0; v < function->body->var_count; v++) {
    const struct handle_kind *kind = spec_handle_of_type(spec, function->body->vars[v].type);
    if (kind && is_cancel_source(spec, kind))
      return true;
  }
  return false;
}

/// The call that gives `place` the status of something that can be cancelled, or NULL.
static const struct edge *cancellable_call(const struct function *function, uint32_t place) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if ((edge->kind != EDGE_CALL && edge->kind != EDGE_SLOT) || edge->block == IR_NONE)
      continue;
    const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
    const struct function *callee = edge->callee;
    bool waits = function_claim(callee, CLAIM_suspends) || callee->has[EFFECT_SUSPENDS] ||
                 function_claim(callee, CLAIM_checks_token);
    if (call->place == place && waits)
      return edge;
  }
  return NULL;
}

static bool gets_token(const struct function *function, const struct edge *edge) {
  const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
  for (uint32_t i = 0; i < call->arg_count; i++)
    if (mentions_var(function->body, &call->args[i].value, (uint32_t)function->token_param))
      return true;
  return false;
}

enum answer { HANDED_ON, SUCCESS, RETRY };

/// What becomes of the cancelled status from `block` on, as far as one way leads; `call` is the
/// block of the call that gave it. `*loc` is the place.
static enum answer follow(const struct cfg *cfg, uint32_t block, uint32_t call, uint32_t *loc) {
  const struct ir_function *fn = cfg->fn;
  uint32_t zero = IR_NONE; // a place that was set to 0 on the way
  for (int step = 0; step < MOST_STEPS; step++) {
    for (uint32_t e = 0; e < fn->blocks[block].event_count; e++) {
      const struct ir_event *event = &fn->blocks[block].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_INT && event->a.value == 0)
        zero = event->place;
      else if (event->place == zero && event->kind != IR_DEAD)
        zero = IR_NONE;
    }
    const struct ir_terminator *end = &fn->blocks[block].end;
    *loc = end->loc;
    if (end->kind == IR_RETURN)
      return end->has_value && ((end->a.kind == IR_INT && end->a.value == 0) ||
                                (end->a.kind == IR_PLACE && end->a.place == zero))
                 ? SUCCESS
                 : HANDED_ON;
    if (end->kind != IR_JUMP)
      return HANDED_ON;
    if (cfg_dominates(cfg, end->targets[0], block) && cfg_dominates(cfg, end->targets[0], call))
      return RETRY;
    block = end->targets[0];
  }
  return HANDED_ON;
}

static bool checks_token_in_loop(const struct function *function, const struct loop *loops,
                                 uint32_t count, uint32_t block) {
  for (uint32_t l = 0; l < count; l++)
    for (uint32_t i = 0; loops[l].inside[block] && i < function->out_count; i++) {
      const struct edge *edge = function->out[i];
      if (edge->block != IR_NONE && loops[l].inside[edge->block] &&
          function_claim(edge->callee, CLAIM_checks_token))
        return true;
    }
  return false;
}

/// `return 0` becomes `return status`. Unsafe, as callers see an error then.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 uint32_t loc, uint32_t var) {
  const struct ir_location *at = location_of(function, loc);
  const struct ir_var *status = &function->body->vars[var];
  const char *text = fix_source(pass->findings, NULL, at);
  if (!text || strcmp(text, "return 0") != 0 || (status->flags & (IR_VAR_TEMP | IR_VAR_GLOBAL)) ||
      !only_one_called(function->body, var))
    return;
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "return `%s`", status->name);
  fix_replace(&fix, at, "return %s", status->name);
  fix_end(&fix);
}

static void check_branch(struct pass *pass, struct function *function, const struct cfg *cfg,
                         uint32_t block, int64_t cancelled) {
  const struct ir_function *fn = function->body;
  const struct ir_terminator *end = &fn->blocks[block].end;
  int64_t value;
  if (end->kind != IR_BRANCH || end->a.kind != IR_PLACE ||
      (end->compare != IR_EQ && end->compare != IR_NE) || !operand_constant(fn, &end->b, &value) ||
      value != cancelled)
    return;
  const struct edge *edge = cancellable_call(function, end->a.place);
  if (!edge)
    return;
  uint32_t loc = IR_NONE, target = end->targets[end->compare == IR_NE];
  bool back = cfg_dominates(cfg, target, block) && cfg_dominates(cfg, target, edge->block);
  enum answer answer = back ? RETRY : follow(cfg, target, edge->block, &loc);
  struct loop *loops;
  uint32_t count = find_loops(program_arena(pass->program), cfg, &loops);
  if (answer == HANDED_ON || (answer == SUCCESS && function->address_taken) ||
      (answer == RETRY &&
       (!gets_token(function, edge) || checks_token_in_loop(function, loops, count, edge->block))))
    return;
  struct finding *finding =
      report(pass, function, end->loc,
             answer == SUCCESS ? "cancellation of `%s` is turned into success"
                               : "`%s` is tried again though it was cancelled",
             edge->callee->name);
  if (answer == SUCCESS && loc != IR_NONE)
    note(pass, finding, function, loc, "`%s` returns 0 here", function->name);
  note(pass, finding, function, end->loc, "hand the status on");
  const struct ir_place *status = &fn->places[end->a.place];
  if (answer == SUCCESS && loc != IR_NONE && status->step == IR_STEP_VAR)
    mend(pass, finding, function, loc, status->var);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (function->token_param < 0)
    return;
  int64_t cancelled = cancelled_status(pass, function);
  if (cancelled == 0 || owns_source(pass, function))
    return;
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t b = 0; b < function->body->block_count; b++)
    if (cfg->position[b] != IR_NONE)
      check_branch(pass, function, cfg, b, cancelled);
}

const struct rule rule_swallowed_cancellation = {
    .name = "swallowed-cancellation",
    .summary = "a cancellation is turned into success or tried again",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
