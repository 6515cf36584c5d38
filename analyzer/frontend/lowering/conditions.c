// SPDX-License-Identifier: MIT
// Conditions, and expressions that branch: `&&`, `||`, `?:`, statement expressions, `_Generic`.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

static int64_t constant_of(struct ir_operand operand) {
  return operand.kind == IR_NULL ? 0 : operand.value;
}

static bool is_constant(struct ir_operand operand) {
  return operand.kind == IR_INT || operand.kind == IR_NULL;
}

static enum ir_compare mirrored(enum ir_compare compare) {
  static const enum ir_compare other[] = {[IR_EQ] = IR_EQ, [IR_NE] = IR_NE, [IR_LT] = IR_GT,
                                          [IR_LE] = IR_GE, [IR_GT] = IR_LT, [IR_GE] = IR_LE};
  return other[compare];
}

static void branch(struct body *body, struct ir_operand a, enum ir_compare compare,
                   struct ir_operand b, uint32_t yes, uint32_t no, CXCursor expression) {
  if (is_constant(a) && is_constant(b)) {
    current_block(body);
    jump_to(body, ir_compares(constant_of(a), compare, constant_of(b)) ? yes : no);
    return;
  }
  if (is_constant(a)) { // `NULL != t` says the same as `t != NULL`
    struct ir_operand first = a;
    a = b;
    b = first;
    compare = mirrored(compare);
  }
  uint32_t loc = location_of(body, expression);
  uint32_t *targets = target_list(body, 2);
  targets[0] = yes;
  targets[1] = no;
  struct ir_terminator *end = terminate(body, IR_BRANCH);
  end->loc = loc;
  end->a = a;
  end->b = b;
  end->compare = compare;
  end->target_count = 2;
  end->targets = targets;
}

static void branch_on_value(struct body *body, CXCursor expression, uint32_t yes, uint32_t no) {
  struct ir_operand value = lower_value(body, expression);
  branch(body, value, IR_NE, zero_of(clang_getCursorType(expression)), yes, no, expression);
}

static void binary_condition(struct body *body, CXCursor expression, uint32_t yes, uint32_t no) {
  enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(expression);
  struct children kids = body_children(body, expression);
  enum ir_compare compare;
  if (kids.count != 2) {
    branch_on_value(body, expression, yes, no);
  } else if (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr) {
    uint32_t rest = new_block(body);
    bool conjunction = kind == CXBinaryOperator_LAnd;
    lower_condition(body, kids.items[0], conjunction ? rest : yes, conjunction ? no : rest);
    begin_block(body, rest);
    lower_condition(body, kids.items[1], yes, no);
  } else if (kind == CXBinaryOperator_Comma) {
    lower_effect(body, kids.items[0], 0);
    lower_condition(body, kids.items[1], yes, no);
  } else if (comparison_of(kind, &compare)) {
    struct ir_operand a = lower_value(body, kids.items[0]);
    struct ir_operand b = lower_value(body, kids.items[1]);
    branch(body, a, compare, b, yes, no, expression);
  } else {
    branch_on_value(body, expression, yes, no);
  }
}

// `a ? b : c`, and GNU `a ?: c`, whose first operand is also the condition.
static void conditional_condition(struct body *body, struct children kids, uint32_t yes,
                                  uint32_t no) {
  bool whole = kids.count == 3;
  uint32_t first = whole ? new_block(body) : yes, second = new_block(body);
  lower_condition(body, kids.items[0], first, second);
  if (whole) {
    begin_block(body, first);
    lower_condition(body, kids.items[1], yes, no);
  }
  begin_block(body, second);
  lower_condition(body, kids.items[kids.count - 1], yes, no);
}

static bool lower_special(struct body *body, CXCursor expression, uint32_t yes, uint32_t no) {
  struct children kids;
  CXCursor inner;
  switch (clang_getCursorKind(expression)) {
  case CXCursor_UnaryOperator:
    if (clang_getCursorUnaryOperatorKind(expression) != CXUnaryOperator_LNot)
      return false;
    kids = body_children(body, expression);
    if (!kids.count)
      return false;
    lower_condition(body, kids.items[kids.count - 1], no, yes);
    return true;
  case CXCursor_BinaryOperator:
    binary_condition(body, expression, yes, no);
    return true;
  case CXCursor_CallExpr:
    inner = forwarded_argument(body, expression);
    if (is_null_cursor(inner))
      return false;
    lower_condition(body, inner, yes, no);
    return true;
  case CXCursor_ConditionalOperator:
  case CXCursor_UnexposedExpr:
    kids = body_children(body, expression);
    if (kids.count != 3 && !is_conditional_default(kids))
      return false;
    if (kids.count == 3 && clang_getCursorKind(expression) == CXCursor_UnexposedExpr)
      return false;
    conditional_condition(body, kids, yes, no);
    return true;
  default:
    return false;
  }
}

void lower_condition(struct body *body, CXCursor expression, uint32_t yes, uint32_t no) {
  if (enter(body)) {
    CXCursor inner = strip_casts(body, expression);
    if (!lower_special(body, inner, yes, no))
      branch_on_value(body, inner, yes, no);
  } else {
    jump_to(body, no);
  }
  leave(body);
}

// ---- values that branch ----

static void conditional_into(struct body *body, struct children kids, uint32_t place,
                             uint32_t flags) {
  uint32_t yes = new_block(body), no = new_block(body), end = new_block(body);
  if (kids.count == 3) {
    lower_condition(body, kids.items[0], yes, no);
    begin_block(body, yes);
    lower_into(body, kids.items[1], place, flags);
  } else {
    lower_into(body, kids.items[0], place, flags);
    CXType type = clang_getCursorType(kids.items[0]);
    branch(body, ir_value(place), IR_NE, zero_of(type), yes, no, kids.items[0]);
    begin_block(body, yes);
  }
  jump_to(body, end);
  begin_block(body, no);
  lower_into(body, kids.items[kids.count - 1], place, flags);
  begin_block(body, end);
}

// Which association is chosen is not shown when several have the type of the whole: any of them.
static void generic_into(struct body *body, CXCursor expression, uint32_t place, uint32_t flags) {
  struct children choices = generic_choices(body, expression);
  uint32_t *targets = target_list(body, choices.count);
  for (uint32_t i = 0; i < choices.count; i++)
    targets[i] = new_block(body);
  uint32_t end = new_block(body);
  struct ir_terminator *fan = terminate(body, IR_MULTI);
  fan->target_count = choices.count;
  fan->targets = targets;
  for (uint32_t i = 0; i < choices.count; i++) {
    begin_block(body, targets[i]);
    lower_into(body, choices.items[i], place, flags);
    jump_to(body, end);
  }
  begin_block(body, end);
}

void lower_branches_into(struct body *body, CXCursor expression, uint32_t place, uint32_t flags) {
  switch (clang_getCursorKind(expression)) {
  case CXCursor_StmtExpr:
    lower_statement_expression(body, expression, place, 0);
    break;
  case CXCursor_GenericSelectionExpr:
    generic_into(body, expression, place, flags);
    break;
  default: {
    struct children kids = body_children(body, expression);
    if (kids.count >= 3)
      conditional_into(body, kids, place, flags);
    break;
  }
  }
}
