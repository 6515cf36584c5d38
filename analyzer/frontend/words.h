// SPDX-License-Identifier: MIT
// The words of headers: whether a macro that they do not define may matter to them.
#ifndef ASYNC_LINT_FRONTEND_WORDS_H
#define ASYNC_LINT_FRONTEND_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORDS_SIZE = 1 << 13 };

/// A set that may claim to hold a word which it does not hold, but never the other way round
/// (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970). Zero-initialise.
struct words {
  uint64_t bits[WORDS_SIZE];
  bool all; // a text could not be told into words: every word may be one of its
};

/// Adds all identifiers and numbers of a C text, those in strings, too.
void words_add(struct words *words, const char *text, size_t length);

/// Whether `name` may be a word of the texts, or become one when `##` joins some of them. True also
/// for what is no plain identifier.
bool words_may_name(const struct words *words, const char *name, size_t length);

#endif
