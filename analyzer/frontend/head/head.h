// SPDX-License-Identifier: MIT
// The head of a unit: what the headers that its text begins with declare and define. It is lowered
// once and kept. A unit whose head comes from a precompiled form is then walked over behind its
// head only, and what it says of the head's functions is added to what was kept.
#ifndef ASYNC_LINT_FRONTEND_HEAD_H
#define ASYNC_LINT_FRONTEND_HEAD_H

#include "analyzer/frontend/unit.h"

struct head;

void head_destroy(struct head *head);

// ---- taking a head from a unit that is lowered wholly ----

/// What is noted meanwhile. `preamble`: the offset in the main file where the head ends.
struct recording *recording_begin(size_t preamble);

/// The head, when it can be lowered apart from what is behind it, else NULL. Ends the recording;
/// `good` is false when the unit was not lowered.
struct head *recording_end(struct unit *unit, bool good);

/// A file and who included it, outermost; a declaration at file scope, before it is looked at.
void recording_file(struct unit *unit, struct source_file *file, CXSourceLocation from);
void recording_top(struct unit *unit, CXCursor cursor);

/// The walk over the top level has ended; whether it has left the head.
void recording_walked(struct unit *unit);
bool recording_is_behind(const struct unit *unit);

/// How many of the definitions (variables) belong to the head; what is lowered between
/// recording_listen() and recording_lowered() is its code.
uint32_t recording_definitions(const struct unit *unit);
uint32_t recording_variables(const struct unit *unit);
void recording_listen(struct unit *unit);
void recording_lowered(struct unit *unit, bool variables);

/// Code asks for a function, a field's declaration (an index), a variable.
void recording_function(struct unit *unit, const struct function_info *info);
void recording_field(struct unit *unit, uint32_t declaration);
void recording_variable(struct unit *unit, CXCursor canonical, const char *symbol);

/// The name of a record is asked for; a typedef at file scope names a record first.
void recording_record(struct unit *unit, CXCursor record);
void recording_typedef(struct unit *unit, CXCursor record, const char *name);

// ---- lowering a unit whose head is known ----

/// The text of a file of the head, when somebody asked for it before; to be kept when not.
bool head_text(struct unit *unit, struct source_file *file);
void head_keep_text(struct unit *unit, const struct source_file *file);

/// Whether a declaration at file scope is behind the head; if not, the head does not fit.
bool head_is_behind(struct unit *unit, CXCursor cursor);

/// False when what is behind the head says something of it that the kept one was not lowered with:
/// the unit is to be lowered wholly. After the walk over the top level.
bool head_fits(struct unit *unit);

/// Says of a new file whether it belongs to the head.
void head_mark_file(struct unit *unit, struct source_file *file);

/// The head's function that a declaration refers to whose canonical cursor is new; IR_NONE for
/// others, and with a misfit noted when that is not certain.
uint32_t head_function(struct unit *unit, CXCursor cursor, CXCursor canonical);
uint32_t head_function_named(struct unit *unit, const char *name);

/// The unit's record of a function of the head; which is defined behind it, here.
struct function_info *head_info(struct unit *unit, uint32_t function);
void head_defines(struct unit *unit, struct function_info *info, CXCursor definition);

/// What the head says of a function.
struct gathered head_gathered(struct unit *unit, uint32_t function);
const char *head_symbol(struct unit *unit, const struct function_info *info);

/// What a declaration behind the head says of a record (the name that a typedef gives it), or of a
/// variable (`name` is NULL). Others than the head's are ignored.
void note_remark(struct unit *unit, CXCursor cursor, const char *name);

/// True when the head's declarations have the field (typedef); it is among the unit's then.
bool head_declares_field(struct unit *unit, CXCursor field, const char *symbol);
bool head_declares_typedef(struct unit *unit, CXCursor canonical);

/// The typedef by which the head names a record; NULL for none.
const char *head_record(struct unit *unit, CXCursor record);

/// Adds what comments of a file of the head suppress. False for other files.
bool head_add_suppressions(struct unit *unit, const struct source_file *file);

/// Adds what the head has, each at its time: annotated fields and typedefs; functions; facts of
/// variables; functions that are defined.
void head_add_annotated(struct unit *unit);
void head_add_functions(struct unit *unit);
void head_add_variables(struct unit *unit);
void head_add_definitions(struct unit *unit);

#endif
