/*
A function takes a cancellation token and never looks at it, so cancelling does not stop it.

Whoever passes the token relies on it: a timeout is set, the user presses Ctrl-C, and the function
goes on to its end as if nothing had happened. The token belongs to every operation below that takes
one, and to the loops that last. A function that cannot be stopped should not offer it.

Reported are functions that suspend and in which the token is mentioned nowhere.

## Bad

    static int settle(int rounds, cancel_token token) {
      while (rounds-- > 0)
        task_yield();
      return 0;
    }

    int start(int rounds, cancel_token token) {
      return settle(rounds, token);
    }

## Good

    static int settle(int rounds, cancel_token token) {
      while (rounds-- > 0 && !cancel_requested(token))
        task_yield();
      return cancel_check(token);
    }

    int start(int rounds, cancel_token token) {
      return settle(rounds, token);
    }

Nothing is said where the signature is fixed: the address of the function is taken, it is the body
of a task, or it fills a slot. Nor where the function says that it is meant: the parameter has no
name, or `(void)token;` stands there.

## Fix

None: whether to pass the token on or to take none is for its author to say.

## What it cannot see

- That a token that is mentioned is also looked at: one that is only stored counts as read.
- Functions that never suspend: for them see `uncancellable-loop`.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(unused-token) the protocol has no way to stop this
*/
#include "rules/shared/way.h"

static bool reads(const struct ir_function *fn, const struct ir_operand *operand, uint32_t var) {
  return (operand->kind == IR_PLACE || operand->kind == IR_ADDRESS) &&
         fn->places[operand->place].var == var;
}

static bool mentions(const struct ir_function *fn, const struct ir_event *event, uint32_t var) {
  bool writes_whole = event->place != IR_NONE && fn->places[event->place].step == IR_STEP_VAR;
  bool found = reads(fn, &event->a, var) || reads(fn, &event->b, var);
  if (event->place != IR_NONE && event->kind != IR_DEAD && !writes_whole)
    found |= fn->places[event->place].var == var;
  if (event->callee_place != IR_NONE && event->kind == IR_CALL && !event->callee)
    found |= fn->places[event->callee_place].var == var;
  for (uint32_t i = 0; i < event->arg_count; i++)
    found |= reads(fn, &event->args[i].value, var);
  return found;
}

static bool is_mentioned(const struct ir_function *fn, uint32_t var) {
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    if (reads(fn, &block->end.a, var) || reads(fn, &block->end.b, var))
      return true;
    for (uint32_t e = 0; e < block->event_count; e++)
      if (mentions(fn, &block->events[e], var))
        return true;
  }
  return false;
}

/// True when some call here is given no token though it takes one: that is said there.
static bool drops_token(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if ((edge->kind != EDGE_CALL && edge->kind != EDGE_SLOT) || edge->block == IR_NONE)
      continue;
    const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
    int param = callee_token_param(edge->callee);
    bool none = param >= 0 && (uint32_t)param < call->arg_count &&
                token_is_none(function->body, &call->args[param].value);
    if (none || function_claim(edge->callee, CLAIM_token_twin))
      return true;
  }
  return false;
}

static void check(struct pass *pass, const struct function *function) {
  const struct ir_function *fn = function->body;
  int param = function->token_param;
  const struct edge *way = function->witness[EFFECT_SUSPENDS];
  if (param < 0 || !way || function->address_taken || function->entry_edge ||
      fn->vars[param].name[0] == '\0' || is_mentioned(fn, (uint32_t)param) || drops_token(function))
    return;
  const struct ir_var *token = &fn->vars[param];
  struct finding *finding =
      report(pass, function, token->loc, "`%s` is never read: cancelling does not stop `%s`",
             token->name, function->name);
  if (way->loc != IR_NONE)
    note(pass, finding, function, way->loc, "`%s` waits in `%s` here", function->name,
         way->callee->name);
  note(pass, finding, function, token->loc, "pass it on, check it, or take none");
}

const struct rule rule_unused_token = {
    .name = "unused-token",
    .summary = "a function takes a cancellation token and never looks at it",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
