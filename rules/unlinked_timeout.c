/*
A timeout is made from a new source although a token is at hand, so the caller can no longer cancel.

The operations below get the token of the new source. When the caller's token is cancelled they do
not notice, and the caller waits until the timeout is over. A linked source is cancelled by either:
`cancel_source_create_linked(token)`.

## Bad

    int fetch(int ms, cancel_token token) {
      int status = cancel_check(token);
      cancel_source *limit = cancel_source_create();
      if (!limit)
        return TASK_ENOMEM;
      cancel_source_cancel_after(limit, 100);
      status |= task_delay(ms, cancel_source_token(limit));
      cancel_source_destroy(limit);
      return status;
    }

## Good

    int fetch(int ms, cancel_token token) {
      cancel_source *limit = cancel_source_create_linked(token);
      if (!limit)
        return TASK_ENOMEM;
      cancel_source_cancel_after(limit, 100);
      int status = task_delay(ms, cancel_source_token(limit));
      cancel_source_destroy(limit);
      return status;
    }

Nothing is said of sources that are stored or given away, since they belong to something that lives
longer than the call; where the token is looked at after the source was made, or goes to the same
call as the source, since they may be linked by hand; where `(void)token;` waives it; where things
are cleaned up, which must not be cancelled; and where a comment at the call says why.

## Fix

Unsafe: makes the source with the function that links it to the token.

## What it cannot see

- Tokens in fields and globals are not taken to be at hand.
- A source that gets its deadline in another function.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(unlinked-timeout) the last words have to get out
*/
#include "rules/shared/cleanup.h"
#include "rules/shared/mend/mend.h"

#include <string.h>

/// The function that gives a source linked to a token, or NULL.
static const char *linking_function(const struct spec *spec, const char *handle) {
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *gives = contract_claim(contract, CLAIM_gives);
    if (gives && !strcmp(gives->text, handle) && contract_says(contract, CLAIM_links))
      return contract->name;
  }
  return NULL;
}

/// True when some argument of the call is the variable, or is in it.
static bool passes(const struct ir_function *fn, const struct ir_event *call, uint32_t var) {
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if ((value->kind == IR_PLACE || value->kind == IR_ADDRESS) &&
        fn->places[value->place].var == var)
      return true;
  }
  return false;
}

/// What the function does with the source in `source` and with its own token.
struct uses {
  const struct edge *deadline; // the call that sets one, or NULL
  bool linked_by_hand;         // the token is checked, or goes where the source goes
};

static struct uses find_uses(struct pass *pass, struct function *function, uint32_t source,
                             uint32_t token, struct edge *made) {
  struct uses uses = {0};
  const struct ir_function *fn = function->body;
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if ((edge->kind != EDGE_CALL && edge->kind != EDGE_SLOT) || edge->block == IR_NONE)
      continue;
    const struct ir_event *call = &fn->blocks[edge->block].events[edge->event];
    bool has_source = passes(fn, call, source), has_token = passes(fn, call, token);
    bool later = edge->block == made->block ? edge->event > made->event
                                            : cfg_reaches(program_arena(pass->program), cfg,
                                                          made->block, edge->block, IR_NONE);
    if (has_source && function_claim(edge->callee, CLAIM_times_out) && !uses.deadline)
      uses.deadline = edge;
    uses.linked_by_hand |= has_source && has_token;
    uses.linked_by_hand |= later && has_token && function_claim(edge->callee, CLAIM_checks_token);
  }
  return uses;
}

/// True when the function says that it does not want its token: `(void)token;`.
static bool is_waived(const struct ir_function *fn, uint32_t token) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_USE && event->a.kind == IR_PLACE &&
          fn->places[event->a.place].var == token)
        return true;
    }
  return false;
}

/// True when the source is, on some path, kept by something that lives longer than the function.
static bool lives_on(struct pass *pass, struct function *function, const struct edge *made) {
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++)
    if (fates->sites[i].block == made->block && fates->sites[i].event == made->event) {
      const struct handle_result *result = fates->results[i];
      return result->leaves_stored || result->returned || result->out_param >= 0;
    }
  return true;
}

/// `linking` takes the token and nothing else. Unsafe, as the caller can cancel then.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 const struct ir_event *call, const char *linking) {
  uint32_t token = (uint32_t)function->token_param;
  const char *name = function->body->vars[token].name;
  const struct function *callee = call_target(pass->program, call);
  const struct function *linked = program_find(pass->program, linking);
  if (call->arg_count || !callee || !linked || !linked->declaration ||
      linked->declaration->param_count != 1 || !only_one_called(function->body, token))
    return;
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "link it to `%s`", name);
  fix_name(&fix, location_of(function, call->loc), callee->name, linking);
  fix_add_argument(&fix, location_of(function, call->loc), "%s", name);
  fix_end(&fix);
}

static void check_made(struct pass *pass, struct function *function, struct edge *made) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[made->block].events[made->event];
  const struct claim *gives = function_claim(made->callee, CLAIM_gives);
  if (call->kind != IR_CALL || !gives || call->place == IR_NONE ||
      fn->places[call->place].step != IR_STEP_VAR || (call->flags & IR_CALL_COMMENTED) ||
      function_claim(made->callee, CLAIM_links))
    return;
  const char *linking = linking_function(program_spec(pass->program), gives->text);
  if (!linking || cleans_up(pass, function, made->block, made->event))
    return;
  uint32_t source = fn->places[call->place].var, token = (uint32_t)function->token_param;
  struct uses uses = find_uses(pass, function, source, token, made);
  if (!uses.deadline || is_waived(fn, token) || uses.linked_by_hand ||
      lives_on(pass, function, made))
    return;
  struct finding *finding = report(pass, function, call->loc,
                                   "the timeout of `%s` is not linked to `%s`: only it can cancel",
                                   fn->vars[source].name, fn->vars[token].name);
  note(pass, finding, function, fn->vars[token].loc, "`%s` is at hand", fn->vars[token].name);
  note(pass, finding, function, uses.deadline->loc, "the timeout is set here");
  note(pass, finding, function, call->loc, "make it with `%s`", linking);
  mend(pass, finding, function, call, linking);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  for (uint32_t i = 0; function->token_param >= 0 && i < function->out_count; i++)
    if (function->out[i]->kind == EDGE_CALL)
      check_made(pass, function, function->out[i]);
}

const struct rule rule_unlinked_timeout = {
    .name = "unlinked-timeout",
    .summary = "a timeout replaces the token at hand instead of being linked to it",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
