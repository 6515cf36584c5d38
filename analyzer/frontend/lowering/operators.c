// SPDX-License-Identifier: MIT
// Operators and conditions. Chains such as `a + b + c` are walked in a loop: generated code has
// them thousands of terms long.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

bool comparison_of(enum CXBinaryOperatorKind kind, enum ir_compare *compare) {
  switch (kind) {
  case CXBinaryOperator_EQ:
    *compare = IR_EQ;
    return true;
  case CXBinaryOperator_NE:
    *compare = IR_NE;
    return true;
  case CXBinaryOperator_LT:
    *compare = IR_LT;
    return true;
  case CXBinaryOperator_LE:
    *compare = IR_LE;
    return true;
  case CXBinaryOperator_GT:
    *compare = IR_GT;
    return true;
  case CXBinaryOperator_GE:
    *compare = IR_GE;
    return true;
  default:
    return false;
  }
}

static const char *spelling_of(enum CXBinaryOperatorKind kind) {
  static const struct {
    enum CXBinaryOperatorKind kind;
    const char *text;
  } spellings[] = {
      {CXBinaryOperator_Mul, "*"},        {CXBinaryOperator_Div, "/"},
      {CXBinaryOperator_Rem, "%"},        {CXBinaryOperator_Add, "+"},
      {CXBinaryOperator_Sub, "-"},        {CXBinaryOperator_Shl, "<<"},
      {CXBinaryOperator_Shr, ">>"},       {CXBinaryOperator_And, "&"},
      {CXBinaryOperator_Xor, "^"},        {CXBinaryOperator_Or, "|"},
      {CXBinaryOperator_EQ, "=="},        {CXBinaryOperator_NE, "!="},
      {CXBinaryOperator_LT, "<"},         {CXBinaryOperator_LE, "<="},
      {CXBinaryOperator_GT, ">"},         {CXBinaryOperator_GE, ">="},
      {CXBinaryOperator_MulAssign, "*"},  {CXBinaryOperator_DivAssign, "/"},
      {CXBinaryOperator_RemAssign, "%"},  {CXBinaryOperator_AddAssign, "+"},
      {CXBinaryOperator_SubAssign, "-"},  {CXBinaryOperator_ShlAssign, "<<"},
      {CXBinaryOperator_ShrAssign, ">>"}, {CXBinaryOperator_AndAssign, "&"},
      {CXBinaryOperator_XorAssign, "^"},  {CXBinaryOperator_OrAssign, "|"},
  };
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
    if (spellings[i].kind == kind)
      return spellings[i].text;
  return "?";
}

static void emit_binary(struct body *body, uint32_t place, struct ir_operand a, const char *op,
                        struct ir_operand b, uint32_t loc) {
  struct ir_event *event = emit(body, IR_BIN, loc);
  event->place = place;
  event->a = a;
  event->b = b;
  strncpy(event->op, op, sizeof event->op - 1);
}

// ---- chains of arithmetic ----

static bool is_arithmetic(enum CXBinaryOperatorKind kind) {
  enum ir_compare compare;
  return (kind >= CXBinaryOperator_Mul && kind <= CXBinaryOperator_Or &&
          !comparison_of(kind, &compare));
}

// `array + n` is the address of an element.
static bool is_element_address(struct ir_operand a, CXCursor left, enum CXBinaryOperatorKind kind) {
  return a.kind == IR_ADDRESS && kind == CXBinaryOperator_Add &&
         type_is_array(clang_getCursorType(left));
}

static struct ir_operand element_address(struct body *body, uint32_t array, struct ir_operand b) {
  uint32_t element = b.kind == IR_INT ? ir_place_index(body->pool, body->fn, array, b.value)
                                      : ir_place_any(body->pool, body->fn, array);
  return address_of(body, element);
}

/// The operators of a left-deep chain, outermost first.
struct chain {
  CXCursor *left, *right;
  enum CXBinaryOperatorKind *kinds;
  uint32_t count, capacity;
};

static void add_link(struct body *body, struct chain *chain, CXCursor left, CXCursor right,
                     enum CXBinaryOperatorKind kind) {
  if (chain->count == chain->capacity) {
    struct chain old = *chain;
    chain->capacity = old.capacity ? old.capacity * 2 : 4;
    chain->left = ARENA_ARRAY(&body->scratch, CXCursor, chain->capacity);
    chain->right = ARENA_ARRAY(&body->scratch, CXCursor, chain->capacity);
    chain->kinds = ARENA_ARRAY(&body->scratch, enum CXBinaryOperatorKind, chain->capacity);
    for (uint32_t i = 0; i < old.count; i++) {
      chain->left[i] = old.left[i];
      chain->right[i] = old.right[i];
      chain->kinds[i] = old.kinds[i];
    }
  }
  chain->left[chain->count] = left;
  chain->right[chain->count] = right;
  chain->kinds[chain->count++] = kind;
}

static struct chain read_chain(struct body *body, CXCursor expression) {
  struct chain chain = {0};
  for (;;) {
    if (clang_getCursorKind(expression) != CXCursor_BinaryOperator ||
        !is_arithmetic(clang_getCursorBinaryOperatorKind(expression)))
      return chain;
    struct children kids = body_children(body, expression);
    if (kids.count != 2)
      return chain;
    CXCursor left = strip(body, kids.items[0]);
    add_link(body, &chain, left, kids.items[1], clang_getCursorBinaryOperatorKind(expression));
    expression = left;
  }
}

static struct ir_operand lower_chain(struct body *body, CXCursor expression, uint32_t place) {
  struct chain chain = read_chain(body, expression);
  if (!chain.count)
    return ir_unknown();
  uint32_t temp = IR_NONE, loc = IR_NONE;
  struct ir_operand sum = lower_value(body, chain.left[chain.count - 1]);
  for (uint32_t i = chain.count; i-- > 0;) {
    struct ir_operand right = lower_value(body, chain.right[i]);
    int64_t folded;
    if (sum.kind == IR_INT && right.kind == IR_INT &&
        fold(chain.kinds[i], sum.value, right.value, &folded)) {
      sum = ir_int(folded);
      continue;
    }
    if (is_element_address(sum, chain.left[i], chain.kinds[i])) {
      sum = element_address(body, sum.place, right);
      continue;
    }
    bool last = i == 0 && place != IR_NONE;
    if (!last && temp == IR_NONE)
      temp = new_temp(body, clang_getCursorType(expression));
    if (loc == IR_NONE)
      loc = location_of(body, expression);
    uint32_t target = last ? place : temp;
    emit_binary(body, target, sum, spelling_of(chain.kinds[i]), right, loc);
    sum = ir_value(target);
  }
  return sum;
}

// ---- truth values ----

static void truth_into(struct body *body, CXCursor expression, uint32_t place) {
  uint32_t yes = new_block(body), no = new_block(body), end = new_block(body);
  uint32_t loc = location_of(body, expression);
  lower_condition(body, expression, yes, no);
  begin_block(body, yes);
  emit_move(body, place, ir_int(1), loc);
  jump_to(body, end);
  begin_block(body, no);
  emit_move(body, place, ir_int(0), loc);
  begin_block(body, end);
}

static uint32_t result_place(struct body *body, CXCursor expression, uint32_t place) {
  return place == IR_NONE ? new_temp(body, clang_getCursorType(expression)) : place;
}

static struct ir_operand lower_comparison(struct body *body, CXCursor expression,
                                          struct children kids, uint32_t place) {
  struct ir_operand a = lower_value(body, kids.items[0]);
  struct ir_operand b = lower_value(body, kids.items[1]);
  place = result_place(body, expression, place);
  const char *op = spelling_of(clang_getCursorBinaryOperatorKind(expression));
  emit_binary(body, place, a, op, b, location_of(body, expression));
  return ir_value(place);
}

// Scalars that come out of a call or an operator go straight into the place.
static struct ir_operand lower_assignment(struct body *body, struct children kids) {
  uint32_t place = lower_place(body, kids.items[0], true);
  CXType type = clang_getCursorType(kids.items[0]);
  if (clang_getCursorKind(strip(body, kids.items[1])) == CXCursor_InitListExpr)
    lower_initialiser(body, kids.items[1], place, type);
  else
    lower_into(body, kids.items[1], place, 0);
  return ir_value(place);
}

struct ir_operand lower_binary(struct body *body, CXCursor expression, uint32_t place) {
  enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(expression);
  enum ir_compare compare;
  if (is_arithmetic(kind))
    return lower_chain(body, expression, place);
  struct children kids = body_children(body, expression);
  if (kids.count != 2)
    return ir_unknown();
  if (kind == CXBinaryOperator_Assign)
    return lower_assignment(body, kids);
  if (kind == CXBinaryOperator_Comma) {
    lower_effect(body, kids.items[0], 0);
    return lower_value(body, kids.items[1]);
  }
  if (comparison_of(kind, &compare))
    return lower_comparison(body, expression, kids, place);
  place = result_place(body, expression, place);
  truth_into(body, expression, place);
  return ir_value(place);
}

struct ir_operand lower_compound_assignment(struct body *body, CXCursor expression) {
  struct children kids = body_children(body, expression);
  if (kids.count != 2)
    return ir_unknown();
  uint32_t place = lower_place(body, kids.items[0], true);
  struct ir_operand right = lower_value(body, kids.items[1]);
  const char *op = spelling_of(clang_getCursorBinaryOperatorKind(expression));
  emit_binary(body, place, ir_value(place), op, right, location_of(body, expression));
  return ir_value(place);
}

// ---- unary operators ----

static struct ir_operand lower_step(struct body *body, CXCursor expression, CXCursor operand,
                                    enum CXUnaryOperatorKind kind, bool wanted) {
  uint32_t place = lower_place(body, operand, true);
  uint32_t loc = location_of(body, expression);
  struct ir_operand result = ir_value(place);
  bool post = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec;
  bool up = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PreInc;
  if (wanted && post) {
    uint32_t temp = new_temp(body, clang_getCursorType(expression));
    emit_move(body, temp, result, loc);
    result = ir_value(temp);
  }
  emit_binary(body, place, ir_value(place), up ? "+" : "-", ir_int(1), loc);
  return result;
}

static bool is_step_kind(enum CXUnaryOperatorKind kind) {
  return kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec ||
         kind == CXUnaryOperator_PreInc || kind == CXUnaryOperator_PreDec;
}

static CXCursor operand_of(struct body *body, CXCursor expression) {
  struct children kids = body_children(body, expression);
  return kids.count ? kids.items[kids.count - 1] : clang_getNullCursor();
}

void lower_step_effect(struct body *body, CXCursor expression) {
  enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(expression);
  CXCursor operand = operand_of(body, expression);
  if (is_null_cursor(operand))
    return;
  if (is_step_kind(kind)) {
    lower_step(body, expression, operand, kind, false);
    return;
  }
  struct ir_operand value = lower_unary(body, expression, IR_NONE);
  emit_operand(body, IR_USE, value, location_of(body, expression));
}

static struct ir_operand lower_negation(struct body *body, CXCursor expression, CXCursor operand,
                                        enum CXUnaryOperatorKind kind, uint32_t place) {
  struct ir_operand value = lower_value(body, operand);
  bool minus = kind == CXUnaryOperator_Minus;
  if (value.kind == IR_INT)
    return ir_int(minus ? (int64_t)(0 - (uint64_t)value.value) : ~value.value);
  if (value.kind == IR_UNKNOWN)
    return value;
  place = result_place(body, expression, place);
  emit_binary(body, place, value, minus ? "-" : "~", ir_unknown(), location_of(body, expression));
  return ir_value(place);
}

// Whether an expression decides by itself which way to go, rather than by its value.
static bool is_logical(CXCursor expression) {
  if (clang_getCursorKind(expression) != CXCursor_BinaryOperator)
    return false;
  enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(expression);
  enum ir_compare compare;
  return kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr ||
         comparison_of(kind, &compare);
}

static struct ir_operand lower_not(struct body *body, CXCursor expression, uint32_t place) {
  CXCursor inner = expression;
  bool negated = false;
  while (clang_getCursorKind(inner) == CXCursor_UnaryOperator &&
         clang_getCursorUnaryOperatorKind(inner) == CXUnaryOperator_LNot) {
    CXCursor operand = operand_of(body, inner);
    if (is_null_cursor(operand))
      return ir_unknown();
    negated = !negated;
    inner = strip(body, operand);
  }
  if (is_logical(inner)) {
    place = result_place(body, expression, place);
    truth_into(body, expression, place);
    return ir_value(place);
  }
  struct ir_operand value = lower_value(body, inner);
  if (value.kind == IR_INT)
    return ir_int(negated == (value.value == 0));
  if (value.kind == IR_NULL)
    return ir_int(negated);
  place = result_place(body, expression, place);
  emit_binary(body, place, value, negated ? "==" : "!=", zero_of(clang_getCursorType(inner)),
              location_of(body, expression));
  return ir_value(place);
}

static struct ir_operand lower_address(struct body *body, CXCursor operand) {
  CXCursor inner = strip(body, operand);
  if (type_is_function(clang_getCursorType(inner)))
    return lower_value(body, inner);
  return address_of(body, lower_place(body, inner, false));
}

static struct ir_operand lower_deref(struct body *body, CXCursor expression, CXCursor operand) {
  CXType type = clang_getCursorType(expression);
  if (type_is_function(type))
    return lower_value(body, operand);
  return load(body, lower_place(body, expression, !type_is_array(type)), type);
}

struct ir_operand lower_unary(struct body *body, CXCursor expression, uint32_t place) {
  enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(expression);
  CXCursor operand = operand_of(body, expression);
  if (is_null_cursor(operand))
    return ir_unknown();
  if (is_step_kind(kind))
    return lower_step(body, expression, operand, kind, true);
  switch (kind) {
  case CXUnaryOperator_AddrOf:
    return lower_address(body, operand);
  case CXUnaryOperator_Deref:
    return lower_deref(body, expression, operand);
  case CXUnaryOperator_Minus:
  case CXUnaryOperator_Not:
    return lower_negation(body, expression, operand, kind, place);
  case CXUnaryOperator_LNot:
    return lower_not(body, expression, place);
  default: // plus, __real, __imag
    return lower_value(body, operand);
  }
}
