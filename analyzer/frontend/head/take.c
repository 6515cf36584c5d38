// SPDX-License-Identifier: MIT
// Takes a head from a unit that is lowered wholly: notes where the head ends in each list of the
// unit, and what its code asks for.
#include "analyzer/frontend/head/internal.h"

#include <stdlib.h>
#include <string.h>

struct recording {
  size_t preamble;
  bool failed;    // the head cannot be told from the rest
  bool behind;    // the walk has left the head
  bool listening; // the head's code is being lowered
  uint32_t functions, redeclarations, definitions, variables; // how many belong to the head
  uint8_t *flags;                                             // of its functions
  CXCursor *records;                                          // that its typedefs name
  const char **record_names;
  uint32_t record_count, record_capacity, record_name_capacity;
  struct head_use *uses; // indices of the unit
  uint32_t use_count, use_capacity, variable_uses;
  uint32_t annotated, variable_facts, first_fact, fact_count, lowered;
  struct cursor_map named; // records whose names were asked for
  const char **used;       // variables
  uint32_t used_count, used_capacity;
};

enum { ANNOTATED = 1, DEFINED_HERE = 2 };

struct recording *recording_begin(size_t preamble) {
  struct recording *recording = xcalloc(1, sizeof *recording);
  recording->preamble = preamble;
  return recording;
}

static void free_recording(struct recording *recording) {
  free(recording->flags);
  cursor_map_free(&recording->named);
  free(recording->records);
  free(recording->record_names);
  free(recording->uses);
  free(recording->used);
  free(recording);
}

// ---- the walk ----

void recording_file(struct unit *unit, struct source_file *file, CXSourceLocation from) {
  CXFile includer;
  unsigned offset;
  clang_getFileLocation(from, &includer, NULL, NULL, &offset);
  bool behind =
      includer && source_of(unit, includer) == unit->main && offset >= unit->recording->preamble;
  file->again |= file->in_head;
  file->in_head |= !behind;
  file->behind |= behind;
  unit->recording->failed |= file == unit->main;
}

static void leave_head(struct unit *unit) {
  struct recording *recording = unit->recording;
  recording->behind = true;
  recording->functions = unit->function_count;
  recording->redeclarations = unit->redeclaration_count;
  recording->definitions = unit->definition_count;
  recording->variables = unit->variable_count;
  recording->flags = xcalloc((size_t)unit->function_count + 1, 1);
  for (uint32_t i = 0; i < unit->function_count; i++)
    recording->flags[i] = (uint8_t)((unit->functions[i]->annotated ? ANNOTATED : 0) |
                                    (unit->functions[i]->defined_here ? DEFINED_HERE : 0));
}

void recording_top(struct unit *unit, CXCursor cursor) {
  struct recording *recording = unit->recording;
  CXFile file;
  unsigned offset;
  clang_getFileLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, &offset);
  if (!file)
    return;
  const struct source_file *source = source_of(unit, file);
  bool behind = source == unit->main ? offset >= recording->preamble : source->behind;
  if (behind && !recording->behind)
    leave_head(unit);
  recording->failed |= behind != recording->behind || (source->in_head && source->behind);
}

void recording_walked(struct unit *unit) {
  if (unit->recording && !unit->recording->behind)
    leave_head(unit);
}

bool recording_is_behind(const struct unit *unit) {
  return unit->recording->behind;
}

void recording_record(struct unit *unit, CXCursor record) {
  if (unit->recording)
    cursor_map_set(&unit->recording->named, record, 1);
}

void recording_typedef(struct unit *unit, CXCursor record, const char *name) {
  struct recording *recording = unit->recording;
  if (recording->behind)
    return;
  recording->failed |= record_is_ambiguous(unit, record);
  GROW(recording->records, recording->record_count, recording->record_capacity);
  GROW(recording->record_names, recording->record_count, recording->record_name_capacity);
  recording->records[recording->record_count] = record;
  recording->record_names[recording->record_count++] = name;
}

// ---- the head's code ----

uint32_t recording_variables(const struct unit *unit) {
  return unit->recording ? unit->recording->variables : 0;
}

uint32_t recording_definitions(const struct unit *unit) {
  return unit->recording ? unit->recording->definitions : 0;
}

void recording_listen(struct unit *unit) {
  if (!unit->recording)
    return;
  unit->recording->listening = true;
  unit->recording->first_fact = unit->ir->fact_count;
}

void recording_lowered(struct unit *unit, bool variables) {
  struct recording *recording = unit->recording;
  if (!recording)
    return;
  recording->listening = false;
  recording->fact_count = unit->ir->fact_count;
  if (variables) {
    recording->variable_facts = unit->ir->fact_count;
    recording->variable_uses = recording->use_count;
  } else {
    recording->lowered = unit->ir->function_count;
  }
}

static void add_use(struct recording *recording, bool field, uint32_t index) {
  GROW(recording->uses, recording->use_count, recording->use_capacity);
  recording->uses[recording->use_count++] = (struct head_use){field, index};
}

void recording_function(struct unit *unit, const struct function_info *info) {
  if (unit->recording && unit->recording->listening)
    add_use(unit->recording, false, info->index);
}

void recording_field(struct unit *unit, uint32_t declaration) {
  if (unit->recording && unit->recording->listening)
    add_use(unit->recording, true, declaration);
}

// An array without a size gets one behind the head, or at the unit's end.
void recording_variable(struct unit *unit, CXCursor canonical, const char *symbol) {
  struct recording *recording = unit->recording;
  if (!recording || !recording->listening)
    return;
  GROW(recording->used, recording->used_count, recording->used_capacity);
  recording->used[recording->used_count++] = symbol;
  CXType type = clang_getCanonicalType(clang_getCursorType(canonical));
  recording->failed |= type.kind == CXType_IncompleteArray &&
                       clang_Cursor_getStorageClass(canonical) != CX_SC_Extern;
}

// ---- making the head ----

static const char *keep(struct head *head, const char *text) {
  return intern(&head->pool.names, text);
}

static struct ir_location keep_location(struct head *head, struct ir_location loc) {
  loc.file = keep(head, loc.file);
  loc.macro = keep(head, loc.macro);
  loc.macro_file = keep(head, loc.macro_file);
  return loc;
}

static struct ir_declaration keep_declaration(struct head *head, struct ir_declaration kept) {
  struct ir_param *params = ARENA_ARRAY(&head->pool.arena, struct ir_param, kept.param_count);
  for (uint32_t i = 0; i < kept.param_count; i++)
    params[i] = (struct ir_param){keep(head, kept.params[i].name), keep(head, kept.params[i].type),
                                  keep(head, kept.params[i].words)};
  kept.params = params;
  kept.symbol = keep(head, kept.symbol);
  kept.name = keep(head, kept.name);
  kept.result = keep(head, kept.result);
  kept.loc = keep_location(head, kept.loc);
  kept.header = keep(head, kept.header);
  kept.words = keep(head, kept.words);
  kept.markers = keep(head, kept.markers);
  return kept;
}

static void keep_files(struct head *head, const struct unit *unit) {
  for (uint32_t i = 0; i < unit->file_count; i++) {
    const struct source_file *file = unit->files[i];
    uint32_t flags =
        HEAD_FILE | (file->again ? HEAD_AGAIN : 0u) | (file->behind ? HEAD_BEHIND : 0u);
    if (file->in_head)
      map_set(&head->files, map_key(keep(head, file->path)), flags);
  }
}

static bool keep_records(struct head *head, struct unit *unit) {
  const struct recording *recording = unit->recording;
  for (uint32_t i = 0; i < recording->record_count; i++) {
    const char *name = keep(head, recording->record_names[i]);
    uint64_t key = map_key(record_key(unit, &head->pool.names, recording->records[i]));
    uint32_t known = map_get(&head->records, key, IR_NONE);
    if (known != IR_NONE && head->record_names[known] != name)
      return false;
    map_set(&head->records, key, head->record_count);
    GROW(head->record_names, head->record_count, head->record_capacity);
    head->record_names[head->record_count++] = name;
  }
  return true;
}

/// Those whose names were asked for, also by what is behind the head.
static void keep_named(struct head *head, struct unit *unit) {
  const struct cursor_map *named = &unit->recording->named;
  for (uint32_t i = 0; i < named->count; i++)
    map_set(&head->named, map_key(record_key(unit, &head->pool.names, cursor_map_key(named, i))),
            1);
}

static const char *home_of(struct unit *unit, CXCursor cursor) {
  struct source_file *file = source_at(unit, clang_getCursorLocation(cursor));
  return file ? file->path : "";
}

/// A function of the head's file scope, as far as the head declares it.
static bool keep_function(struct head *head, struct unit *unit, uint32_t index) {
  const struct function_info *info = unit->functions[index];
  struct gathered gathered = gather_function(unit, info->canonical);
  CXCursor place = info->canonical;
  bool defined = false, defined_behind = false;
  for (uint32_t at = info->first; at != IR_NONE; at = unit->redeclarations[at].next) {
    CXCursor cursor = unit->redeclarations[at].cursor;
    bool behind = at >= unit->recording->redeclarations;
    if (!behind)
      gather_redeclaration(unit, &gathered, cursor);
    if (!clang_isCursorDefinition(cursor))
      continue;
    defined_behind |= behind;
    if (!behind && !defined)
      place = cursor;
    defined |= !behind;
  }
  gather_place(unit, &gathered);
  bool internal = clang_getCursorLinkage(info->canonical) == CXLinkage_Internal;
  GROW(head->functions, head->function_count, head->function_capacity);
  struct head_function *kept = &head->functions[head->function_count++];
  *kept = (struct head_function){
      .name = keep(head, gathered.out.name),
      .home = internal ? keep(head, home_of(unit, place)) : NULL,
      .gathered = {keep_declaration(head, gathered.out), clang_getNullCursor(), gathered.rank},
      .defined = defined,
      .annotated = unit->recording->flags[index] & ANNOTATED,
      .defined_here = unit->recording->flags[index] & DEFINED_HERE};
  bool repeated = map_get(&head->names, map_key(kept->name), IR_NONE) != IR_NONE;
  map_set(&head->names, map_key(kept->name), index);
  return !repeated && !(defined && defined_behind);
}

static uint32_t keep_lone_function(struct head *head, const struct unit *unit,
                                   const struct function_info *info) {
  const struct ir_declaration *declaration = &unit->declarations[info->declaration];
  const char *name = keep(head, declaration->name);
  uint32_t known = map_get(&head->names, map_key(name), IR_NONE);
  if (known != IR_NONE)
    return head->functions[known].lone && head->functions[known].symbol == declaration->symbol
               ? known
               : IR_NONE;
  GROW(head->functions, head->function_count, head->function_capacity);
  head->functions[head->function_count] = (struct head_function){
      .name = name,
      .lone = true,
      .gathered = {keep_declaration(head, *declaration), clang_getNullCursor(), 0}};
  map_set(&head->names, map_key(name), head->function_count);
  return head->function_count++;
}

static bool keep_declared(struct head *head, struct ir_declaration declaration) {
  struct ir_declaration kept = keep_declaration(head, declaration);
  struct map *index = kept.kind == IR_DECL_FIELD ? &head->fields : &head->typedefs;
  if (map_get(index, map_key(kept.symbol), IR_NONE) != IR_NONE)
    return false; // two of one name cannot be told apart later
  map_set(index, map_key(kept.symbol), head->declaration_count);
  GROW(head->declarations, head->declaration_count, head->declaration_capacity);
  head->declarations[head->declaration_count++] = kept;
  return true;
}

// The annotated fields and typedefs of the head are the unit's first declarations.
static bool keep_annotated(struct head *head, const struct unit *unit) {
  bool good = true;
  for (uint32_t i = 0; i < unit->annotated && good; i++) {
    const char *file = keep(head, unit->declarations[i].loc.file);
    if (!map_get(&head->files, map_key(file), 0))
      break;
    good = keep_declared(head, unit->declarations[i]);
  }
  head->annotated = head->declaration_count;
  return good;
}

static bool keep_field_use(struct head *head, const struct unit *unit, uint32_t declaration) {
  const struct ir_declaration *field = &unit->declarations[declaration];
  uint32_t at = map_get(&head->fields, map_key(keep(head, field->symbol)), IR_NONE);
  if (declaration >= head->annotated && at == IR_NONE) {
    at = head->declaration_count;
    if (!keep_declared(head, *field))
      return false;
  }
  GROW(head->uses, head->use_count, head->use_capacity);
  head->uses[head->use_count++] = (struct head_use){true, at};
  return at != IR_NONE;
}

static bool keep_function_use(struct head *head, const struct unit *unit, uint32_t function) {
  const struct function_info *info = unit->functions[function];
  bool walked = function < unit->walked_functions; // at file scope
  uint32_t at = function < unit->recording->functions ? function
                : walked                              ? IR_NONE
                                                      : keep_lone_function(head, unit, info);
  if (at == IR_NONE)
    return false;
  struct head_function *kept = &head->functions[at];
  kept->used = true;
  kept->symbol = keep(head, info->symbol);
  kept->noreturn = info->noreturn;
  GROW(head->uses, head->use_count, head->use_capacity);
  head->uses[head->use_count++] = (struct head_use){false, at};
  return true;
}

static bool keep_uses(struct head *head, const struct unit *unit) {
  const struct recording *recording = unit->recording;
  bool good = true;
  for (uint32_t i = 0; i < recording->use_count && good; i++) {
    if (i == recording->variable_uses)
      head->variable_uses = head->use_count;
    const struct head_use *use = &recording->uses[i];
    good = use->field ? keep_field_use(head, unit, use->index)
                      : keep_function_use(head, unit, use->index);
  }
  if (recording->use_count == recording->variable_uses)
    head->variable_uses = head->use_count;
  for (uint32_t i = 0; i < recording->used_count; i++)
    map_set(&head->variables, map_key(keep(head, recording->used[i])), 1);
  return good;
}

static void keep_fact(struct head *head, const struct ir_fact *fact) {
  head->facts[head->fact_count++] = (struct ir_fact){
      keep(head, fact->slot), keep(head, fact->function), keep_location(head, fact->loc)};
}

static bool keep_code(struct head *head, const struct unit *unit) {
  const struct recording *recording = unit->recording;
  uint32_t facts = recording->variable_facts + recording->fact_count - recording->first_fact;
  head->facts = ARENA_ARRAY(&head->pool.arena, struct ir_fact, facts);
  for (uint32_t i = 0; i < recording->variable_facts; i++)
    keep_fact(head, &unit->facts[i]);
  head->variable_facts = head->fact_count;
  for (uint32_t i = recording->first_fact; i < recording->fact_count; i++)
    keep_fact(head, &unit->facts[i]);
  head->lowered = ARENA_ARRAY(&head->pool.arena, struct ir_function *, recording->lowered);
  struct text blob = {0};
  for (uint32_t i = 0; i < recording->lowered; i++) {
    blob.length = 0;
    ir_write_function(&blob, unit->lowered[i]);
    head->lowered[i] = ir_read_function(&head->pool, blob.data, blob.length);
    if (!head->lowered[i])
      break;
    head->lowered_count++;
  }
  text_free(&blob);
  return head->lowered_count == recording->lowered;
}

static void keep_suppressions(struct head *head, const struct unit *unit) {
  head->suppressions =
      ARENA_ARRAY(&head->pool.arena, struct ir_suppression, unit->ir->suppression_count);
  for (uint32_t i = 0; i < unit->ir->suppression_count; i++) {
    struct ir_suppression allow = unit->suppressions[i];
    allow.file = keep(head, allow.file);
    allow.rules = keep(head, allow.rules);
    allow.reason = keep(head, allow.reason);
    if (map_get(&head->files, map_key(allow.file), 0))
      head->suppressions[head->suppression_count++] = allow;
  }
}

static bool fill_head(struct head *head, struct unit *unit) {
  bool good = true;
  keep_files(head, unit);
  for (uint32_t i = 0; i < unit->recording->functions && good; i++)
    good = keep_function(head, unit, i);
  if (!good || !keep_records(head, unit) || !keep_annotated(head, unit) || !keep_uses(head, unit) ||
      !keep_code(head, unit))
    return false;
  keep_suppressions(head, unit);
  keep_named(head, unit);
  head_influence(unit, head, &head->influence);
  return !unit->misfit;
}

static bool has_errors(const struct unit *unit) {
  for (uint32_t i = 0; i < unit->error_count; i++) {
    uint32_t at = map_get(&unit->path_index, map_key(unit->error_places[i].file), IR_NONE);
    if (at == IR_NONE || unit->files[at]->in_head)
      return true;
  }
  return false;
}

struct head *recording_end(struct unit *unit, bool good) {
  struct head *head = NULL;
  if (good && !unit->recording->failed && !has_errors(unit) && !has_hidden_declarations(unit)) {
    head = xcalloc(1, sizeof *head);
    ir_pool_init(&head->pool);
    if (!fill_head(head, unit)) {
      head_destroy(head);
      head = NULL;
    }
  }
  free_recording(unit->recording);
  unit->recording = NULL;
  return head;
}
