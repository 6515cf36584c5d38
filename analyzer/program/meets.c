// SPDX-License-Identifier: MIT
// What a function may meet in its calls, as bits: most functions meet nothing that a rule asks for,
// and need not be looked through for it.
#include "analyzer/program/body.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(CLAIM_COUNT <= 64, "a bit for each word");

static const unsigned everything = ~0U;

static bool takes(enum handle_effect effect) {
  return effect == HANDLE_TAKEN || effect == HANDLE_TAKEN_ON_SUCCESS;
}

/// What a call of `callee` may bring, whatever its arguments are.
static unsigned brought(const struct function *callee) {
  const struct call_effect *effect = &callee->effect;
  unsigned meets = 0;
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    // Whether this holds of a call depends on its arguments (call_effect.c).
    bool about_threads = claim->word == CLAIM_blocks || claim->word == CLAIM_suspends;
    if (claim->when.term_count && !about_threads)
      return everything;
    if (claim->word == CLAIM_cancels)
      meets |= MEETS_TOKEN;
  }
  if (effect->gives)
    meets |= MEETS_GIVER;
  if (effect->waits_for >= 0)
    meets |= MEETS_WAIT;
  if (callee_token_param(callee) >= 0 || effect->token >= 0 || effect->checks_token >= 0)
    meets |= MEETS_TOKEN;
  for (uint32_t i = 0; i < effect->param_count; i++) {
    const struct param_effect *param = &effect->params[i];
    if (param->gives)
      meets |= MEETS_GIVER;
    if (takes(param->value) || takes(param->pointee))
      meets |= MEETS_TAKER;
    if (param->keeps_on)
      meets |= MEETS_KEEPER;
  }
  return meets;
}

// What each function brings to its callers is in `own`, by index.
static void look_at(struct function *function, const unsigned *own) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct function *callee = function->out[i]->callee;
    function->meets |= own[callee->index];
    for (uint32_t k = 0; callee->slot && k < callee->out_count; k++)
      function->meets |= own[callee->out[k]->callee->index];
  }
  if (function->body && !function->checked) // has no edges
    function->meets = everything;
  else if (function->body && function->known->has_handle)
    function->meets |= MEETS_VARIABLE;
}

void program_find_meetings(struct program *program) {
  unsigned *own = xcalloc((size_t)program->count + 1, sizeof *own);
  for (uint32_t i = 0; i < program->count; i++)
    own[i] = brought(program->functions[i]);
  for (uint32_t i = 0; i < program->count; i++)
    look_at(program->functions[i], own);
  free(own);
}

void program_find_words(struct program *program) {
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    for (uint32_t k = 0; k < function->out_count; k++) {
      const struct edge *edge = function->out[k];
      const struct function *callee = edge->callee;
      function->words |= callee->claimed;
      if (edge->through)
        function->words |= edge->through->claimed;
      for (uint32_t t = 0; callee->slot && t < callee->out_count; t++)
        function->words |= callee->out[t]->callee->claimed;
    }
  }
}

// ---- types ----

// What a type means to the contracts.
struct known_type {
  const struct handle_kind *kind, *pointee; // of a handle; of what it points to
  bool token;
};

static const struct known_type *look_up(struct program *program, const char *type) {
  struct known_type *known = ARENA_NEW(&program->arena, struct known_type);
  size_t length = strlen(type);
  char pointee[128];
  known->kind = spec_handle_of_type(program->spec, type);
  known->token = spec_token_type(program->spec, type) != NULL;
  if (!known->kind && length > 1 && length < sizeof pointee && type[length - 1] == '*') {
    memcpy(pointee, type, length - 1);
    pointee[length - 1] = '\0';
    known->pointee = spec_handle_of_type(program->spec, pointee);
  }
  return known;
}

static const struct known_type *type_of(struct program *program, const char *type) {
  uint32_t at = map_get(&program->of_type, map_key(type), IR_NONE);
  if (at == IR_NONE) {
    at = program->type_count;
    GROW(program->types, program->type_count, program->type_capacity);
    program->types[program->type_count++] = look_up(program, type);
    map_set(&program->of_type, map_key(type), at);
  }
  return program->types[at];
}

const struct handle_kind *program_handle_of_type(struct program *program, const char *type) {
  return type_of(program, type)->kind;
}

const struct handle_kind *type_handle(struct program *program, const char *type, bool *pointer) {
  const struct known_type *known = type_of(program, type);
  *pointer = known->pointee != NULL;
  return known->kind ? known->kind : known->pointee;
}

bool type_is_token(struct program *program, const char *type) {
  return type_of(program, type)->token;
}
