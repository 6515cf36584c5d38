// SPDX-License-Identifier: MIT
// Reading the text form line by line: names, strings, numbers and locations. Every function that
// returns false has recorded why, unless it says otherwise; only the first mistake is kept.
#ifndef ASYNC_LINT_IR_SCAN_H
#define ASYNC_LINT_IR_SCAN_H

#include "analyzer/ir/ir_internal.h"

struct ir_scan {
  struct ir_pool *pool;
  const char *at, *line_end; // what is left of the current line
  const char *line_start;
  const char *next, *limit; // what is left of the text
  uint32_t line;            // number of the current line, from 1
  const char *file;         // of locations that name none
  const char *error;        // `line N: ...`, or NULL
};

/// Begins with a text; the first ir_scan_line() gives its first line.
void ir_scan_init(struct ir_scan *scan, struct ir_pool *pool, const char *text, size_t length);

/// Moves to the next line that holds more than blanks and a comment. False at the end: no mistake.
bool ir_scan_line(struct ir_scan *scan);

/// Records a mistake in the current line. Always false.
bool ir_scan_fail(struct ir_scan *scan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// True when nothing but blanks and a comment is left in the line. No mistake otherwise.
bool ir_scan_at_end(struct ir_scan *scan);

/// False when something is left in the line.
bool ir_scan_finish(struct ir_scan *scan);

/// Goes past `c`, past `word`, after blanks. False, and nothing read, when something else stands
/// there: no mistake.
bool ir_scan_char(struct ir_scan *scan, char c);
bool ir_scan_word(struct ir_scan *scan, const char *word);

/// Goes past `text` when it comes next without blanks. No mistake otherwise.
bool ir_scan_directly(struct ir_scan *scan, const char *text);

/// Like ir_scan_char(), but anything else is a mistake.
bool ir_scan_expect(struct ir_scan *scan, char c);

/// The next character after blanks; '\0' at the end of the line.
char ir_scan_peek(struct ir_scan *scan);

/// Reads a string; a name (bare, with the characters of `extra`, or a string); `@` and a symbol.
/// NULL on a mistake. The result is interned.
const char *ir_scan_string(struct ir_scan *scan);
const char *ir_scan_name(struct ir_scan *scan, const char *extra);
const char *ir_scan_symbol(struct ir_scan *scan);

/// Reads a flag of `words` into `flags`. False, and nothing read, when none stands there: no
/// mistake.
bool ir_scan_flag(struct ir_scan *scan, const struct ir_word *words, uint32_t *flags);

/// Reads a number in the range of the type.
bool ir_scan_u32(struct ir_scan *scan, uint32_t *value);
bool ir_scan_i64(struct ir_scan *scan, int64_t *value);

/// True when a location comes next (`!3:7`, and not the operator `!` or `!=`).
bool ir_scan_is_location(struct ir_scan *scan);
bool ir_scan_location(struct ir_scan *scan, struct ir_location *loc);

/// The place of the current line in the text, for what must have a location and names none.
struct ir_location ir_scan_here(const struct ir_scan *scan);

#endif
