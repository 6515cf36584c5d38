// SPDX-License-Identifier: MIT
// Contexts by name: on which one a callback runs. A context is a `context NAME` of a contract, or a
// global variable or a member that holds one.
#include "analyzer/program/internal.h"

#include <string.h>

/// Whether a claim makes edges of this kind (graph.c).
static bool makes_edge(const struct claim *claim, enum edge_kind kind) {
  switch (claim->word) {
  case CLAIM_calls:
    return kind == (claim->on ? EDGE_LATER : EDGE_CALLBACK);
  case CLAIM_posts:
    return kind == EDGE_LATER;
  case CLAIM_starts:
    return kind == EDGE_STARTS;
  case CLAIM_offloads:
    return kind == EDGE_OFFLOADS;
  default:
    return false;
  }
}

const struct claim *edge_claim(struct program *program, const struct edge *edge) {
  const struct ir_event *call = edge_event(edge);
  const struct claim *guess = NULL;
  for (uint32_t i = 0; call && edge->through && i < edge->through->claim_count; i++) {
    const struct claim *claim = &edge->through->claims[i];
    if (!makes_edge(claim, edge->kind) || claim->param < 0 ||
        (uint32_t)claim->param >= call->arg_count)
      continue;
    const struct ir_operand *value = &call->args[claim->param].value;
    if (argument_function(program, edge->caller, value) == edge->callee)
      return claim;
    if (!guess && value->kind == IR_PLACE) // one of several functions that it may hold
      guess = claim;
  }
  return guess;
}

const char *held_context(struct program *program, const struct ir_function *fn,
                         const struct ir_operand *value) {
  if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
    return NULL;
  const struct ir_place *path = &fn->places[value->place];
  if (path->step == IR_STEP_FIELD)
    return path->field;
  if (path->step == IR_STEP_VAR && (fn->vars[path->var].flags & IR_VAR_GLOBAL))
    return intern(&program->names, fn->vars[path->var].name);
  return NULL;
}

int claim_context_param(const struct function *callee, const char *name) {
  const struct contract *contract = callee->contract;
  for (uint32_t i = 0; contract && name && i < contract->param_count; i++)
    if (!strcmp(contract->params[i].name, name))
      return (int)i;
  return -1;
}

const char *claimed_context(struct program *program, const struct function *caller,
                            const struct ir_event *call, const struct function *callee,
                            const char *name) {
  int param = claim_context_param(callee, name);
  if (!name || !strcmp(name, SPEC_CALLER))
    return NULL;
  if (param < 0)
    return intern(&program->names, name);
  return (uint32_t)param < call->arg_count
             ? held_context(program, caller->body, &call->args[param].value)
             : NULL;
}

const char *edge_context(struct program *program, const struct edge *edge) {
  const struct claim *claim = edge_claim(program, edge);
  return claim ? claimed_context(program, edge->caller, edge_event(edge), edge->through, claim->on)
               : NULL;
}
