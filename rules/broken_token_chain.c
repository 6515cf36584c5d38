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

## What it cannot see

- Helpers that find a token in a structure or a global give it to the operation, and are right.
- Other ways to stop the operation, such as closing the descriptor it works on.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(broken-token-chain) over in a millisecond
*/
#include "rules/shared/cleanup.h"
#include "rules/shared/way.h"

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
    .check_function = check,
};
