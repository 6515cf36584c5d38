// SPDX-License-Identifier: MIT
// Uses a head: answers what the walk over it would have told, and adds what it has to the unit.
#include "analyzer/frontend/head/internal.h"

#include <stdlib.h>
#include <string.h>

void head_destroy(struct head *head) {
  if (!head)
    return;
  struct map *maps[] = {&head->files,   &head->names,     &head->fields, &head->typedefs,
                        &head->records, &head->variables, &head->named,  &head->text_index};
  for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
    map_free(maps[i]);
  free(head->functions);
  free(head->declarations);
  free(head->record_names);
  free(head->uses);
  free(head->texts);
  text_free(&head->influence);
  ir_pool_free(&head->pool);
  free(head);
}

static uint32_t find(const struct head *head, const struct map *map, const char *text) {
  const char *known = interned(&head->pool.names, text);
  return known ? map_get(map, map_key(known), IR_NONE) : IR_NONE;
}

// ---- files ----

void head_mark_file(struct unit *unit, struct source_file *file) {
  uint32_t flags = unit->head ? find(unit->head, &unit->head->files, file->path) : IR_NONE;
  file->in_head = flags != IR_NONE;
  file->again = flags != IR_NONE && flags & HEAD_AGAIN;
  file->behind |= flags != IR_NONE && flags & HEAD_BEHIND;
}

bool head_text(struct unit *unit, struct source_file *file) {
  uint32_t at =
      unit->head && file->in_head ? find(unit->head, &unit->head->text_index, file->path) : IR_NONE;
  if (at == IR_NONE)
    return false;
  file->text = unit->head->texts[at].text;
  file->length = unit->head->texts[at].length;
  return true;
}

void head_keep_text(struct unit *unit, const struct source_file *file) {
  struct head *head = unit->head;
  if (!head || !file->in_head)
    return;
  const char *path = intern(&head->pool.names, file->path);
  GROW(head->texts, head->text_count, head->text_capacity);
  head->texts[head->text_count] =
      (struct head_text){arena_string_n(&head->pool.arena, file->text, file->length), file->length};
  map_set(&head->text_index, map_key(path), head->text_count++);
}

static struct source_file *file_of(struct unit *unit, CXCursor cursor) {
  CXFile file;
  clang_getFileLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
  return file ? source_of(unit, file) : NULL;
}

// What stands in a file that is read on both sides may belong to either.
static bool is_in_head(struct unit *unit, CXCursor cursor) {
  const struct source_file *file = file_of(unit, cursor);
  unit->misfit |= unit->head && file && file->in_head && file->behind;
  return file && file->in_head;
}

// The record of `struct s { ... } f(void) {`, which the walk does not show.
static bool has_record_in_type(CXCursor function) {
  CXType type = clang_getCursorResultType(function);
  for (CXType next; (next = clang_getPointeeType(type)).kind != CXType_Invalid;)
    type = next;
  CXCursor record = clang_getTypeDeclaration(type);
  if (clang_getCursorKind(record) != CXCursor_StructDecl &&
      clang_getCursorKind(record) != CXCursor_UnionDecl)
    return false;
  CXFile file, own;
  unsigned at, start, end;
  clang_getFileLocation(clang_getCursorLocation(record), &file, NULL, NULL, &at);
  clang_getFileLocation(clang_getRangeStart(clang_getCursorExtent(function)), &own, NULL, NULL,
                        &start);
  clang_getFileLocation(clang_getCursorLocation(function), NULL, NULL, NULL, &end);
  return file && own && clang_File_isEqual(file, own) && at >= start && at < end;
}

bool head_is_behind(struct unit *unit, CXCursor cursor) {
  unit->misfit |= is_in_head(unit, cursor);
  if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor))
    unit->misfit |= has_record_in_type(cursor);
  return !unit->misfit;
}

// ---- records ----

bool record_is_ambiguous(struct unit *unit, CXCursor record) {
  const struct source_file *file = file_of(unit, record);
  return clang_Cursor_isAnonymous(record) && file && file->again;
}

const char *record_key(struct unit *unit, struct interner *names, CXCursor record) {
  CXSourceLocation at = clang_getCursorLocation(record);
  struct text key = {0};
  CXFile file, spelled;
  unsigned offset, spelling;
  clang_getFileLocation(at, &file, NULL, NULL, &offset);
  clang_getSpellingLocation(at, &spelled, NULL, NULL, &spelling);
  CXString name = clang_getCursorSpelling(record);
  text_printf(&key, "%s:%u %s:%u %s", file ? source_of(unit, file)->path : "", offset,
              spelled ? source_of(unit, spelled)->path : "", spelling,
              clang_Cursor_isAnonymous(record) ? "" : clang_getCString(name));
  clang_disposeString(name);
  const char *kept = intern(names, key.data);
  text_free(&key);
  return kept;
}

const char *head_record(struct unit *unit, CXCursor record) {
  struct head *head = unit->head;
  if (!head || !is_in_head(unit, record))
    return NULL;
  unit->misfit |= record_is_ambiguous(unit, record);
  uint32_t at =
      map_get(&head->records, map_key(record_key(unit, &head->pool.names, record)), IR_NONE);
  return at == IR_NONE ? NULL : head->record_names[at];
}

// ---- what is said of the head behind it ----

void note_remark(struct unit *unit, CXCursor cursor, const char *name) {
  bool behind = unit->head || (unit->recording && recording_is_behind(unit));
  if (!behind || !is_in_head(unit, cursor))
    return;
  GROW(unit->remarks, unit->remark_count, unit->remark_capacity);
  unit->remarks[unit->remark_count++] = (struct remark){cursor, name};
}

void head_influence(struct unit *unit, struct head *head, struct text *influence) {
  for (uint32_t i = 0; i < unit->remark_count; i++) {
    const struct remark *remark = &unit->remarks[i];
    if (remark->name) {
      const char *key = record_key(unit, &head->pool.names, remark->cursor);
      if (map_get(&head->named, map_key(key), 0))
        text_printf(influence, "%s is %s\n", key, remark->name);
      continue;
    }
    const char *symbol = variable_symbol(unit, remark->cursor);
    if (find(head, &head->variables, symbol) != IR_NONE)
      text_printf(influence, "%s: %s %d\n", symbol,
                  type_text(unit, clang_getCursorType(remark->cursor)),
                  (int)clang_getCursorTLSKind(remark->cursor));
  }
}

static bool is_word_end(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '{' || c == '\\';
}

// `(struct x {`: the record is no declaration of its own.
static bool has_nested_record(const char *text, size_t length, const char *word) {
  size_t size = strlen(word);
  const char *end = text + length;
  for (const char *at = text; (at = memmem(at, (size_t)(end - at), word, size)); at += size) {
    const char *before = at, *behind = at + size;
    while (before > text && (before[-1] == ' ' || before[-1] == '\t' || before[-1] == '\n'))
      before--;
    if (before == text || !strchr("(,", before[-1]) || behind == end || !is_word_end(*behind))
      continue;
    while (behind < end && is_word_end(*behind) && *behind != '{')
      behind++;
    behind += scan_identifier(text, length, (size_t)(behind - text));
    while (behind < end && is_word_end(*behind) && *behind != '{')
      behind++;
    if (behind < end && *behind == '{')
      return true;
  }
  return false;
}

// `#pragma weak a = b`; the operator may also get its words from a macro.
static bool declares_weakly(const char *text, size_t length) {
  return memmem(text, length, "pragma weak", 11) ||
         (memmem(text, length, "_Pragma", 7) &&
          (memmem(text, length, "(weak", 5) || memmem(text, length, "\"weak", 5)));
}

bool has_hidden_declarations(struct unit *unit) {
  for (uint32_t i = 0; i < unit->file_count; i++) {
    struct source_file *file = unit->files[i];
    if (file->in_head)
      continue;
    source_load(unit, file);
    if (declares_weakly(file->text, file->length) ||
        has_nested_record(file->text, file->length, "struct") ||
        has_nested_record(file->text, file->length, "union"))
      return true;
  }
  return false;
}

// ---- functions ----

struct function_info *head_info(struct unit *unit, uint32_t function) {
  const struct head_function *known = &unit->head->functions[function];
  if (!unit->head_infos)
    unit->head_infos = ARENA_ARRAY(unit->arena, struct function_info *, unit->head->function_count);
  struct function_info *info = unit->head_infos[function];
  if (info)
    return info;
  info = unit->head_infos[function] = add_function(unit, clang_getNullCursor());
  info->head = function;
  info->annotated = known->annotated;
  info->defined_here = known->defined_here;
  return info;
}

static uint32_t named(struct unit *unit, CXCursor cursor) {
  CXString name = clang_getCursorSpelling(cursor);
  uint32_t at = find(unit->head, &unit->head->names, clang_getCString(name));
  clang_disposeString(name);
  return at;
}

uint32_t head_function_named(struct unit *unit, const char *name) {
  uint32_t at = unit->head ? find(unit->head, &unit->head->names, name) : IR_NONE;
  return at != IR_NONE && unit->head->functions[at].lone ? IR_NONE : at;
}

uint32_t head_function(struct unit *unit, CXCursor cursor, CXCursor canonical) {
  if (!unit->head)
    return IR_NONE;
  uint32_t at = named(unit, canonical);
  bool first = unit->walking && clang_equalCursors(cursor, canonical);
  bool nested =
      clang_getCursorKind(clang_getCursorLexicalParent(canonical)) == CXCursor_FunctionDecl;
  if (at == IR_NONE) {
    unit->misfit |= is_in_head(unit, canonical);
    return IR_NONE;
  }
  unit->misfit |= (unit->walking && unit->head->functions[at].lone) || nested;
  return first || nested ? IR_NONE : at;
}

void head_defines(struct unit *unit, struct function_info *info, CXCursor definition) {
  if (info->head == IR_NONE)
    return;
  unit->misfit |= unit->head->functions[info->head].defined;
  info->definition = definition;
  info->defined = true;
}

struct gathered head_gathered(struct unit *unit, uint32_t function) {
  struct gathered gathered = unit->head->functions[function].gathered;
  gathered.out.params = arena_copy(unit->arena, gathered.out.params,
                                   sizeof *gathered.out.params * gathered.out.param_count);
  return gathered;
}

const char *head_symbol(struct unit *unit, const struct function_info *info) {
  const struct head_function *function = &unit->head->functions[info->head];
  const char *home = function->home;
  if (!home)
    return intern(&unit->pool->names, function->name);
  if (info->defined) {
    struct source_file *file = source_at(unit, clang_getCursorLocation(info->definition));
    home = file ? file->path : "";
  }
  return intern(&unit->pool->names, arena_printf(unit->arena, "%s@%s", function->name, home));
}

// ---- does it fit? ----

static bool is_noreturn(struct unit *unit, struct function_info *info) {
  const struct head_function *function = &unit->head->functions[info->head];
  uint32_t flags =
      info->first == IR_NONE ? function->gathered.out.flags : gather(unit, info).out.flags;
  return flags & IR_DECL_NORETURN;
}

static bool same_functions(struct unit *unit) {
  const struct head *head = unit->head;
  for (uint32_t i = 0; i < head->function_count; i++) {
    const struct head_function *function = &head->functions[i];
    if (!function->used || function->lone)
      continue;
    struct function_info *info = head_info(unit, i);
    if (strcmp(function_symbol(unit, info), function->symbol) != 0 ||
        is_noreturn(unit, info) != function->noreturn)
      return false;
  }
  return true;
}

bool head_fits(struct unit *unit) {
  struct text influence = {0};
  if (unit->misfit || has_hidden_declarations(unit))
    return false;
  for (uint32_t i = 0; i < unit->error_count; i++)
    if (find(unit->head, &unit->head->files, unit->error_places[i].file) != IR_NONE)
      return false;
  head_influence(unit, unit->head, &influence);
  bool same = !strcmp(text_get(&influence), text_get(&unit->head->influence));
  text_free(&influence);
  return same && same_functions(unit);
}

// ---- adding what it has ----

static void add_head_declaration(struct unit *unit, uint32_t at) {
  struct head *head = unit->head;
  if (!unit->head_declared)
    unit->head_declared = ARENA_ARRAY(unit->arena, bool, head->declaration_count);
  if (unit->head_declared[at])
    return;
  unit->head_declared[at] = true;
  *add_declaration(unit) = head->declarations[at];
}

bool head_declares_field(struct unit *unit, CXCursor field, const char *symbol) {
  uint32_t at = unit->head ? find(unit->head, &unit->head->fields, symbol) : IR_NONE;
  if (at == IR_NONE || !is_in_head(unit, field))
    return false;
  const struct ir_location *known = &unit->head->declarations[at].loc;
  struct ir_location loc = name_location(unit, field);
  if (known->offset != loc.offset || strcmp(known->file, loc.file) != 0)
    return false;
  // Of what one macro makes, and of records without names, several may stand there.
  unit->misfit |= loc.where != IR_PLAIN || *symbol == '/';
  add_head_declaration(unit, at);
  return true;
}

bool head_declares_typedef(struct unit *unit, CXCursor canonical) {
  if (!unit->head || !is_in_head(unit, canonical))
    return false;
  const char *name = take_string(unit, clang_getCursorSpelling(canonical));
  return find(unit->head, &unit->head->typedefs, name) != IR_NONE;
}

bool head_add_suppressions(struct unit *unit, const struct source_file *file) {
  const struct head *head = unit->head;
  for (uint32_t i = 0; head && file->in_head && i < head->suppression_count; i++) {
    if (strcmp(head->suppressions[i].file, file->path) != 0)
      continue;
    GROW(unit->suppressions, unit->ir->suppression_count, unit->suppression_capacity);
    unit->suppressions[unit->ir->suppression_count++] = head->suppressions[i];
  }
  return head && file->in_head;
}

void head_add_annotated(struct unit *unit) {
  for (uint32_t i = 0; unit->head && i < unit->head->annotated; i++)
    add_head_declaration(unit, i);
}

void head_add_functions(struct unit *unit) {
  for (uint32_t i = 0; unit->head && i < unit->head->function_count; i++) {
    const struct head_function *function = &unit->head->functions[i];
    const struct function_info *info = unit->head_infos ? unit->head_infos[i] : NULL;
    if (!function->lone && (function->annotated || function->defined_here ||
                            (info && (info->annotated || info->defined_here))))
      declare_function(unit, head_info(unit, i));
  }
}

static void add_part(struct unit *unit, uint32_t use, uint32_t use_end, uint32_t fact,
                     uint32_t fact_end) {
  const struct head *head = unit->head;
  for (; use < use_end; use++) {
    if (head->uses[use].field)
      add_head_declaration(unit, head->uses[use].index);
    else
      declare_function(unit, head_info(unit, head->uses[use].index));
  }
  for (; fact < fact_end; fact++) {
    GROW(unit->facts, unit->ir->fact_count, unit->fact_capacity);
    unit->facts[unit->ir->fact_count++] = head->facts[fact];
  }
}

void head_add_variables(struct unit *unit) {
  if (unit->head)
    add_part(unit, 0, unit->head->variable_uses, 0, unit->head->variable_facts);
}

void head_add_definitions(struct unit *unit) {
  struct head *head = unit->head;
  if (!head)
    return;
  add_part(unit, head->variable_uses, head->use_count, head->variable_facts, head->fact_count);
  for (uint32_t i = 0; i < head->lowered_count; i++) {
    const char *symbol = intern(&unit->pool->names, head->lowered[i]->symbol);
    map_set(&unit->lowered_symbols, map_key(symbol), 1);
    add_lowered(unit, head->lowered[i]);
  }
}
