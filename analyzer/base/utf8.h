// SPDX-License-Identifier: MIT
// Reading UTF-8 that may be damaged, and how wide its characters are on a terminal.
#ifndef ASYNC_LINT_UTF8_H
#define ASYNC_LINT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/// Decodes the character at `bytes` (`left` > 0 bytes are there); `*length` is what it takes. A
/// byte that begins no valid sequence gives UTF8_INVALID and length 1. Source: RFC 3629.
uint32_t utf8_decode(const char *bytes, size_t left, size_t *length);

/// Columns a character takes, approximated: 0 for combining marks, 2 for East Asian wide ones and
/// emoji, else 1.
int utf8_width(uint32_t character);

/// True for characters that must not reach a terminal as they are: controls, and those that change
/// the direction of writing.
bool utf8_unsafe(uint32_t character);

#endif
