// SPDX-License-Identifier: MIT
// C text as fixes look at it: where tokens and statements begin.
#ifndef ASYNC_LINT_FIX_TEXT_H
#define ASYNC_LINT_FIX_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/// The offset behind the comment, string, character constant, identifier or number that begins at
/// `at`; `at` + 1 for any other character. Never beyond `length`.
size_t fix_text_token(const char *text, size_t length, size_t at);

/// True when a comment begins at `at`.
bool fix_text_comment(const char *text, size_t length, size_t at);

/// The length of the identifier at `at`; 0 for none.
size_t fix_text_name(const char *text, size_t length, size_t at);

/// What stands before an offset.
struct fix_before {
  char last;      // the last character that is no blank, comment or directive; 0 for none
  size_t end;     // one past it
  size_t start;   // where the statement around the offset begins: the first token behind `;`, `{`
                  // or `}`, those in parentheses and initialisers not counted
  bool in_block;  // no directive stands between these and the statement
  bool directive; // a directive stands between the last token and the offset
  bool split;     // a directive stands inside the statement, before the offset
};

/// Reads the text up to `at`.
struct fix_before fix_text_before(const char *text, size_t length, size_t at);

/// True when another statement may be put on a line above this one, to run right before it: it
/// begins a line, in a block, is no loop, has no label and is no `else`.
bool fix_text_can_stand_above(const char *text, size_t length, const struct fix_before *before);

/// True when the identifier `word` stands in the text from `from` up to `to`, not in comments or
/// strings.
bool fix_text_has(const char *text, size_t from, size_t to, const char *word);

/// The last character of the statement that begins at `at`: its semicolon, or the brace that opens
/// a block, which belongs to it no more. `length` when there is none.
size_t fix_text_statement(const char *text, size_t length, size_t at);

/// The bracket that closes the one at `open`; `length` for none.
size_t fix_text_closing(const char *text, size_t length, size_t open);

/// Where a loop closes its head, and where the statement that it repeats begins and has its last
/// character: a block or a simple one.
struct fix_loop {
  size_t close, body, end;
};

/// Reads the loop that begins at `at` with `word`, `while` or `for`; false when none does, or its
/// statement is one that holds others and has no braces.
bool fix_text_loop(const char *text, size_t length, size_t at, const char *word,
                   struct fix_loop *loop);

/// True when a directive begins in the text from `from` up to `to`.
bool fix_text_directive(const char *text, size_t from, size_t to);

#endif
