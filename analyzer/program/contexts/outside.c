// SPDX-License-Identifier: MIT
// Where certainly no task runs: spread from `main`, threads, offloaded bodies and functions
// declared `not-in-task` along calls, breadth first. A function without known callers is not
// outside: nobody knows who calls it.
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

struct queue {
  struct function **items;
  uint32_t head, count, capacity;
};

static void push(struct queue *queue, struct function *function, struct edge *by) {
  function->outside = true;
  function->outside_by = by;
  GROW(queue->items, queue->count, queue->capacity);
  queue->items[queue->count++] = function;
}

static bool is_entry(const struct function *function, struct edge **edge) {
  *edge = NULL;
  if (!function->checked || function_claim(function, CLAIM_async))
    return false;
  if (!strcmp(function->name, "main") || function_claim(function, CLAIM_not_in_task))
    return true;
  for (uint32_t i = 0; i < function->in_count; i++)
    if (function->in[i]->kind == EDGE_OFFLOADS) {
      *edge = function->in[i];
      return true;
    }
  return false;
}

// A slot that tasks call through, too, may hold some functions for them and others for here.
static bool is_shared_slot(const struct function *function) {
  uint32_t targets = 0;
  for (uint32_t i = 0; function->slot && i < function->out_count; i++)
    targets += function->out[i]->kind == EDGE_TARGET;
  return targets > 1 && function->in_task;
}

static bool spreads_into(const struct edge *edge) {
  const struct function *callee = edge->callee;
  bool call = edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT || edge->kind == EDGE_TARGET ||
              edge->kind == EDGE_CALLBACK;
  if (!call || edge->in_task || callee->outside || function_claim(callee, CLAIM_async))
    return false;
  return callee->slot ? !is_shared_slot(callee) : callee->checked && function_transparent(callee);
}

bool program_edge_in_task(struct program *program, const struct edge *edge) {
  return edge->block != IR_NONE && must_holds(function_must(program, edge->caller), MUST_IN_TASK,
                                              edge->block, edge->event, IR_NONE);
}

static void find_guards(struct program *program, struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++)
    function->out[i]->in_task = program_edge_in_task(program, function->out[i]);
}

void program_spread_outside(struct program *program) {
  struct queue queue = {0};
  struct edge *start;
  for (uint32_t i = 0; i < program->count; i++)
    if (is_entry(program->functions[i], &start)) {
      program->functions[i]->outside_entry = start;
      push(&queue, program->functions[i], NULL);
    }
  while (queue.head < queue.count) {
    struct function *function = queue.items[queue.head++];
    if (function->checked)
      find_guards(program, function);
    for (uint32_t i = 0; i < function->out_count; i++)
      if (spreads_into(function->out[i]))
        push(&queue, function->out[i]->callee, function->out[i]);
  }
  free(queue.items);
}

int program_outside_way(const struct function *function, struct edge **edges, int max,
                        const struct function **entry) {
  int count = 0;
  for (; function->outside_by && count < max; function = function->outside_by->caller)
    edges[count++] = function->outside_by;
  for (int i = 0; i < count / 2; i++) {
    struct edge *swap = edges[i];
    edges[i] = edges[count - 1 - i];
    edges[count - 1 - i] = swap;
  }
  *entry = function;
  return count;
}
