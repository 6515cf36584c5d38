// SPDX-License-Identifier: MIT
// What one call does: its callee's effect, with the claims whose conditions hold for these
// arguments; and for an indirect call what all its possible callees have in common.
#include "analyzer/program/internal.h"

#include <string.h>

// ---- conditional claims ----

static bool has_conditional_claim(const struct function *callee) {
  for (uint32_t i = 0; i < callee->claim_count; i++)
    if (callee->claims[i].when.term_count)
      return true;
  return false;
}

// Whether the claim's condition holds, as far as constant arguments tell.
static enum truth constant_truth(const struct ir_function *fn, const struct ir_event *call,
                                 const struct spec_condition *when) {
  bool all_no = true;
  for (unsigned i = 0; i < when->term_count; i++) {
    const struct spec_term *term = &when->terms[i];
    enum truth truth = TRUTH_UNKNOWN;
    int64_t value;
    if (term->param >= 0 && (uint32_t)term->param < call->arg_count &&
        operand_constant(fn, &call->args[term->param].value, &value))
      truth = claim_compare(value, term->comparison, term->value);
    if (truth == TRUTH_YES)
      return when->unless ? TRUTH_NO : TRUTH_YES;
    all_no &= truth == TRUTH_NO;
  }
  if (!all_no)
    return TRUTH_UNKNOWN;
  return when->unless ? TRUTH_YES : TRUTH_NO;
}

// ---- bodies that use no argument ----

static bool speaks_of_argument(const struct ir_function *fn, const struct ir_operand *value) {
  return (value->kind == IR_PLACE || value->kind == IR_ADDRESS) &&
         fn->places[value->place].var == 0;
}

static bool event_uses_argument(const struct ir_function *fn, const struct ir_event *event) {
  bool uses = event->place != IR_NONE && fn->places[event->place].var == 0;
  for (uint32_t i = 0; i < event->arg_count; i++)
    uses |= speaks_of_argument(fn, &event->args[i].value);
  return uses || speaks_of_argument(fn, &event->a) || speaks_of_argument(fn, &event->b);
}

// Whether the body does nothing with its first parameter, or only asks whether it is NULL.
static bool ignores_argument(const struct function *body) {
  const struct ir_function *fn = body->body;
  if (!body->checked || !fn || !fn->param_count)
    return false;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    if (block->end.kind == IR_RETURN && speaks_of_argument(fn, &block->end.a))
      return false;
    for (uint32_t e = 0; e < block->event_count; e++)
      if (block->events[e].kind != IR_USE && event_uses_argument(fn, &block->events[e]))
        return false;
  }
  return true;
}

// The parameter of `callee` whose memory this call does not keep, because the body it starts does
// not use it; or -1.
static int unused_argument(struct program *program, const struct function *callee,
                           const struct ir_function *fn, const struct ir_event *call) {
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    bool starts = claim->word == CLAIM_starts || claim->word == CLAIM_offloads;
    if (!starts || claim->with < 0 || claim->param < 0 || (uint32_t)claim->param >= call->arg_count)
      continue;
    const struct function caller = {.body = fn}; // its symbol may have another definition, too
    const struct function *body =
        argument_function(program, &caller, &call->args[claim->param].value);
    if (body && ignores_argument(body))
      return claim->with;
  }
  return -1;
}

static bool has_argument_claim(const struct function *callee) {
  for (uint32_t i = 0; i < callee->claim_count; i++)
    if ((callee->claims[i].word == CLAIM_starts || callee->claims[i].word == CLAIM_offloads) &&
        callee->claims[i].with >= 0)
      return true;
  return false;
}

// ---- the effect of one direct call ----

// A copy of the callee's effect with the conditional claims that hold for these arguments. What may
// or may not become of a handle is unknown.
static struct call_effect *adjust(struct program *program, const struct function *callee,
                                  const struct ir_function *fn, const struct ir_event *call) {
  struct call_effect *effect = arena_copy(&program->arena, &callee->effect, sizeof *effect);
  struct param_effect *params =
      arena_copy(&program->arena, effect->params, sizeof *params * (effect->param_count + 1));
  effect->params = params;
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    if (!claim->when.term_count)
      continue;
    enum truth truth = constant_truth(fn, call, &claim->when);
    bool consumes = claim->word == CLAIM_takes || claim->word == CLAIM_detaches;
    if (truth == TRUTH_UNKNOWN && consumes && claim->param >= 0 &&
        (uint32_t)claim->param < effect->param_count)
      params[claim->param].value = params[claim->param].pointee = HANDLE_UNKNOWN;
    else if (claim_applies(claim, truth))
      claim_apply(effect, claim);
  }
  int unused = unused_argument(program, callee, fn, call);
  if (unused >= 0 && (uint32_t)unused < effect->param_count)
    params[unused].keeps = params[unused].keeps_on = false;
  return effect;
}

// ---- indirect calls ----

// One of two things that may happen to a handle.
static enum handle_effect join_handle(enum handle_effect a, enum handle_effect b) {
  if (a == b)
    return a;
  if (a == HANDLE_UNDECIDED || b == HANDLE_UNDECIDED)
    return a == HANDLE_UNDECIDED ? b : a;
  return HANDLE_UNKNOWN;
}

static struct param_effect join_param(const struct param_effect *a, const struct param_effect *b) {
  struct param_effect joined = {.value = join_handle(a->value, b->value),
                                .pointee = join_handle(a->pointee, b->pointee),
                                .one = a->one && b->one,
                                .touches = a->touches && b->touches,
                                .waits = a->waits && b->waits,
                                .keeps = a->keeps && b->keeps,
                                .keeps_on_success = a->keeps_on_success || b->keeps_on_success,
                                .keeps_on = a->keeps_on && b->keeps_on,
                                .kept = a->kept || b->kept,
                                .stale = a->stale && b->stale,
                                .frees = a->frees || b->frees};
  if (a->gives && b->gives && strcmp(a->gives, b->gives) == 0) {
    joined.gives = a->gives;
    joined.gives_on_success = a->gives_on_success || b->gives_on_success;
  }
  return joined;
}

static int join_index(int a, int b) {
  return a == b ? a : -1;
}

// Adds a possible callee: what not all of them do is not sure to happen.
static void join_effect(struct program *program, struct call_effect *joined,
                        const struct call_effect *one) {
  uint32_t count = joined->param_count < one->param_count ? joined->param_count : one->param_count;
  struct param_effect *params = ARENA_ARRAY(&program->arena, struct param_effect, count + 1);
  for (uint32_t i = 0; i < count; i++)
    params[i] = join_param(&joined->params[i], &one->params[i]);
  joined->params = params;
  joined->param_count = count;
  joined->rest = join_param(&joined->rest, &one->rest);
  if (!joined->gives || !one->gives || strcmp(joined->gives, one->gives) != 0)
    joined->gives = NULL;
  joined->returns = join_index(joined->returns, one->returns);
  joined->tests_done = join_index(joined->tests_done, one->tests_done);
  joined->waits_for = join_index(joined->waits_for, one->waits_for);
  joined->makes_nonblocking = join_index(joined->makes_nonblocking, one->makes_nonblocking);
  joined->token = join_index(joined->token, one->token);
  joined->token_of = join_index(joined->token_of, one->token_of);
  joined->checks_token = join_index(joined->checks_token, one->checks_token);
  joined->gives_nonblocking &= one->gives_nonblocking;
  joined->tests_in_task &= one->tests_in_task;
  joined->numbers_threads &= one->numbers_threads;
  joined->status &= one->status;
  joined->acquires &= one->acquires;
  joined->pauses |= one->pauses;
  joined->described &= one->described;
  // Two conventions for success: what depends on it cannot be told from the result.
  if (joined->nonzero_is_success != one->nonzero_is_success)
    for (uint32_t i = 0; i < count; i++)
      params[i] = (struct param_effect){.value = HANDLE_UNKNOWN, .pointee = HANDLE_UNKNOWN};
}

static void add_callee(struct program *program, struct call_effect **joined,
                       const struct function *callee) {
  if (!*joined)
    *joined = arena_copy(&program->arena, &callee->effect, sizeof **joined);
  else
    join_effect(program, *joined, &callee->effect);
}

// Of a call through a slot, or through a local variable, whose targets are all known; NULL when
// nobody can tell.
static struct call_effect *join_callees(struct program *program, const struct function *slot,
                                        const struct ir_function *fn, const struct ir_event *call) {
  struct call_effect *joined = NULL;
  if (slot) {
    for (uint32_t i = 0; i < slot->out_count; i++)
      if (slot->out[i]->kind == EDGE_TARGET || slot->out[i]->kind == EDGE_PARAM)
        add_callee(program, &joined, slot->out[i]->callee);
    return joined;
  }
  const struct function *caller = program_function(program, fn->symbol);
  for (uint32_t i = 0; i < caller->out_count; i++)
    if (caller->out[i]->kind == EDGE_CALL && edge_event(caller->out[i]) == call)
      add_callee(program, &joined, caller->out[i]->callee);
  return joined;
}

// ---- the effect ----

static struct call_effect *make_effect(struct program *program, const struct function *callee,
                                       const struct ir_function *fn, const struct ir_event *call) {
  if (callee && (has_conditional_claim(callee) || has_argument_claim(callee)))
    return adjust(program, callee, fn, call);
  struct call_effect *joined = join_callees(program, callee, fn, call);
  return joined ? joined : &program->unknown;
}

const struct call_effect *program_call_effect(void *data, const struct ir_function *fn,
                                              const struct ir_event *call) {
  struct program *program = data;
  const struct function *callee = call_target(program, call);
  bool direct = callee && (!callee->slot || callee->claim_count);
  if (direct && !has_conditional_claim(callee) && !has_argument_claim(callee))
    return &callee->effect;
  uint32_t at = map_get(&program->call_effects, map_key(call), IR_NONE);
  if (at == IR_NONE) {
    at = program->adjusted_count;
    GROW(program->adjusted, program->adjusted_count, program->adjusted_capacity);
    program->adjusted[program->adjusted_count++] = make_effect(program, callee, fn, call);
    map_set(&program->call_effects, map_key(call), at);
  }
  return program->adjusted[at];
}

void forget_call_effects(struct program *program) {
  map_free(&program->call_effects);
  program->adjusted_count = 0;
}
