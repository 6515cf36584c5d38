// SPDX-License-Identifier: MIT
// Declarations the unit's code refers to, with their annotations and attributes. Attributes are
// gathered over all declarations of a function, because any of them may carry some.
#include "analyzer/frontend/unit.h"

#include <string.h>

static const char PREFIX[] = "async-lint: ";

/// What the children of a declaration say.
struct attributes {
  struct unit *unit;
  struct text *words; // joined so far
  bool warn_unused, other;
};

// Appends one annotation unless the same is there already (later declarations inherit them).
static void add_words(struct text *words, const char *text) {
  size_t length = strlen(text);
  const char *at = text_get(words);
  while ((at = strstr(at, text))) {
    bool starts = at == words->data || (at[-1] == ' ' && at[-2] == ';');
    if (starts && (at[length] == '\0' || at[length] == ';'))
      return;
    at++;
  }
  if (words->length)
    text_puts(words, "; ");
  text_puts(words, text);
}

static enum CXChildVisitResult read_attribute(CXCursor child, CXCursor parent, CXClientData data) {
  (void)parent;
  struct attributes *attributes = data;
  enum CXCursorKind kind = clang_getCursorKind(child);
  attributes->warn_unused |= kind == CXCursor_WarnUnusedResultAttr;
  attributes->other |= kind == CXCursor_UnexposedAttr;
  if (kind != CXCursor_AnnotateAttr)
    return CXChildVisit_Continue;
  CXString spelling = clang_getCursorSpelling(child);
  const char *text = clang_getCString(spelling);
  if (strncmp(text, PREFIX, sizeof PREFIX - 1) == 0)
    add_words(attributes->words, text + sizeof PREFIX - 1);
  clang_disposeString(spelling);
  return CXChildVisit_Continue;
}

static const char *take_words(struct unit *unit, struct text *words) {
  const char *result = words->length ? intern(&unit->pool->names, words->data) : NULL;
  text_free(words);
  return result;
}

static enum CXChildVisitResult find_annotation(CXCursor child, CXCursor parent, CXClientData data) {
  (void)parent;
  enum CXCursorKind kind = clang_getCursorKind(child);
  if (kind == CXCursor_ParmDecl)
    clang_visitChildren(child, find_annotation, data);
  if (kind != CXCursor_AnnotateAttr)
    return CXChildVisit_Continue;
  CXString spelling = clang_getCursorSpelling(child);
  *(bool *)data |= strncmp(clang_getCString(spelling), PREFIX, sizeof PREFIX - 1) == 0;
  clang_disposeString(spelling);
  return CXChildVisit_Continue;
}

bool is_annotated(CXCursor cursor) {
  bool found = false;
  clang_visitChildren(cursor, find_annotation, &found);
  return found;
}

// ---- parameters ----

static const char *param_words(struct unit *unit, CXCursor param, struct text *words) {
  struct attributes attributes = {.unit = unit, .words = words};
  if (clang_Cursor_hasAttrs(param))
    clang_visitChildren(param, read_attribute, &attributes);
  return text_get(words);
}

static void allocate_params(struct unit *unit, struct ir_declaration *out, CXType function) {
  int count = clang_getNumArgTypes(function);
  out->param_count = count > 0 ? (uint32_t)count : 0;
  out->params = ARENA_ARRAY(&unit->pool->arena, struct ir_param, out->param_count);
  for (uint32_t i = 0; i < out->param_count; i++)
    out->params[i] = (struct ir_param){
        .name = intern(&unit->pool->names, ""),
        .type = type_text(unit, clang_getArgType(function, i)),
    };
}

static uint32_t shown_params(CXCursor function) {
  int count = clang_Cursor_getNumArguments(function);
  return count > 0 ? (uint32_t)count : 0;
}

static void fill_param(struct unit *unit, const struct function_info *info,
                       struct ir_declaration *out, uint32_t index) {
  struct ir_param *param = &out->params[index];
  struct text words = {0};
  for (uint32_t at = info->first; at != IR_NONE; at = unit->redeclarations[at].next) {
    CXCursor redeclaration = unit->redeclarations[at].cursor;
    if (index >= shown_params(redeclaration))
      continue;
    CXCursor cursor = clang_Cursor_getArgument(redeclaration, index);
    const char *name = take_string(unit, clang_getCursorSpelling(cursor));
    if (*name)
      param->name = name;
    param->type = type_text(unit, clang_getCursorType(cursor));
    param_words(unit, cursor, &words);
  }
  param->words = take_words(unit, &words);
}

// A definition without a prototype: parameters are known from its declarations only.
static void widen_params(struct unit *unit, const struct function_info *info,
                         struct ir_declaration *out) {
  uint32_t most = out->param_count;
  for (uint32_t at = info->first; at != IR_NONE; at = unit->redeclarations[at].next) {
    uint32_t shown = shown_params(unit->redeclarations[at].cursor);
    most = shown > most ? shown : most;
  }
  if (most == out->param_count)
    return;
  out->params = ARENA_ARRAY(&unit->pool->arena, struct ir_param, most);
  for (uint32_t i = 0; i < most; i++)
    out->params[i].name = out->params[i].type = intern(&unit->pool->names, "");
  out->param_count = most;
}

// ---- functions ----

static bool prints_noreturn(CXCursor cursor) {
  CXPrintingPolicy policy = clang_getCursorPrintingPolicy(cursor);
  clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
  CXString printed = clang_getCursorPrettyPrinted(cursor, policy);
  const char *text = clang_getCString(printed);
  bool found = strstr(text, "_Noreturn") || strstr(text, "[[noreturn]]");
  clang_disposeString(printed);
  clang_PrintingPolicy_dispose(policy);
  return found;
}

static bool spells_noreturn(CXCursor cursor) {
  CXString spelling = clang_getTypeSpelling(clang_getCursorType(cursor));
  bool found = strstr(clang_getCString(spelling), "noreturn");
  clang_disposeString(spelling);
  return found;
}

static bool is_noreturn_builtin(const char *name) {
  return strcmp(name, "__builtin_unreachable") == 0 || strcmp(name, "__builtin_trap") == 0 ||
         strcmp(name, "__builtin_abort") == 0 || strcmp(name, "__builtin_exit") == 0;
}

/// What choosing the place to show needs.
struct shown_place {
  CXCursor cursor;
  unsigned rank; // 3 header with words, 2 header, 1 words, 0 any
};

static void read_redeclaration(struct unit *unit, struct ir_declaration *out, CXCursor cursor,
                               struct text *words, struct shown_place *shown) {
  CXSourceLocation at = clang_getCursorLocation(cursor);
  bool in_header = source_at(unit, at) != unit->main;
  size_t before = words->length;
  if (clang_Cursor_hasAttrs(cursor)) {
    struct attributes attributes = {.unit = unit, .words = words};
    clang_visitChildren(cursor, read_attribute, &attributes);
    if (attributes.warn_unused)
      out->flags |= IR_DECL_WARN_UNUSED;
    if (attributes.other && prints_noreturn(cursor))
      out->flags |= IR_DECL_NORETURN;
  }
  if (spells_noreturn(cursor))
    out->flags |= IR_DECL_NORETURN;
  if (in_header)
    out->flags |= IR_DECL_IN_HEADER;
  unsigned rank = (in_header ? 2u : 0u) + (words->length > before);
  if (clang_Cursor_isNull(shown->cursor) || rank > shown->rank)
    *shown = (struct shown_place){cursor, rank};
}

static struct ir_declaration *add_declaration(struct unit *unit, enum ir_declaration_kind kind) {
  GROW(unit->declarations, unit->ir->declaration_count, unit->declaration_capacity);
  struct ir_declaration *added = &unit->declarations[unit->ir->declaration_count++];
  *added = (struct ir_declaration){.kind = kind};
  return added;
}

static void set_place(struct unit *unit, struct ir_declaration *out, CXCursor cursor) {
  CXSourceLocation at = clang_getCursorLocation(cursor);
  struct source_file *file = source_at(unit, at);
  out->loc = name_location(unit, cursor);
  out->header = file && file != unit->main ? file->header : NULL;
  if (!in_project(at) || strncmp(out->name, "__builtin_", 10) == 0)
    out->flags |= IR_DECL_SYSTEM;
}

// A function declared inside another one, or by the compiler itself, has only the one declaration.
static void add_lone_redeclaration(struct unit *unit, struct function_info *info) {
  GROW(unit->redeclarations, unit->redeclaration_count, unit->redeclaration_capacity);
  unit->redeclarations[unit->redeclaration_count] =
      (struct redeclaration){info->canonical, IR_NONE};
  info->first = info->last = unit->redeclaration_count++;
}

static void fill_function(struct unit *unit, struct function_info *info,
                          struct ir_declaration *out) {
  CXType type = clang_getCursorType(info->canonical);
  struct shown_place shown = {clang_getNullCursor(), 0};
  struct text words = {0};
  out->symbol = function_symbol(unit, info);
  out->name = take_string(unit, clang_getCursorSpelling(info->canonical));
  out->result = type_text(unit, clang_getResultType(type));
  if (clang_isFunctionTypeVariadic(type) && clang_getNumArgTypes(type) > 0)
    out->flags |= IR_DECL_VARIADIC;
  if (clang_getCursorLinkage(info->canonical) == CXLinkage_Internal)
    out->flags |= IR_DECL_STATIC;
  if (info->defined_here)
    out->flags |= IR_DECL_DEFINED;
  for (uint32_t at = info->first; at != IR_NONE; at = unit->redeclarations[at].next)
    read_redeclaration(unit, out, unit->redeclarations[at].cursor, &words, &shown);
  if (is_noreturn_builtin(out->name))
    out->flags |= IR_DECL_NORETURN;
  out->words = take_words(unit, &words);
  set_place(unit, out, shown.cursor);
  allocate_params(unit, out, type);
  widen_params(unit, info, out);
  for (uint32_t i = 0; i < out->param_count; i++)
    fill_param(unit, info, out, i);
}

void declare_function(struct unit *unit, struct function_info *info) {
  if (info->declaration != IR_NONE)
    return;
  if (info->first == IR_NONE)
    add_lone_redeclaration(unit, info);
  info->declaration = unit->ir->declaration_count;
  struct ir_declaration *out = add_declaration(unit, IR_DECL_FUNCTION);
  fill_function(unit, info, out);
  info->noreturn = out->flags & IR_DECL_NORETURN;
}

// ---- fields and typedefs ----

/// The parameters written in the declarator of a field or typedef.
struct written_params {
  struct unit *unit;
  struct ir_declaration *out;
  uint32_t index;
};

static enum CXChildVisitResult read_param(CXCursor child, CXCursor parent, CXClientData data) {
  (void)parent;
  struct written_params *written = data;
  if (clang_getCursorKind(child) != CXCursor_ParmDecl ||
      written->index >= written->out->param_count)
    return CXChildVisit_Continue;
  struct ir_param *param = &written->out->params[written->index++];
  struct text words = {0};
  param_words(written->unit, child, &words);
  param->name = take_string(written->unit, clang_getCursorSpelling(child));
  param->type = type_text(written->unit, clang_getCursorType(child));
  param->words = take_words(written->unit, &words);
  return CXChildVisit_Continue;
}

// The function type behind typedefs and a pointer, with its own typedefs kept.
static CXType function_below(CXType type) {
  for (unsigned i = 0; i < 8; i++) {
    CXType pointee = clang_getPointeeType(type);
    CXCursor declaration = clang_getTypeDeclaration(type);
    if (pointee.kind != CXType_Invalid && type_is_function(pointee))
      return pointee;
    if (clang_getCursorKind(declaration) != CXCursor_TypedefDecl)
      break;
    type = clang_getTypedefDeclUnderlyingType(declaration);
  }
  return type;
}

static void fill_typed(struct unit *unit, struct ir_declaration *out, CXCursor cursor,
                       CXType type) {
  struct text words = {0};
  struct attributes attributes = {.unit = unit, .words = &words};
  clang_visitChildren(cursor, read_attribute, &attributes);
  out->name = take_string(unit, clang_getCursorSpelling(cursor));
  out->words = take_words(unit, &words);
  set_place(unit, out, cursor);
  if (source_at(unit, clang_getCursorLocation(cursor)) != unit->main)
    out->flags |= IR_DECL_IN_HEADER;
  CXType function = function_below(type);
  if (!type_is_function(function)) {
    out->result = type_text(unit, type);
    return;
  }
  out->result = type_text(unit, clang_getResultType(function));
  if (clang_isFunctionTypeVariadic(function) && clang_getNumArgTypes(function) > 0)
    out->flags |= IR_DECL_VARIADIC;
  allocate_params(unit, out, function);
  struct written_params written = {unit, out, 0};
  clang_visitChildren(cursor, read_param, &written);
}

void declare_field(struct unit *unit, CXCursor field) {
  const char *symbol = field_symbol(unit, field);
  if (!symbol || cursor_map_get(&unit->declared, field) != IR_NONE)
    return;
  cursor_map_set(&unit->declared, field, unit->ir->declaration_count);
  struct ir_declaration *out = add_declaration(unit, IR_DECL_FIELD);
  out->symbol = symbol;
  fill_typed(unit, out, field, clang_getCursorType(field));
}

void declare_typedef(struct unit *unit, CXCursor declaration) {
  CXCursor canonical = clang_getCanonicalCursor(declaration);
  if (cursor_map_get(&unit->declared, canonical) != IR_NONE)
    return;
  cursor_map_set(&unit->declared, canonical, unit->ir->declaration_count);
  struct ir_declaration *out = add_declaration(unit, IR_DECL_TYPEDEF);
  out->symbol = take_string(unit, clang_getCursorSpelling(declaration));
  fill_typed(unit, out, declaration, clang_getTypedefDeclUnderlyingType(declaration));
}
