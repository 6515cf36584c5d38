// SPDX-License-Identifier: MIT
// Expressions: for the value, into a place, or for the effect only. Operands are evaluated left to
// right where C leaves the order open.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

// ---- what lies under casts and parentheses ----

static CXCursor first_expression(struct children kids) {
  for (uint32_t i = 0; i < kids.count; i++)
    if (clang_isExpression(clang_getCursorKind(kids.items[i])))
      return kids.items[i];
  return clang_getNullCursor();
}

// va_arg looks like an implicit cast of the list to the result.
static bool is_va_arg(struct body *body, CXCursor expression, CXCursor operand) {
  return type_is_va_list(body->unit, clang_getCursorType(operand)) &&
         !type_is_va_list(body->unit, clang_getCursorType(expression));
}

static CXCursor strip_once(struct body *body, CXCursor expression) {
  enum CXCursorKind kind = clang_getCursorKind(expression);
  CXCursor none = clang_getNullCursor();
  if (kind == CXCursor_UnaryOperator) {
    if (clang_getCursorUnaryOperatorKind(expression) != CXUnaryOperator_Extension)
      return none;
    return first_expression(body_children(body, expression));
  }
  if (kind != CXCursor_ParenExpr && kind != CXCursor_UnexposedExpr)
    return none;
  struct children kids = body_children(body, expression);
  if (kids.count != 1)
    return none;
  CXCursor inner = first_expression(kids);
  bool cast = kind == CXCursor_UnexposedExpr;
  if (is_null_cursor(inner) || (cast && is_va_arg(body, expression, inner)))
    return none;
  return inner;
}

CXCursor strip(struct body *body, CXCursor expression) {
  bool errors = body->unit->error_count > 0;
  for (;;) {
    if (errors && clang_getCursorType(expression).kind == CXType_Dependent)
      taint(body, IR_FN_TAINTED, "an expression that could not be read");
    CXCursor inner = strip_once(body, expression);
    if (is_null_cursor(inner))
      return expression;
    expression = inner;
  }
}

CXCursor cast_operand(struct body *body, CXCursor cast) {
  return first_expression(body_children(body, cast));
}

CXCursor strip_casts(struct body *body, CXCursor expression) {
  for (;;) {
    CXCursor inner = strip(body, expression);
    if (clang_getCursorKind(inner) != CXCursor_CStyleCastExpr)
      return inner;
    expression = cast_operand(body, inner);
    if (is_null_cursor(expression))
      return inner;
  }
}

bool is_conditional_default(struct children kids) {
  return kids.count == 4 && clang_equalCursors(kids.items[0], kids.items[1]) &&
         clang_equalCursors(kids.items[0], kids.items[2]);
}

// `__builtin_choose_expr` with a constant: the operand it chooses, else a null cursor.
static CXCursor chosen_operand(struct body *body, CXCursor expression, struct children kids) {
  int64_t value;
  CXCursor none = clang_getNullCursor();
  if (kids.count != 3)
    return none;
  if (clang_getCursorKind(strip_casts(body, kids.items[0])) != CXCursor_IntegerLiteral ||
      !evaluate(strip_casts(body, kids.items[0]), &value))
    return none;
  CXCursor chosen = kids.items[value ? 1 : 2];
  CXType whole = clang_getCanonicalType(clang_getCursorType(expression));
  CXType type = clang_getCanonicalType(clang_getCursorType(chosen));
  return clang_equalTypes(whole, type) ? chosen : none;
}

// ---- values ----

static struct ir_operand function_value(struct body *body, CXCursor function) {
  struct function_info *info = function_of(body->unit, function);
  declare_function(body->unit, info);
  struct ir_operand value = ir_unknown();
  value.kind = IR_FUNCTION;
  value.symbol = info->symbol;
  return value;
}

static struct ir_operand reference_value(struct body *body, CXCursor expression) {
  CXCursor target = clang_getCursorReferenced(expression);
  switch (clang_getCursorKind(target)) {
  case CXCursor_EnumConstantDecl:
    return ir_int(clang_getEnumConstantDeclValue(target));
  case CXCursor_FunctionDecl:
    return function_value(body, target);
  case CXCursor_VarDecl:
    return load(body, variable_place(body, target), clang_getCursorType(expression));
  case CXCursor_ParmDecl: // a pointer, even where it is written as an array
    return ir_value(variable_place(body, target));
  default:
    return ir_unknown();
  }
}

static struct ir_operand place_value(struct body *body, CXCursor expression) {
  bool array = is_array(body, expression);
  uint32_t place = lower_place(body, expression, !array);
  return array ? address_of(body, place) : ir_value(place);
}

static struct ir_operand constant_value(CXCursor expression) {
  int64_t value;
  return evaluate(expression, &value) ? ir_int(value) : ir_unknown();
}

static struct ir_operand string_value(struct body *body, CXCursor expression) {
  enum { KEPT = 64 };
  struct ir_operand value = ir_unknown();
  CXString spelling = clang_getCursorSpelling(expression);
  const char *text = clang_getCString(spelling);
  const char *open = strchr(text, '"');
  text = open ? open + 1 : text;
  size_t length = strlen(text);
  if (open && length && text[length - 1] == '"')
    length--;
  value.kind = IR_STRING;
  value.symbol = intern_n(&body->pool->names, text, length < KEPT ? length : KEPT);
  clang_disposeString(spelling);
  return value;
}

// Into a temp; no value for void.
static struct ir_operand value_by_temp(struct body *body, CXCursor expression) {
  CXType type = clang_getCursorType(expression);
  if (clang_getCanonicalType(type).kind == CXType_Void) {
    lower_effect(body, expression, 0);
    return ir_unknown();
  }
  uint32_t temp = new_temp(body, type);
  lower_into(body, expression, temp, 0);
  return ir_value(temp);
}

static struct ir_operand call_value(struct body *body, CXCursor expression) {
  if (is_unevaluated_call(body, expression))
    return constant_value(expression);
  CXCursor forwarded = forwarded_argument(body, expression);
  return is_null_cursor(forwarded) ? value_by_temp(body, expression) : lower_value(body, forwarded);
}

static struct ir_operand cast_value(struct body *body, CXCursor expression) {
  CXCursor operand = cast_operand(body, expression);
  CXType type = clang_getCursorType(expression);
  if (is_null_cursor(operand))
    return ir_unknown();
  if (clang_getCanonicalType(type).kind == CXType_Void) {
    lower_effect(body, operand, IR_CALL_VOID);
    return ir_unknown();
  }
  struct ir_operand value = lower_value(body, operand);
  return value.kind == IR_NULL && !type_is_pointer(type) ? ir_int(0) : value;
}

static struct ir_operand literal_value(struct body *body, CXCursor expression) {
  CXType type = clang_getCursorType(expression);
  struct ir_operand zero = ir_unknown();
  zero.kind = IR_ZERO;
  if (type_is_record(type) && is_all_zero(body, expression))
    return zero;
  return load(body, lower_place(body, expression, true), type);
}

static struct ir_operand list_value(struct body *body, CXCursor expression) {
  struct children kids = body_children(body, expression);
  CXType type = clang_getCursorType(expression);
  if (kids.count == 1 && !type_is_record(type) && !type_is_array(type))
    return lower_value(body, kids.items[0]);
  return value_by_temp(body, expression);
}

// Everything the front end does not model: operands may go anywhere.
static struct ir_operand opaque_value(struct body *body, CXCursor expression,
                                      struct children kids) {
  uint32_t loc = kids.count ? location_of(body, expression) : IR_NONE;
  for (uint32_t i = 0; i < kids.count; i++) {
    if (!clang_isExpression(clang_getCursorKind(kids.items[i])))
      continue;
    struct ir_operand value = lower_value(body, kids.items[i]);
    emit_operand(body, IR_ESCAPE, value, loc);
    if (value.kind == IR_ADDRESS)
      emit_place(body, IR_HAVOC, value.place, loc);
  }
  return ir_unknown();
}

static struct ir_operand unexposed_value(struct body *body, CXCursor expression) {
  struct children kids = body_children(body, expression);
  if (is_conditional_default(kids))
    return value_by_temp(body, expression);
  CXCursor chosen = chosen_operand(body, expression, kids);
  if (!is_null_cursor(chosen))
    return lower_value(body, chosen);
  if (kids.count && clang_isExpression(clang_getCursorKind(kids.items[kids.count - 1])))
    return opaque_value(body, expression, kids);
  return constant_value(expression); // offsetof and its like
}

static struct ir_operand label_value(struct body *body, CXCursor expression) {
  take_label_address(body, expression);
  return ir_unknown();
}

static struct ir_operand generic_value(struct body *body, CXCursor expression) {
  struct children choices = generic_choices(body, expression);
  if (choices.count == 1)
    return lower_value(body, choices.items[0]);
  return choices.count ? value_by_temp(body, expression) : ir_unknown();
}

static struct ir_operand value_of_kind(struct body *body, CXCursor expression) {
  switch (clang_getCursorKind(expression)) {
  case CXCursor_DeclRefExpr:
    return reference_value(body, expression);
  case CXCursor_MemberRefExpr:
  case CXCursor_ArraySubscriptExpr:
    return place_value(body, expression);
  case CXCursor_IntegerLiteral:
  case CXCursor_CharacterLiteral:
  case CXCursor_CXXBoolLiteralExpr:
  case CXCursor_UnaryExpr: // sizeof, _Alignof: not evaluated
    return constant_value(expression);
  case CXCursor_FloatingLiteral:
  case CXCursor_ImaginaryLiteral:
    return ir_unknown();
  case CXCursor_CXXNullPtrLiteralExpr:
  case CXCursor_GNUNullExpr:
    return zero_of(clang_getCursorType(expression));
  case CXCursor_StringLiteral:
    return string_value(body, expression);
  case CXCursor_UnaryOperator:
    return lower_unary(body, expression, IR_NONE);
  case CXCursor_BinaryOperator:
    return lower_binary(body, expression, IR_NONE);
  case CXCursor_CompoundAssignOperator:
    return lower_compound_assignment(body, expression);
  case CXCursor_CallExpr:
    return call_value(body, expression);
  case CXCursor_CStyleCastExpr:
    return cast_value(body, expression);
  case CXCursor_CompoundLiteralExpr:
    return literal_value(body, expression);
  case CXCursor_InitListExpr:
    return list_value(body, expression);
  case CXCursor_ConditionalOperator:
  case CXCursor_StmtExpr:
    return value_by_temp(body, expression);
  case CXCursor_GenericSelectionExpr:
    return generic_value(body, expression);
  case CXCursor_AddrLabelExpr:
    return label_value(body, expression);
  case CXCursor_UnexposedExpr:
    return unexposed_value(body, expression);
  case CXCursor_BlockExpr:
    taint(body, IR_FN_TAINTED, "a block literal, which is not analysed");
    return ir_unknown();
  default:
    return opaque_value(body, expression, body_children(body, expression));
  }
}

struct ir_operand lower_value(struct body *body, CXCursor expression) {
  struct ir_operand value = ir_unknown();
  if (enter(body))
    value = value_of_kind(body, strip(body, expression));
  leave(body);
  if (value.kind == IR_INT && value.value == 0)
    return zero_of(clang_getCursorType(expression));
  return value;
}

// ---- into a place ----

static void call_into(struct body *body, CXCursor expression, uint32_t place, uint32_t flags,
                      CXCursor whole) {
  CXCursor forwarded = forwarded_argument(body, expression);
  if (!is_null_cursor(forwarded) || is_unevaluated_call(body, expression))
    emit_move(body, place, lower_value(body, whole), location_of(body, expression));
  else
    lower_call(body, expression, place, flags);
}

static void into_of_kind(struct body *body, CXCursor whole, uint32_t place, uint32_t flags) {
  CXCursor inner = strip(body, whole);
  // A cast to a pointer makes 0 a null pointer, so the outermost type is kept for constants.
  CXCursor core = strip_casts(body, inner);
  struct ir_operand value;
  switch (clang_getCursorKind(core)) {
  case CXCursor_CallExpr:
    call_into(body, core, place, flags, whole);
    return;
  case CXCursor_ConditionalOperator:
  case CXCursor_StmtExpr:
    lower_branches_into(body, core, place, flags);
    return;
  case CXCursor_GenericSelectionExpr:
    if (generic_choices(body, core).count > 1) {
      lower_branches_into(body, core, place, flags);
      return;
    }
    value = lower_value(body, whole);
    break;
  case CXCursor_UnexposedExpr:
    if (is_conditional_default(body_children(body, core))) {
      lower_branches_into(body, core, place, flags);
      return;
    }
    value = lower_value(body, whole);
    break;
  case CXCursor_BinaryOperator:
    value = lower_binary(body, core, place);
    break;
  case CXCursor_UnaryOperator:
    value = lower_unary(body, core, place);
    break;
  case CXCursor_InitListExpr:
    lower_initialiser(body, core, place, clang_getCursorType(core));
    return;
  default:
    value = lower_value(body, whole);
    break;
  }
  if (value.kind == IR_INT && value.value == 0)
    value = zero_of(clang_getCursorType(whole));
  emit_move(body, place, value, location_of(body, whole));
}

void lower_into(struct body *body, CXCursor expression, uint32_t place, uint32_t flags) {
  if (enter(body))
    into_of_kind(body, expression, place, flags);
  leave(body);
}

// ---- for the effect ----

void lower_statement_expression(struct body *body, CXCursor expression, uint32_t place,
                                uint32_t flags) {
  struct children kids = body_children(body, expression);
  uint32_t outer = body->scope;
  if (!kids.count)
    return;
  struct children statements = body_children(body, kids.items[0]);
  for (uint32_t i = 0; i < statements.count; i++) {
    CXCursor statement = statements.items[i];
    bool last = i + 1 == statements.count;
    if (!last || !clang_isExpression(clang_getCursorKind(statement)))
      lower_statement(body, statement);
    else if (place == IR_NONE)
      lower_effect(body, statement, flags);
    else
      lower_into(body, statement, place, 0);
  }
  leave_scope(body, outer, expression);
}

static void conditional_effect(struct body *body, struct children kids, uint32_t flags) {
  uint32_t yes = new_block(body), no = new_block(body), end = new_block(body);
  lower_condition(body, kids.items[0], yes, no);
  begin_block(body, yes);
  if (kids.count == 3)
    lower_effect(body, kids.items[1], flags);
  jump_to(body, end);
  begin_block(body, no);
  lower_effect(body, kids.items[kids.count - 1], flags);
  begin_block(body, end);
}

static void binary_effect(struct body *body, CXCursor expression, uint32_t flags) {
  enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(expression);
  struct children kids = body_children(body, expression);
  if (kids.count == 2 && kind == CXBinaryOperator_Comma) {
    lower_effect(body, kids.items[0], 0);
    lower_effect(body, kids.items[1], flags);
  } else if (kids.count == 2 && (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr)) {
    uint32_t rest = new_block(body), end = new_block(body);
    bool conjunction = kind == CXBinaryOperator_LAnd;
    lower_condition(body, kids.items[0], conjunction ? rest : end, conjunction ? end : rest);
    begin_block(body, rest);
    lower_effect(body, kids.items[1], flags);
    begin_block(body, end);
  } else {
    struct ir_operand value = lower_binary(body, expression, IR_NONE);
    if (kind != CXBinaryOperator_Assign)
      emit_operand(body, IR_USE, value, location_of(body, expression));
  }
}

static void call_effect(struct body *body, CXCursor expression, uint32_t flags) {
  CXCursor forwarded = forwarded_argument(body, expression);
  if (!is_null_cursor(forwarded)) {
    lower_effect(body, forwarded, flags);
    return;
  }
  if (is_unevaluated_call(body, expression))
    return;
  CXType type = clang_getCursorType(expression);
  bool result = clang_getCanonicalType(type).kind != CXType_Void;
  lower_call(body, expression, IR_NONE, result ? flags | IR_CALL_UNUSED : 0);
}

static void cast_effect(struct body *body, CXCursor expression, uint32_t flags) {
  CXCursor operand = cast_operand(body, expression);
  CXType type = clang_getCursorType(expression);
  if (clang_getCanonicalType(type).kind == CXType_Void)
    flags |= IR_CALL_VOID;
  if (!is_null_cursor(operand))
    lower_effect(body, operand, flags);
}

static void effect_of_kind(struct body *body, CXCursor expression, uint32_t flags) {
  struct children kids;
  switch (clang_getCursorKind(expression)) {
  case CXCursor_CallExpr:
    call_effect(body, expression, flags);
    return;
  case CXCursor_CStyleCastExpr:
    cast_effect(body, expression, flags);
    return;
  case CXCursor_BinaryOperator:
    binary_effect(body, expression, flags);
    return;
  case CXCursor_CompoundAssignOperator:
    lower_compound_assignment(body, expression);
    return;
  case CXCursor_UnaryOperator:
    lower_step_effect(body, expression);
    return;
  case CXCursor_StmtExpr:
    lower_statement_expression(body, expression, IR_NONE, flags);
    return;
  case CXCursor_ConditionalOperator:
    kids = body_children(body, expression);
    if (kids.count == 3)
      conditional_effect(body, kids, flags);
    return;
  case CXCursor_UnexposedExpr:
    kids = body_children(body, expression);
    if (is_conditional_default(kids)) {
      conditional_effect(body, kids, flags);
      return;
    }
    break;
  default:
    break;
  }
  struct ir_operand value = lower_value(body, expression);
  if (value.kind == IR_PLACE)
    emit_operand(body, IR_USE, value, location_of(body, expression));
}

void lower_effect(struct body *body, CXCursor expression, uint32_t flags) {
  if (enter(body))
    effect_of_kind(body, strip(body, expression), flags);
  leave(body);
}
