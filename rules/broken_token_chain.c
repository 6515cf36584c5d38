/*
A function with a token calls one that takes none and waits, so cancelling ends here.

Cancelling is a chain from the source to the operation that waits. A helper in the middle that takes
no token breaks it: the operation below gets none, and everybody above waits for it although they
have given up. Let the helper take the token and pass it on.

The rule reports the call where the chain breaks, and shows the way down to the operation that is
given no token.

## Bad

    static int settle(int ms) {
      return task_delay(ms, CANCEL_NONE);
    }

    int fetch(int ms, cancel_token token) {
      int status = cancel_check(token);
      return status ? status : settle(ms);
    }

## Good

    static int settle(int ms, cancel_token token) {
      return task_delay(ms, token);
    }

    int fetch(int ms, cancel_token token) {
      return settle(ms, token);
    }

Nothing is said where things are cleaned up; where the address of the helper is taken, so that its
signature is fixed; where a comment at either call says why; and of functions that stand in a
header: those are for `missing-token`.

## Fix

Unsafe, when only their own file uses the helpers: they take a token and pass it on, and every
caller passes the one it has.

## What it cannot see

- Helpers that find a token in a structure or a global give it to the operation, and are right.
- Other ways to stop the operation, such as closing the descriptor it works on.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(broken-token-chain) over in a millisecond
*/
#include "rules/shared/cleanup.h"
#include "rules/shared/mend/mend.h"
#include "rules/shared/tokens.h"
#include "rules/shared/way.h"

#include <string.h>

/// The edges from `function` to the operation that gets no token.
static int way_down(const struct function *function, struct edge **edges) {
  int count = 0;
  for (struct edge *edge = function->witness[EFFECT_CANCELLABLE]; edge && count < WAY_MAX;
       edge = edge->callee->witness[EFFECT_CANCELLABLE])
    edges[count++] = edge;
  return count;
}

static const struct ir_event *call_at(const struct edge *edge) {
  return edge->block == IR_NONE ? NULL
                                : &edge->caller->body->blocks[edge->block].events[edge->event];
}

/// True for functions of the program that wait, could take a token, and take none.
static bool breaks_chain(const struct function *callee) {
  bool exported = callee->declaration && (callee->declaration->flags & IR_DECL_IN_HEADER) &&
                  callee->body && !(callee->body->flags & IR_FN_STATIC);
  return callee->checked && !exported && !callee->address_taken && callee->token_param < 0 &&
         callee->has[EFFECT_CANCELLABLE] && callee->has[EFFECT_SUSPENDS] &&
         !function_claim(callee, CLAIM_token) && !function_claim(callee, CLAIM_token_twin);
}

// ---- the fix ----

/// The helpers that are to take a token: those that call along the edges.
struct helpers {
  struct edge **edges;
  int count;
};

static bool is_helper(const struct helpers *helpers, const struct function *function) {
  for (int i = 0; i < helpers->count; i++)
    if (helpers->edges[i]->caller == function)
      return true;
  return false;
}

/// Gives the token on in every call of the helper that has none.
static void pass_on(struct pass *pass, struct fix *fix, struct function *helper,
                    const struct helpers *helpers) {
  for (uint32_t i = 0; i < helper->out_count; i++) {
    const struct edge *edge = helper->out[i];
    const struct ir_event *call = call_at(edge);
    int param = callee_token_param(edge->callee);
    bool none = call && call->kind == IR_CALL && edge->kind == EDGE_CALL && param >= 0 &&
                (uint32_t)param < call->arg_count && !is_helper(helpers, edge->callee) &&
                token_is_none(helper->body, &call->args[param].value) &&
                !(call->flags & IR_CALL_COMMENTED) &&
                !cleans_up(pass, helper, edge->block, edge->event);
    if (none)
      fix_argument(fix, location_of(helper, call->loc), location_of(helper, call->args[param].loc),
                   "token");
  }
}

/// Gives the helper a token, and every caller of it something to pass.
static void extend(struct pass *pass, struct fix *fix, struct function *helper,
                   const struct helpers *helpers, const char *type) {
  const struct ir_location *here = location_of(helper, IR_NONE);
  const struct ir_location *declared = helper->declaration ? &helper->declaration->loc : here;
  uint32_t uses = uses_in_file(helper);
  const char *parameter = arena_printf(&fix->findings->arena, "%s token", type);
  if (!uses || is_name_used(helper->body, "token"))
    fix_fail(fix);
  fix_rename(fix, here->file, helper->name, NULL, uses);
  fix_add_parameter(fix, here, parameter);
  if (uses > helper->in_count + 1)
    fix_add_parameter(fix, declared, parameter);
  for (uint32_t i = 0; i < helper->in_count && uses; i++) {
    const struct edge *edge = helper->in[i];
    struct function *caller = edge->caller;
    uint32_t token = is_helper(helpers, caller)
                         ? IR_NONE
                         : token_at_hand(pass, caller, (struct point){edge->block, edge->event});
    if (!is_helper(helpers, caller) && (token == IR_NONE || !only_one_called(caller->body, token)))
      fix_fail(fix);
    else
      fix_add_argument(fix, location_of(caller, edge->loc), "%s",
                       token == IR_NONE ? "token" : caller->body->vars[token].name);
  }
  pass_on(pass, fix, helper, helpers);
}

/// The helpers take a token and pass it on. Unsafe, as signatures are others then.
static void mend(struct pass *pass, struct finding *finding, const struct ir_var *token,
                 const struct helpers *helpers) {
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "pass `%s` down", token->name);
  for (int i = 0; i < helpers->count; i++)
    extend(pass, &fix, helpers->edges[i]->caller, helpers, token->type);
  fix_end(&fix);
}

static void check_call(struct pass *pass, struct function *function, struct edge *edge) {
  struct edge *edges[WAY_MAX];
  const struct ir_event *call = call_at(edge);
  if (edge->kind != EDGE_CALL || !call || call->kind != IR_CALL ||
      (call->flags & IR_CALL_COMMENTED) || !breaks_chain(edge->callee) ||
      cleans_up(pass, function, edge->block, edge->event))
    return;
  int count = way_down(edge->callee, edges);
  const struct ir_event *leaf = count ? call_at(edges[count - 1]) : NULL;
  if (!leaf || (leaf->flags & IR_CALL_COMMENTED) ||
      cleans_up(pass, edges[count - 1]->caller, edges[count - 1]->block, edges[count - 1]->event))
    return;
  const struct ir_var *token = &function->body->vars[function->token_param];
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` waits and takes no token: `%s` ends here",
             edge->callee->name, token->name);
  note_calls(pass, finding, edges, count - 1);
  note(pass, finding, edges[count - 1]->caller, edges[count - 1]->loc,
       "`%s` is given no token here", edges[count - 1]->callee->name);
  note(pass, finding, edge->callee, IR_NONE, "let `%s` take a token, and pass it on",
       edge->callee->name);
  mend(pass, finding, token, &(struct helpers){edges, count});
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  for (uint32_t i = 0; function->token_param >= 0 && i < function->out_count; i++)
    check_call(pass, function, function->out[i]);
}

const struct rule rule_broken_token_chain = {
    .name = "broken-token-chain",
    .summary = "a function with a token calls one that waits and takes none",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
