// SPDX-License-Identifier: MIT
// Completions: handles whose outcome somebody sets. They are followed like any handle, through a
// view of calls in which setting the outcome is what consumes.
#include "analyzer/program/internal.h"

#include <stdlib.h>

enum { MAX_KINDS = 8, MAX_DEPTH = 4 };

struct completing {
  struct program *program;
  struct flow_callees callees;
  uint32_t kind_count;
  const struct handle_kind *kinds[MAX_KINDS];
  struct map of_function; // function -> index into `params`, plus one
  struct map of_call;     // call event -> index into `effects`, plus one
  bool *given;            // by index of a function: it has a parameter that is a completion
  enum handle_effect **params;
  uint32_t param_count, param_capacity;
  struct call_effect **effects;
  uint32_t effect_count, effect_capacity;
};

// ---- kinds ----

static void add_kind(struct completing *completing, const struct handle_kind *kind) {
  for (uint32_t i = 0; i < completing->kind_count; i++)
    if (completing->kinds[i] == kind)
      return;
  if (kind && completing->kind_count < MAX_KINDS)
    completing->kinds[completing->kind_count++] = kind;
}

static void find_kinds(struct completing *completing) {
  struct program *program = completing->program;
  for (uint32_t i = 0; i < program->count; i++) {
    const struct function *function = program->functions[i];
    for (uint32_t k = 0; k < function->claim_count; k++) {
      const struct claim *claim = &function->claims[k];
      if (claim->word == CLAIM_completes && claim->param >= 0)
        add_kind(completing, callee_param_kind(program, function, (uint32_t)claim->param));
    }
  }
}

static bool completable(const struct completing *completing, const struct handle_kind *kind) {
  for (uint32_t i = 0; kind && i < completing->kind_count; i++)
    if (completing->kinds[i] == kind)
      return true;
  return false;
}

// ---- what a function does with a completion ----

static const struct claim *claim_on(const struct function *function, enum claim_word word,
                                    uint32_t param) {
  for (uint32_t i = 0; i < function->claim_count; i++)
    if (function->claims[i].word == word && function->claims[i].param == (int)param)
      return &function->claims[i];
  return NULL;
}

/// From its body. One that completes on some paths, and does not say which, is unknown.
static enum handle_effect follow_param(struct completing *completing, struct function *function,
                                       uint32_t param, const struct handle_kind *kind) {
  struct arena scratch = {0};
  bool nonzero = false;
  struct site site = {SITE_PARAM, kind->name, IR_NONE, IR_NONE, (int)param, IR_NONE};
  struct cfg *cfg = function_cfg(completing->program, function);
  enum handle_effect effect =
      handle_judge(handle_follow(&scratch, cfg, &completing->callees, &site), &nonzero);
  arena_free(&scratch);
  bool sure = effect == HANDLE_TAKEN || effect == HANDLE_BORROWED ||
              (effect == HANDLE_TAKEN_ON_SUCCESS && nonzero == function->effect.nonzero_is_success);
  return sure ? effect : HANDLE_UNKNOWN;
}

static enum handle_effect judge_param(struct completing *completing, struct function *function,
                                      uint32_t param) {
  const struct handle_kind *kind = callee_param_kind(completing->program, function, param);
  enum handle_effect effect = function->effect.params[param].value;
  if (!completable(completing, kind))
    return effect;
  if (claim_on(function, CLAIM_completes, param))
    return HANDLE_TAKEN;
  if (claim_on(function, CLAIM_takes, param))
    return HANDLE_MAYBE_TAKEN;
  if (!function->body || !function->checked || (function->body->flags & IR_FN_SETJMP) ||
      claim_on(function, CLAIM_borrows, param) || claim_on(function, CLAIM_stores, param))
    return effect;
  return follow_param(completing, function, param, kind);
}

/// What the function does with each parameter, solved once. While it is being solved, unknown.
static const enum handle_effect *params_of(struct completing *completing,
                                           struct function *function) {
  uint32_t at = map_get(&completing->of_function, map_key(function), 0);
  if (at)
    return completing->params[at - 1];
  uint32_t count = function->effect.param_count;
  enum handle_effect *params =
      ARENA_ARRAY(&completing->program->arena, enum handle_effect, count + 1);
  for (uint32_t i = 0; i < count; i++)
    params[i] = HANDLE_UNKNOWN;
  GROW(completing->params, completing->param_count, completing->param_capacity);
  completing->params[completing->param_count++] = params;
  map_set(&completing->of_function, map_key(function), completing->param_count);
  for (uint32_t i = 0; i < count; i++)
    params[i] = judge_param(completing, function, i);
  return params;
}

// ---- calls ----

static bool touches_completions(const struct completing *completing,
                                const struct function *function) {
  for (uint32_t i = 0; i < function->effect.param_count; i++)
    if (completable(completing, callee_param_kind(completing->program, function, i)))
      return true;
  return false;
}

static bool is_given_completions(const struct completing *completing,
                                 const struct function *function) {
  uint32_t count = function->effect.param_count;
  if (function->declaration && function->declaration->param_count > count)
    count = function->declaration->param_count;
  for (uint32_t i = 0; i < count; i++)
    if (completable(completing, callee_param_kind(completing->program, function, i)))
      return true;
  return false;
}

static struct call_effect *make_effect(struct completing *completing,
                                       const struct call_effect *base, struct function *callee) {
  struct program *program = completing->program;
  struct call_effect *effect = arena_copy(&program->arena, base, sizeof *effect);
  struct param_effect *params =
      arena_copy(&program->arena, base->params, sizeof *params * (base->param_count + 1));
  const enum handle_effect *judged = params_of(completing, callee);
  for (uint32_t i = 0; i < base->param_count && i < callee->effect.param_count; i++)
    if (completable(completing, callee_param_kind(program, callee, i))) {
      params[i].value = judged[i];
      params[i].abandons = judged[i] == HANDLE_MAYBE_TAKEN;
      params[i].touches = false; // looking at it afterwards is no mistake
    }
  effect->params = params;
  return effect;
}

static const struct call_effect *completing_effect(void *data, const struct ir_function *fn,
                                                   const struct ir_event *call) {
  struct completing *completing = data;
  struct program *program = completing->program;
  const struct call_effect *base = program_call_effect(program, fn, call);
  struct function *callee = call_target(program, call);
  if (!callee || callee->slot || !touches_completions(completing, callee))
    return base;
  uint32_t at = map_get(&completing->of_call, map_key(call), 0);
  if (at)
    return completing->effects[at - 1];
  struct call_effect *effect = make_effect(completing, base, callee);
  GROW(completing->effects, completing->effect_count, completing->effect_capacity);
  completing->effects[completing->effect_count++] = effect;
  map_set(&completing->of_call, map_key(call), completing->effect_count);
  return effect;
}

// ---- interface ----

static struct completing *completing_of(struct program *program) {
  if (program->completing)
    return program->completing;
  struct completing *completing = calloc(1, sizeof *completing);
  if (!completing)
    abort();
  *completing = (struct completing){.program = program};
  completing->callees = (struct flow_callees){completing_effect, completing};
  find_kinds(completing);
  completing->given = ARENA_ARRAY(&program->arena, bool, program->count);
  for (uint32_t i = 0; i < program->count && completing->kind_count; i++)
    completing->given[i] = is_given_completions(completing, program->functions[i]);
  program->completing = completing;
  return completing;
}

void completing_free(struct completing *completing) {
  if (!completing)
    return;
  map_free(&completing->of_function);
  map_free(&completing->of_call);
  free(completing->params);
  free(completing->effects);
  free(completing);
}

bool is_completion(struct program *program, const struct handle_kind *kind) {
  return completable(completing_of(program), kind);
}

bool meets_completions(struct program *program, const struct function *function) {
  const struct completing *completing = completing_of(program);
  for (uint32_t i = 0; i < function->outline->name_count; i++)
    if (completing->given[function->named[i]->index])
      return true;
  return false;
}

const struct flow_callees *program_completers(struct program *program) {
  return &completing_of(program)->callees;
}

/// Adds to `*once` and `*tries` which kinds of outcomes are set.
static void find_outcomes(const struct function *function, int depth, bool *once, bool *tries) {
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct claim *claim = &function->claims[i];
    *once |= claim->word == CLAIM_completes && claim->times == SPEC_ONCE;
    *tries |= claim->word == CLAIM_completes && claim->times != SPEC_ONCE;
  }
  for (uint32_t i = 0; i < function->out_count && depth < MAX_DEPTH; i++)
    if (function->out[i]->kind == EDGE_CALL)
      find_outcomes(function->out[i]->callee, depth + 1, once, tries);
}

bool completes_once(const struct function *function) {
  bool once = false, tries = false;
  find_outcomes(function, 0, &once, &tries);
  return once && !tries;
}
