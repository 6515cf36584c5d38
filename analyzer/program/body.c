// SPDX-License-Identifier: MIT
// What follows from a body alone: places for what its parameters point to, and its outline. Made
// once for a body whose owner keeps such things (`struct ir_keep`), over many programs.
#include "analyzer/program/body.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// ---- pointees ----

// The place that parameter `param` points to, when the function names it.
static bool names_pointee(const struct ir_function *fn, uint32_t param) {
  for (uint32_t i = 0; i < fn->place_count; i++)
    if (fn->places[i].step == IR_STEP_DEREF && fn->places[i].var == param &&
        fn->places[fn->places[i].parent].step == IR_STEP_VAR)
      return true;
  return false;
}

static uint32_t place_of_var(const struct ir_function *fn, uint32_t var) {
  for (uint32_t i = 0; i < fn->place_count; i++)
    if (fn->places[i].step == IR_STEP_VAR && fn->places[i].var == var)
      return i;
  return IR_NONE;
}

// A function may hand on a `task **` without ever naming what it points to. What comes in and goes
// out there needs a place: the body gets a copy of its list of places with one more in it.
static const struct ir_function *name_pointees(struct program *program, struct arena *arena,
                                               const struct ir_function *fn) {
  bool pointer;
  for (uint32_t i = 0; i < fn->param_count; i++) {
    if (!type_handle(program, fn->vars[i].type, &pointer) || !pointer)
      continue;
    uint32_t parent = place_of_var(fn, i);
    if (parent == IR_NONE || names_pointee(fn, i))
      continue;
    struct ir_function *copy = arena_copy(arena, fn, sizeof *copy);
    copy->places = ARENA_ARRAY(arena, struct ir_place, fn->place_count + 1);
    memcpy(copy->places, fn->places, sizeof *copy->places * fn->place_count);
    copy->places[copy->place_count++] =
        (struct ir_place){.step = IR_STEP_DEREF, .parent = parent, .var = i};
    fn = copy;
  }
  return fn;
}

// ---- the outline ----

static bool is_call(const struct ir_event *event) {
  return event->kind == IR_CALL || event->kind == IR_CLEANUP;
}

// Room for all that a body can have; what is in use is copied to where it stays.
struct drawing {
  const struct ir_function *fn;
  struct outline outline;
  struct map of_name; // symbol, by address, with its lowest bit set for slots -> number, plus one
};

/// What the arrays lie in, to be freed; each element is written before it is read.
static void *make_room(struct drawing *drawing) {
  const struct ir_function *fn = drawing->fn;
  struct outline *outline = &drawing->outline;
  size_t calls = 0, moves = 0, operands = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      calls += is_call(event);
      moves += event->kind == IR_MOVE;
      operands += 1 + event->arg_count;
    }
  size_t names = calls + operands + fn->block_count;
  void *room = xmalloc(names * sizeof *outline->names + calls * sizeof *outline->calls +
                       moves * sizeof *outline->stores + operands * sizeof *outline->addresses +
                       fn->block_count * sizeof *outline->returns);
  outline->names = room;
  outline->calls = (void *)(outline->names + names);
  outline->stores = (void *)(outline->calls + calls);
  outline->addresses = (void *)(outline->stores + moves);
  outline->returns = (void *)(outline->addresses + operands);
  return room;
}

static uint32_t add_name(struct drawing *drawing, const char *symbol, bool slot) {
  struct outline *outline = &drawing->outline;
  uint32_t number = outline->name_count;
  // Names are few; a body with many has a map.
  enum { FEW = 16 };
  for (uint32_t i = 0; i < number && i < FEW; i++)
    if (outline->names[i].symbol == symbol && outline->names[i].slot == slot)
      return i;
  if (number >= FEW) {
    uint64_t key = map_key(symbol) << 1 | slot;
    uint32_t known = map_get(&drawing->of_name, key, 0);
    if (known)
      return known - 1;
    map_set(&drawing->of_name, key, number + 1);
  }
  outline->names[outline->name_count++] = (struct outline_name){symbol, slot};
  return number;
}

static void add_address(struct drawing *drawing, const struct ir_operand *operand) {
  if (operand->kind == IR_FUNCTION)
    drawing->outline.addresses[drawing->outline.address_count++] =
        add_name(drawing, operand->symbol, false);
}

static bool may_be_slot(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  return path->step != IR_STEP_VAR || (fn->vars[path->var].flags & IR_VAR_GLOBAL);
}

static void add_move(struct drawing *drawing, const struct ir_event *event) {
  struct outline_store store = {.event = event, .name = IR_NONE, .param = -1};
  if (event->a.kind == IR_FUNCTION)
    store.name = add_name(drawing, event->a.symbol, false);
  else if (event->a.kind == IR_PLACE && may_be_slot(drawing->fn, event->place))
    store.param = operand_param(drawing->fn, &event->a);
  if (store.name != IR_NONE || store.param >= 0)
    drawing->outline.stores[drawing->outline.store_count++] = store;
}

static void add_event(struct drawing *drawing, const struct ir_event *event, uint32_t block,
                      uint32_t at) {
  uint32_t name = IR_NONE;
  if (event->callee)
    name = add_name(drawing, event->callee, false);
  else if (event->slot)
    name = add_name(drawing, event->slot, true);
  if (is_call(event))
    drawing->outline.calls[drawing->outline.call_count++] =
        (struct outline_call){event, block, at, event->loc, name};
  if (event->kind == IR_MOVE)
    add_move(drawing, event);
  add_address(drawing, &event->a);
  for (uint32_t i = 0; i < event->arg_count; i++)
    add_address(drawing, &event->args[i].value);
}

static const struct outline *keep_outline(struct arena *arena, const struct outline *drawn) {
  struct outline *outline = arena_copy(arena, drawn, sizeof *drawn);
  outline->names = arena_copy(arena, drawn->names, sizeof *drawn->names * drawn->name_count);
  outline->calls = arena_copy(arena, drawn->calls, sizeof *drawn->calls * drawn->call_count);
  outline->stores = arena_copy(arena, drawn->stores, sizeof *drawn->stores * drawn->store_count);
  outline->addresses =
      arena_copy(arena, drawn->addresses, sizeof *drawn->addresses * drawn->address_count);
  outline->returns =
      arena_copy(arena, drawn->returns, sizeof *drawn->returns * drawn->return_count);
  return outline;
}

static const struct outline *draw_outline(struct arena *arena, const struct ir_function *fn) {
  struct drawing drawing = {.fn = fn};
  void *room = make_room(&drawing);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    if (block->end.a.kind == IR_FUNCTION) {
      uint32_t name = add_name(&drawing, block->end.a.symbol, false);
      if (block->end.kind == IR_RETURN)
        drawing.outline.returns[drawing.outline.return_count++] = name;
    }
    for (uint32_t e = 0; e < block->event_count; e++)
      add_event(&drawing, &block->events[e], b, e);
  }
  const struct outline *outline = keep_outline(arena, &drawing.outline);
  map_free(&drawing.of_name);
  free(room);
  return outline;
}

// ---- what is kept ----

static bool has_handle(struct program *program, const struct ir_function *body) {
  for (uint32_t i = 0; i < body->var_count; i++) {
    const char *type = body->vars[i].type;
    const struct handle_kind *kind = type ? program_handle_of_type(program, type) : NULL;
    if (kind && kind->exactly_once)
      return true;
  }
  return false;
}

struct body *program_body(struct program *program, const struct ir_function *fn) {
  struct ir_keep *keep = fn->keep;
  struct body *known = keep ? keep->of_program : NULL;
  if (known && known->spec == program->spec)
    return known;
  struct arena *arena = keep ? keep->arena : &program->arena;
  struct body *body = ARENA_NEW(arena, struct body);
  body->arena = arena;
  body->spec = program->spec;
  body->changing = keep ? &keep->changing : NULL;
  body->fn = name_pointees(program, arena, fn);
  body->outline = draw_outline(arena, body->fn);
  body->has_handle = has_handle(program, fn);
  if (keep)
    keep->of_program = body;
  return body;
}

// ---- ways out ----

struct body_return {
  uint64_t ends; // hash of the blocks that do not come to their end
  bool reached;
};

/// `seen` and `stack` have room for all blocks; nothing is seen.
static bool finds_return(const struct ir_function *fn, const bool *ends, bool *seen,
                         uint32_t *stack) {
  bool found = false;
  uint32_t depth = 0, target;
  stack[depth++] = 0;
  seen[0] = true;
  while (depth && !found) {
    uint32_t number = stack[--depth];
    const struct ir_block *block = &fn->blocks[number];
    if (ends && ends[number])
      continue;
    found = block->end.kind == IR_RETURN;
    for (uint32_t s = 0; (target = cfg_successor(block, s)) != IR_NONE; s++)
      if (!seen[target]) {
        seen[target] = true;
        stack[depth++] = target;
      }
  }
  return found;
}

static bool reaches_return(const struct ir_function *fn, const bool *ends) {
  enum { FEW = 64 };
  if (fn->block_count <= FEW) {
    bool seen[FEW] = {false};
    uint32_t stack[FEW];
    return finds_return(fn, ends, seen, stack);
  }
  struct arena scratch = {0};
  bool found = finds_return(fn, ends, ARENA_ARRAY(&scratch, bool, fn->block_count),
                            ARENA_ARRAY(&scratch, uint32_t, fn->block_count));
  arena_free(&scratch);
  return found;
}

bool body_returns(struct body *body, const bool *ends) {
  uint64_t key = ends ? XXH3_64bits(ends, sizeof *ends * body->fn->block_count) : 0;
  if (!body->returns)
    body->returns = ARENA_NEW(body->arena, struct body_return);
  else if (body->returns->ends == key)
    return body->returns->reached;
  *body->returns = (struct body_return){key, reaches_return(body->fn, ends)};
  return body->returns->reached;
}
