// SPDX-License-Identifier: MIT
// Constants: leaves are evaluated by libclang, operators are folded here, because evaluating at
// every level of a long expression would be quadratic.
#include "analyzer/frontend/lowering/body.h"

#include <stdlib.h>

bool evaluate(CXCursor expression, int64_t *value) {
  CXEvalResult result = clang_Cursor_Evaluate(expression);
  if (!result)
    return false;
  bool integer = clang_EvalResult_getKind(result) == CXEval_Int;
  if (integer && clang_EvalResult_isUnsignedInt(result))
    *value = (int64_t)clang_EvalResult_getAsUnsigned(result);
  else if (integer)
    *value = clang_EvalResult_getAsLongLong(result);
  clang_EvalResult_dispose(result);
  return integer;
}

bool fold(enum CXBinaryOperatorKind kind, int64_t a, int64_t b, int64_t *result) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  switch (kind) {
  case CXBinaryOperator_Add:
    *result = (int64_t)(x + y);
    return true;
  case CXBinaryOperator_Sub:
    *result = (int64_t)(x - y);
    return true;
  case CXBinaryOperator_Mul:
    *result = (int64_t)(x * y);
    return true;
  case CXBinaryOperator_Div:
    if (b == 0 || b == -1)
      return false;
    *result = a / b;
    return true;
  case CXBinaryOperator_And:
    *result = (int64_t)(x & y);
    return true;
  case CXBinaryOperator_Or:
    *result = (int64_t)(x | y);
    return true;
  case CXBinaryOperator_Xor:
    *result = (int64_t)(x ^ y);
    return true;
  case CXBinaryOperator_Shl:
    if (b < 0 || b > 63)
      return false;
    *result = (int64_t)(x << y);
    return true;
  default:
    return false;
  }
}

struct ir_operand zero_of(CXType type) {
  struct ir_operand zero = ir_int(0);
  if (type_is_pointer(type))
    zero.kind = IR_NULL;
  return zero;
}

static bool list_is_zero(struct body *body, CXCursor list) {
  struct children kids = body_children(body, list);
  for (uint32_t i = 0; i < kids.count; i++) {
    CXCursor kid = kids.items[i];
    bool designated = clang_getCursorKind(kid) == CXCursor_UnexposedExpr &&
                      clang_getCursorType(kid).kind == CXType_Void;
    if (designated) {
      struct children parts = body_children(body, kid);
      if (!parts.count)
        return false;
      kid = parts.items[parts.count - 1];
    }
    if (!is_all_zero(body, kid))
      return false;
  }
  return true;
}

static bool is_zero_constant(CXCursor expression) {
  int64_t value;
  return evaluate(expression, &value) && value == 0;
}

bool is_all_zero(struct body *body, CXCursor initialiser) {
  CXCursor inner = strip_casts(body, initialiser);
  switch (clang_getCursorKind(inner)) {
  case CXCursor_InitListExpr:
    return list_is_zero(body, inner);
  case CXCursor_CompoundLiteralExpr: {
    struct children kids = body_children(body, inner);
    return kids.count && type_is_record(clang_getCursorType(inner)) &&
           is_all_zero(body, kids.items[kids.count - 1]);
  }
  case CXCursor_IntegerLiteral:
  case CXCursor_CharacterLiteral:
  case CXCursor_CXXBoolLiteralExpr:
    return is_zero_constant(inner);
  case CXCursor_CXXNullPtrLiteralExpr:
    return true;
  case CXCursor_DeclRefExpr: {
    CXCursor target = clang_getCursorReferenced(inner);
    return clang_getCursorKind(target) == CXCursor_EnumConstantDecl &&
           clang_getEnumConstantDeclValue(target) == 0;
  }
  default:
    return false;
  }
}
