// SPDX-License-Identifier: MIT
// The frame of a function being lowered: its blocks, events, variables and locations.
#include "analyzer/frontend/lowering/body.h"

#include "analyzer/frontend/head/head.h"

#include <stdlib.h>
#include <string.h>

// ---- blocks and events ----

uint32_t new_block(struct body *body) {
  return ir_add_block(body->pool, body->fn);
}

static void place_block(struct body *body, uint32_t block) {
  GROW(body->order, body->order_count, body->order_capacity);
  body->order[body->order_count++] = block;
  body->block = block;
}

void begin_block(struct body *body, uint32_t block) {
  jump_to(body, block);
  place_block(body, block);
}

uint32_t current_block(struct body *body) {
  if (body->block == IR_NONE)
    place_block(body, new_block(body));
  return body->block;
}

struct ir_terminator *terminate(struct body *body, enum ir_terminator_kind kind) {
  uint32_t block = current_block(body);
  struct ir_terminator *end = &body->fn->blocks[block].end;
  *end = (struct ir_terminator){.kind = kind, .loc = IR_NONE, .a = ir_unknown(), .b = ir_unknown()};
  body->block = IR_NONE;
  return end;
}

uint32_t *target_list(struct body *body, uint32_t count) {
  return ARENA_ARRAY(&body->pool->arena, uint32_t, count);
}

void jump_to(struct body *body, uint32_t block) {
  if (body->block == IR_NONE)
    return;
  struct ir_terminator *end = terminate(body, IR_JUMP);
  end->targets = target_list(body, 1);
  end->targets[0] = block;
  end->target_count = 1;
}

struct ir_event *emit(struct body *body, enum ir_event_kind kind, uint32_t loc) {
  struct ir_event *event = ir_add_event(body->pool, body->fn, current_block(body), kind);
  event->loc = loc;
  event->place = IR_NONE;
  event->callee_place = IR_NONE;
  event->a = event->b = ir_unknown();
  return event;
}

void emit_move(struct body *body, uint32_t place, struct ir_operand value, uint32_t loc) {
  if (value.kind == IR_PLACE && value.place == place)
    return;
  struct ir_event *event = emit(body, value.kind == IR_UNKNOWN ? IR_HAVOC : IR_MOVE, loc);
  event->place = place;
  event->a = value;
}

void emit_operand(struct body *body, enum ir_event_kind kind, struct ir_operand value,
                  uint32_t loc) {
  if (value.kind == IR_PLACE || value.kind == IR_ADDRESS)
    emit(body, kind, loc)->a = value;
}

void emit_place(struct body *body, enum ir_event_kind kind, uint32_t place, uint32_t loc) {
  emit(body, kind, loc)->place = place;
}

uint32_t location_of(struct body *body, CXCursor cursor) {
  CXSourceRange range = clang_getCursorExtent(cursor);
  uint64_t key = ((uint64_t)range.begin_int_data << 32 | range.end_int_data) + 1;
  uint32_t at = map_get(&body->locations, key, IR_NONE);
  if (at != IR_NONE)
    return at;
  at = ir_add_location(body->pool, body->fn, make_location(body->unit, range));
  map_set(&body->locations, key, at);
  return at;
}

uint32_t end_location(struct body *body, CXCursor cursor) {
  CXSourceLocation end = clang_getRangeEnd(clang_getCursorExtent(cursor));
  struct ir_location at = point_location(body->unit, end);
  if (at.file && at.where == IR_PLAIN && at.column > 1) {
    at.column--;
    at.offset--;
    at.length = 1;
  }
  return ir_add_location(body->pool, body->fn, at);
}

bool enter(struct body *body) {
  if (++body->nesting <= MAX_NESTING)
    return true;
  taint(body, IR_FN_TOO_DEEP, "nested too deeply to be analysed");
  return false;
}

void leave(struct body *body) {
  body->nesting--;
}

void taint(struct body *body, uint32_t flag, const char *problem) {
  if (!body->fn)
    return; // an initialiser at file scope
  body->fn->flags |= flag;
  if (!body->fn->problem)
    body->fn->problem = intern(&body->pool->names, problem);
}

struct children body_children(struct body *body, CXCursor cursor) {
  uint64_t key = map_key(cursor.data[1]) ^ map_key(cursor.data[0]);
  struct recent_children *recent = &body->recent[(key ^ key >> 6) >> 3 & (RECENT - 1)];
  if (memcmp(&recent->cursor, &cursor, sizeof cursor) != 0) {
    recent->kids = children_of(body->unit, &body->scratch, cursor);
    recent->cursor = cursor;
  }
  return recent->kids;
}

// ---- variables ----

static uint32_t type_flags(CXType type) {
  uint32_t flags = 0;
  flags |= type_is_pointer(type) ? IR_VAR_POINTER : 0u;
  flags |= type_is_array(type) ? IR_VAR_ARRAY : 0u;
  flags |= type_is_record(type) ? IR_VAR_RECORD : 0u;
  flags |= clang_isVolatileQualifiedType(clang_getCanonicalType(type)) ? IR_VAR_VOLATILE : 0u;
  return flags;
}

/// What `struct ir_var` says of it.
static uint64_t size_of(CXType type) {
  if (!type_is_array(type) && !type_is_record(type))
    return 0;
  long long size = clang_Type_getSizeOf(type);
  if (size == CXTypeLayoutError_NotConstantSize)
    return IR_SIZE_OPEN;
  return size >= IR_LARGE ? (uint64_t)size : 0;
}

uint32_t new_temp(struct body *body, CXType type) {
  char name[16];
  snprintf(name, sizeof name, "t%u", ++body->temps);
  uint32_t var = ir_add_var(body->pool, body->fn,
                            (struct ir_var){.name = intern(&body->pool->names, name),
                                            .type = type_text(body->unit, type),
                                            .flags = type_flags(type) | IR_VAR_TEMP,
                                            .loc = IR_NONE});
  return ir_place_var(body->pool, body->fn, var);
}

// What libclang calls an array is a pointer when it is a parameter: `char *argv[]` is `char **`.
static void decay(struct body *body, struct ir_var *var, CXType type) {
  const char *element = type_text(body->unit, clang_getArrayElementType(type));
  size_t length = strlen(element);
  bool pointer = length && element[length - 1] == '*';
  struct text text = {0};
  text_printf(&text, "%s%s*", element, pointer ? "" : " ");
  var->type = intern_n(&body->pool->names, text.data, text.length);
  var->flags = (var->flags & ~(uint32_t)IR_VAR_ARRAY) | IR_VAR_POINTER;
  var->size = 0;
  text_free(&text);
}

static uint32_t add_variable(struct body *body, CXCursor declaration, uint32_t flags,
                             const char *name) {
  CXType type = clang_getCursorType(declaration);
  struct ir_location at = name_location(body->unit, declaration);
  struct ir_var var = {.name = name,
                       .type = type_text(body->unit, type),
                       .flags = flags | type_flags(type),
                       .loc = IR_NONE,
                       .size = flags & IR_VAR_GLOBAL ? 0 : size_of(type)};
  if ((flags & IR_VAR_PARAM) && type_is_array(type))
    decay(body, &var, type);
  if (clang_getCursorTLSKind(declaration) != CXTLS_None)
    var.flags |= IR_VAR_THREAD_LOCAL;
  if (at.file)
    var.loc = ir_add_location(body->pool, body->fn, at);
  return ir_add_var(body->pool, body->fn, var);
}

static uint32_t add_global(struct body *body, CXCursor declaration) {
  CXCursor canonical = clang_getCanonicalCursor(declaration);
  uint32_t var = cursor_map_get(&body->vars, canonical);
  if (var != IR_NONE)
    return var;
  const char *symbol = variable_symbol(body->unit, canonical);
  recording_variable(body->unit, canonical, symbol);
  var = add_variable(body, canonical, IR_VAR_GLOBAL, symbol);
  cursor_map_set(&body->vars, canonical, var);
  return var;
}

uint32_t variable_place(struct body *body, CXCursor declaration) {
  uint32_t var = cursor_map_get(&body->vars, declaration);
  if (var == IR_NONE) {
    bool param = clang_getCursorKind(declaration) == CXCursor_ParmDecl;
    bool global = !param && clang_Cursor_hasVarDeclGlobalStorage(declaration) == 1;
    var = global ? add_global(body, declaration)
                 : add_variable(body, declaration, 0,
                                take_string(body->unit, clang_getCursorSpelling(declaration)));
    cursor_map_set(&body->vars, declaration, var);
  }
  return ir_place_var(body->pool, body->fn, var);
}

uint32_t direct_variable(const struct body *body, uint32_t place) {
  const struct ir_place *places = body->fn->places;
  uint32_t at = place;
  while (places[at].step != IR_STEP_VAR) {
    if (places[at].step == IR_STEP_DEREF || places[at].step == IR_STEP_DEEP)
      return IR_NONE;
    at = places[at].parent;
  }
  return places[at].var;
}

// ---- the function ----

static void add_params(struct body *body, CXCursor cursor) {
  int count = clang_Cursor_getNumArguments(cursor);
  for (int i = 0; i < count; i++) {
    CXCursor param = clang_Cursor_getArgument(cursor, (unsigned)i);
    const char *name = take_string(body->unit, clang_getCursorSpelling(param));
    uint32_t var = add_variable(body, param, IR_VAR_PARAM, name);
    cursor_map_set(&body->vars, param, var);
  }
  body->fn->param_count = count > 0 ? (uint32_t)count : 0;
}

static void set_head(struct body *body, CXCursor cursor) {
  struct unit *unit = body->unit;
  struct ir_function *fn = body->fn;
  CXType type = clang_getCursorType(cursor);
  fn->symbol = function_symbol(unit, function_of(unit, cursor));
  fn->name = take_string(unit, clang_getCursorSpelling(cursor));
  fn->result = type_text(unit, clang_getResultType(type));
  if (clang_getCursorLinkage(cursor) == CXLinkage_Internal)
    fn->flags |= IR_FN_STATIC;
  if (clang_Cursor_isFunctionInlined(cursor))
    fn->flags |= IR_FN_INLINE;
  if (clang_isFunctionTypeVariadic(type) && clang_getNumArgTypes(type) > 0)
    fn->flags |= IR_FN_VARIADIC;
  if (source_at(unit, clang_getCursorLocation(cursor)) != unit->main)
    fn->flags |= IR_FN_IN_HEADER;
  fn->loc = ir_add_location(body->pool, fn, name_location(unit, cursor));
  add_params(body, cursor);
}

static void set_extent(struct body *body, CXCursor cursor) {
  struct ir_location extent = make_location(body->unit, clang_getCursorExtent(cursor));
  body->fn->end_line = extent.end_line;
  const char *problem = problem_within(body->unit, &extent);
  if (problem)
    taint(body, IR_FN_TAINTED, problem);
}

static void lower_body(struct body *body, CXCursor compound) {
  begin_block(body, new_block(body));
  struct children kids = body_children(body, compound);
  for (uint32_t i = 0; i < kids.count; i++)
    lower_statement(body, kids.items[i]);
  if (body->block != IR_NONE) {
    if (has_cleanups(body))
      emit_return_cleanups(body, end_location(body, compound));
    terminate(body, IR_RETURN);
  }
  resolve_jumps(body);
  finish_blocks(body);
}

// What is left of a function that could not be lowered: its head, and a body that only returns.
static void make_stub(struct body *body) {
  struct ir_function *fn = body->fn;
  fn->var_count = fn->param_count;
  fn->place_count = fn->block_count = 0;
  uint32_t block = ir_add_block(body->pool, fn);
  fn->blocks[block].label = NULL;
  fn->blocks[block].event_count = 0;
  fn->blocks[block].end = (struct ir_terminator){
      .kind = IR_RETURN, .loc = IR_NONE, .a = ir_unknown(), .b = ir_unknown()};
}

static void check_function(struct body *body) {
  const char *wrong = ir_verify_function(body->pool, body->fn);
  if (!wrong)
    return;
  body->fn->problem =
      intern(&body->pool->names, arena_printf(&body->pool->arena, "internal: %s", wrong));
  body->fn->flags |= IR_FN_TAINTED;
  make_stub(body);
}

static void free_body(struct body *body) {
  arena_free(&body->scratch);
  free(body->nodes);
  free(body->labels);
  free(body->jumps);
  free(body->fans);
  free(body->order);
  cursor_map_free(&body->vars);
  map_free(&body->locations);
}

static CXCursor body_statement(struct children kids) {
  for (uint32_t i = kids.count; i-- > 0;)
    if (clang_getCursorKind(kids.items[i]) == CXCursor_CompoundStmt)
      return kids.items[i];
  return clang_getNullCursor();
}

struct ir_function *lower_function(struct unit *unit, CXCursor cursor) {
  struct body body = {.unit = unit,
                      .pool = unit->pool,
                      .block = IR_NONE,
                      .scope = IR_NONE,
                      .break_to = {IR_NONE, IR_NONE},
                      .continue_to = {IR_NONE, IR_NONE}};
  CXCursor compound = body_statement(body_children(&body, cursor));
  if (is_null_cursor(compound)) {
    arena_free(&body.scratch);
    return NULL;
  }
  body.fn = ARENA_NEW(&unit->pool->arena, struct ir_function);
  set_head(&body, cursor);
  set_extent(&body, cursor);
  lower_body(&body, compound);
  if (body.fn->flags & IR_FN_TOO_DEEP)
    make_stub(&body);
  check_function(&body);
  free_body(&body);
  return body.fn;
}
