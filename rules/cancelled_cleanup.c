/*
Clean-up that waits with the token that was just cancelled does not happen.

A cancelled token stays cancelled. Whatever gets it afterwards returns TASK_ECANCELED at once, and
the rollback that was to mend things, the last bytes, the farewell are never sent. Clean-up has to
run to its end: it gets `CANCEL_NONE`, or the token of a new source with a deadline of its own,
which is not linked to the cancelled one.

The rule follows the tokens of a function on every path. It reports a call that waits where its
token was found cancelled; and a call that cleans up, as its contract or its name says, behind a
request to cancel, and where an error of something that got the same token is handled: that error
may be the cancellation.

## Bad

    int store(task_channel *log, int line, cancel_token token) {
      int status = task_channel_send(log, &line, token);
      if (status == TASK_ECANCELED)
        (void)task_channel_send(log, &(int){-1}, token);
      return status;
    }

## Good

    int store(task_channel *log, int line, cancel_token token) {
      int status = task_channel_send(log, &line, token);
      if (status == TASK_ECANCELED)
        (void)task_channel_send(log, &(int){-1}, CANCEL_NONE);
      return status;
    }

Nothing is said of another token: one that was made for the clean-up, or that the variable got
meanwhile. Nor of functions that do not hand their token on, and of bodies of tasks, which run even
when their token is cancelled.

## Fix

Unsafe: passes the token that never cancels.

## What it cannot see

- Clean-up whose name does not say so, where the token may be cancelled and need not.
- A token that is cancelled in another function, or through a structure.
- Whether a function of the program waits at all, when one of its arguments decides.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(cancelled-cleanup) it only has to be tried
*/
#include "rules/shared/cancelled.h"
#include "rules/shared/cleanup.h"
#include "rules/shared/mend/mend.h"
#include "rules/shared/way.h"

#include <string.h>

// ---- calls that wait with their token ----

static bool is_null(const struct ir_operand *operand) {
  return operand->kind == IR_NULL || (operand->kind == IR_INT && operand->value == 0);
}

/// True when a parameter other than the token decides the branch, and not only by being NULL.
static bool asks_parameter(const struct function *function, const struct ir_terminator *end) {
  const struct ir_function *fn = function->body;
  if ((end->kind != IR_BRANCH && end->kind != IR_SWITCH) || end->a.kind != IR_PLACE)
    return false;
  const struct ir_place *place = &fn->places[end->a.place];
  const struct ir_var *var = &fn->vars[place->var];
  bool tests_null = place->step == IR_STEP_VAR && (var->flags & IR_VAR_POINTER) && is_null(&end->b);
  return (var->flags & IR_VAR_PARAM) && (int)place->var != function->token_param && !tests_null;
}

/// True when a branch that a parameter decides stands before `block` on every way.
static bool depends(struct pass *pass, struct function *function, uint32_t block) {
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t b = 0; b < cfg->fn->block_count; b++)
    if (b != block && asks_parameter(function, &cfg->fn->blocks[b].end) &&
        cfg_dominates(cfg, b, block))
      return true;
  return false;
}

/// True when a call of `callee` waits for something that its token ends.
static bool waits_with_token(struct pass *pass, struct function *callee, int depth) {
  bool shipped = callee->contract && callee->contract->header && !callee->contract->project;
  if (function_claim(callee, CLAIM_checks_token) || function_claim(callee, CLAIM_starts) ||
      function_claim(callee, CLAIM_offloads) || depth > 4)
    return false;
  if (!callee->checked || shipped)
    return function_claim(callee, CLAIM_suspends) || function_claim(callee, CLAIM_async) ||
           function_claim(callee, CLAIM_gives);
  for (uint32_t i = 0; i < callee->out_count; i++) {
    const struct edge *edge = callee->out[i];
    int param = callee_token_param(edge->callee);
    if (edge->kind != EDGE_CALL || edge->block == IR_NONE || param < 0)
      continue;
    const struct ir_event *call = &callee->body->blocks[edge->block].events[edge->event];
    if ((uint32_t)param < call->arg_count &&
        operand_param(callee->body, &call->args[param].value) == callee->token_param &&
        waits_with_token(pass, edge->callee, depth + 1) && !depends(pass, callee, edge->block))
      return true;
  }
  return false;
}

/// True when all that the call may reach waits with its token.
static bool all_wait(struct pass *pass, const struct edge *edge) {
  struct function *callee = edge->callee;
  if (edge->kind == EDGE_CALL || !callee->out_count)
    return waits_with_token(pass, callee, 0);
  for (uint32_t i = 0; i < callee->out_count; i++)
    if (!waits_with_token(pass, callee->out[i]->callee, 0))
      return false;
  return true;
}

/// True for calls that are there to clean up. A lock that clean-up needs is one of them.
static bool cleans(const struct cfg *cfg, const struct edge *edge) {
  const struct function *callee = edge->callee;
  return is_cleanup_function(callee->name) || function_claim(callee, CLAIM_closes) ||
         function_claim(callee, CLAIM_releases) || function_claim(callee, CLAIM_frees) ||
         (function_claim(callee, CLAIM_acquires) && behind_cleanup_label(cfg, edge->block));
}

// ---- findings ----

/// Passes the token that never cancels. Unsafe, as the clean-up may then wait for ever.
static void mend(struct pass *pass, struct finding *finding, struct function *function,
                 const struct edge *edge, const struct ir_arg *token, const char *none) {
  const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
  if (!none || !cleans_up(pass, function, edge->block, edge->event))
    return; // `dropped-token` would object
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "pass `%s`", none);
  fix_argument(&fix, location_of(function, call->loc), location_of(function, token->loc), "%s",
               none);
  fix_end(&fix);
}

static void report_call(struct pass *pass, struct function *function, const struct edge *edge,
                        const struct ir_arg *token, enum cancelled_state state,
                        struct cancelled_cause cause) {
  const struct ir_function *fn = function->body;
  const struct ir_place *place = &fn->places[token->value.place];
  bool temporary = place->step == IR_STEP_VAR && (fn->vars[place->var].flags & IR_VAR_TEMP);
  const char *name = temporary ? NULL : place_text(pass, function, token->value.place);
  const char *what = name ? arena_printf(program_arena(pass->program), "`%s`", name) : "a token";
  const struct token_type *type = token_type_of(pass, edge->callee);
  const struct function *asked = cause.request ? call_target(pass->program, cause.request) : NULL;
  struct finding *finding =
      state == CANCELLED_SURELY
          ? report(pass, function, edge->loc, "`%s` gets %s, which is cancelled here",
                   edge->callee->name, what)
          : report(pass, function, edge->loc, "`%s` cleans up with %s, which may be cancelled",
                   edge->callee->name, what);
  if (asked)
    note(pass, finding, function, cause.loc, "`%s` cancels it here", asked->name);
  else if (cause.loc != IR_NONE)
    note(pass, finding, function, cause.loc,
         state == CANCELLED_SURELY ? "here it was found cancelled"
                                   : "the error that is found here may be its cancellation");
  const char *none = type ? type->none : NULL;
  advice(pass, finding, function, edge->loc,
         "pass %s%s%s, or the token of a new source with a deadline", none ? "`" : "",
         none ? none : "none", none ? "`" : "");
  mend(pass, finding, function, edge, token, none);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  struct arena scratch = {0};
  const struct cancelled *cancelled = cancelled_solve(&scratch, pass, function);
  for (uint32_t i = 0; cancelled && i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    int param = callee_token_param(edge->callee);
    if ((edge->kind != EDGE_CALL && edge->kind != EDGE_SLOT) || edge->block == IR_NONE || param < 0)
      continue;
    const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
    struct cancelled_cause cause;
    if (call->kind != IR_CALL || (uint32_t)param >= call->arg_count)
      continue;
    const struct ir_arg *token = &call->args[param];
    enum cancelled_state state =
        cancelled_at(cancelled, edge->block, edge->event, &token->value, &cause);
    // Who cancels and goes on with the token, as tests do, knows what comes of it.
    bool found = state == CANCELLED_SURELY && !cause.request;
    bool wrong =
        found || (state != CANCELLED_NOT && cleans(function_cfg(pass->program, function), edge));
    if (wrong && all_wait(pass, edge))
      report_call(pass, function, edge, token, state, cause);
  }
  arena_free(&scratch);
}

const struct rule rule_cancelled_cleanup = {
    .name = "cancelled-cleanup",
    .summary = "clean-up waits with the token that was just cancelled",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
