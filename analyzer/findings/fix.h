// SPDX-License-Identifier: MIT
// Making fixes. A rule begins a fix of the finding it has just reported, says the edits, and ends
// it:
//
//   struct fix fix = fix_begin(pass->findings, finding, FIX_SAFE, "pass `%s`", token);
//   fix_argument(&fix, location_of(function, call->loc),
//                location_of(function, call->args[1].loc), "%s", token);
//   fix_end(&fix);
//
// An edit that cannot be made (inside a macro, across a directive, over another edit, in a file
// that has changed since it was parsed) makes the whole fix fail, and fix_end() then leaves the
// finding without it. So rules need not ask beforehand.
#ifndef ASYNC_LINT_FIX_H
#define ASYNC_LINT_FIX_H

#include "analyzer/findings/finding.h"

/// FIX_SAFE: the program means the same as before, apart from the mistake. FIX_UNSAFE: somebody has
/// to look.
enum fix_safety { FIX_UNSAFE, FIX_SAFE };

/// A fix being made.
struct fix {
  struct findings *findings;
  struct finding *finding;
  struct finding_fix made;
  bool failed;
};

/// Begins a fix of the finding added last. `format` makes its title, one imperative clause as in
/// notes.
struct fix fix_begin(struct findings *findings, struct finding *finding, enum fix_safety safety,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/// Makes it fail.
void fix_fail(struct fix *fix);

/// Gives the fix to its finding; false when it failed or has no edit.
bool fix_end(struct fix *fix);

/// The text at a plain location, or with `call` that of an argument of a call in plain text, which
/// may be one whole use of a macro without parameters. NULL for all others. In the findings' arena.
const char *fix_source(struct findings *findings, const struct ir_location *call,
                       const struct ir_location *loc);

/// Replaces an argument of a call in plain text, which may be one whole use of a macro.
void fix_argument(struct fix *fix, const struct ir_location *call, const struct ir_location *loc,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/// Replaces what stands at a plain location.
void fix_replace(struct fix *fix, const struct ir_location *loc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Puts text right before, right behind a plain location.
void fix_before(struct fix *fix, const struct ir_location *loc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void fix_behind(struct fix *fix, const struct ir_location *loc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Replaces the name at the beginning of a plain location, which must be `old`: the callee of a
/// call.
void fix_name(struct fix *fix, const struct ir_location *loc, const char *old, const char *name);

/// Puts a last argument into a call.
void fix_add_argument(struct fix *fix, const struct ir_location *call, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Puts the lines of `format` above the statement that begins a line at a plain location, with its
/// indentation, and one step more for each tab that a line begins with; `last`, also lines,
/// replaces that statement, which ends before its semicolon (NULL: it stays). The statement is one
/// of a block, or all that an `if`, `else` or loop does, which then gets braces. True when it got
/// some.
bool fix_statement_before(struct fix *fix, const struct ir_location *loc, const char *last,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/// Puts a statement on a line of its own above the statement that `loc` lies in, wherever in its
/// line it stands. That one must be one of a block.
void fix_statement_above(struct fix *fix, const struct ir_location *loc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Makes `if` of the `while` loop in whose condition and body two plain locations lie. The body
/// must not leave the loop by `break` or `continue`.
void fix_while_to_if(struct fix *fix, const struct ir_location *condition,
                     const struct ir_location *body);

/// Puts lines, as above, at the beginning of what the `while` or `for` loop repeats in whose head a
/// plain location lies.
void fix_loop_first(struct fix *fix, const struct ir_location *condition, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Makes the file include `header` (`<taskrt/io.h>`) where it does not yet, among the includes that
/// it has. Several fixes may share this edit.
void fix_include(struct fix *fix, const char *path, const char *header);

/// Replaces the name `old` wherever the file has it, which must be in `count` places; `name` must
/// stand nowhere yet. NULL: the name stays, and is only counted.
void fix_rename(struct fix *fix, const char *path, const char *old, const char *name,
                uint32_t count);

/// Makes `type` of the type `old`, a word, that stands right before a function's name where it is
/// declared.
void fix_result_type(struct fix *fix, const struct ir_location *name, const char *old,
                     const char *type);

/// Gives a function, at whose name in its declaration a plain location lies, a last parameter.
void fix_add_parameter(struct fix *fix, const struct ir_location *name, const char *parameter);

/// Replaces `length` bytes from `offset` on of a file, whatever stands there.
void fix_bytes(struct fix *fix, const char *file, size_t offset, size_t length, const char *text);

/// Removes the comment of async-lint (`// async-lint: ...`) that begins at line and column, and its
/// line when nothing else is on it.
void fix_remove_comment(struct fix *fix, const char *path, uint32_t line, uint32_t column);

/// Removes one name from such a comment's list.
void fix_remove_allowed(struct fix *fix, const char *path, uint32_t line, uint32_t column,
                        const char *word, size_t length);

/// Takes a word out of the annotation `macro("a; word")` of the declaration around a location, and
/// the annotation when it says nothing else. False, and nothing is changed, when it has no such
/// word.
bool fix_annotation_word(struct fix *fix, const struct ir_location *loc, const char *macro,
                         const char *word);

#endif
