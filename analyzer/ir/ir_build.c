// SPDX-License-Identifier: MIT
// Building functions: the pool, growing arrays of variables, locations, blocks and events, and
// operands.
#include "analyzer/ir/ir.h"

#include <string.h>

void ir_pool_init(struct ir_pool *pool) {
  *pool = (struct ir_pool){0};
  pool->names.arena = &pool->arena;
}

void ir_pool_free(struct ir_pool *pool) {
  interner_free(&pool->names);
  arena_free(&pool->arena);
}

// Room for one more element: the array itself, or a copy of twice the size. The old one stays in
// the arena.
static void *room_for_one(struct ir_pool *pool, void *items, size_t size, uint32_t count,
                          uint32_t *capacity) {
  if (count < *capacity)
    return items;
  uint32_t larger = count ? count * 2 : 4;
  void *copy = arena_alloc(&pool->arena, size * larger);
  if (count)
    memcpy(copy, items, size * count);
  *capacity = larger;
  return copy;
}

uint32_t ir_add_var(struct ir_pool *pool, struct ir_function *fn, struct ir_var var) {
  fn->vars = room_for_one(pool, fn->vars, sizeof *fn->vars, fn->var_count, &fn->var_capacity);
  fn->vars[fn->var_count] = var;
  return fn->var_count++;
}

uint32_t ir_add_location(struct ir_pool *pool, struct ir_function *fn,
                         struct ir_location location) {
  fn->locations = room_for_one(pool, fn->locations, sizeof *fn->locations, fn->location_count,
                               &fn->location_capacity);
  fn->locations[fn->location_count] = location;
  return fn->location_count++;
}

uint32_t ir_add_block(struct ir_pool *pool, struct ir_function *fn) {
  fn->blocks =
      room_for_one(pool, fn->blocks, sizeof *fn->blocks, fn->block_count, &fn->block_capacity);
  fn->blocks[fn->block_count] =
      (struct ir_block){.end = {.loc = IR_NONE, .a = ir_unknown(), .b = ir_unknown()}};
  return fn->block_count++;
}

struct ir_event *ir_add_event(struct ir_pool *pool, struct ir_function *fn, uint32_t block,
                              enum ir_event_kind kind) {
  struct ir_block *to = &fn->blocks[block];
  to->events =
      room_for_one(pool, to->events, sizeof *to->events, to->event_count, &to->event_capacity);
  struct ir_event *event = &to->events[to->event_count++];
  *event = (struct ir_event){.kind = kind,
                             .loc = IR_NONE,
                             .place = IR_NONE,
                             .a = ir_unknown(),
                             .b = ir_unknown(),
                             .callee_place = IR_NONE};
  return event;
}

struct ir_operand ir_unknown(void) {
  return (struct ir_operand){.kind = IR_UNKNOWN, .place = IR_NONE};
}

struct ir_operand ir_int(int64_t value) {
  return (struct ir_operand){.kind = IR_INT, .place = IR_NONE, .value = value};
}

struct ir_operand ir_value(uint32_t place) {
  return (struct ir_operand){.kind = IR_PLACE, .place = place};
}

struct ir_operand ir_address(uint32_t place) {
  return (struct ir_operand){.kind = IR_ADDRESS, .place = place};
}
