// SPDX-License-Identifier: MIT
// Types as the IR writes them, and the names of records and fields.
#include "analyzer/frontend/head/head.h"

#include <string.h>

static enum CXTypeKind canonical_kind(CXType type) {
  return clang_getCanonicalType(type).kind;
}

bool type_is_pointer(CXType type) {
  enum CXTypeKind kind = canonical_kind(type);
  return kind == CXType_Pointer || kind == CXType_BlockPointer || kind == CXType_NullPtr;
}

bool type_is_array(CXType type) {
  enum CXTypeKind kind = canonical_kind(type);
  return kind == CXType_ConstantArray || kind == CXType_IncompleteArray ||
         kind == CXType_VariableArray || kind == CXType_DependentSizedArray;
}

bool type_is_record(CXType type) {
  return canonical_kind(type) == CXType_Record;
}

bool type_is_function(CXType type) {
  enum CXTypeKind kind = canonical_kind(type);
  return kind == CXType_FunctionProto || kind == CXType_FunctionNoProto;
}

bool type_is_function_pointer(CXType type) {
  CXType canonical = clang_getCanonicalType(type);
  return canonical.kind == CXType_Pointer && type_is_function(clang_getPointeeType(canonical));
}

static bool is_va_list(struct unit *unit, CXType type) {
  CXType canonical = clang_getCanonicalType(type);
  if (canonical.kind == CXType_Pointer)
    canonical = clang_getCanonicalType(clang_getPointeeType(canonical));
  if (canonical.kind != CXType_Record)
    return false;
  const char *name =
      take_string(unit, clang_getCursorSpelling(clang_getTypeDeclaration(canonical)));
  return strcmp(name, "__va_list_tag") == 0 || strcmp(name, "__va_list") == 0;
}

// Asked of every operand of an implicit cast.
bool type_is_va_list(struct unit *unit, CXType type) {
  uint64_t key = map_key(type.data[0]);
  uint32_t known = key ? map_get(&unit->va_lists, key, 0) : 0;
  if (known)
    return known == 2;
  bool is = is_va_list(unit, type);
  if (key)
    map_set(&unit->va_lists, key, is ? 2 : 1);
  return is;
}

// ---- names of records and fields ----

static uint32_t add_text(struct unit *unit, const char *text) {
  GROW(unit->texts, unit->text_count, unit->text_capacity);
  unit->texts[unit->text_count] = text;
  return unit->text_count++;
}

void note_typedef(struct unit *unit, CXCursor declaration) {
  CXType under = clang_getCanonicalType(clang_getTypedefDeclUnderlyingType(declaration));
  if (under.kind != CXType_Record)
    return;
  CXCursor record = clang_getCanonicalCursor(clang_getTypeDeclaration(under));
  if (cursor_map_get(&unit->typedefs, record) != IR_NONE)
    return;
  const char *known = head_record(unit, record);
  const char *name = known ? known : take_string(unit, clang_getCursorSpelling(declaration));
  cursor_map_set(&unit->typedefs, record, add_text(unit, name));
  if (unit->recording)
    recording_typedef(unit, record, name);
  if (!known)
    note_remark(unit, record, name);
}

// `file:offset` of an unnamed record.
static const char *unnamed_record(struct unit *unit, CXCursor record) {
  CXFile file;
  unsigned offset;
  clang_getFileLocation(clang_getCursorLocation(record), &file, NULL, NULL, &offset);
  struct source_file *source = source_of(unit, file);
  char *text = arena_printf(unit->arena, "%s:%u", source ? source->path : "", offset);
  return intern(&unit->pool->names, text);
}

static const char *record_name(struct unit *unit, CXCursor record) {
  record = clang_getCanonicalCursor(record);
  recording_record(unit, record);
  uint32_t at = cursor_map_get(&unit->typedefs, record);
  if (at != IR_NONE)
    return unit->texts[at];
  const char *name = head_record(unit, record);
  if (!name)
    name = clang_Cursor_isAnonymous(record) ? unnamed_record(unit, record)
                                            : take_string(unit, clang_getCursorSpelling(record));
  cursor_map_set(&unit->typedefs, record, add_text(unit, name));
  return name;
}

// Whether two files may each have a record of this name: it is defined in the main file.
static bool is_local_record(struct unit *unit, CXCursor record) {
  CXFile file;
  clang_getExpansionLocation(clang_getCursorLocation(record), &file, NULL, NULL, NULL);
  return !clang_Cursor_isAnonymous(record) && source_of(unit, file) == unit->main;
}

static bool holds_function(CXType type) {
  type = clang_getCanonicalType(type);
  while (clang_getArrayElementType(type).kind != CXType_Invalid)
    type = clang_getCanonicalType(clang_getArrayElementType(type));
  CXType pointee = clang_getCanonicalType(clang_getPointeeType(type));
  return pointee.kind == CXType_FunctionProto || pointee.kind == CXType_FunctionNoProto;
}

const char *field_symbol(struct unit *unit, CXCursor field) {
  uint32_t at = cursor_map_get(&unit->fields, field);
  if (at != IR_NONE)
    return unit->texts[at];
  const char *name = take_string(unit, clang_getCursorSpelling(field));
  CXCursor record = clang_getCursorSemanticParent(field);
  while (clang_Cursor_isAnonymousRecordDecl(record))
    record = clang_getCursorSemanticParent(record);
  const char *symbol = NULL;
  CXType type = clang_getCursorType(field);
  bool unnamed =
      *name == '\0' || *name == '(' ||
      (type_is_record(type) &&
       clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(clang_getCanonicalType(type))) &&
       strchr(name, ' '));
  if (!unnamed) {
    // What a slot holds must not be mixed up with a slot of that name in another file.
    bool local = holds_function(type) && is_local_record(unit, record);
    char *text = arena_printf(unit->arena, "%s.%s%s%s", record_name(unit, record), name,
                              local ? "@" : "", local ? unit->main->path : "");
    symbol = intern(&unit->pool->names, text);
  }
  cursor_map_set(&unit->fields, field, add_text(unit, symbol));
  return symbol;
}

// ---- text of types ----

static bool is_dropped_word(const char *word, size_t length) {
  static const char *const dropped[] = {"const", "volatile",   "restrict", "struct",   "union",
                                        "enum",  "__restrict", "_Nonnull", "_Nullable"};
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
    if (strlen(dropped[i]) == length && memcmp(dropped[i], word, length) == 0)
      return true;
  return false;
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || (unsigned char)c >= 0x80;
}

// Behind the parenthesis that opens at `at`.
static size_t balanced_end(const char *text, size_t at) {
  int depth = 0;
  for (; text[at]; at++) {
    depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
    if (depth == 0)
      return at + 1;
  }
  return at;
}

// `(unnamed struct at f.c:2:3)` is a record without a name; `unnamed` is put instead.
static bool is_unnamed_mark(const char *text) {
  return strncmp(text, "(unnamed ", 9) == 0 || strncmp(text, "(anonymous ", 11) == 0;
}

// The length of a bracketed size, which may hold any expression.
static size_t bracket_length(const char *text) {
  int depth = 0;
  size_t at = 0;
  for (; text[at]; at++) {
    depth += text[at] == '[' ? 1 : text[at] == ']' ? -1 : 0;
    if (depth == 0)
      return at + 1;
  }
  return at;
}

static void append_separated(struct text *out, char next) {
  char last = out->length ? out->data[out->length - 1] : '\0';
  bool words = is_word(last) && is_word(next);
  bool star = next == '*' && last != '\0' && last != '*' && last != '(';
  bool before_paren = next == '(' && (is_word(last) || last == '*');
  if (words || star || before_paren || (last == ',' && next != ' '))
    text_putc(out, ' ');
}

static void normalise(struct text *out, const char *text, const char *unnamed) {
  for (size_t i = 0; text[i];) {
    if (text[i] == ' ') {
      i++;
    } else if (text[i] == '(' && is_unnamed_mark(text + i)) {
      append_separated(out, 'a');
      text_puts(out, unnamed);
      i = balanced_end(text, i);
    } else if (text[i] == '[') {
      size_t digits = strspn(text + i + 1, "0123456789");
      bool fixed = text[i + 1 + digits] == ']';
      text_append(out, text + i, fixed ? digits + 2 : 1);
      if (!fixed)
        text_puts(out, "*]");
      i += fixed ? digits + 2 : bracket_length(text + i);
    } else if (is_word(text[i])) {
      size_t start = i;
      while (is_word(text[i]))
        i++;
      if (i - start == 13 && memcmp(text + start, "__attribute__", 13) == 0) {
        i = balanced_end(text, text[i] == ' ' ? i + 1 : i);
      } else if (!is_dropped_word(text + start, i - start)) {
        append_separated(out, text[start]);
        text_append(out, text + start, i - start);
      }
    } else {
      append_separated(out, text[i]);
      text_putc(out, text[i++]);
    }
  }
}

// The unnamed record below pointers and arrays, if any.
static const char *unnamed_below(struct unit *unit, CXType type) {
  CXType t = clang_getCanonicalType(type);
  for (;;) {
    CXType next = t.kind == CXType_Pointer ? clang_getPointeeType(t) : clang_getArrayElementType(t);
    if (next.kind == CXType_Invalid)
      break;
    t = clang_getCanonicalType(next);
  }
  CXCursor declaration = clang_getTypeDeclaration(t);
  enum CXCursorKind kind = clang_getCursorKind(declaration);
  if (kind == CXCursor_EnumDecl)
    return "int";
  if (kind != CXCursor_StructDecl && kind != CXCursor_UnionDecl)
    return "unnamed";
  return record_name(unit, declaration);
}

static const char *spell_type(struct unit *unit, CXType type) {
  CXString spelling = clang_getTypeSpelling(type);
  const char *text = clang_getCString(spelling);
  if (strstr(text, "typeof")) {
    clang_disposeString(spelling);
    spelling = clang_getTypeSpelling(clang_getCanonicalType(type));
    text = clang_getCString(spelling);
  }
  bool unnamed = strstr(text, "(unnamed ") || strstr(text, "(anonymous ");
  struct text out = {0};
  normalise(&out, text, unnamed ? unnamed_below(unit, type) : "");
  const char *result = intern(&unit->pool->names, text_get(&out));
  text_free(&out);
  clang_disposeString(spelling);
  return result;
}

const char *type_text(struct unit *unit, CXType type) {
  if (type.kind == CXType_Invalid)
    return intern(&unit->pool->names, "");
  uint64_t key = map_key(type.data[0]);
  uint32_t at = key ? map_get(&unit->type_texts, key, IR_NONE) : IR_NONE;
  if (at != IR_NONE)
    return unit->texts[at];
  const char *text = spell_type(unit, type);
  if (key)
    map_set(&unit->type_texts, key, add_text(unit, text));
  return text;
}
