// SPDX-License-Identifier: MIT
// A translation unit from the parse to the IR: arguments, the walk over the top level, and putting
// the unit together.
#include "analyzer/frontend/frontend.h"

#include "analyzer/frontend/head/head.h"
#include "analyzer/frontend/kept.h"
#include "analyzer/frontend/lowering/body.h"
#include "analyzer/frontend/shared.h"

#include <stdlib.h>
#include <string.h>

struct frontend {
  CXIndex index;
  struct kept_units *kept;       // made when the first unit is to be kept
  struct shared_headers *shared; // made when the first unit is to share
  unsigned shared_units, behind_units;
};

struct frontend *frontend_create(void) {
  struct frontend *frontend = xcalloc(1, sizeof *frontend);
  frontend->index = clang_createIndex(0, 0);
  if (frontend->index)
    return frontend;
  free(frontend);
  return NULL;
}

void frontend_destroy(struct frontend *frontend) {
  if (!frontend)
    return;
  kept_units_destroy(frontend->kept);
  shared_headers_destroy(frontend->shared);
  clang_disposeIndex(frontend->index);
  free(frontend);
}

const char *frontend_version(void) {
  static char version[64] = "";
  if (*version)
    return version;
  CXString full = clang_getClangVersion();
  const char *at = strstr(clang_getCString(full), "version ");
  at = at ? at + strlen("version ") : "";
  snprintf(version, sizeof version, "libclang %.*s", (int)strspn(at, "0123456789."), at);
  clang_disposeString(full);
  return version;
}

const char *failure_text(enum CXErrorCode code) {
  switch (code) {
  case CXError_Crashed:
    return IR_FAILURE_CRASHED;
  case CXError_InvalidArguments:
    return "the compiler front end does not accept the arguments";
  case CXError_ASTReadError:
    return "the compiler front end could not read a precompiled file";
  default:
    return "the compiler front end could not read this file: it is missing, or an argument is not "
           "known to clang";
  }
}

// ---- the walk over the top level ----

static void note_function(struct unit *unit, CXCursor cursor) {
  struct function_info *info = function_of(unit, cursor);
  GROW(unit->redeclarations, unit->redeclaration_count, unit->redeclaration_capacity);
  uint32_t at = unit->redeclaration_count++;
  unit->redeclarations[at] = (struct redeclaration){cursor, IR_NONE};
  if (info->first == IR_NONE)
    info->first = at;
  else
    unit->redeclarations[info->last].next = at;
  info->last = at;
  if (!info->annotated && clang_Cursor_hasAttrs(cursor))
    info->annotated = is_annotated(cursor);
  if (!info->annotated && in_project(clang_getCursorLocation(cursor)))
    info->annotated = is_annotated(cursor);
  if (!clang_isCursorDefinition(cursor))
    return;
  head_defines(unit, info, cursor);
  if (info->defined_here || !in_project(clang_getCursorLocation(cursor)))
    return;
  info->defined_here = true;
  GROW(unit->definitions, unit->definition_count, unit->definition_capacity);
  unit->definitions[unit->definition_count++] = cursor;
}

static void note_variable(struct unit *unit, CXCursor cursor) {
  if (!clang_equalCursors(cursor, clang_getCanonicalCursor(cursor)))
    note_remark(unit, clang_getCanonicalCursor(cursor), NULL);
  if (!in_project(clang_getCursorLocation(cursor)) ||
      is_null_cursor(clang_Cursor_getVarDeclInitializer(cursor)))
    return;
  GROW(unit->variables, unit->variable_count, unit->variable_capacity);
  unit->variables[unit->variable_count++] = cursor;
}

static enum CXChildVisitResult visit_member(CXCursor cursor, CXCursor parent, CXClientData data) {
  (void)parent;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl)
    return CXChildVisit_Recurse;
  if (kind == CXCursor_FieldDecl && is_annotated(cursor))
    declare_field(data, cursor);
  return CXChildVisit_Continue;
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data) {
  (void)parent;
  struct unit *unit = data;
  if (unit->recording)
    recording_top(unit, cursor);
  if (unit->head && !head_is_behind(unit, cursor))
    return CXChildVisit_Break;
  switch (clang_getCursorKind(cursor)) {
  case CXCursor_FunctionDecl:
    note_function(unit, cursor);
    break;
  case CXCursor_VarDecl:
    note_variable(unit, cursor);
    break;
  case CXCursor_TypedefDecl:
    note_typedef(unit, cursor);
    break;
  default:
    break;
  }
  return CXChildVisit_Continue;
}

// After the first walk, when every typedef is known.
static enum CXChildVisitResult visit_annotated(CXCursor cursor, CXCursor parent,
                                               CXClientData data) {
  (void)parent;
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_TypedefDecl && clang_Cursor_hasAttrs(cursor) && is_annotated(cursor))
    declare_typedef(data, cursor);
  else if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl)
    clang_visitChildren(cursor, visit_member, data);
  return CXChildVisit_Continue;
}

static void declare_functions(struct unit *unit) {
  uint32_t count = unit->function_count;
  head_add_functions(unit);
  for (uint32_t i = 0; i < count; i++)
    if (unit->functions[i]->annotated || unit->functions[i]->defined_here)
      declare_function(unit, unit->functions[i]);
}

// ---- lowering what was found ----

static void lower_some_variables(struct unit *unit, uint32_t from, uint32_t end) {
  struct body body = {.unit = unit, .pool = unit->pool};
  for (uint32_t i = from; i < end; i++)
    static_initialiser(&body, unit->variables[i]);
  arena_free(&body.scratch);
}

static void lower_variables(struct unit *unit) {
  uint32_t of_head = recording_variables(unit);
  head_add_variables(unit);
  recording_listen(unit);
  lower_some_variables(unit, 0, of_head);
  recording_lowered(unit, true);
  lower_some_variables(unit, of_head, unit->variable_count);
}

// A function defined twice is an error; the first definition counts.
static bool is_repeated(struct unit *unit, CXCursor definition) {
  uint64_t key = map_key(function_symbol(unit, function_of(unit, definition)));
  if (map_get(&unit->lowered_symbols, key, 0))
    return true;
  map_set(&unit->lowered_symbols, key, 1);
  return false;
}

void add_lowered(struct unit *unit, struct ir_function *fn) {
  if (unit->code) {
    ir_code_add(unit->code, fn);
    return;
  }
  GROW(unit->lowered, unit->ir->function_count, unit->lowered_capacity);
  unit->lowered[unit->ir->function_count++] = fn;
}

static void lower_some_definitions(struct unit *unit, uint32_t from, uint32_t end) {
  for (uint32_t i = from; i < end; i++) {
    if (is_repeated(unit, unit->definitions[i]))
      continue;
    struct ir_function *fn = lower_function(unit, unit->definitions[i]);
    if (fn)
      add_lowered(unit, fn);
    if (unit->code && unit->arena != &unit->pool->arena)
      arena_free(&unit->pool->arena);
  }
}

static void lower_definitions(struct unit *unit) {
  uint32_t of_head = recording_definitions(unit);
  head_add_definitions(unit);
  recording_listen(unit);
  lower_some_definitions(unit, 0, of_head);
  recording_lowered(unit, false);
  lower_some_definitions(unit, of_head, unit->definition_count);
}

static void move_into_pool(struct unit *unit) {
  struct ir_unit *ir = unit->ir;
  struct arena *arena = unit->arena;
  ir->declarations =
      arena_copy(arena, unit->declarations, sizeof *ir->declarations * ir->declaration_count);
  ir->facts = arena_copy(arena, unit->facts, sizeof *ir->facts * ir->fact_count);
  ir->suppressions =
      arena_copy(arena, unit->suppressions, sizeof *ir->suppressions * ir->suppression_count);
  ir->functions =
      arena_copy(arena, unit->lowered, sizeof(struct ir_function *) * ir->function_count);
}

static void free_unit(struct unit *unit) {
  free(unit->files);
  map_free(&unit->file_index);
  map_free(&unit->path_index);
  map_free(&unit->known_index);
  map_free(&unit->lowered_symbols);
  map_free(&unit->type_texts);
  map_free(&unit->va_lists);
  free(unit->texts);
  cursor_map_free(&unit->typedefs);
  cursor_map_free(&unit->fields);
  cursor_map_free(&unit->declared);
  cursor_map_free(&unit->function_index);
  free(unit->functions);
  free(unit->redeclarations);
  free(unit->named);
  free(unit->definitions);
  free(unit->variables);
  free(unit->error_places);
  free(unit->error_messages);
  free(unit->declarations);
  free(unit->facts);
  free(unit->suppressions);
  free(unit->lowered);
  free(unit->collected);
  free(unit->remarks);
}

/// False when the unit's head is not the one that is known.
static bool lower_all(struct unit *unit) {
  collect_includes(unit);
  collect_suppressions(unit);
  collect_problems(unit);
  CXCursor top = clang_getTranslationUnitCursor(unit->tu);
  unit->walking = true;
  clang_visitChildren(top, visit_top, unit);
  unit->walking = false;
  unit->walked_functions = unit->function_count;
  recording_walked(unit);
  if (unit->head && !head_fits(unit))
    return false;
  head_add_annotated(unit);
  clang_visitChildren(top, visit_annotated, unit);
  unit->annotated = unit->ir->declaration_count;
  declare_functions(unit);
  lower_variables(unit);
  lower_definitions(unit);
  move_into_pool(unit);
  return !unit->misfit;
}

bool lower_unit(struct ir_pool *pool, CXTranslationUnit tu, struct ir_unit *ir,
                const struct lowering *how) {
  struct unit unit = {.pool = pool,
                      .arena = pool->names.arena,
                      .code = how->code,
                      .tu = tu,
                      .ir = ir,
                      .directory = how->directory,
                      .here = how->here,
                      .known = how->known,
                      .remember = how->remember,
                      .head = how->head,
                      .shared = how->text,
                      .recording = how->take ? recording_begin(how->preamble) : NULL};
  if (how->code)
    ir_code_clear(how->code); // of an attempt before, with a head that did not fit
  CXString spelling = clang_getTranslationUnitSpelling(tu);
  CXFile main_file = clang_getFile(tu, clang_getCString(spelling));
  clang_disposeString(spelling);
  if (!main_file) {
    ir->failure = failure_text(CXError_Failure);
    if (how->take)
      *how->take = recording_end(&unit, false);
    return true;
  }
  unit.main = source_of(&unit, main_file);
  ir->path = unit.main->path;
  if (how->text) {
    unit.main->text = text_get(how->text);
    unit.main->length = how->text->length;
  }
  source_load(&unit, unit.main);
  bool fits = lower_all(&unit);
  if (how->take)
    *how->take = recording_end(&unit, true);
  free_unit(&unit);
  if (!fits)
    *ir = (struct ir_unit){.path = ir->path};
  return fits;
}

// ---- the parse ----

// C that gcc 12 takes and clang does not by itself; errors that stop nothing; no warnings.
static const char *const added_arguments[] = {
    "-D__ASYNC_LINT__=1", // headers may show their functions instead of convenience macros
    "-w",
    "-ferror-limit=0",
    "-fno-spell-checking", // what was meant is not what stands there, and costs a search
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=implicit-int",
    "-Wno-error=int-conversion",
    "-Wno-error=incompatible-pointer-types",
    "-Wno-error=incompatible-function-pointer-types",
    "-Wno-error=return-type",
};
enum { ADDED_COUNT = sizeof added_arguments / sizeof *added_arguments };

enum CXErrorCode parse_unit(CXIndex index, const struct frontend_request *request, unsigned options,
                            CXTranslationUnit *tu) {
  const char **all = xcalloc((size_t)request->argument_count + ADDED_COUNT + 1, sizeof *all);
  struct text working = {0};
  unsigned n = 0;
  for (; n < request->argument_count; n++)
    all[n] = request->arguments[n];
  memcpy(all + n, added_arguments, sizeof added_arguments);
  n += ADDED_COUNT;
  if (request->directory && *request->directory) {
    text_printf(&working, "-working-directory=%s", request->directory);
    all[n++] = text_get(&working);
  }
  struct CXUnsavedFile *texts = unsaved_files(request->texts, request->text_count);
  *tu = NULL;
  enum CXErrorCode code =
      clang_parseTranslationUnit2(index, request->path, all, (int)n, texts, request->text_count,
                                  options | CXTranslationUnit_KeepGoing, tu);
  free(texts);
  text_free(&working);
  free(all);
  if (code == CXError_Success && !*tu)
    code = CXError_Failure;
  return code;
}

struct CXUnsavedFile *unsaved_files(const struct frontend_text *texts, unsigned count) {
  struct CXUnsavedFile *files = xcalloc((size_t)count + 1, sizeof *files);
  for (unsigned i = 0; i < count; i++)
    files[i] = (struct CXUnsavedFile){texts[i].path, texts[i].data, texts[i].length};
  return files;
}

static bool read_shared(struct frontend *frontend, struct ir_pool *pool,
                        const struct frontend_request *request, struct ir_unit *ir) {
  bool done = false;
  if (!frontend->shared)
    frontend->shared = shared_headers_create(frontend->index);
  for (int wholly = 0; wholly < 2 && !done; wholly++) {
    struct shared_parse shared;
    if (!shared_headers_parse(frontend->shared, request, wholly, &shared))
      return false;
    done = lower_unit(pool, shared.tu, ir,
                      &(struct lowering){.directory = request->directory,
                                         .code = request->code,
                                         .known = shared.includes,
                                         .text = &shared.text,
                                         .head = shared.head});
    frontend->behind_units += done && shared.head;
    shared_parse_end(&shared);
  }
  frontend->shared_units++;
  return true;
}

unsigned frontend_shared_units(const struct frontend *frontend) {
  return frontend->shared_units;
}

unsigned frontend_behind_units(const struct frontend *frontend) {
  return frontend->behind_units + (frontend->kept ? kept_behind(frontend->kept) : 0);
}

struct ir_unit *frontend_read(struct frontend *frontend, struct ir_pool *pool,
                              const struct frontend_request *request) {
  struct ir_unit *ir = ARENA_NEW(pool->names.arena, struct ir_unit);
  ir->path = intern(&pool->names, request->path);
  if (request->keep) {
    if (!frontend->kept)
      frontend->kept = kept_units_create();
    kept_read(frontend->kept, pool, request, ir);
    return ir;
  }
  if (request->share && read_shared(frontend, pool, request, ir))
    return ir;
  CXTranslationUnit tu;
  enum CXErrorCode code = parse_unit(frontend->index, request, 0, &tu);
  if (code != CXError_Success) {
    ir->failure = failure_text(code);
    return ir;
  }
  lower_unit(pool, tu, ir,
             &(struct lowering){
                 .directory = request->directory, .code = request->code, .here = request->here});
  clang_disposeTranslationUnit(tu);
  return ir;
}

void frontend_warm(struct frontend *frontend) {
  if (frontend->kept)
    kept_warm(frontend->kept);
}

struct ir_unit *frontend_parse(struct frontend *frontend, struct ir_pool *pool, const char *path,
                               const char *directory, const char *const *arguments,
                               unsigned argument_count) {
  struct frontend_request request = {.path = path,
                                     .directory = directory,
                                     .arguments = arguments,
                                     .argument_count = argument_count};
  return frontend_read(frontend, pool, &request);
}
