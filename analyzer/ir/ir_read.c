// SPDX-License-Identifier: MIT
// Reads the binary form back. Counts are bounded by the bytes that are left and all ids are checked
// by ir_verify_*() before anything is handed out.
#include "analyzer/ir/ir_blob.h"

#include <string.h>

#define GET_ARRAY(decoder, type, count) ARENA_ARRAY(&(decoder)->pool->arena, type, count)

// ---- functions ----

/// Locations that are still bytes, which takes most of them all their life: there are more of them
/// than of anything else, and only what is reported is looked up.
struct ir_late {
  struct ir_pool *pool;
  const unsigned char *bytes;
  size_t length;
  const char **strings;
  uint32_t string_count, count;
  struct ir_location first, *all; // `all`: NULL until another one is asked for
};

static struct ir_location *decode_locations(const struct ir_late *late, uint32_t count) {
  struct ir_decoder from = {.pool = late->pool,
                            .at = late->bytes,
                            .end = late->bytes + late->length,
                            .strings = late->strings,
                            .string_count = late->string_count};
  struct ir_location *all = GET_ARRAY(&from, struct ir_location, count);
  for (uint32_t i = 0; i < count && !from.bad; i++)
    all[i] = ir_get_location(&from);
  return all;
}

const struct ir_location *ir_location(const struct ir_function *fn, uint32_t index) {
  struct ir_late *late = fn->late;
  if (!late)
    return &fn->locations[index];
  if (!late->all && index == 0)
    return &late->first;
  if (!late->all)
    late->all = decode_locations(late, late->count);
  return &late->all[index];
}

static void keep_bytes(struct ir_decoder *from, struct ir_function *fn, const void *bytes,
                       size_t length) {
  struct arena *arena = &from->pool->arena;
  struct ir_late *late = ARENA_NEW(arena, struct ir_late);
  *late = (struct ir_late){.pool = from->pool,
                           .bytes = arena_copy(arena, bytes, length),
                           .length = length,
                           .strings = from->strings,
                           .string_count = from->string_count,
                           .count = fn->location_count};
  if (late->count)
    late->first = *decode_locations(late, 1);
  fn->late = late;
}

static void get_locations(struct ir_decoder *from, struct ir_function *fn) {
  size_t length;
  fn->location_count = fn->location_capacity = ir_get_count(from, 1);
  const void *bytes = ir_get_bytes(from, &length);
  const unsigned char *behind = from->at;
  if (from->bad)
    return;
  if (from->pool->late) {
    keep_bytes(from, fn, bytes, length);
    return;
  }
  from->at = bytes;
  fn->locations = GET_ARRAY(from, struct ir_location, fn->location_count);
  for (uint32_t i = 0; i < fn->location_count && !from->bad; i++)
    fn->locations[i] = ir_get_location(from);
  from->bad |= from->at != behind;
}

static void get_vars(struct ir_decoder *from, struct ir_function *fn) {
  fn->var_count = fn->var_capacity = ir_get_count(from, 5);
  fn->vars = GET_ARRAY(from, struct ir_var, fn->var_count);
  for (uint32_t i = 0; i < fn->var_count && !from->bad; i++) {
    fn->vars[i].name = ir_get_string(from);
    fn->vars[i].type = ir_get_string(from);
    fn->vars[i].flags = ir_get_u32(from);
    fn->vars[i].loc = ir_get_id(from);
    fn->vars[i].size = ir_get_u64(from) - 1;
  }
}

static struct ir_place get_place(struct ir_decoder *from, const struct ir_function *fn,
                                 uint32_t id) {
  struct ir_place place = {.parent = IR_NONE};
  place.step = (enum ir_step)ir_get_enum(from, IR_STEP_DEEP + 1);
  uint32_t number = ir_get_u32(from);
  if (place.step == IR_STEP_VAR) {
    place.var = number;
    return place;
  }
  if (number == 0 || number > id) {
    from->bad = true;
    return place;
  }
  place.parent = id - number;
  place.var = fn->places[place.parent].var;
  if (place.step == IR_STEP_FIELD)
    place.field = ir_get_string(from);
  else if (place.step == IR_STEP_INDEX)
    place.index = ir_get_i64(from);
  return place;
}

static void get_places(struct ir_decoder *from, struct ir_function *fn) {
  fn->place_count = fn->place_capacity = ir_get_count(from, 2);
  fn->places = GET_ARRAY(from, struct ir_place, fn->place_count);
  for (uint32_t i = 0; i < fn->place_count && !from->bad; i++)
    fn->places[i] = get_place(from, fn, i);
}

static struct ir_operand get_operand(struct ir_decoder *from) {
  struct ir_operand operand = ir_unknown();
  operand.kind = (enum ir_operand_kind)ir_get_enum(from, IR_STRING + 1);
  switch (operand.kind) {
  case IR_INT:
    operand.value = ir_get_i64(from);
    break;
  case IR_PLACE:
  case IR_ADDRESS:
    operand.place = ir_get_u32(from);
    break;
  case IR_FUNCTION:
  case IR_STRING:
    operand.symbol = ir_get_string(from);
    break;
  default:
    break;
  }
  return operand;
}

static void get_call(struct ir_decoder *from, struct ir_event *event) {
  event->place = ir_get_id(from);
  event->callee = ir_get_string(from);
  event->callee_place = ir_get_id(from);
  event->slot = ir_get_string(from);
  event->flags = ir_get_u32(from);
  event->arg_count = ir_get_count(from, 2);
  event->args = GET_ARRAY(from, struct ir_arg, event->arg_count);
  for (uint32_t i = 0; i < event->arg_count && !from->bad; i++) {
    event->args[i].value = get_operand(from);
    event->args[i].loc = ir_get_id(from);
  }
}

static void get_operator(struct ir_decoder *from, struct ir_event *event) {
  const char *op = ir_get_string(from);
  if (!op || strlen(op) >= sizeof event->op)
    from->bad = true;
  else
    memcpy(event->op, op, strlen(op) + 1);
}

static void get_event(struct ir_decoder *from, struct ir_event *event) {
  *event = (struct ir_event){
      .place = IR_NONE, .a = ir_unknown(), .b = ir_unknown(), .callee_place = IR_NONE};
  event->kind = (enum ir_event_kind)ir_get_enum(from, IR_DEAD + 1);
  event->loc = ir_get_id(from);
  if (event->kind == IR_CALL) {
    get_call(from, event);
    return;
  }
  bool reads = event->kind == IR_ESCAPE || event->kind == IR_USE;
  if (!reads)
    event->place = ir_get_id(from);
  if (reads || event->kind == IR_MOVE || event->kind == IR_BIN)
    event->a = get_operand(from);
  if (event->kind == IR_BIN) {
    event->b = get_operand(from);
    get_operator(from, event);
  }
  if (event->kind == IR_CLEANUP)
    event->callee = ir_get_string(from);
}

static void get_targets(struct ir_decoder *from, struct ir_terminator *end) {
  end->target_count = ir_get_count(from, 1);
  end->targets = GET_ARRAY(from, uint32_t, end->target_count);
  for (uint32_t i = 0; i < end->target_count && !from->bad; i++)
    end->targets[i] = ir_get_u32(from);
  if (end->kind != IR_SWITCH)
    return;
  end->case_count = ir_get_count(from, 3);
  end->cases = GET_ARRAY(from, struct ir_case, end->case_count);
  for (uint32_t i = 0; i < end->case_count && !from->bad; i++) {
    end->cases[i].low = ir_get_i64(from);
    end->cases[i].high = ir_get_i64(from);
    end->cases[i].target = ir_get_u32(from);
  }
}

static struct ir_terminator get_terminator(struct ir_decoder *from) {
  struct ir_terminator end = {.a = ir_unknown(), .b = ir_unknown()};
  end.kind = (enum ir_terminator_kind)ir_get_enum(from, IR_UNREACHABLE + 1);
  end.loc = ir_get_id(from);
  if (end.kind == IR_RETURN)
    end.has_value = ir_get_enum(from, 2);
  if (end.kind == IR_BRANCH || end.kind == IR_SWITCH || end.has_value)
    end.a = get_operand(from);
  if (end.kind == IR_BRANCH) {
    end.b = get_operand(from);
    end.compare = (enum ir_compare)ir_get_enum(from, IR_GE + 1);
  }
  get_targets(from, &end);
  return end;
}

static void get_blocks(struct ir_decoder *from, struct ir_function *fn) {
  fn->block_count = fn->block_capacity = ir_get_count(from, 5);
  fn->blocks = GET_ARRAY(from, struct ir_block, fn->block_count);
  for (uint32_t i = 0; i < fn->block_count && !from->bad; i++) {
    struct ir_block *block = &fn->blocks[i];
    block->label = ir_get_string(from);
    block->event_count = block->event_capacity = ir_get_count(from, 3);
    block->events = GET_ARRAY(from, struct ir_event, block->event_count);
    for (uint32_t e = 0; e < block->event_count && !from->bad; e++)
      get_event(from, &block->events[e]);
    block->end = get_terminator(from);
  }
}

// Everything but the checks.
static struct ir_function *get_function(struct ir_pool *pool, const void *data, size_t length) {
  struct ir_decoder from;
  ir_decode_begin(&from, pool, IR_BLOB_FUNCTION, data, length);
  if (from.bad)
    return NULL;
  struct ir_function *fn = ARENA_NEW(&pool->arena, struct ir_function);
  fn->symbol = ir_get_string(&from);
  fn->name = ir_get_string(&from);
  fn->result = ir_get_string(&from);
  fn->flags = ir_get_u32(&from);
  fn->param_count = ir_get_u32(&from);
  fn->loc = ir_get_u32(&from);
  fn->end_line = ir_get_u32(&from);
  fn->problem = ir_get_string(&from);
  get_locations(&from, fn);
  get_vars(&from, fn);
  get_places(&from, fn);
  get_blocks(&from, fn);
  return ir_decode_end(&from) ? fn : NULL;
}

struct ir_function *ir_read_function(struct ir_pool *pool, const void *data, size_t length) {
  const struct ir_library *library = pool->library;
  if (library)
    return library->function(library->data, pool, data, length);
  struct ir_function *fn = get_function(pool, data, length);
  if (!fn || ir_verify_function(pool, fn))
    return NULL;
  ir_find_written(&pool->arena, fn);
  return fn;
}

// ---- declarations ----

static void get_params(struct ir_decoder *from, struct ir_declaration *declaration) {
  declaration->param_count = ir_get_count(from, 3);
  declaration->params = GET_ARRAY(from, struct ir_param, declaration->param_count);
  for (uint32_t i = 0; i < declaration->param_count && !from->bad; i++) {
    declaration->params[i].name = ir_get_string(from);
    declaration->params[i].type = ir_get_string(from);
    declaration->params[i].words = ir_get_string(from);
  }
}

static bool get_declaration(struct ir_pool *pool, const void *data, size_t length,
                            struct ir_declaration *declaration) {
  struct ir_decoder from;
  if (pool->library)
    pool->library->declaration(pool->library->data, data, length);
  ir_decode_begin(&from, pool, IR_BLOB_DECLARATION, data, length);
  declaration->kind = (enum ir_declaration_kind)ir_get_enum(&from, IR_DECL_TYPEDEF + 1);
  declaration->symbol = ir_get_string(&from);
  declaration->name = ir_get_string(&from);
  declaration->result = ir_get_string(&from);
  declaration->flags = ir_get_u32(&from);
  declaration->loc = ir_get_location(&from);
  declaration->header = ir_get_string(&from);
  declaration->words = ir_get_string(&from);
  declaration->markers = ir_get_string(&from);
  get_params(&from, declaration);
  return ir_decode_end(&from) && !ir_verify_declaration(declaration);
}

struct ir_declaration *ir_read_declaration(struct ir_pool *pool, const void *data, size_t length) {
  struct ir_declaration *declaration = ARENA_NEW(&pool->arena, struct ir_declaration);
  return get_declaration(pool, data, length, declaration) ? declaration : NULL;
}

// ---- units ----

static void get_includes(struct ir_decoder *from, struct ir_unit *unit) {
  unit->include_count = ir_get_count(from, 4);
  unit->includes = GET_ARRAY(from, struct ir_include, unit->include_count);
  for (uint32_t i = 0; i < unit->include_count && !from->bad; i++) {
    unit->includes[i].path = ir_get_string(from);
    unit->includes[i].hash[0] = ir_get_u64(from);
    unit->includes[i].hash[1] = ir_get_u64(from);
    unit->includes[i].system = ir_get_enum(from, 2);
  }
}

static void get_parts(struct ir_decoder *from, struct ir_unit *unit) {
  size_t length;
  unit->declaration_count = ir_get_count(from, 12);
  unit->declarations = GET_ARRAY(from, struct ir_declaration, unit->declaration_count);
  for (uint32_t i = 0; i < unit->declaration_count && !from->bad; i++) {
    const void *bytes = ir_get_bytes(from, &length);
    from->bad |= !get_declaration(from->pool, bytes, length, &unit->declarations[i]);
  }
  unit->function_count = ir_get_count(from, 16);
  unit->functions = GET_ARRAY(from, struct ir_function *, unit->function_count);
  for (uint32_t i = 0; i < unit->function_count && !from->bad; i++) {
    const void *bytes = ir_get_bytes(from, &length);
    unit->functions[i] = ir_read_function(from->pool, bytes, length);
    from->bad |= !unit->functions[i];
  }
}

static void get_suppression(struct ir_decoder *from, struct ir_suppression *allow) {
  allow->kind = (enum ir_suppression_kind)ir_get_enum(from, IR_ALLOW_FILE + 1);
  allow->file = ir_get_string(from);
  allow->line = ir_get_u32(from);
  allow->column = ir_get_u32(from);
  allow->target_line = ir_get_u32(from);
  allow->rules = ir_get_string(from);
  allow->reason = ir_get_string(from);
}

static void get_remarks(struct ir_decoder *from, struct ir_unit *unit) {
  unit->fact_count = ir_get_count(from, 3);
  unit->facts = GET_ARRAY(from, struct ir_fact, unit->fact_count);
  for (uint32_t i = 0; i < unit->fact_count && !from->bad; i++) {
    unit->facts[i].slot = ir_get_string(from);
    unit->facts[i].function = ir_get_string(from);
    unit->facts[i].loc = ir_get_location(from);
  }
  unit->suppression_count = ir_get_count(from, 7);
  unit->suppressions = GET_ARRAY(from, struct ir_suppression, unit->suppression_count);
  for (uint32_t i = 0; i < unit->suppression_count && !from->bad; i++)
    get_suppression(from, &unit->suppressions[i]);
  unit->problem_count = ir_get_count(from, 2);
  unit->problems = GET_ARRAY(from, struct ir_problem, unit->problem_count);
  for (uint32_t i = 0; i < unit->problem_count && !from->bad; i++) {
    unit->problems[i].message = ir_get_string(from);
    unit->problems[i].loc = ir_get_location(from);
  }
}

struct ir_unit *ir_read_unit(struct ir_pool *pool, const void *data, size_t length) {
  struct ir_decoder from;
  ir_decode_begin(&from, pool, IR_BLOB_UNIT, data, length);
  if (from.bad)
    return NULL;
  struct ir_unit *unit = ARENA_NEW(&pool->arena, struct ir_unit);
  unit->path = ir_get_string(&from);
  unit->failure = ir_get_string(&from);
  get_includes(&from, unit);
  get_parts(&from, unit);
  get_remarks(&from, unit);
  return ir_decode_end(&from) && !ir_verify_frame(unit) ? unit : NULL;
}
