// SPDX-License-Identifier: MIT
// Who calls a function that is handed over.
#include "rules/callbacks.h"

bool callback_is_kept(const struct claim *claim) {
  return claim->word == CLAIM_calls && !claim->on &&
         (claim->times == SPEC_ONCE || claim->times == SPEC_MANY);
}

bool is_system_function(const struct function *function) {
  return !function->body && function->declaration &&
         (function->declaration->flags & IR_DECL_SYSTEM);
}

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

const struct claim *callback_claim(struct pass *pass, const struct function *function,
                                   const struct edge *edge) {
  const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
  const struct claim *guess = NULL;
  for (uint32_t i = 0; edge->through && i < edge->through->claim_count; i++) {
    const struct claim *claim = &edge->through->claims[i];
    if (!makes_edge(claim, edge->kind) || claim->param < 0 ||
        (uint32_t)claim->param >= call->arg_count)
      continue;
    const struct ir_operand *value = &call->args[claim->param].value;
    if (argument_function(pass->program, function, value) == edge->callee)
      return claim;
    if (!guess && value->kind == IR_PLACE) // one of several functions that it may hold
      guess = claim;
  }
  return guess;
}

bool callback_suspends(const struct function *function) {
  return function_claim(function, CLAIM_suspends) || function->has[EFFECT_SUSPENDS];
}

int way_to_suspension(struct function *function, struct edge **edges, int max) {
  int count = 0;
  while (count < max && function->witness[EFFECT_SUSPENDS]) {
    edges[count++] = function->witness[EFFECT_SUSPENDS];
    function = edges[count - 1]->callee;
  }
  return count;
}
