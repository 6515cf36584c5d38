// SPDX-License-Identifier: MIT
// Declarations the unit's code refers to, with their annotations and attributes. Attributes are
// gathered over all declarations of a function, because any of them may carry some.
#include "analyzer/frontend/head/head.h"

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
  out->params = ARENA_ARRAY(unit->arena, struct ir_param, out->param_count);
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

static void read_declared_param(struct unit *unit, struct ir_param *param, CXCursor cursor) {
  struct text words = {0};
  const char *name = take_string(unit, clang_getCursorSpelling(cursor));
  if (*name)
    param->name = name;
  param->type = type_text(unit, clang_getCursorType(cursor));
  text_puts(&words, param->words ? param->words : "");
  param_words(unit, cursor, &words);
  param->words = take_words(unit, &words);
}

// Without a prototype parameters are known from declarations only.
static void widen_params(struct unit *unit, struct ir_declaration *out, uint32_t count) {
  struct ir_param *params = ARENA_ARRAY(unit->arena, struct ir_param, count);
  for (uint32_t i = 0; i < count; i++)
    params[i] = (struct ir_param){.name = intern(&unit->pool->names, ""),
                                  .type = intern(&unit->pool->names, "")};
  for (uint32_t i = 0; i < out->param_count; i++)
    params[i] = out->params[i];
  out->params = params;
  out->param_count = count;
}

static void read_params(struct unit *unit, struct ir_declaration *out, CXCursor cursor) {
  uint32_t shown = shown_params(cursor);
  if (shown > out->param_count)
    widen_params(unit, out, shown);
  for (uint32_t i = 0; i < shown; i++)
    read_declared_param(unit, &out->params[i], clang_Cursor_getArgument(cursor, i));
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

static void read_attributes(struct unit *unit, struct gathered *gathered, CXCursor cursor) {
  struct ir_declaration *out = &gathered->out;
  struct text words = {0};
  struct attributes attributes = {.unit = unit, .words = &words};
  text_puts(&words, out->words ? out->words : "");
  clang_visitChildren(cursor, read_attribute, &attributes);
  if (attributes.warn_unused)
    out->flags |= IR_DECL_WARN_UNUSED;
  if (attributes.other && prints_noreturn(cursor))
    out->flags |= IR_DECL_NORETURN;
  out->words = take_words(unit, &words);
}

static bool same_text(const char *a, const char *b) {
  return !strcmp(a ? a : "", b ? b : "");
}

void gather_redeclaration(struct unit *unit, struct gathered *gathered, CXCursor cursor) {
  struct ir_declaration *out = &gathered->out;
  const char *words = out->words;
  bool in_header = source_at(unit, clang_getCursorLocation(cursor)) != unit->main;
  if (clang_Cursor_hasAttrs(cursor))
    read_attributes(unit, gathered, cursor);
  out->markers = with_markers(unit, out->markers, cursor);
  if (spells_noreturn(cursor))
    out->flags |= IR_DECL_NORETURN;
  if (in_header)
    out->flags |= IR_DECL_IN_HEADER;
  unsigned rank = 1 + (in_header ? 2u : 0u) + !same_text(out->words, words);
  if (rank > gathered->rank) {
    gathered->rank = rank;
    gathered->shown = cursor;
  }
  read_params(unit, out, cursor);
}

struct ir_declaration *add_declaration(struct unit *unit) {
  GROW(unit->declarations, unit->ir->declaration_count, unit->declaration_capacity);
  struct ir_declaration *added = &unit->declarations[unit->ir->declaration_count++];
  *added = (struct ir_declaration){0};
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

struct gathered gather_function(struct unit *unit, CXCursor canonical) {
  struct gathered gathered = {.out = {.kind = IR_DECL_FUNCTION}, .shown = clang_getNullCursor()};
  struct ir_declaration *out = &gathered.out;
  CXType type = clang_getCursorType(canonical);
  out->name = take_string(unit, clang_getCursorSpelling(canonical));
  out->result = type_text(unit, clang_getResultType(type));
  if (clang_isFunctionTypeVariadic(type) && clang_getNumArgTypes(type) > 0)
    out->flags |= IR_DECL_VARIADIC;
  if (clang_getCursorLinkage(canonical) == CXLinkage_Internal)
    out->flags |= IR_DECL_STATIC;
  if (is_noreturn_builtin(out->name))
    out->flags |= IR_DECL_NORETURN;
  allocate_params(unit, out, type);
  return gathered;
}

void gather_place(struct unit *unit, struct gathered *gathered) {
  if (is_null_cursor(gathered->shown))
    return;
  gathered->out.flags &= ~(uint32_t)IR_DECL_SYSTEM;
  set_place(unit, &gathered->out, gathered->shown);
  gathered->shown = clang_getNullCursor();
}

struct gathered gather(struct unit *unit, struct function_info *info) {
  bool known = info->head != IR_NONE;
  if (!known && info->first == IR_NONE)
    add_lone_redeclaration(unit, info);
  struct gathered gathered =
      known ? head_gathered(unit, info->head) : gather_function(unit, info->canonical);
  for (uint32_t at = info->first; at != IR_NONE; at = unit->redeclarations[at].next)
    gather_redeclaration(unit, &gathered, unit->redeclarations[at].cursor);
  gather_place(unit, &gathered);
  return gathered;
}

void declare_function(struct unit *unit, struct function_info *info) {
  recording_function(unit, info);
  if (info->declaration != IR_NONE)
    return;
  struct gathered gathered = gather(unit, info);
  gathered.out.symbol = function_symbol(unit, info);
  if (info->defined_here)
    gathered.out.flags |= IR_DECL_DEFINED;
  info->declaration = unit->ir->declaration_count;
  *add_declaration(unit) = gathered.out;
  info->noreturn = gathered.out.flags & IR_DECL_NORETURN;
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
  out->markers = with_markers(unit, NULL, cursor);
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
  if (!symbol)
    return;
  uint32_t known = cursor_map_get(&unit->declared, field);
  recording_field(unit, known == IR_NONE ? unit->ir->declaration_count : known);
  if (known != IR_NONE || head_declares_field(unit, field, symbol))
    return;
  cursor_map_set(&unit->declared, field, unit->ir->declaration_count);
  struct ir_declaration *out = add_declaration(unit);
  out->kind = IR_DECL_FIELD;
  out->symbol = symbol;
  fill_typed(unit, out, field, clang_getCursorType(field));
}

void declare_typedef(struct unit *unit, CXCursor declaration) {
  CXCursor canonical = clang_getCanonicalCursor(declaration);
  if (cursor_map_get(&unit->declared, canonical) != IR_NONE ||
      head_declares_typedef(unit, canonical))
    return;
  cursor_map_set(&unit->declared, canonical, unit->ir->declaration_count);
  struct ir_declaration *out = add_declaration(unit);
  out->kind = IR_DECL_TYPEDEF;
  out->symbol = take_string(unit, clang_getCursorSpelling(declaration));
  fill_typed(unit, out, declaration, clang_getTypedefDeclUnderlyingType(declaration));
}
