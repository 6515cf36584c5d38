// SPDX-License-Identifier: MIT
// What a run has to say: findings with their notes, and what could not be checked. Filled by the
// rules, put in order by findings_finish(), then read by the store and by every report writer.
#ifndef ASYNC_LINT_FINDING_H
#define ASYNC_LINT_FINDING_H

#include "analyzer/findings/sources.h"
#include "analyzer/ir/ir.h"

struct rule;

enum level { LEVEL_WARNING, LEVEL_ERROR };

/// What a note is: a place on the way to the defect, or the remedy.
enum note_kind { NOTE_STEP, NOTE_ADVICE };

struct finding_note {
  const char *message;
  struct ir_location loc;
  enum note_kind kind;
};

/// One change of a file: the `length` bytes from `offset` on become `text`.
struct fix_edit {
  const char *file; // as locations name it
  uint32_t offset, length;
  const char *text;                            // UTF-8 where the file is; "" removes
  uint32_t line, column, end_line, end_column; // of what is replaced; columns are bytes
  uint64_t source; // sources_hash() of the content that the edit was made for
};

/// A way to mend a finding, whole or not at all. Its edits are in order and do not overlap. A safe
/// fix keeps what the program means, apart from the mistake; an unsafe one needs a look.
struct finding_fix {
  const char *title; // as a message: "pass `token`"
  bool safe;
  uint32_t edit_count, edit_capacity;
  struct fix_edit *edits;
};

struct finding {
  const char *rule;  // name, kebab-case
  const char *group; // "correctness", ...
  enum level level;
  const char *message; // lower case, no final period, code in backquotes
  struct ir_location loc;
  const char *function; // name as written of the function around it, or NULL
  const char *symbol;   // its symbol, for fingerprints
  uint32_t note_count, note_capacity;
  struct finding_note *notes;
  uint32_t fix_count; // alternatives; the first one is the best
  struct finding_fix *fixes;
  bool suppressed;      // set by findings_finish
  const char *reason;   // of the suppression; NULL when not suppressed
  char fingerprint[33]; // hex; survives moved lines: rule, symbol, message, occurrence within the
                        // function
};

/// Something that was not checked wholly.
struct unchecked {
  const char *file;
  const char *function; // name as written, or NULL: the whole file
  const char *reason;
  struct ir_location loc; // file NULL when it has no place
};

struct findings {
  struct arena arena; // owns all text and notes
  uint32_t count, capacity;
  struct finding *items;
  uint32_t unchecked_count, unchecked_capacity;
  struct unchecked *unchecked;
  const bool *ran;        // which rules ran, in catalogue order; NULL: all
  struct sources sources; // the text that fixes are made from
};

/// Appends a finding; `format` makes its message. The pointer is good until the next one is added:
/// add its notes first. `loc` is copied; its strings must outlive the findings or be interned in
/// their arena.
struct finding *findings_add(struct findings *findings, const struct rule *rule,
                             const struct ir_location *loc, const struct ir_function *function,
                             const char *format, ...) __attribute__((format(printf, 5, 6)));
struct finding *findings_add_list(struct findings *findings, const struct rule *rule,
                                  const struct ir_location *loc, const struct ir_function *function,
                                  const char *format, va_list arguments)
    __attribute__((format(printf, 5, 0)));

/// Appends a note to the finding added last: a step, or advice when it has the finding's own place
/// or none.
void findings_note(struct findings *findings, struct finding *finding,
                   const struct ir_location *loc, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void findings_note_list(struct findings *findings, struct finding *finding,
                        const struct ir_location *loc, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/// Appends advice to the finding added last: what to do instead.
void findings_advice_list(struct findings *findings, struct finding *finding,
                          const struct ir_location *loc, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/// Gives the finding added last one more fix; its text must be in the findings' arena.
void findings_add_fix(struct findings *findings, struct finding *finding,
                      const struct finding_fix *fix);

/// Records that `function` (NULL: all) of `file` could not be checked.
void findings_add_unchecked(struct findings *findings, const char *file, const char *function,
                            const char *reason, const struct ir_location *loc);

/// Applies the suppressions of `all`, merges findings of the same rule, place and message (a header
/// seen by many units, a macro argument used twice), orders by file, line, column, rule, message,
/// and computes fingerprints. A suppression that suppressed nothing, and whose rules all ran, is
/// reported when rule `unused-suppression` exists.
void findings_finish(struct findings *findings, const struct ir_unit *all);

void findings_free(struct findings *findings);

#endif
