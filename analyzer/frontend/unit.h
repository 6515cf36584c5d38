// SPDX-License-Identifier: MIT
// What the files of the front end share about one translation unit: source files and locations,
// names of types and symbols, declarations. body.h has what they share about one function.
#ifndef ASYNC_LINT_FRONTEND_UNIT_H
#define ASYNC_LINT_FRONTEND_UNIT_H

#include "analyzer/base/scan.h"
#include "analyzer/frontend/frontend.h"

#include <clang-c/Index.h>

// ---- cursors ----

/// clang_Cursor_isNull(), which is asked at every step.
static inline bool is_null_cursor(CXCursor cursor) {
  return cursor.kind == CXCursor_InvalidFile;
}

/// Open-addressing map from cursors (declarations) to 32-bit values. Zero-initialise.
struct cursor_map {
  struct map index; // hash and probe number -> entry
  struct cursor_entry *entries;
  uint32_t count, capacity;
};

/// The value of `cursor`, or IR_NONE.
uint32_t cursor_map_get(const struct cursor_map *map, CXCursor cursor);
void cursor_map_set(struct cursor_map *map, CXCursor cursor, uint32_t value);
void cursor_map_free(struct cursor_map *map);

/// The key that was set as the `index`th one, below `count`.
CXCursor cursor_map_key(const struct cursor_map *map, uint32_t index);

// ---- one unit ----

/// What a line of a file holds; LINE_ALLOWS: a comment that suppresses findings.
enum { LINE_COMMENT = 1, LINE_CODE = 2, LINE_ALLOWS = 4 };

/// A file of the unit. Lives in the pool, so its address stays.
struct source_file {
  CXFile file;
  const char *path; // real path, interned
  const char *text; // belongs to libclang, or to the head; NULL until source_load()
  size_t length;
  const char *header; // as included by project text: `<unistd.h>`; NULL unknown
  bool system;
  bool in_head, behind; // included before the end of the unit's head (head.h), and after it
  bool again;           // ... more than once
  uint8_t *lines;       // LINE_ flags by line number from 1; NULL until somebody asked
  uint32_t line_count;
};

/// One declaration of a function; the declarations of a function form a list in source order.
struct redeclaration {
  CXCursor cursor;
  uint32_t next;
};

/// A function of the unit, once for all of its declarations.
struct function_info {
  CXCursor canonical;  // null for one that is known from the unit's head only
  uint32_t index;      // in the unit's functions
  uint32_t head;       // in those of the unit's head, or IR_NONE
  CXCursor definition; // behind the head, when `defined`
  bool defined;
  const char *symbol;   // NULL until asked for
  uint32_t first, last; // redeclarations
  uint32_t declaration; // index into the unit's declarations, or IR_NONE
  bool noreturn;        // good once `declaration` is set
  bool annotated;       // some declaration carries `async-lint: ...`
  bool defined_here;    // lowered from this unit
};

/// A name that cleanup attributes use, and the function it names.
struct named_function {
  const char *name;
  const char *symbol;
};

/// What a declaration behind the head says of a record (a typedef's name) or of a variable of the
/// head.
struct remark {
  CXCursor cursor;
  const char *name; // NULL for a variable
};

/// An include of a kept unit.
struct kept_include {
  const char *path, *header;
  const char *real; // path without links: a preamble may give another name of the file
  uint64_t hash[2];
  bool system;
};

/// What is remembered of a unit while its directives stand: libclang does not show all includes of
/// a unit with a precompiled preamble.
struct kept_includes {
  struct arena arena;
  uint32_t count, capacity;
  struct kept_include *items; // the main file is not among them
};

/// A unit being lowered.
struct unit {
  struct ir_pool *pool;
  struct arena *arena;  // what lasts as long as the unit; the pool's own holds functions
  struct ir_code *code; // where functions go in the binary form, or NULL: they stay
  CXTranslationUnit tu;
  struct ir_unit *ir;
  const char *directory;             // where relative names of files are meant from
  const char *here;                  // files below it have paths that hold elsewhere; or NULL
  const struct kept_includes *known; // when there is a precompiled preamble, else NULL
  struct map known_index;            // interned path -> index into `known`
  struct kept_includes *remember;    // to be filled, or NULL
  struct recording *recording;       // of the unit's head, or NULL
  struct head *head;                 // when it is known: only what is behind it is walked over
  bool misfit;                       // it is not the head of this unit
  bool shared;                       // the head is that of other units, too
  bool walking;                      // over the top level
  struct function_info **head_infos; // by function of the head; NULL until asked for
  bool *head_declared;               // by declaration of the head
  struct remark *remarks;
  uint32_t remark_count, remark_capacity;
  uint32_t walked_functions, annotated; // functions, and declarations, after the walks

  struct source_file **files;
  uint32_t file_count, file_capacity;
  struct map file_index;           // CXFile -> index
  struct map path_index;           // interned path -> index
  struct map lowered_symbols;      // symbols of the functions lowered so far
  struct source_file *main, *last; // the one asked for last

  struct map type_texts; // canonical identity of a type -> index into `texts`
  const char **texts;
  uint32_t text_count, text_capacity;
  struct map va_lists;        // identity of a type -> 2: it is one; 1: it is none
  struct cursor_map typedefs; // record -> index into `texts`: its first typedef
  struct cursor_map fields;   // field -> index into `texts`: its symbol
  struct cursor_map declared; // field or typedef -> index into the unit's declarations

  struct cursor_map function_index; // canonical cursor -> index into `functions`
  struct function_info **functions; // in the pool, so that addresses stay
  uint32_t function_count, function_capacity;
  struct redeclaration *redeclarations;
  uint32_t redeclaration_count, redeclaration_capacity;
  struct named_function *named;
  uint32_t named_count, named_capacity;

  CXCursor *definitions; // functions to lower, in source order
  uint32_t definition_count, definition_capacity;
  CXCursor *variables; // project variables with an initialiser
  uint32_t variable_count, variable_capacity;

  struct ir_location *error_places; // of every error that has a place
  const char **error_messages;
  uint32_t error_count, error_capacity, error_message_capacity;

  uint32_t declaration_capacity, fact_capacity, suppression_capacity, lowered_capacity;
  struct ir_declaration *declarations; // heap; copied into the pool at the end
  struct ir_fact *facts;
  struct ir_suppression *suppressions;
  struct ir_function **lowered;
  CXCursor *collected; // where children are gathered
  uint32_t collected_count, collected_capacity;
};

/// The interned copy of a libclang string, which is disposed of.
const char *take_string(struct unit *unit, CXString string);

/// The children of a cursor in the order of the tree, in `arena`.
struct children {
  CXCursor *items;
  uint32_t count;
};
struct children children_of(struct unit *unit, struct arena *arena, CXCursor cursor);

// ---- source.c ----

/// The record of a libclang file, perhaps without its text; NULL for NULL.
struct source_file *source_of(struct unit *unit, CXFile file);

/// Makes sure that the text of a file is there.
void source_load(struct unit *unit, struct source_file *source);

/// The file a person looks at for this location; NULL for none.
struct source_file *source_at(struct unit *unit, CXSourceLocation location);

/// A range as the IR states it.
struct ir_location make_location(struct unit *unit, CXSourceRange range);

/// The place of a declaration's name; of a single location.
struct ir_location name_location(struct unit *unit, CXCursor cursor);
struct ir_location point_location(struct unit *unit, CXSourceLocation location);

/// Where the characters of a location stand (inside a #define for a macro's body): the file and
/// the offset; NULL when they stand nowhere (pasted tokens). With the text.
struct source_file *spelled_at(struct unit *unit, CXSourceLocation location, size_t *offset);

/// Fills the unit's includes and how each file was included.
void collect_includes(struct unit *unit);

/// True when the location is in a project file: not a system header.
bool in_project(CXSourceLocation location);

// ---- comments.c ----

/// True when a comment stands on the lines `first` to `last` of the file, or the line above holds
/// nothing but a comment.
bool source_commented(struct unit *unit, struct source_file *file, uint32_t first, uint32_t last);

/// Reads the suppressions of every project file.
void collect_suppressions(struct unit *unit);

// ---- types.c ----

/// The type as the IR writes it.
const char *type_text(struct unit *unit, CXType type);

/// Questions about the canonical type.
bool type_is_pointer(CXType type);
bool type_is_array(CXType type);
bool type_is_record(CXType type);
bool type_is_function(CXType type);
bool type_is_function_pointer(CXType type);
bool type_is_va_list(struct unit *unit, CXType type);

/// The symbol of a field: `record.member`, with anonymous levels left out. NULL for the unnamed
/// field that stands for an anonymous struct or union.
const char *field_symbol(struct unit *unit, CXCursor field);

/// Remembers a typedef that names a record.
void note_typedef(struct unit *unit, CXCursor declaration);

// ---- symbols.c ----

/// A new record of a function.
struct function_info *add_function(struct unit *unit, CXCursor canonical);

/// The record of the function that `cursor` declares.
struct function_info *function_of(struct unit *unit, CXCursor cursor);
const char *function_symbol(struct unit *unit, struct function_info *info);

/// The symbol of a variable with static storage.
const char *variable_symbol(struct unit *unit, CXCursor variable);

/// The symbol of the function called `name` at file scope; `name` itself when there is none.
const char *symbol_of_name(struct unit *unit, const char *name);

// ---- declarations.c ----

/// A new declaration of the unit, to be filled.
struct ir_declaration *add_declaration(struct unit *unit);

/// Adds the function to the unit's declarations if it is not there yet, and completes `info`.
void declare_function(struct unit *unit, struct function_info *info);

/// A function's declaration while its redeclarations are read, one after the other. `out` has no
/// symbol and does not say whether the function is defined.
struct gathered {
  struct ir_declaration out;
  CXCursor shown; // the redeclaration that is to be shown; null: `out` has its place
  unsigned rank;  // of the one shown: 1, 2 more in a header, 1 more with words; 0 none yet
};

/// What the function's type and name say; then each redeclaration, in order; then the place.
struct gathered gather_function(struct unit *unit, CXCursor canonical);
void gather_redeclaration(struct unit *unit, struct gathered *gathered, CXCursor cursor);
void gather_place(struct unit *unit, struct gathered *gathered);

/// All that the unit says of a function.
struct gathered gather(struct unit *unit, struct function_info *info);

/// Adds a field or typedef to the unit's declarations if it is not there yet.
void declare_field(struct unit *unit, CXCursor field);
void declare_typedef(struct unit *unit, CXCursor declaration);

/// `known` and the words of the declaration before its name that are neither C nor its type.
const char *with_markers(struct unit *unit, const char *known, CXCursor cursor);

/// True when the cursor carries an `async-lint: ` annotation.
bool is_annotated(CXCursor cursor);

// ---- problems.c ----

/// Reads the diagnostics: fills the unit's problems and the places of errors.
void collect_problems(struct unit *unit);

/// The first error inside lines of a function's extent; NULL for none.
const char *problem_within(const struct unit *unit, const struct ir_location *extent);

// ---- functions and facts ----

/// A function of the unit is lowered.
void add_lowered(struct unit *unit, struct ir_function *fn);

/// Notes that `slot` may hold the function.
void add_fact(struct unit *unit, const char *slot, struct function_info *info, CXCursor at);

#endif
