// SPDX-License-Identifier: MIT
// Effects spread upward from the calls that have them, contexts downward from the entries; breadth
// first, so that the first edge found is the first step of a shortest way.
#include "analyzer/base/text.h"
#include "analyzer/program/internal.h"

#include <stdlib.h>

struct queue {
  struct function **items;
  uint32_t head, count, capacity;
};

static void push(struct queue *queue, struct function *function) {
  GROW(queue->items, queue->count, queue->capacity);
  queue->items[queue->count++] = function;
}

static bool within_call(const struct edge *edge) {
  return edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT || edge->kind == EDGE_TARGET ||
         edge->kind == EDGE_CALLBACK;
}

// ---- effects ----

// A function has the effects of whatever its parameters may be.
static bool carries_effects(const struct edge *edge) {
  return within_call(edge) || edge->kind == EDGE_PARAM;
}

bool function_ends(const struct function *function) {
  return (function->declaration && (function->declaration->flags & IR_DECL_NORETURN)) ||
         function_claim(function, CLAIM_exits);
}

bool edge_takes_own_lock(const struct edge *edge) {
  static const char *const words[] = {"lock", "rdlock", "wrlock", "acquire"};
  bool waits = function_claim(edge->callee, CLAIM_needs_lock) && !edge->callee->checked;
  for (size_t i = 0; i < sizeof words / sizeof *words && waits; i++)
    if (name_has_part(edge->caller->name, words[i]))
      return true;
  return false;
}

static bool blocks_here(struct program *program, const struct edge *edge) {
  if (edge_takes_own_lock(edge))
    return false;
  for (const struct claim *claim = function_claim(edge->callee, CLAIM_blocks); claim;
       claim = function_next_claim(edge->callee, claim))
    if (edge_event(edge) && edge_event(edge)->kind == IR_CALL &&
        claim_applies(claim,
                      claim_truth(program, edge->caller, edge->block, edge->event, claim, NULL)))
      return true;
  return false;
}

// A call that could take a token and is given none.
static bool cancellable_here(const struct edge *edge) {
  int param = callee_token_param(edge->callee);
  bool twin = function_claim(edge->callee, CLAIM_token_twin);
  if ((!twin && param < 0) || (edge->kind != EDGE_CALL && edge->kind != EDGE_SLOT))
    return false;
  const struct ir_event *call = edge_event(edge);
  if (!call || call->kind != IR_CALL)
    return false;
  return twin || ((uint32_t)param < call->arg_count &&
                  token_is_none(edge->caller->body, &call->args[param].value));
}

static bool unresolved_here(const struct edge *edge) {
  const struct function *callee = edge->callee;
  if (edge->kind == EDGE_SLOT)
    return callee->out_count == 0 && !callee->claim_count;
  if (edge->kind != EDGE_CALL && edge->kind != EDGE_CALLBACK)
    return false;
  bool system = callee->declaration && (callee->declaration->flags & IR_DECL_SYSTEM);
  return !callee->checked && !callee->contract && !system;
}

static bool has_here(struct program *program, const struct edge *edge, enum effect effect) {
  switch (effect) {
  case EFFECT_BLOCKS:
    return within_call(edge) && blocks_here(program, edge);
  case EFFECT_SUSPENDS:
    return carries_effects(edge) &&
           (function_claim(edge->callee, CLAIM_suspends) ||
            (function_claim(edge->callee, CLAIM_async) && !edge->callee->checked));
  case EFFECT_CANCELLABLE:
    return cancellable_here(edge);
  case EFFECT_UNRESOLVED:
    return unresolved_here(edge);
  case EFFECT_COUNT:
    break;
  }
  return false;
}

// Whether an effect of the callee is one of the caller too.
static bool passes_up(const struct edge *edge, enum effect effect) {
  const struct function *callee = edge->callee;
  if (!carries_effects(edge) || !(callee->slot || function_transparent(callee)))
    return false;
  switch (effect) {
  case EFFECT_BLOCKS:
    return !function_claim(callee, CLAIM_blocks) && !function_ends(callee);
  case EFFECT_SUSPENDS:
    return !function_claim(callee, CLAIM_suspends_never);
  case EFFECT_CANCELLABLE:
    return callee->token_param < 0;
  case EFFECT_UNRESOLVED:
  case EFFECT_COUNT:
    break;
  }
  return true;
}

// Whether some call of the function may have the effect itself.
static bool may_have(const struct function *function, enum effect effect) {
  if (effect == EFFECT_BLOCKS)
    return function->words & CLAIM_BIT(CLAIM_blocks);
  if (effect == EFFECT_SUSPENDS)
    return function->words & (CLAIM_BIT(CLAIM_suspends) | CLAIM_BIT(CLAIM_async));
  return true;
}

// `suspends` on a function with a body is its own word for it: its callers need no more, and its
// own body is not asked.
static void spread(struct program *program, enum effect effect) {
  struct queue queue = {0};
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    uint32_t count = may_have(function, effect) ? function->out_count : 0;
    for (uint32_t k = 0; k < count && !function->has[effect]; k++)
      if (has_here(program, function->out[k], effect)) {
        function->has[effect] = true;
        function->witness[effect] = function->out[k];
        push(&queue, function);
      }
    // A call through a pointer nobody knows has no edge.
    if (effect == EFFECT_UNRESOLVED && !function->has[effect] && function->body &&
        !function->checked) {
      function->has[effect] = true;
      push(&queue, function);
    }
  }
  while (queue.head < queue.count) {
    struct function *function = queue.items[queue.head++];
    for (uint32_t k = 0; k < function->in_count; k++) {
      struct edge *edge = function->in[k];
      if (edge->caller->has[effect] || !passes_up(edge, effect))
        continue;
      edge->caller->has[effect] = true;
      edge->caller->witness[effect] = edge;
      push(&queue, edge->caller);
    }
  }
  free(queue.items);
}

// Indirect calls without any target leave no edge; they count as unresolved all the same.
static void mark_blind_calls(struct program *program) {
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    for (uint32_t c = 0; function->checked && c < function->outline->call_count; c++) {
      const struct outline_call *call = &function->outline->calls[c];
      if (call->name != IR_NONE || call->event->kind != IR_CALL)
        continue;
      bool resolved = false;
      for (uint32_t k = 0; k < function->out_count && !resolved; k++)
        resolved = function->out[k]->block == call->block && function->out[k]->event == call->at;
      function->has[EFFECT_UNRESOLVED] |= !resolved;
    }
  }
}

static bool forwards_token(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count && function->token_param >= 0; i++) {
    const struct ir_event *call = edge_event(function->out[i]);
    int param = callee_token_param(function->out[i]->callee);
    if (call && param >= 0 && (uint32_t)param < call->arg_count &&
        function->out[i]->kind == EDGE_CALL &&
        operand_param(function->body, &call->args[param].value) == function->token_param)
      return true;
  }
  return false;
}

void program_spread_effects(struct program *program) {
  mark_blind_calls(program);
  for (enum effect effect = 0; effect < EFFECT_COUNT; effect++)
    spread(program, effect);
  for (uint32_t i = 0; i < program->count; i++)
    program->functions[i]->forwards_token |= forwards_token(program->functions[i]);
}

// ---- contexts ----

static void find_guards(struct program *program, struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    struct edge *edge = function->out[i];
    if (edge->block != IR_NONE && within_call(edge))
      edge->not_in_task = program_no_task_at(program, function, edge->block, edge->event);
  }
}

static void find_entries(struct program *program, struct queue *queue) {
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    if (function->checked && function_claim(function, CLAIM_async))
      function->task_entry = true;
    for (uint32_t k = 0; k < function->in_count; k++) {
      struct edge *edge = function->in[k];
      bool starts = edge->kind == EDGE_STARTS, later = edge->kind == EDGE_LATER;
      if (!function->checked || (!starts && !later))
        continue;
      function->task_entry |= starts;
      function->loop_entry |= later;
      if (!function->entry_edge)
        function->entry_edge = edge;
    }
    if (function->task_entry || function->loop_entry) {
      function->in_task = true;
      push(queue, function);
    }
  }
}

// Into which callees a context spreads: those whose body speaks for them, that do not claim to
// block themselves, and that do not end the program.
static bool spreads_into(const struct edge *edge) {
  const struct function *callee = edge->callee;
  if (!within_call(edge) || edge->not_in_task || callee->in_task || function_ends(callee))
    return false;
  return callee->slot || (function_transparent(callee) && !function_claim(callee, CLAIM_blocks));
}

void program_spread_contexts(struct program *program) {
  struct queue queue = {0};
  find_entries(program, &queue);
  while (queue.head < queue.count) {
    struct function *function = queue.items[queue.head++];
    if (function->checked)
      find_guards(program, function);
    for (uint32_t i = 0; i < function->out_count; i++) {
      struct edge *edge = function->out[i];
      if (!spreads_into(edge))
        continue;
      edge->callee->in_task = true;
      edge->callee->in_task_by = edge;
      push(&queue, edge->callee);
    }
  }
  free(queue.items);
}
