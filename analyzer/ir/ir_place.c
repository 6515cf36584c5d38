// SPDX-License-Identifier: MIT
// Access paths: each path is kept once per function, found through a hash index, and no path is
// longer than IR_MAX_DEPTH steps.
#include "analyzer/ir/ir_internal.h"

#include <string.h>

/// Open addressing over place ids plus one; zero is free. `indexed` places of the function are in
/// it.
struct ir_place_table {
  uint32_t *slots;
  uint32_t capacity, used, indexed;
};

uint64_t ir_place_hash(const struct ir_place *place) {
  uint64_t hash = hash_bytes(HASH_SEED, &place->parent, sizeof place->parent);
  uint64_t rest[2] = {(uint64_t)place->step, 0};
  if (place->step == IR_STEP_VAR)
    rest[1] = place->var;
  else if (place->step == IR_STEP_INDEX)
    rest[1] = (uint64_t)place->index;
  hash = hash_bytes(hash, rest, sizeof rest);
  if (place->step == IR_STEP_FIELD)
    hash = hash_bytes(hash, place->field, strlen(place->field));
  return hash ^ hash >> 32;
}

bool ir_place_same(const struct ir_place *a, const struct ir_place *b) {
  if (a->step != b->step || a->parent != b->parent)
    return false;
  switch (a->step) {
  case IR_STEP_VAR:
    return a->var == b->var;
  case IR_STEP_FIELD:
    return a->field == b->field || strcmp(a->field, b->field) == 0;
  case IR_STEP_INDEX:
    return a->index == b->index;
  default:
    return true;
  }
}

static void enter_place(const struct ir_function *fn, struct ir_place_table *index, uint32_t id) {
  uint32_t mask = index->capacity - 1;
  uint32_t at = (uint32_t)ir_place_hash(&fn->places[id]) & mask;
  while (index->slots[at])
    at = (at + 1) & mask;
  index->slots[at] = id + 1;
  index->used++;
}

static void rebuild(struct ir_pool *pool, const struct ir_function *fn,
                    struct ir_place_table *index) {
  uint32_t capacity = 16;
  while (capacity / 2 <= fn->place_count)
    capacity *= 2;
  index->slots = ARENA_ARRAY(&pool->arena, uint32_t, capacity);
  index->capacity = capacity;
  index->used = 0;
  for (index->indexed = 0; index->indexed < fn->place_count; index->indexed++)
    enter_place(fn, index, index->indexed);
}

// The index of the function, brought up to date: the places may have been read from bytes, or cut
// off.
static struct ir_place_table *current_index(struct ir_pool *pool, struct ir_function *fn) {
  if (!fn->index)
    fn->index = ARENA_NEW(&pool->arena, struct ir_place_table);
  struct ir_place_table *index = fn->index;
  if (!index->slots || index->indexed != fn->place_count || index->used * 2 >= index->capacity)
    rebuild(pool, fn, index);
  return index;
}

static uint32_t add_place(struct ir_pool *pool, struct ir_function *fn,
                          const struct ir_place *place) {
  if (fn->place_count == fn->place_capacity || !fn->places) {
    uint32_t larger = fn->place_count ? fn->place_count * 2 : 8;
    struct ir_place *copy = ARENA_ARRAY(&pool->arena, struct ir_place, larger);
    if (fn->place_count)
      memcpy(copy, fn->places, sizeof *copy * fn->place_count);
    fn->places = copy;
    fn->place_capacity = larger;
  }
  fn->places[fn->place_count] = *place;
  return fn->place_count++;
}

static uint32_t intern_place(struct ir_pool *pool, struct ir_function *fn, struct ir_place place) {
  struct ir_place_table *index = current_index(pool, fn);
  uint32_t mask = index->capacity - 1;
  uint32_t at = (uint32_t)ir_place_hash(&place) & mask;
  for (; index->slots[at]; at = (at + 1) & mask)
    if (ir_place_same(&fn->places[index->slots[at] - 1], &place))
      return index->slots[at] - 1;
  uint32_t id = add_place(pool, fn, &place);
  index->slots[at] = id + 1;
  index->used++;
  index->indexed++;
  return id;
}

unsigned ir_place_depth(const struct ir_function *fn, uint32_t place) {
  unsigned depth = 0;
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    depth++;
  return depth;
}

static uint32_t step_below(struct ir_pool *pool, struct ir_function *fn, struct ir_place step) {
  const struct ir_place *parent = &fn->places[step.parent];
  if (parent->step == IR_STEP_DEEP)
    return step.parent;
  step.var = parent->var;
  if (ir_place_depth(fn, step.parent) >= IR_MAX_DEPTH)
    step = (struct ir_place){.step = IR_STEP_DEEP, .parent = step.parent, .var = step.var};
  return intern_place(pool, fn, step);
}

uint32_t ir_place_var(struct ir_pool *pool, struct ir_function *fn, uint32_t var) {
  return intern_place(pool, fn,
                      (struct ir_place){.step = IR_STEP_VAR, .parent = IR_NONE, .var = var});
}

uint32_t ir_place_field(struct ir_pool *pool, struct ir_function *fn, uint32_t parent,
                        const char *field) {
  field = intern(&pool->names, field);
  return step_below(pool, fn,
                    (struct ir_place){.step = IR_STEP_FIELD, .parent = parent, .field = field});
}

uint32_t ir_place_deref(struct ir_pool *pool, struct ir_function *fn, uint32_t parent) {
  return step_below(pool, fn, (struct ir_place){.step = IR_STEP_DEREF, .parent = parent});
}

uint32_t ir_place_index(struct ir_pool *pool, struct ir_function *fn, uint32_t parent,
                        int64_t index) {
  return step_below(pool, fn,
                    (struct ir_place){.step = IR_STEP_INDEX, .parent = parent, .index = index});
}

uint32_t ir_place_any(struct ir_pool *pool, struct ir_function *fn, uint32_t parent) {
  return step_below(pool, fn, (struct ir_place){.step = IR_STEP_ANY, .parent = parent});
}

bool ir_place_below(const struct ir_function *fn, uint32_t place, uint32_t prefix) {
  while (place != IR_NONE && place > prefix)
    place = fn->places[place].parent;
  return place == prefix && place != IR_NONE;
}

uint32_t ir_direct_variable(const struct ir_function *fn, uint32_t place) {
  while (fn->places[place].step != IR_STEP_VAR) {
    if (fn->places[place].step == IR_STEP_DEREF || fn->places[place].step == IR_STEP_DEEP)
      return IR_NONE;
    place = fn->places[place].parent;
  }
  return fn->places[place].var;
}

// ---- what is written ----

enum { LARGE = 64 }; // blocks

static bool behind_pointer(const struct ir_function *fn, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_DEREF)
      return true;
  return false;
}

/// The variable that the event writes, or a part of it; IR_NONE when it writes none.
static uint32_t written_by(const struct ir_function *fn, const struct ir_event *event) {
  bool writes = event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
                event->kind == IR_CALL;
  return writes && event->place != IR_NONE && !behind_pointer(fn, event->place)
             ? fn->places[event->place].var
             : IR_NONE;
}

static void note_write(struct ir_written *written, const struct ir_function *fn, uint32_t block,
                       uint32_t event) {
  uint32_t place = fn->blocks[block].events[event].place;
  if (fn->places[place].step != IR_STEP_VAR) {
    written->parts = true;
    return;
  }
  if (!written->times) {
    written->block = block;
    written->event = event;
  }
  written->times += written->times < 2;
}

struct ir_written ir_written(const struct ir_function *fn, uint32_t var) {
  if (fn->written)
    return fn->written[var];
  struct ir_written written = {.block = IR_NONE, .event = IR_NONE};
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (written_by(fn, &fn->blocks[b].events[e]) == var)
        note_write(&written, fn, b, e);
  return written;
}

const struct ir_operand *ir_only_move(const struct ir_function *fn,
                                      const struct ir_written *written) {
  const struct ir_event *event =
      written->times == 1 ? &fn->blocks[written->block].events[written->event] : NULL;
  return event && event->kind == IR_MOVE ? &event->a : NULL;
}

void ir_find_written(struct arena *arena, struct ir_function *fn) {
  if (fn->block_count < LARGE)
    return;
  struct ir_written *all = ARENA_ARRAY(arena, struct ir_written, fn->var_count);
  for (uint32_t i = 0; i < fn->var_count; i++)
    all[i] = (struct ir_written){.block = IR_NONE, .event = IR_NONE};
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      uint32_t var = written_by(fn, &fn->blocks[b].events[e]);
      if (var != IR_NONE)
        note_write(&all[var], fn, b, e);
    }
  fn->written = all;
}

const char *ir_default_slot(struct arena *arena, const struct ir_function *fn, uint32_t place) {
  while (fn->places[place].step != IR_STEP_VAR && fn->places[place].step != IR_STEP_FIELD)
    place = fn->places[place].parent;
  if (fn->places[place].step == IR_STEP_FIELD)
    return fn->places[place].field;
  const struct ir_var *var = &fn->vars[fn->places[place].var];
  if (var->flags & IR_VAR_GLOBAL)
    return var->name;
  if (var->flags & IR_VAR_PARAM)
    return arena_printf(arena, "%s#%u", fn->symbol, fn->places[place].var);
  return NULL;
}
