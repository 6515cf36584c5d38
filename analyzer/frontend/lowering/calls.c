// SPDX-License-Identifier: MIT
// Calls: which function or which place is called, and what is done with the result.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

/// Whom a call goes to.
struct callee {
  const char *symbol; // direct
  bool noreturn;
  uint32_t place; // indirect
  const char *slot;
};

CXCursor strip_function(struct body *body, CXCursor expression) {
  for (;;) {
    CXCursor inner = strip_casts(body, expression);
    if (clang_getCursorKind(inner) != CXCursor_UnaryOperator)
      return inner;
    enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(inner);
    struct children kids = body_children(body, inner);
    if (!kids.count)
      return inner;
    CXCursor operand = kids.items[kids.count - 1];
    bool deref = kind == CXUnaryOperator_Deref && type_is_function(clang_getCursorType(inner));
    bool address = kind == CXUnaryOperator_AddrOf && type_is_function(clang_getCursorType(operand));
    if (!deref && !address)
      return inner;
    expression = operand;
  }
}

// ---- the callee ----

static CXCursor referenced_function(CXCursor expression) {
  if (clang_getCursorKind(expression) == CXCursor_DeclRefExpr) {
    CXCursor target = clang_getCursorReferenced(expression);
    if (clang_getCursorKind(target) == CXCursor_FunctionDecl)
      return target;
  }
  return clang_getNullCursor();
}

static const char *param_slot(struct body *body, uint32_t var) {
  char *text = arena_printf(&body->pool->arena, "%s#%u", body->fn->symbol, var);
  return intern(&body->pool->names, text);
}

// The field or variable whose possible values are the possible callees.
static const char *slot_of_place(struct body *body, uint32_t place) {
  const struct ir_function *fn = body->fn;
  while (fn->places[place].step == IR_STEP_INDEX || fn->places[place].step == IR_STEP_ANY ||
         fn->places[place].step == IR_STEP_DEREF || fn->places[place].step == IR_STEP_DEEP)
    place = fn->places[place].parent;
  if (fn->places[place].step == IR_STEP_FIELD)
    return fn->places[place].field;
  uint32_t var = fn->places[place].var;
  if (fn->vars[var].flags & IR_VAR_GLOBAL)
    return fn->vars[var].name;
  return fn->vars[var].flags & IR_VAR_PARAM ? param_slot(body, var) : NULL;
}

static void note_field(struct body *body, CXCursor expression) {
  CXCursor target = clang_getCursorReferenced(expression);
  if (clang_getCursorKind(expression) == CXCursor_MemberRefExpr &&
      clang_getCursorKind(target) == CXCursor_FieldDecl)
    declare_field(body->unit, target);
}

static struct callee known_callee(struct body *body, CXCursor function) {
  struct function_info *info = function_of(body->unit, function);
  declare_function(body->unit, info);
  return (struct callee){info->symbol, info->noreturn, IR_NONE, NULL};
}

static struct callee find_callee(struct body *body, CXCursor expression) {
  CXCursor inner = strip_function(body, expression);
  if (clang_getCursorKind(inner) == CXCursor_GenericSelectionExpr) {
    struct children choices = generic_choices(body, inner);
    if (choices.count == 1)
      inner = strip_function(body, choices.items[0]);
  }
  CXCursor function = referenced_function(inner);
  if (!is_null_cursor(function))
    return known_callee(body, function);
  note_field(body, inner);
  struct ir_operand value = lower_value(body, inner);
  if (value.kind == IR_FUNCTION)
    return (struct callee){value.symbol, false, IR_NONE, NULL};
  uint32_t place =
      hold(body, value, clang_getCursorType(expression), location_of(body, expression));
  return (struct callee){NULL, false, place, slot_of_place(body, place)};
}

// ---- calls that are none ----

static const char *callee_name(struct body *body, struct children kids) {
  if (!kids.count)
    return "";
  CXCursor function = referenced_function(strip_function(body, kids.items[0]));
  if (is_null_cursor(function))
    return "";
  return function_symbol(body->unit, function_of(body->unit, function));
}

static bool is_one_of(const char *name, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(name, names[i]) == 0)
      return true;
  return false;
}

CXCursor forwarded_argument(struct body *body, CXCursor call) {
  static const char *const forwarding[] = {"__builtin_expect", "__builtin_expect_with_probability",
                                           "__builtin_assume_aligned", "__builtin_launder"};
  struct children kids = body_children(body, call);
  const char *name = callee_name(body, kids);
  if (kids.count >= 2 && strncmp(name, "__builtin_", 10) == 0 &&
      is_one_of(name, forwarding, sizeof forwarding / sizeof *forwarding))
    return kids.items[1];
  return clang_getNullCursor();
}

bool is_unevaluated_call(struct body *body, CXCursor call) {
  static const char *const unevaluated[] = {"__builtin_constant_p", "__builtin_object_size",
                                            "__builtin_dynamic_object_size", "__builtin_assume",
                                            "__builtin_classify_type"};
  const char *name = callee_name(body, body_children(body, call));
  return strncmp(name, "__builtin_", 10) == 0 &&
         is_one_of(name, unevaluated, sizeof unevaluated / sizeof *unevaluated);
}

// ---- the call itself ----

static struct ir_arg *lower_arguments(struct body *body, struct children kids, uint32_t *count) {
  *count = kids.count ? kids.count - 1 : 0;
  struct ir_arg *args = ARENA_ARRAY(&body->pool->arena, struct ir_arg, *count);
  for (uint32_t i = 0; i < *count; i++) {
    args[i].value = lower_value(body, kids.items[i + 1]);
    args[i].loc = location_of(body, kids.items[i + 1]);
  }
  return args;
}

static bool is_commented(struct body *body, uint32_t loc) {
  const struct ir_location *at = ir_location(body->fn, loc);
  if (!at->file)
    return false;
  uint32_t index = map_get(&body->unit->path_index, map_key(at->file), IR_NONE);
  return index != IR_NONE &&
         source_commented(body->unit, body->unit->files[index], at->line, at->end_line);
}

static void note_special(struct body *body, const char *name) {
  static const char *const returning_twice[] = {"setjmp",    "_setjmp",          "__sigsetjmp",
                                                "sigsetjmp", "__builtin_setjmp", "savectx"};
  if (is_one_of(name, returning_twice, sizeof returning_twice / sizeof *returning_twice))
    body->fn->flags |= IR_FN_SETJMP;
}

static void end_path(struct body *body, uint32_t loc) {
  terminate(body, IR_UNREACHABLE)->loc = loc;
}

void lower_call(struct body *body, CXCursor call, uint32_t place, uint32_t flags) {
  struct children kids = body_children(body, call);
  if (!kids.count) {
    taint(body, IR_FN_TAINTED, "a call that could not be read");
    return;
  }
  struct callee callee = find_callee(body, kids.items[0]);
  uint32_t loc = location_of(body, call);
  if (callee.symbol && strcmp(callee.symbol, "__builtin_unreachable") == 0) {
    end_path(body, loc);
    return;
  }
  if (callee.symbol)
    note_special(body, callee.symbol);
  uint32_t count;
  struct ir_arg *args = lower_arguments(body, kids, &count);
  if (is_commented(body, loc))
    flags |= IR_CALL_COMMENTED;
  struct ir_event *event = emit(body, IR_CALL, loc);
  event->place = place;
  event->callee = callee.symbol;
  event->callee_place = callee.place;
  event->slot = callee.slot;
  event->flags = flags;
  event->arg_count = count;
  event->args = args;
  if (callee.noreturn)
    end_path(body, loc);
}

// ---- _Generic ----

struct children generic_choices(struct body *body, CXCursor expression) {
  struct children kids = body_children(body, expression);
  struct children choices = {
      .items = ARENA_ARRAY(&body->scratch, CXCursor, kids.count),
  };
  CXType whole = clang_getCanonicalType(clang_getCursorType(expression));
  for (uint32_t i = 1; i < kids.count; i++) {
    CXCursor kid = kids.items[i];
    if (clang_isExpression(clang_getCursorKind(kid)) &&
        clang_equalTypes(clang_getCanonicalType(clang_getCursorType(kid)), whole))
      choices.items[choices.count++] = kid;
  }
  return choices;
}
