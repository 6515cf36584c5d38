// SPDX-License-Identifier: MIT
// Statements but for the control flow of control.c: compounds, declarations, returns, asm.
#include "analyzer/frontend/lowering/body.h"

#include <stdlib.h>
#include <string.h>

void lower_scoped(struct body *body, CXCursor cursor) {
  uint32_t outer = body->scope;
  lower_statement(body, cursor);
  leave_scope(body, outer, cursor);
}

void lower_compound(struct body *body, CXCursor cursor) {
  uint32_t outer = body->scope;
  struct children kids = body_children(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++)
    lower_statement(body, kids.items[i]);
  leave_scope(body, outer, cursor);
}

// ---- declarations ----

// The function of the cleanup attribute, also when macros hide it: only pretty printing shows it.
static const char *cleanup_of(struct body *body, CXCursor variable) {
  static const char mark[] = "__attribute__((cleanup(";
  if (!clang_Cursor_hasAttrs(variable))
    return NULL;
  CXPrintingPolicy policy = clang_getCursorPrintingPolicy(variable);
  CXString printed = clang_getCursorPrettyPrinted(variable, policy);
  const char *text = clang_getCString(printed);
  const char *at = strstr(text, mark);
  const char *symbol = NULL;
  if (at) {
    at += sizeof mark - 1;
    symbol = symbol_of_name(body->unit, intern_n(&body->pool->names, at, strcspn(at, ")")));
  }
  clang_disposeString(printed);
  clang_PrintingPolicy_dispose(policy);
  return symbol;
}

// The sizes of a variable length array are evaluated where it is declared.
static void lower_array_sizes(struct body *body, CXCursor variable, CXCursor initialiser) {
  struct children kids = body_children(body, variable);
  for (uint32_t i = 0; i < kids.count; i++) {
    CXCursor kid = kids.items[i];
    if (!clang_isExpression(clang_getCursorKind(kid)) || clang_equalCursors(kid, initialiser))
      continue;
    emit_operand(body, IR_USE, lower_value(body, kid), location_of(body, kid));
  }
}

void lower_variable(struct body *body, CXCursor cursor) {
  CXType type = clang_getCursorType(cursor);
  CXCursor initialiser = clang_Cursor_getVarDeclInitializer(cursor);
  if (clang_Cursor_hasVarDeclGlobalStorage(cursor) == 1) {
    if (!is_null_cursor(initialiser))
      static_initialiser(body, cursor);
    return;
  }
  if (clang_isInvalidDeclaration(cursor))
    taint(body, IR_FN_TAINTED, "a declaration that could not be read");
  uint32_t place = variable_place(body, cursor);
  if (clang_getCanonicalType(type).kind == CXType_VariableArray)
    lower_array_sizes(body, cursor, initialiser);
  if (!is_null_cursor(initialiser))
    lower_initialiser(body, initialiser, place, type);
  push_local(body, place, cleanup_of(body, cursor));
}

static void lower_declarations(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++)
    if (clang_getCursorKind(kids.items[i]) == CXCursor_VarDecl)
      lower_variable(body, kids.items[i]);
}

// ---- return ----

// Cleanups may change what the value is read from: it is copied before they run.
static struct ir_operand settle_result(struct body *body, struct ir_operand value,
                                       CXCursor expression, uint32_t loc) {
  if (value.kind != IR_PLACE || !has_cleanups(body))
    return value;
  uint32_t var = direct_variable(body, value.place);
  if (var != IR_NONE && body->fn->vars[var].flags & IR_VAR_TEMP)
    return value;
  uint32_t temp = new_temp(body, clang_getCursorType(expression));
  emit_move(body, temp, value, loc);
  return ir_value(temp);
}

static bool is_plain_call(struct body *body, CXCursor expression) {
  return clang_getCursorKind(expression) == CXCursor_CallExpr &&
         is_null_cursor(forwarded_argument(body, expression)) &&
         !is_unevaluated_call(body, expression);
}

static struct ir_operand lower_result(struct body *body, CXCursor expression) {
  CXCursor inner = strip_casts(body, expression);
  CXType type = clang_getCursorType(expression);
  if (clang_getCanonicalType(type).kind == CXType_Void) {
    lower_effect(body, expression, 0);
    return ir_unknown();
  }
  struct children kids = {0};
  bool branches = clang_getCursorKind(inner) == CXCursor_ConditionalOperator;
  if (clang_getCursorKind(inner) == CXCursor_UnexposedExpr) {
    kids = body_children(body, inner);
    branches = is_conditional_default(kids);
  }
  if (!is_plain_call(body, inner) && !branches)
    return lower_value(body, expression);
  uint32_t temp = new_temp(body, type);
  lower_into(body, inner, temp, IR_CALL_TAIL);
  return ir_value(temp);
}

static void lower_return(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  uint32_t loc = location_of(body, cursor);
  struct ir_operand value = ir_unknown();
  bool has_value = false;
  if (kids.count) {
    CXType type = clang_getCursorType(kids.items[0]);
    has_value = clang_getCanonicalType(type).kind != CXType_Void;
    value = lower_result(body, kids.items[0]);
    if (body->block == IR_NONE)
      return;
    value = settle_result(body, value, kids.items[0], loc);
  }
  emit_return_cleanups(body, loc);
  struct ir_terminator *end = terminate(body, IR_RETURN);
  end->loc = loc;
  end->a = value;
  end->has_value = has_value;
}

// ---- asm ----

/// How an asm statement is written: whether it may jump, and how many operands are outputs.
struct asm_text {
  bool jumps, known;
  unsigned outputs;
};

static struct asm_text read_asm(struct body *body, CXCursor cursor) {
  struct asm_text out = {0};
  size_t at;
  CXSourceLocation start = clang_getRangeStart(clang_getCursorExtent(cursor));
  struct source_file *file = spelled_at(body->unit, start, &at);
  if (!file)
    return out;
  const char *text = file->text;
  unsigned counts[8];
  for (size_t i = at; i < file->length && text[i] != '(' && text[i] != ';';
       i = scan_token(text, file->length, i))
    out.jumps |= scan_identifier(text, file->length, i) == 4 && memcmp(text + i, "goto", 4) == 0;
  unsigned parts = scan_parts(text, file->length, at, ':', counts, 8);
  out.known = parts > 0;
  out.outputs = parts > 1 ? counts[1] : 0;
  return out;
}

static void lower_asm(struct body *body, CXCursor cursor) {
  struct asm_text text = read_asm(body, cursor);
  struct children kids = body_children(body, cursor);
  uint32_t loc = location_of(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++) {
    CXCursor operand = kids.items[i];
    if (!clang_isExpression(clang_getCursorKind(operand)) ||
        clang_getCursorKind(operand) == CXCursor_StringLiteral)
      continue;
    bool output = text.known ? i < text.outputs : true;
    CXCursor inner = strip_casts(body, operand);
    enum CXCursorKind kind = clang_getCursorKind(inner);
    bool lvalue = kind == CXCursor_DeclRefExpr || kind == CXCursor_MemberRefExpr ||
                  kind == CXCursor_ArraySubscriptExpr || kind == CXCursor_UnaryOperator;
    if (output && lvalue)
      emit_place(body, IR_HAVOC, lower_place(body, inner, true), loc);
    else
      emit_operand(body, IR_ESCAPE, lower_value(body, operand), loc);
  }
  if (!text.jumps)
    return;
  uint32_t next = new_block(body);
  lower_fan(body, true, next, loc);
  begin_block(body, next);
}

static void lower_computed_goto(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++)
    emit_operand(body, IR_USE, lower_value(body, kids.items[i]), location_of(body, kids.items[i]));
  lower_fan(body, false, IR_NONE, location_of(body, cursor));
}

// ---- all of them ----

static void lower_children(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++)
    lower_statement(body, kids.items[i]);
}

static void lower_jump_statement(struct body *body, CXCursor cursor) {
  switch (clang_getCursorKind(cursor)) {
  case CXCursor_GotoStmt:
    lower_goto(body, cursor);
    break;
  case CXCursor_IndirectGotoStmt:
    lower_computed_goto(body, cursor);
    break;
  case CXCursor_BreakStmt:
    lower_exit(body, body->break_to, location_of(body, cursor));
    break;
  case CXCursor_ContinueStmt:
    lower_exit(body, body->continue_to, location_of(body, cursor));
    break;
  default:
    lower_return(body, cursor);
    break;
  }
}

static void lower_known(struct body *body, CXCursor cursor) {
  switch (clang_getCursorKind(cursor)) {
  case CXCursor_CompoundStmt:
    lower_compound(body, cursor);
    break;
  case CXCursor_DeclStmt:
    lower_declarations(body, cursor);
    break;
  case CXCursor_IfStmt:
    lower_if(body, cursor);
    break;
  case CXCursor_WhileStmt:
    lower_while(body, cursor);
    break;
  case CXCursor_DoStmt:
    lower_do(body, cursor);
    break;
  case CXCursor_ForStmt:
    lower_for(body, cursor);
    break;
  case CXCursor_SwitchStmt:
    lower_switch(body, cursor);
    break;
  case CXCursor_CaseStmt:
  case CXCursor_DefaultStmt:
    lower_case(body, cursor);
    break;
  case CXCursor_LabelStmt:
    lower_label(body, cursor);
    break;
  case CXCursor_GotoStmt:
  case CXCursor_IndirectGotoStmt:
  case CXCursor_BreakStmt:
  case CXCursor_ContinueStmt:
  case CXCursor_ReturnStmt:
    lower_jump_statement(body, cursor);
    break;
  case CXCursor_GCCAsmStmt:
  case CXCursor_MSAsmStmt:
    lower_asm(body, cursor);
    break;
  case CXCursor_NullStmt:
    break;
  default: // attributed statements and their like
    lower_children(body, cursor);
    break;
  }
}

void lower_statement(struct body *body, CXCursor cursor) {
  if (enter(body)) {
    if (clang_isExpression(clang_getCursorKind(cursor)))
      lower_effect(body, cursor, 0);
    else if (!clang_isDeclaration(clang_getCursorKind(cursor)) &&
             !clang_isAttribute(clang_getCursorKind(cursor)))
      lower_known(body, cursor);
  }
  leave(body);
}
