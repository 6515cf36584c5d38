// SPDX-License-Identifier: MIT
// The last touch on a function's blocks: straight lines become one block, what nothing reaches is
// dropped, and ids follow the order in which the blocks were begun.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

/// Working arrays, one entry a block; in the scratch arena.
struct graph {
  struct ir_function *fn;
  uint32_t *preds; // how many edges come in
  bool *reached;
  uint32_t *stack, stacked;
};

static uint32_t successor_count(const struct ir_block *block) {
  return block->end.target_count + block->end.case_count;
}

static uint32_t *successor(const struct ir_block *block, uint32_t i) {
  const struct ir_terminator *end = &block->end;
  return i < end->target_count ? &end->targets[i] : &end->cases[i - end->target_count].target;
}

// An empty block that only jumps on stands for its target. Cycles of empty blocks end the search.
static uint32_t forwarded(const struct ir_function *fn, uint32_t block) {
  for (uint32_t steps = 0; steps < fn->block_count; steps++) {
    const struct ir_block *at = &fn->blocks[block];
    if (at->event_count || at->label || at->end.kind != IR_JUMP || at->end.targets[0] == block)
      break;
    block = at->end.targets[0];
  }
  return block;
}

static void reach(struct graph *graph, uint32_t block) {
  graph->preds[block]++;
  if (graph->reached[block])
    return;
  graph->reached[block] = true;
  graph->stack[graph->stacked++] = block;
}

static void find_reached(struct graph *graph) {
  reach(graph, 0);
  while (graph->stacked) {
    struct ir_block *block = &graph->fn->blocks[graph->stack[--graph->stacked]];
    for (uint32_t i = 0; i < successor_count(block); i++) {
      uint32_t *target = successor(block, i);
      *target = forwarded(graph->fn, *target);
      reach(graph, *target);
    }
  }
}

// Takes the only successor into `block` when nothing else leads there.
static bool join_next(struct body *body, struct graph *graph, uint32_t block) {
  struct ir_block *first = &graph->fn->blocks[block];
  if (first->end.kind != IR_JUMP)
    return false;
  uint32_t next = first->end.targets[0];
  struct ir_block *second = &graph->fn->blocks[next];
  if (next == block || next == 0 || graph->preds[next] != 1 || second->label)
    return false;
  uint32_t count = first->event_count + second->event_count;
  struct ir_event *events = ARENA_ARRAY(&body->pool->arena, struct ir_event, count);
  if (first->event_count)
    memcpy(events, first->events, sizeof *events * first->event_count);
  if (second->event_count)
    memcpy(events + first->event_count, second->events, sizeof *events * second->event_count);
  first->events = events;
  first->event_count = first->event_capacity = count;
  first->end = second->end;
  graph->reached[next] = false;
  return true;
}

static void renumber(struct body *body, struct graph *graph) {
  struct ir_function *fn = graph->fn;
  uint32_t *ids = ARENA_ARRAY(&body->scratch, uint32_t, fn->block_count);
  struct ir_block *kept = ARENA_ARRAY(&body->pool->arena, struct ir_block, fn->block_count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < body->order_count; i++)
    if (graph->reached[body->order[i]]) {
      ids[body->order[i]] = count;
      kept[count++] = fn->blocks[body->order[i]];
    }
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t s = 0; s < successor_count(&kept[i]); s++)
      *successor(&kept[i], s) = ids[*successor(&kept[i], s)];
  fn->block_capacity = fn->block_count;
  fn->blocks = kept;
  fn->block_count = count;
}

// Blocks that were made and never begun end nowhere.
static void close_unused(struct body *body, struct graph *graph) {
  bool *begun = ARENA_ARRAY(&body->scratch, bool, graph->fn->block_count);
  for (uint32_t i = 0; i < body->order_count; i++)
    begun[body->order[i]] = true;
  for (uint32_t i = 0; i < graph->fn->block_count; i++)
    if (!begun[i]) {
      graph->fn->blocks[i].end = (struct ir_terminator){
          .kind = IR_UNREACHABLE, .loc = IR_NONE, .a = ir_unknown(), .b = ir_unknown()};
      GROW(body->order, body->order_count, body->order_capacity);
      body->order[body->order_count++] = i;
    }
}

void finish_blocks(struct body *body) {
  uint32_t count = body->fn->block_count;
  struct graph graph = {.fn = body->fn,
                        .preds = ARENA_ARRAY(&body->scratch, uint32_t, count),
                        .reached = ARENA_ARRAY(&body->scratch, bool, count),
                        .stack = ARENA_ARRAY(&body->scratch, uint32_t, count)};
  close_unused(body, &graph);
  find_reached(&graph);
  for (uint32_t i = 0; i < body->order_count; i++)
    while (graph.reached[body->order[i]] && join_next(body, &graph, body->order[i]))
      ;
  renumber(body, &graph);
}
