// SPDX-License-Identifier: MIT
// Lvalues: the access path an expression names, and which pointers are followed on the way.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

struct ir_operand address_of(struct body *body, uint32_t place) {
  const struct ir_place *at = &body->fn->places[place];
  if (at->step == IR_STEP_DEREF)
    return ir_value(at->parent);
  uint32_t var = direct_variable(body, place);
  if (var != IR_NONE)
    body->fn->vars[var].flags |= IR_VAR_ADDRESS_TAKEN;
  return ir_address(place);
}

bool is_array(struct body *body, CXCursor expression) {
  CXCursor inner = strip(body, expression);
  bool param = clang_getCursorKind(inner) == CXCursor_DeclRefExpr &&
               clang_getCursorKind(clang_getCursorReferenced(inner)) == CXCursor_ParmDecl;
  return !param && type_is_array(clang_getCursorType(inner));
}

struct ir_operand load(struct body *body, uint32_t place, CXType type) {
  return type_is_array(type) ? address_of(body, place) : ir_value(place);
}

uint32_t hold(struct body *body, struct ir_operand value, CXType type, uint32_t loc) {
  if (value.kind == IR_PLACE)
    return value.place;
  uint32_t temp = new_temp(body, type);
  emit_move(body, temp, value, loc);
  return temp;
}

// What a pointer value points to.
static uint32_t pointee(struct body *body, struct ir_operand pointer, CXCursor expression,
                        bool touch) {
  if (pointer.kind == IR_ADDRESS)
    return pointer.place;
  uint32_t loc = touch || pointer.kind != IR_PLACE ? location_of(body, expression) : IR_NONE;
  uint32_t held = hold(body, pointer, clang_getCursorType(expression), loc);
  if (touch)
    emit_place(body, IR_DEREF, held, loc);
  return ir_place_deref(body->pool, body->fn, held);
}

static uint32_t element(struct body *body, uint32_t array, const struct ir_operand *index) {
  if (index->kind == IR_INT)
    return ir_place_index(body->pool, body->fn, array, index->value);
  return ir_place_any(body->pool, body->fn, array);
}

// Element `index` counted from a pointer: that many further on when it points to an element.
static uint32_t element_from(struct body *body, uint32_t first, const struct ir_operand *index) {
  if (index->kind == IR_INT && index->value == 0)
    return first;
  const struct ir_place *at = &body->fn->places[first];
  if (at->step == IR_STEP_INDEX && index->kind == IR_INT)
    return ir_place_index(body->pool, body->fn, at->parent, at->index + index->value);
  if (at->step == IR_STEP_INDEX || at->step == IR_STEP_ANY)
    return ir_place_any(body->pool, body->fn, at->parent);
  return element(body, first, index);
}

static struct ir_operand lower_index(struct body *body, CXCursor expression) {
  struct ir_operand index = lower_value(body, expression);
  if (index.kind == IR_PLACE)
    emit_operand(body, IR_USE, index, location_of(body, expression));
  return index;
}

static uint32_t lower_element(struct body *body, CXCursor base, CXCursor index, bool touch) {
  if (is_array(body, base)) {
    uint32_t place = lower_place(body, strip(body, base), touch);
    struct ir_operand at = lower_index(body, index);
    return element(body, place, &at);
  }
  struct ir_operand pointer = lower_value(body, base);
  struct ir_operand at = lower_index(body, index);
  uint32_t first = pointee(body, pointer, base, touch);
  return element_from(body, first, &at);
}

static uint32_t lower_subscript(struct body *body, CXCursor expression, bool touch) {
  struct children kids = body_children(body, expression);
  if (kids.count < 2)
    return new_temp(body, clang_getCursorType(expression));
  CXType first = clang_getCursorType(kids.items[0]);
  bool swapped = !type_is_pointer(first) && !type_is_array(first);
  return lower_element(body, kids.items[swapped], kids.items[!swapped], touch);
}

static uint32_t lower_member(struct body *body, CXCursor expression, bool touch) {
  struct children kids = body_children(body, expression);
  CXCursor field = clang_getCursorReferenced(expression);
  if (!kids.count || clang_getCursorKind(field) != CXCursor_FieldDecl)
    return new_temp(body, clang_getCursorType(expression));
  CXCursor base = kids.items[0];
  uint32_t record;
  if (!type_is_pointer(clang_getCursorType(base)) && !type_is_array(clang_getCursorType(base)))
    record = lower_place(body, base, touch);
  else if (is_array(body, base))
    record = ir_place_index(body->pool, body->fn, lower_place(body, base, touch), 0);
  else
    record = pointee(body, lower_value(body, base), base, touch);
  const char *symbol = field_symbol(body->unit, field);
  return symbol ? ir_place_field(body->pool, body->fn, record, symbol) : record;
}

// `*(p + n)` is `p[n]`.
static bool is_sum(CXCursor pointer, struct children kids) {
  return clang_getCursorKind(pointer) == CXCursor_BinaryOperator && kids.count == 2 &&
         clang_getCursorBinaryOperatorKind(pointer) == CXBinaryOperator_Add &&
         type_is_pointer(clang_getCursorType(kids.items[0]));
}

static uint32_t lower_pointee(struct body *body, CXCursor operand, bool touch) {
  CXCursor inner = strip(body, operand);
  if (is_array(body, inner))
    return ir_place_index(body->pool, body->fn, lower_place(body, inner, touch), 0);
  if (clang_getCursorKind(inner) == CXCursor_BinaryOperator) {
    struct children kids = body_children(body, inner);
    if (is_sum(inner, kids))
      return lower_element(body, kids.items[0], kids.items[1], touch);
  }
  return pointee(body, lower_value(body, operand), operand, touch);
}

// A place made for an rvalue.
static uint32_t lower_to_temp(struct body *body, CXCursor expression) {
  struct ir_operand value = lower_value(body, expression);
  CXType type = clang_getCursorType(expression);
  return hold(body, value, type, location_of(body, expression));
}

static uint32_t lower_literal_place(struct body *body, CXCursor expression) {
  CXType type = clang_getCursorType(expression);
  struct children kids = body_children(body, expression);
  uint32_t place = new_temp(body, type);
  if (kids.count)
    lower_initialiser(body, kids.items[kids.count - 1], place, type);
  push_local(body, place, NULL);
  return place;
}

static uint32_t lower_unary_place(struct body *body, CXCursor expression, bool touch) {
  enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(expression);
  struct children kids = body_children(body, expression);
  if (!kids.count)
    return new_temp(body, clang_getCursorType(expression));
  if (kind == CXUnaryOperator_Deref)
    return lower_pointee(body, kids.items[kids.count - 1], touch);
  if (kind == CXUnaryOperator_Real || kind == CXUnaryOperator_Imag)
    return lower_place(body, kids.items[kids.count - 1], touch);
  return lower_to_temp(body, expression);
}

static uint32_t place_of_kind(struct body *body, CXCursor expression, bool touch) {
  switch (clang_getCursorKind(expression)) {
  case CXCursor_DeclRefExpr: {
    CXCursor target = clang_getCursorReferenced(expression);
    enum CXCursorKind kind = clang_getCursorKind(target);
    if (kind == CXCursor_VarDecl || kind == CXCursor_ParmDecl)
      return variable_place(body, target);
    return lower_to_temp(body, expression);
  }
  case CXCursor_MemberRefExpr:
    return lower_member(body, expression, touch);
  case CXCursor_ArraySubscriptExpr:
    return lower_subscript(body, expression, touch);
  case CXCursor_UnaryOperator:
    return lower_unary_place(body, expression, touch);
  case CXCursor_CompoundLiteralExpr:
    return lower_literal_place(body, expression);
  default:
    return lower_to_temp(body, expression);
  }
}

uint32_t lower_place(struct body *body, CXCursor expression, bool touch) {
  uint32_t place;
  if (enter(body))
    place = place_of_kind(body, strip(body, expression), touch);
  else
    place = new_temp(body, clang_getCursorType(expression));
  leave(body);
  return place;
}
