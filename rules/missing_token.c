/*
An exported function that takes its time offers no way to stop it.

A function that waits for something, or starts something for its caller, is a function that somebody
will want to give up: the client has gone, the user pressed Ctrl-C, the deadline is over. Without a
`cancel_token` in its signature nobody can. The rule reports functions that stand in a header and
reach an operation that takes a token, without giving it one; the notes show the way there.

## Bad

    // ping.h
    int ping(int milliseconds);

    // ping.c
    int ping(int milliseconds) {
      return task_delay(milliseconds, CANCEL_NONE);
    }

## Good

    // ping.h
    int ping(int milliseconds, cancel_token token);

    // ping.c
    int ping(int milliseconds, cancel_token token) {
      return task_delay(milliseconds, token);
    }

Functions of one file are not asked: whoever changes them changes their callers, too. Nor are
functions whose address is taken, since their signature is fixed by whoever calls them; functions
that use a token from a field, a global or a source of their own; and functions that neither
suspend nor give a task, since nobody waits for them.

## Fix

None: a parameter more changes every caller, also those that are not seen.

## What it cannot see

- Other ways to stop the operation, such as closing the descriptor it works on.
- That an operation is over so soon that nobody would cancel it.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(missing-token) over in a millisecond
*/
#include "rules/shared/way.h"

/// True when the caller waits for the function, or gets a task to wait for.
static bool takes_time(const struct function *function) {
  const struct call_effect *effect = &function->effect;
  bool gives = effect->gives != NULL;
  for (uint32_t i = 0; i < effect->param_count; i++)
    gives |= effect->params[i].gives != NULL;
  return gives || function->has[EFFECT_SUSPENDS];
}

/// The edges from `function` to the operation that gets no token.
static int way_down(const struct function *function, struct edge **edges) {
  int count = 0;
  const struct function *at = function;
  for (struct edge *edge = at->witness[EFFECT_CANCELLABLE]; edge && count < WAY_MAX;
       edge = at->witness[EFFECT_CANCELLABLE]) {
    edges[count++] = edge;
    at = edge->callee;
  }
  return count;
}

static void note_way(struct pass *pass, struct finding *finding, const struct function *function) {
  struct edge *edges[WAY_MAX];
  int count = way_down(function, edges);
  if (!count)
    return;
  const struct edge *last = edges[count - 1];
  note_calls(pass, finding, edges, count - 1);
  note(pass, finding, last->caller, last->loc, "`%s` is given no token here", last->callee->name);
}

static void check(struct pass *pass, const struct function *function) {
  const struct ir_declaration *declaration = function->declaration;
  bool exported = declaration && (declaration->flags & IR_DECL_IN_HEADER) &&
                  !(function->body->flags & IR_FN_STATIC);
  if (!exported || function->address_taken || function->token_param >= 0 ||
      function_claim(function, CLAIM_token) || function_claim(function, CLAIM_token_twin) ||
      !function->has[EFFECT_CANCELLABLE] || !takes_time(function))
    return;
  struct finding *finding =
      report(pass, function, IR_NONE,
             "`%s` cannot be cancelled: it takes no token and gives none on", function->name);
  note_way(pass, finding, function);
  note(pass, finding, function, IR_NONE, "take a `cancel_token`, and pass it on");
}

const struct rule rule_missing_token = {
    .name = "missing-token",
    .summary = "an exported function that takes its time offers no cancellation token",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
