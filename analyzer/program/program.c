// SPDX-License-Identifier: MIT
// The table of functions, and what can be asked of it.
#include "analyzer/program/body.h"

#include <stdlib.h>
#include <string.h>

// ---- the table ----

static struct function *add_function(struct program *program, const char *symbol, struct map *map) {
  struct function *function = ARENA_NEW(&program->arena, struct function);
  const char *at = strchr(symbol, '@');
  function->symbol = symbol;
  function->name = at ? intern_n(&program->names, symbol, (size_t)(at - symbol)) : symbol;
  function->index = program->count; // until all are known and put in order
  function->token_param = -1;
  function->effect.returns = function->effect.tests_done = function->effect.waits_for = -1;
  function->effect.rest = program->unknown.rest;
  function->effect.makes_nonblocking = function->effect.checks_token = -1;
  function->effect.token = function->effect.token_of = -1;
  GROW(program->functions, program->count, program->capacity);
  map_set(map, map_key(symbol), program->count);
  program->functions[program->count++] = function;
  return function;
}

struct function *program_function(struct program *program, const char *symbol) {
  symbol = intern(&program->names, symbol);
  uint32_t at = map_get(&program->by_symbol, map_key(symbol), IR_NONE);
  return at != IR_NONE ? program->functions[at]
                       : add_function(program, symbol, &program->by_symbol);
}

struct function *program_slot(struct program *program, const char *slot) {
  slot = intern(&program->names, slot);
  uint32_t at = map_get(&program->by_slot, map_key(slot), IR_NONE);
  if (at != IR_NONE)
    return program->functions[at];
  struct function *function = add_function(program, slot, &program->by_slot);
  function->slot = true;
  return function;
}

struct function *program_named(struct program *program, const char *symbol, bool slot) {
  uint32_t at = map_get(&program->by_word[slot], map_key(symbol), IR_NONE);
  if (at != IR_NONE)
    return program->functions[at];
  struct function *function =
      slot ? program_slot(program, symbol) : program_function(program, symbol);
  at = map_get(slot ? &program->by_slot : &program->by_symbol, map_key(function->symbol), IR_NONE);
  map_set(&program->by_word[slot], map_key(symbol), at);
  return function;
}

static int by_symbol(const void *a, const void *b) {
  const struct function *x = *(struct function *const *)a, *y = *(struct function *const *)b;
  if (x->slot != y->slot)
    return x->slot ? 1 : -1;
  return strcmp(x->symbol, y->symbol);
}

static void order_functions(struct program *program) {
  if (program->count)
    qsort(program->functions, program->count, sizeof *program->functions, by_symbol);
  map_free(&program->by_word[0]);
  map_free(&program->by_word[1]);
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    function->index = i;
    map_set(function->slot ? &program->by_slot : &program->by_symbol, map_key(function->symbol), i);
  }
}

// ---- building ----

// The declarations of one symbol from several units become one: the first that stands in a header,
// flags of all.
static void merge_declaration(struct program *program, struct function *function,
                              const struct ir_declaration *declaration) {
  if (!function->declaration) {
    function->declaration = declaration;
    return;
  }
  struct ir_declaration *merged =
      arena_copy(&program->arena, function->declaration, sizeof *function->declaration);
  bool better = (declaration->flags & IR_DECL_IN_HEADER) && !(merged->flags & IR_DECL_IN_HEADER);
  uint32_t flags = merged->flags | declaration->flags;
  const char *words = merged->words ? merged->words : declaration->words;
  if (better)
    *merged = *declaration;
  merged->flags = flags;
  merged->words = words;
  function->declaration = merged;
}

static void add_declarations(struct program *program) {
  for (uint32_t i = 0; i < program->unit->declaration_count; i++) {
    const struct ir_declaration *declaration = &program->unit->declarations[i];
    if (declaration->kind == IR_DECL_FUNCTION)
      merge_declaration(program, program_function(program, declaration->symbol), declaration);
    else if (declaration->kind == IR_DECL_FIELD)
      merge_declaration(program, program_slot(program, declaration->symbol), declaration);
  }
}

// A second definition of a symbol: two programs in one database, or an inline function seen in two
// ways. It is checked like the first, to which all calls go, under a symbol with its file.
static struct function *another_definition(struct program *program,
                                           const struct ir_function *body) {
  const char *file = body->loc == IR_NONE ? "" : ir_location(body, body->loc)->file;
  for (uint32_t number = 1;; number++) {
    const char *symbol =
        number == 1 ? arena_printf(&program->arena, "%s@%s", body->symbol, file)
                    : arena_printf(&program->arena, "%s@%s#%u", body->symbol, file, number);
    struct function *function = program_function(program, symbol);
    if (function->body)
      continue;
    function->declaration = program_function(program, body->symbol)->declaration;
    return function;
  }
}

// `owners`: the function of each body.
static void add_bodies(struct program *program, struct function **owners) {
  for (uint32_t i = 0; i < program->unit->function_count; i++) {
    struct body *known = program_body(program, program->unit->functions[i]);
    const struct ir_function *body = known->fn;
    struct function *function = program_function(program, body->symbol);
    if (function->body)
      function = another_definition(program, body);
    function->known = known;
    function->outline = known->outline;
    function->body = body;
    function->name = body->name;
    function->checked = !(body->flags & (IR_FN_TAINTED | IR_FN_TOO_DEEP)) && body->block_count > 0;
    owners[i] = function;
  }
}

// Adds what the body names.
static void add_callees_of(struct program *program, struct function *function) {
  const struct outline *outline = function->outline;
  struct function **named = ARENA_ARRAY(&program->arena, struct function *, outline->name_count);
  for (uint32_t i = 0; i < outline->name_count; i++)
    named[i] = program_named(program, outline->names[i].symbol, outline->names[i].slot);
  function->named = named;
}

static void add_callees(struct program *program, struct function *const *owners) {
  for (uint32_t i = 0; i < program->unit->function_count; i++)
    add_callees_of(program, owners[i]);
  for (uint32_t i = 0; i < program->unit->fact_count; i++) {
    program_function(program, program->unit->facts[i].function);
    program_slot(program, program->unit->facts[i].slot);
  }
}

struct program *program_create(const struct ir_unit *all, const struct spec *spec) {
  struct program *program = xcalloc(1, sizeof *program);
  program->names.arena = &program->arena;
  program->unit = all;
  program->spec = spec;
  program->annotations = spec_create();
  program->callees = (struct flow_callees){program_call_effect, program};
  program->unknown =
      (struct call_effect){.rest = {.value = HANDLE_UNKNOWN, .pointee = HANDLE_UNKNOWN},
                           .returns = -1,
                           .tests_done = -1,
                           .waits_for = -1,
                           .makes_nonblocking = -1,
                           .token = -1,
                           .token_of = -1,
                           .checks_token = -1};
  struct function **owners = xcalloc((size_t)all->function_count + 1, sizeof *owners);
  add_declarations(program);
  add_bodies(program, owners);
  add_callees(program, owners);
  free(owners);
  program_read_claims(program);
  program_build_graph(program);
  program_find_words(program);
  return program;
}

void program_remember(struct program *program, const struct program_memory *memory) {
  program->memory = memory;
}

void program_analyse(struct program *program) {
  program_find_tests(program);
  program_summarise(program);
  program_spread_effects(program);
  program_spread_contexts(program);
  program_spread_outside(program);
  order_functions(program);
  program_find_meetings(program);
}

void program_destroy(struct program *program) {
  if (!program)
    return;
  spec_destroy(program->annotations);
  lock_table_free(program->locks);
  completing_free(program->completing);
  waits_free(program->waits);
  free(program->functions);
  free(program->problems);
  free(program->adjusted);
  free(program->types);
  map_free(&program->of_type);
  map_free(&program->by_symbol);
  map_free(&program->by_slot);
  map_free(&program->by_word[0]);
  map_free(&program->by_word[1]);
  map_free(&program->call_effects);
  map_free(&program->nonblocking_fields);
  interner_free(&program->names);
  arena_free(&program->arena);
  free(program);
}

// ---- questions ----

uint32_t program_count(const struct program *program) {
  return program->count;
}

struct function *program_at(struct program *program, uint32_t index) {
  return program->functions[index];
}

struct function *program_find(struct program *program, const char *symbol) {
  uint32_t at = map_get(&program->by_symbol, map_key(intern(&program->names, symbol)), IR_NONE);
  return at == IR_NONE ? NULL : program->functions[at];
}

bool program_problem(const struct program *program, uint32_t i, const struct ir_location **loc,
                     const char **message) {
  if (i >= program->problem_count)
    return false;
  *loc = &program->problems[i].loc;
  *message = program->problems[i].message;
  return true;
}

struct arena *program_arena(struct program *program) {
  return &program->arena;
}

const struct spec *program_spec(const struct program *program) {
  return program->spec;
}

const struct ir_unit *program_unit(const struct program *program) {
  return program->unit;
}

const struct flow_callees *program_callees(struct program *program) {
  return &program->callees;
}

struct cfg *function_cfg(struct program *program, struct function *function) {
  (void)program;
  struct body *known = function->known;
  if (!known->cfg)
    known->cfg = cfg_build(known->arena, known->fn);
  return known->cfg;
}

struct must *function_must(struct program *program, struct function *function) {
  if (!function->must)
    function->must =
        must_solve(&program->arena, function_cfg(program, function), &program->callees);
  return function->must;
}

const struct fates *function_fates(struct program *program, struct function *function) {
  if (function->fates)
    return function->fates;
  struct fates *fates = ARENA_NEW(&program->arena, struct fates);
  function->fates = fates;
  if (!(function->meets & MEETS_GIVER))
    return fates;
  struct cfg *cfg = function_cfg(program, function);
  fates->count = handle_sites(&program->arena, cfg, &program->callees, &fates->sites);
  fates->results = ARENA_ARRAY(&program->arena, const struct handle_result *, fates->count);
  for (uint32_t i = 0; i < fates->count; i++)
    fates->results[i] = handle_follow(&program->arena, cfg, &program->callees, &fates->sites[i]);
  return fates;
}

static const char *param_type(const struct function *callee, uint32_t i) {
  if (callee->declaration && i < callee->declaration->param_count)
    return callee->declaration->params[i].type;
  if (callee->body && i < callee->body->param_count)
    return callee->body->vars[i].type;
  if (callee->contract && i < callee->contract->param_count)
    return callee->contract->params[i].type;
  return NULL;
}

const struct handle_kind *callee_param_kind(struct program *program, const struct function *callee,
                                            uint32_t i) {
  const char *type = param_type(callee, i);
  return type ? program_handle_of_type(program, type) : NULL;
}

const struct handle_kind *callee_pointee_kind(struct program *program,
                                              const struct function *callee, uint32_t i) {
  const char *type = param_type(callee, i);
  bool pointer = false;
  const struct handle_kind *kind = type ? type_handle(program, type, &pointer) : NULL;
  return pointer ? kind : NULL;
}

const struct claim *function_claim(const struct function *function, enum claim_word word) {
  if (!(function->claimed & CLAIM_BIT(word)))
    return NULL;
  for (uint32_t i = 0; i < function->claim_count; i++)
    if (function->claims[i].word == word)
      return &function->claims[i];
  return NULL;
}

const struct claim *function_next_claim(const struct function *function,
                                        const struct claim *previous) {
  for (uint32_t i = (uint32_t)(previous - function->claims) + 1; i < function->claim_count; i++)
    if (function->claims[i].word == previous->word)
      return &function->claims[i];
  return NULL;
}

struct function *outline_target(const struct function *function, const struct outline_call *call) {
  return call->name == IR_NONE ? NULL : function->named[call->name];
}

struct function *call_target(struct program *program, const struct ir_event *call) {
  if (call->callee)
    return program_named(program, call->callee, false);
  return call->slot ? program_named(program, call->slot, true) : NULL;
}

// The one function that is ever assigned to a local; `visits` bounds chains of copies.
static const char *only_function(const struct ir_function *fn, const struct ir_operand *value,
                                 int visits) {
  if (value->kind == IR_FUNCTION)
    return value->symbol;
  if (value->kind != IR_PLACE || !visits || fn->places[value->place].step != IR_STEP_VAR)
    return NULL;
  uint32_t var = fn->places[value->place].var;
  if (fn->vars[var].flags & (IR_VAR_PARAM | IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN))
    return NULL;
  struct ir_written written = ir_written(fn, var);
  const struct ir_operand *source = ir_only_move(fn, &written);
  return source ? only_function(fn, source, visits - 1) : NULL;
}

struct function *argument_function(struct program *program, const struct function *caller,
                                   const struct ir_operand *value) {
  const char *symbol = caller->body ? only_function(caller->body, value, 4) : NULL;
  return symbol ? program_named(program, symbol, false) : NULL;
}

bool function_transparent(const struct function *function) {
  return function->checked &&
         !(function->contract && function->contract->header && !function->contract->project);
}

const struct ir_event *edge_event(const struct edge *edge) {
  if (edge->block == IR_NONE || !edge->caller->body)
    return NULL;
  return &edge->caller->body->blocks[edge->block].events[edge->event];
}

// ---- tokens ----

bool token_is_none(const struct ir_function *fn, const struct ir_operand *operand) {
  int64_t value;
  return operand_constant(fn, operand, &value) && value == 0;
}

int callee_token_param(const struct function *callee) {
  const struct claim *claim = function_claim(callee, CLAIM_token);
  if (claim)
    return claim->param;
  bool shipped = callee->contract && callee->contract->header && !callee->contract->project;
  return shipped ? -1 : callee->token_param;
}
