/*
A call is given no token although one is at hand, so cancelling stops at this call.

Cancelling is a chain: whoever holds the source reaches only what gets its token. A call that takes
`CANCEL_NONE`, or the twin of a function that takes none at all, goes on to its end after everybody
else has given up, and the caller waits for it.

The rule reports calls in functions that have a token of their own: a parameter, or a local variable
that got one.

## Bad

    static int rest(cancel_token token) {
      int status = cancel_check(token);

      return status ? status : task_delay(100, CANCEL_NONE);
    }

## Good

    static int rest(cancel_token token) {
      return task_delay(100, token);
    }

    static int commit(cancel_token token) {
      int status = cancel_check(token);
      // A commit that has begun must not be cut short.
      return status ? status : task_delay(100, CANCEL_NONE);
    }

A comment at the call says why there is no token, and is enough. Nothing is reported where things
are cleaned up: behind a label such as `out` or `fail`, after an error or a cancellation was found,
and in functions called `..._close`, `..._destroy` and the like. Clean-up has to run to its end.

## Fix

Unsafe: passes the token, or calls the twin that takes one.

## What it cannot see

- Tokens in fields and globals, and tokens behind pointers, are not taken to be at hand.
- Calls through a parameter are not asked for the token that their type has.
- A constant of the file that is no token is taken for one.
- That a variable is given no token twice.
- What is no clean-up and looks like it: a second attempt after an error, a wait after a deadline,
and what is done in a function with such a name.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(dropped-token) a commit must not be cut short
*/
#include "rules/shared/cleanup.h"
#include "rules/shared/mend/mend.h"
#include "rules/shared/tokens.h"

#include <string.h>

// ---- findings ----

/// True when the twin takes what the function takes, and a token behind it.
static bool takes_token_last(struct pass *pass, const struct function *callee,
                             const struct function *twin) {
  const struct ir_declaration *a = callee->declaration, *b = twin ? twin->declaration : NULL;
  if (!a || !b || b->param_count != a->param_count + 1 ||
      !spec_token_type(program_spec(pass->program), b->params[a->param_count].type))
    return false;
  for (uint32_t i = 0; i < a->param_count; i++)
    if (strcmp(a->params[i].type, b->params[i].type) != 0)
      return false;
  return true;
}

/// Passes the token. Unsafe, as what could not be cancelled can be then.
static void fix_call(struct pass *pass, struct finding *finding, const struct function *function,
                     const struct edge *edge, uint32_t var, const char *twin) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[edge->block].events[edge->event];
  const char *token = fn->vars[var].name;
  int param = callee_token_param(edge->callee);
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "pass `%s`", token);
  if (!only_one_called(fn, var))
    fix_fail(&fix);
  if (!twin) {
    fix_argument(&fix, location_of(function, call->loc),
                 location_of(function, call->args[param].loc), "%s", token);
  } else if (takes_token_last(pass, edge->callee, program_find(pass->program, twin))) {
    fix_name(&fix, location_of(function, call->loc), edge->callee->name, twin);
    fix_add_argument(&fix, location_of(function, call->loc), "%s", token);
  }
  fix_end(&fix);
}

static void report_call(struct pass *pass, struct function *function, const struct edge *edge,
                        uint32_t var, const char *twin) {
  const struct ir_var *token = &function->body->vars[var];
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` cannot be cancelled: it is given no token",
             edge->callee->name);
  if (token->loc != IR_NONE)
    note(pass, finding, function, token->loc, "`%s` is at hand", token->name);
  if (twin)
    note(pass, finding, function, edge->loc, "call `%s`, and pass `%s`", twin, token->name);
  else
    note(pass, finding, function, edge->loc, "pass `%s`, or say in a comment why not", token->name);
  fix_call(pass, finding, function, edge, var, twin);
}

static void check_call(struct pass *pass, struct function *function, const struct edge *edge) {
  const struct claim *twin = function_claim(edge->callee, CLAIM_token_twin);
  int param = callee_token_param(edge->callee);
  if (!twin && param < 0)
    return;
  const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
  bool none = param >= 0 && (uint32_t)param < call->arg_count &&
              token_is_none(function->body, &call->args[param].value);
  if (call->kind != IR_CALL || (call->flags & IR_CALL_COMMENTED) || !(none || twin) ||
      cleans_up(pass, function, edge->block, edge->event))
    return;
  uint32_t var = token_at_hand(pass, function, (struct point){edge->block, edge->event});
  bool itself = twin && strcmp(twin->text, function->name) == 0;
  if (var != IR_NONE && !itself)
    report_call(pass, function, edge, var, none ? NULL : twin->text);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  for (uint32_t i = 0; i < function->out_count; i++)
    if (function->out[i]->kind == EDGE_CALL || function->out[i]->kind == EDGE_SLOT)
      check_call(pass, function, function->out[i]);
}

const struct rule rule_dropped_token = {
    .name = "dropped-token",
    .summary = "a call gets no token although one is at hand",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
