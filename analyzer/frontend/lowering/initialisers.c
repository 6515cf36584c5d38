// SPDX-License-Identifier: MIT
// Initialisers. libclang shows lists as written: with designators, and with inner braces left out,
// so the walk finds out by itself which member each value is for. Lists of locals become events;
// those of static variables only tell which functions their members hold.
#include "analyzer/frontend/lowering/body.h"

#include <string.h>

/// Elements of an array beyond this one are not told apart.
enum { MAX_ELEMENTS = 256 };

/// What is being initialised.
struct target {
  uint32_t place;   // of a local; IR_NONE for static variables
  const char *slot; // of a static variable
  CXType type;
};

/// The fields of a record, in order.
struct fields {
  struct body *body;
  CXCursor *items; // scratch
  uint32_t count, capacity;
};

static void initialise(struct body *body, struct target target, CXCursor value);
static void walk_list(struct body *body, struct target target, struct children kids, uint32_t *next,
                      bool braced);

static enum CXVisitorResult add_field(CXCursor field, CXClientData data) {
  struct fields *fields = data;
  CXString name = clang_getCursorSpelling(field);
  bool padding = clang_Cursor_isBitField(field) && !*clang_getCString(name);
  clang_disposeString(name);
  if (padding)
    return CXVisit_Continue;
  if (fields->count == fields->capacity) {
    CXCursor *old = fields->items;
    fields->capacity = fields->capacity ? fields->capacity * 2 : 16;
    fields->items = ARENA_ARRAY(&fields->body->scratch, CXCursor, fields->capacity);
    if (old)
      memcpy(fields->items, old, sizeof *old * fields->count);
  }
  fields->items[fields->count++] = field;
  return CXVisit_Continue;
}

static struct fields fields_of(struct body *body, CXType type) {
  struct fields fields = {.body = body};
  clang_Type_visitFields(clang_getCanonicalType(type), add_field, &fields);
  CXCursor record = clang_getTypeDeclaration(clang_getCanonicalType(type));
  if (clang_getCursorKind(record) == CXCursor_UnionDecl && fields.count > 1)
    fields.count = 1;
  return fields;
}

// ---- targets below a target ----

static struct target member_of(struct body *body, struct target of, CXCursor field) {
  struct target member = of;
  const char *symbol = field_symbol(body->unit, field);
  member.type = clang_getCursorType(field);
  if (!symbol)
    return member;
  member.slot = symbol;
  if (of.place != IR_NONE)
    member.place = ir_place_field(body->pool, body->fn, of.place, symbol);
  return member;
}

static struct target element_of(struct body *body, struct target of, int64_t index) {
  struct target element = of;
  element.type = clang_getArrayElementType(clang_getCanonicalType(of.type));
  if (of.place == IR_NONE)
    return element;
  bool exact = index >= 0 && index < MAX_ELEMENTS;
  element.place = exact ? ir_place_index(body->pool, body->fn, of.place, index)
                        : ir_place_any(body->pool, body->fn, of.place);
  return element;
}

// ---- designators ----

static bool is_designated(CXCursor kid) {
  return clang_getCursorKind(kid) == CXCursor_UnexposedExpr &&
         clang_getCursorType(kid).kind == CXType_Void;
}

// One step of a designator. A second index where no array is left is the end of a range.
static struct target designate(struct body *body, struct target of, CXCursor part, int64_t *index) {
  if (clang_getCursorKind(part) == CXCursor_MemberRef) {
    CXCursor field = clang_getCursorReferenced(part);
    return clang_getCursorKind(field) == CXCursor_FieldDecl ? member_of(body, of, field) : of;
  }
  if (!type_is_array(of.type))
    return of;
  if (!evaluate(part, index))
    *index = -1;
  return element_of(body, of, *index);
}

// An index range `[a ... b]` shows as two indices; which it is shows in the type.
static bool is_range(struct target of, struct children parts) {
  uint32_t indices = 0;
  for (uint32_t i = 0; i + 1 < parts.count; i++)
    indices += clang_getCursorKind(parts.items[i]) != CXCursor_MemberRef;
  CXType type = of.type;
  for (; indices && type_is_array(type); indices--)
    type = clang_getArrayElementType(clang_getCanonicalType(type));
  return indices > 0 && parts.count == 3;
}

// Initialises what the designator names; returns its first part's index (arrays).
static int64_t designated_value(struct body *body, struct target of, struct children parts) {
  int64_t first = 0, index;
  struct target target = of;
  if (is_range(of, parts)) {
    evaluate(parts.items[1], &first);
    initialise(body, element_of(body, of, -1), parts.items[2]);
    return first;
  }
  for (uint32_t i = 0; i + 1 < parts.count; i++) {
    index = 0;
    target = designate(body, target, parts.items[i], &index);
    if (i == 0)
      first = index;
  }
  initialise(body, target, parts.items[parts.count - 1]);
  return first;
}

// ---- lists ----

static bool is_whole_value(struct body *body, struct target target, CXCursor kid) {
  CXCursor inner = strip(body, kid);
  enum CXCursorKind kind = clang_getCursorKind(inner);
  if (kind == CXCursor_InitListExpr)
    return true;
  if (type_is_record(target.type))
    return type_is_record(clang_getCursorType(inner));
  if (!type_is_array(target.type))
    return true;
  CXType element = clang_getArrayElementType(clang_getCanonicalType(target.type));
  bool scalars = !type_is_pointer(element) && !type_is_record(element) && !type_is_array(element);
  return scalars && type_is_array(clang_getCursorType(inner));
}

static void walk_item(struct body *body, struct target target, struct children kids,
                      uint32_t *next) {
  uint32_t before = *next;
  if (!is_whole_value(body, target, kids.items[before]))
    walk_list(body, target, kids, next, false);
  else
    initialise(body, target, kids.items[before]);
  if (*next == before)
    ++*next;
}

static void walk_elements(struct body *body, struct target target, struct children kids,
                          uint32_t *next, bool braced) {
  int64_t size = clang_getArraySize(clang_getCanonicalType(target.type));
  int64_t index = 0;
  while (*next < kids.count && (braced || size < 0 || index < size)) {
    CXCursor kid = kids.items[*next];
    if (is_designated(kid)) {
      if (!braced)
        return;
      index = designated_value(body, target, body_children(body, kid)) + 1;
      ++*next;
      continue;
    }
    walk_item(body, element_of(body, target, index++), kids, next);
  }
}

static uint32_t field_position(const struct fields *fields, struct children parts) {
  if (parts.count < 2 || clang_getCursorKind(parts.items[0]) != CXCursor_MemberRef)
    return fields->count;
  CXCursor field = clang_getCursorReferenced(parts.items[0]);
  for (uint32_t i = 0; i < fields->count; i++)
    if (clang_equalCursors(fields->items[i], field))
      return i;
  return fields->count;
}

static void walk_fields(struct body *body, struct target target, struct children kids,
                        uint32_t *next, bool braced) {
  struct fields fields = fields_of(body, target.type);
  uint32_t at = 0;
  while (*next < kids.count && (braced || at < fields.count)) {
    CXCursor kid = kids.items[*next];
    if (is_designated(kid)) {
      if (!braced)
        return;
      struct children parts = body_children(body, kid);
      if (parts.count)
        designated_value(body, target, parts);
      at = field_position(&fields, parts) + 1;
      ++*next;
    } else if (at < fields.count) {
      walk_item(body, member_of(body, target, fields.items[at++]), kids, next);
    } else {
      ++*next;
    }
  }
}

static void walk_list(struct body *body, struct target target, struct children kids, uint32_t *next,
                      bool braced) {
  if (!enter(body)) {
    *next = kids.count;
  } else if (type_is_array(target.type)) {
    walk_elements(body, target, kids, next, braced);
  } else {
    walk_fields(body, target, kids, next, braced);
  }
  leave(body);
}

// ---- static variables ----

static void initialise_static(struct body *body, struct target target, CXCursor value) {
  CXCursor inner = strip_function(body, value);
  struct children kids;
  switch (clang_getCursorKind(inner)) {
  case CXCursor_DeclRefExpr: {
    CXCursor function = clang_getCursorReferenced(inner);
    if (clang_getCursorKind(function) == CXCursor_FunctionDecl)
      add_fact(body->unit, target.slot, function_of(body->unit, function), inner);
    return;
  }
  case CXCursor_AddrLabelExpr:
    if (body->fn)
      take_label_address(body, inner);
    return;
  case CXCursor_ConditionalOperator:
    kids = body_children(body, inner);
    for (uint32_t i = 1; i < kids.count; i++)
      initialise(body, target, kids.items[i]);
    return;
  case CXCursor_UnaryOperator:
    if (clang_getCursorUnaryOperatorKind(inner) != CXUnaryOperator_AddrOf)
      return;
    kids = body_children(body, inner);
    if (kids.count &&
        clang_getCursorKind(strip(body, kids.items[0])) == CXCursor_CompoundLiteralExpr)
      initialise(body, target, kids.items[0]);
    return;
  case CXCursor_CompoundLiteralExpr:
    target.type = clang_getCursorType(inner);
    kids = body_children(body, inner);
    if (kids.count)
      initialise(body, target, kids.items[kids.count - 1]);
    return;
  default:
    return;
  }
}

// Tables of numbers hold no functions.
static bool may_hold_function(CXType type) {
  CXType canonical = clang_getCanonicalType(type);
  while (type_is_array(canonical))
    canonical = clang_getCanonicalType(clang_getArrayElementType(canonical));
  return type_is_pointer(canonical) || type_is_record(canonical);
}

void static_initialiser(struct body *body, CXCursor variable) {
  CXType type = clang_getCursorType(variable);
  if (!may_hold_function(type))
    return;
  struct target target = {IR_NONE, variable_symbol(body->unit, variable), type};
  initialise(body, target, clang_Cursor_getVarDeclInitializer(variable));
}

// ---- locals ----

static void move_zero(struct body *body, uint32_t place, CXCursor value) {
  struct ir_operand zero = ir_unknown();
  zero.kind = IR_ZERO;
  emit_move(body, place, zero, location_of(body, value));
}

// A value that is not a list.
static void initialise_leaf(struct body *body, struct target target, CXCursor value) {
  CXCursor inner = strip(body, value);
  enum CXCursorKind kind = clang_getCursorKind(inner);
  if (kind == CXCursor_CompoundLiteralExpr &&
      (type_is_record(target.type) || type_is_array(target.type))) {
    struct children kids = body_children(body, inner);
    if (kids.count)
      initialise(body, target, kids.items[kids.count - 1]);
  } else if (type_is_array(target.type)) { // a string
    emit_place(body, IR_HAVOC, target.place, location_of(body, value));
  } else if (type_is_pointer(target.type) && is_all_zero(body, value)) {
    emit_move(body, target.place, zero_of(target.type), location_of(body, value));
  } else {
    lower_into(body, value, target.place, 0);
  }
}

static void initialise_list(struct body *body, struct target target, CXCursor list) {
  struct children kids = body_children(body, list);
  bool aggregate = type_is_record(target.type) || type_is_array(target.type);
  if (!aggregate && kids.count) {
    initialise(body, target, kids.items[0]);
    return;
  }
  uint32_t next = 0;
  if (target.place == IR_NONE) {
    if (aggregate)
      walk_list(body, target, kids, &next, true);
  } else if (!aggregate) {
    emit_move(body, target.place, zero_of(target.type), location_of(body, list));
  } else {
    move_zero(body, target.place, list);
    if (!is_all_zero(body, list))
      walk_list(body, target, kids, &next, true);
  }
}

static void initialise(struct body *body, struct target target, CXCursor value) {
  CXCursor inner = strip(body, value);
  if (clang_getCursorKind(inner) == CXCursor_InitListExpr)
    initialise_list(body, target, inner);
  else if (target.place == IR_NONE)
    initialise_static(body, target, value);
  else
    initialise_leaf(body, target, value);
}

void lower_initialiser(struct body *body, CXCursor initialiser, uint32_t place, CXType type) {
  initialise(body, (struct target){place, NULL, type}, initialiser);
}
