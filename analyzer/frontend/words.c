// SPDX-License-Identifier: MIT
#include "analyzer/frontend/words.h"

#include "analyzer/base/map.h"
#include "analyzer/base/scan.h"

#include <string.h>

enum { HASHES = 3, LONGEST_NAME = 128 };

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_word(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add(struct words *words, uint64_t hash) {
  for (int i = 0; i < HASHES; i++, hash >>= 20)
    words->bits[hash % (WORDS_SIZE * 64) / 64] |= UINT64_C(1) << hash % 64;
}

static bool has(const struct words *words, const char *text, size_t length) {
  uint64_t hash = hash_bytes(HASH_SEED, text, length);
  bool all = true;
  for (int i = 0; i < HASHES; i++, hash >>= 20)
    all = all && words->bits[hash % (WORDS_SIZE * 64) / 64] >> hash % 64 & 1;
  return all;
}

/// The length of the line's end at `at` that a backslash hides, as compilers see it; else 0.
static size_t splice(const char *text, size_t length, size_t at) {
  size_t next = at + 1;
  if (text[at] != '\\')
    return 0;
  while (next < length && strchr(" \t\v\f\r", text[next]) && text[next])
    next++;
  return next < length && text[next] == '\n' ? next + 1 - at : 0;
}

/// The offset behind the word at `at`; its hash, in which hidden line ends do not count.
static size_t word_end(const char *text, size_t length, size_t at, uint64_t *hash) {
  *hash = HASH_SEED;
  for (size_t skip = 1; skip; at += skip) {
    size_t start = at;
    while (at < length && is_word(text[at]))
      at++;
    *hash = hash_bytes(*hash, text + start, at - start);
    skip = at < length ? splice(text, length, at) : 0;
  }
  return at;
}

static void add_all(struct words *words, const char *text, size_t length) {
  uint64_t hash;
  for (size_t at = 0; at < length;) {
    if (!is_word(text[at])) {
      at++;
      continue;
    }
    at = word_end(text, length, at, &hash);
    add(words, hash);
  }
}

/// Whether a comment ends where scan_token() does not see it: with a hidden line end in its `*/`.
static bool hides_its_end(const char *text, size_t length) {
  const char *star = text;
  while ((star = memmem(star, length - (size_t)(star - text), "*\\", 2))) {
    size_t at = (size_t)(++star - text), skip = 0;
    while (at < length && (skip = splice(text, length, at)))
      at += skip;
    if (at < length && text[at] == '/' && text + at != star)
      return true;
  }
  return false;
}

/// Whether a literal or a number goes on behind where scan_token() sees its end.
static bool is_cut(const char *text, size_t length, size_t start, size_t end) {
  if (end < length && splice(text, length, end))
    return true;
  while (end > start && strchr(" \t\v\f\r", text[end - 1]))
    end--;
  return end > start && text[end - 1] == '\\';
}

void words_add(struct words *words, const char *text, size_t length) {
  words->all |= memmem(text, length, "?\?/", 3) != NULL; // with trigraphs a backslash
  uint64_t hash;
  for (size_t at = 0, end; at < length; at = end) {
    if (scan_is_comment(text, length, at)) {
      end = scan_token(text, length, at);
      words->all |= hides_its_end(text + at, end - at);
    } else if (text[at] == '"' || text[at] == '\'' || is_digit(text[at])) {
      end = scan_token(text, length, at);
      words->all |= is_cut(text, length, at, end);
      add_all(words, text + at, end - at);
    } else if (is_word(text[at])) {
      end = word_end(text, length, at, &hash);
      add(words, hash);
    } else {
      end = at + 1;
    }
  }
}

/// What the compiler's own macros add to a word: numbers, and the suffixes of constants.
static bool is_predefined(const char *text, size_t length) {
  size_t digits = 0, letters;
  while (digits < length && is_digit(text[digits]))
    digits++;
  for (letters = digits; letters < length && strchr("uUlLfF", text[letters]); letters++)
    continue;
  return letters == length;
}

bool words_may_name(const struct words *words, const char *name, size_t length) {
  bool reached[LONGEST_NAME + 1] = {true};
  if (words->all || !length || length > LONGEST_NAME || is_digit(name[0]))
    return true;
  for (size_t i = 0; i < length; i++)
    if (!is_word(name[i]))
      return true;
  for (size_t end = 1; end <= length; end++)
    for (size_t start = 0; start < end && !reached[end]; start++)
      reached[end] = reached[start] && ((start && is_predefined(name + start, end - start)) ||
                                        has(words, name + start, end - start));
  return reached[length];
}
