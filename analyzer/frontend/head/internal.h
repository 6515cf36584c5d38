// SPDX-License-Identifier: MIT
// What a head holds, for the file that takes it and the one that uses it.
#ifndef ASYNC_LINT_FRONTEND_HEAD_INTERNAL_H
#define ASYNC_LINT_FRONTEND_HEAD_INTERNAL_H

#include "analyzer/frontend/head/head.h"

/// A function that the head declares at file scope; or one that only its code refers to (`lone`):
/// a builtin, or one declared inside a function.
struct head_function {
  const char *name;
  const char *home; // of a static one: the file that its symbol names; else NULL
  struct gathered gathered;
  bool lone, defined, defined_here, annotated;
  bool used; // by the head's code, for which it had this symbol and was `noreturn` or not
  bool noreturn;
  const char *symbol;
};

/// A declaration that the head's code asks for: of a function, or of a field.
struct head_use {
  bool field;
  uint32_t index; // in `functions` or `declarations`
};

/// The text of a file that the code behind the head needed.
struct head_text {
  const char *text;
  size_t length;
};

/// HEAD_AGAIN: entered more than once; HEAD_BEHIND: also behind the head, where it declares
/// nothing.
enum { HEAD_FILE = 1, HEAD_AGAIN = 2, HEAD_BEHIND = 4 };

struct head {
  struct ir_pool pool;
  struct map files;     // path -> flags
  struct map names;     // of a function -> its index
  struct map fields;    // symbol -> index of its declaration
  struct map typedefs;  // names of the annotated ones
  struct map records;   // key of a record -> index into `record_names`
  struct map variables; // symbols of those that the head's code uses
  struct map named;     // keys of records whose names it may use
  struct head_function *functions;
  uint32_t function_count, function_capacity;
  struct ir_declaration *declarations; // of fields and typedefs; the annotated ones come first
  uint32_t declaration_count, declaration_capacity, annotated;
  const char **record_names; // the first typedef of each
  uint32_t record_count, record_capacity;
  struct head_use *uses; // those of variables come first
  uint32_t use_count, use_capacity, variable_uses;
  struct ir_fact *facts; // those of variables come first
  uint32_t fact_count, variable_facts;
  struct head_text *texts;
  uint32_t text_count, text_capacity;
  struct map text_index; // path -> index into `texts`
  struct ir_suppression *suppressions;
  uint32_t suppression_count;
  struct ir_function **lowered;
  uint32_t lowered_count;
  struct text influence; // what head_influence() said
};

/// What tells a record of the head from all others: where its name stands, and its name.
const char *record_key(struct unit *unit, struct interner *names, CXCursor record);

/// Whether the record's key may be that of another one, too: it has no name, and its file was read
/// more than once.
bool record_is_ambiguous(struct unit *unit, CXCursor record);

/// What is said behind the head of the variables and records that matter to it, as text.
void head_influence(struct unit *unit, struct head *head, struct text *influence);

/// Whether the texts behind the head hold what the walk over the top level would show only when
/// the head is walked over, too.
bool has_hidden_declarations(struct unit *unit);

#endif
