// SPDX-License-Identifier: MIT
// A small scanner of C text: enough to skip comments, literals and nested brackets, and to see
// directives. Offsets never go beyond `length`.
#ifndef ASYNC_LINT_SCAN_H
#define ASYNC_LINT_SCAN_H

#include "analyzer/base/text.h"

/// The length of the preamble: the directives and comments that begin the text.
size_t scan_preamble(const char *text, size_t length);

/// The end of the step at or behind `at`, with its start in `start`: an `#include`, or an `#if` to
/// its `#endif` that holds nothing but such. 0 when something else comes first.
size_t scan_step(const char *text, size_t length, size_t at, size_t *start);

/// Appends the directives from `at` on, one a line, to `directives`; true when one of them includes
/// something.
bool scan_directives(const char *text, size_t length, size_t at, struct text *directives);

/// The offset behind the comment, string, character constant, number or identifier that begins at
/// `at`; `at` + 1 for any other character. Never beyond `length`.
size_t scan_token(const char *text, size_t length, size_t at);

/// True when a comment begins at `at`.
bool scan_is_comment(const char *text, size_t length, size_t at);

/// Looks for the parenthesis that opens after `at`, and says for each of its parts, split at
/// `separator` outside nested brackets, how many items (split at commas) it has: 0 for a blank
/// part. Fills at most `limit` counts; returns the number of parts, 0 when there is no closing
/// parenthesis.
unsigned scan_parts(const char *text, size_t length, size_t at, char separator, unsigned *counts,
                    unsigned limit);

/// The offset behind the identifier at `at` and its balanced parentheses, if any.
size_t scan_invocation(const char *text, size_t length, size_t at);

/// The length of the identifier at `at`; 0 for none.
size_t scan_identifier(const char *text, size_t length, size_t at);

#endif
