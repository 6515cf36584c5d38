// SPDX-License-Identifier: MIT
// The scanner of the .api format, its errors, and the guesses at what a misspelt word should have
// been.
#include "spec_internal.h"

#include <stdarg.h>
#include <string.h>

bool spec_fail(const struct spec_place *place, const char *format, ...) {
  struct spec_error *error = place->error;
  if (error == NULL)
    return false;
  snprintf(error->file, sizeof error->file, "%s", place->file);
  error->line = place->line;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return false;
}

enum { GUESS_LENGTH = 40 };

static unsigned least(unsigned a, unsigned b) {
  return a < b ? a : b;
}

// Optimal string alignment distance (R. A. Wagner, M. J. Fischer 1974, with transpositions); both
// at most GUESS_LENGTH long.
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  unsigned rows[3][GUESS_LENGTH + 1];
  for (unsigned j = 0; j <= b_length; j++)
    rows[0][j] = j;
  for (unsigned i = 1; i <= a_length; i++) {
    unsigned *now = rows[i % 3];
    const unsigned *before = rows[(i + 2) % 3];
    now[0] = i;
    for (unsigned j = 1; j <= b_length; j++) {
      unsigned changed = before[j - 1] + (a[i - 1] != b[j - 1]);
      now[j] = least(changed, least(before[j], now[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = least(now[j], rows[(i + 1) % 3][j - 2] + 1);
    }
  }
  return rows[a_length % 3][b_length];
}

struct spec_guess spec_guess_start(const char *wanted, size_t length) {
  unsigned limit = length < 3 ? 1 : (unsigned)(length / 3) + 1;
  return (struct spec_guess){.wanted = wanted, .length = length, .distance = limit};
}

void spec_guess_consider(struct spec_guess *guess, const char *candidate) {
  size_t length = strlen(candidate);
  if (guess->length == 0 || length == 0 || guess->length > GUESS_LENGTH || length > GUESS_LENGTH)
    return;
  size_t gap = length > guess->length ? length - guess->length : guess->length - length;
  if (gap >= guess->distance)
    return;
  unsigned found = distance(guess->wanted, guess->length, candidate, length);
  if (found < guess->distance) {
    guess->distance = found;
    guess->best = candidate;
  }
}

const char *spec_guess_text(const struct spec_guess *guess, char *out, size_t size) {
  out[0] = '\0';
  if (guess->best != NULL)
    snprintf(out, size, "; did you mean `%s`?", guess->best);
  return out;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static size_t word_length(const struct spec_scan *scan, const char *at) {
  const char *start = at;
  while (at < scan->end && (is_letter(*at) || is_digit(*at) ||
                            (scan->dashes && *at == '-' && at + 1 < scan->end && is_letter(at[1]))))
    at++;
  return (size_t)(at - start);
}

static size_t punct_length(const char *at, const char *end) {
  if (end - at >= 3 && memcmp(at, "...", 3) == 0)
    return 3;
  if (end - at >= 2 && at[1] == '=' && strchr("=!<>", *at) != NULL)
    return 2;
  return 1;
}

static struct spec_token scan_string(struct spec_scan *scan) {
  const char *start = ++scan->cursor;
  const char *close = memchr(start, '"', (size_t)(scan->end - start));
  if (close == NULL) {
    scan->cursor = scan->end;
    return (struct spec_token){TOKEN_BAD, start - 1, (size_t)(scan->end - start) + 1};
  }
  scan->cursor = close + 1;
  return (struct spec_token){TOKEN_STRING, start, (size_t)(close - start)};
}

struct spec_token spec_scan_next(struct spec_scan *scan) {
  while (scan->cursor < scan->end && is_space(*scan->cursor))
    scan->cursor++;
  const char *at = scan->cursor;
  if (at == scan->end || *at == '#')
    return (struct spec_token){TOKEN_END, at, 0};
  if (*at == '"')
    return scan_string(scan);
  struct spec_token token = {TOKEN_BAD, at, 1};
  if (is_letter(*at) || is_digit(*at)) {
    token.kind = is_digit(*at) ? TOKEN_NUMBER : TOKEN_WORD;
    token.length = word_length(scan, at);
  } else if (*at > ' ' && *at < 0x7f) {
    token.kind = TOKEN_PUNCT;
    token.length = punct_length(at, scan->end);
  }
  scan->cursor = at + token.length;
  return token;
}

struct spec_token spec_scan_peek(const struct spec_scan *scan) {
  struct spec_scan copy = *scan;
  return spec_scan_next(&copy);
}

bool spec_token_is(const struct spec_token *token, const char *text) {
  return token->kind != TOKEN_STRING && token->length == strlen(text) &&
         memcmp(token->text, text, token->length) == 0;
}

static int digit_value(char c) {
  if (is_digit(c))
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return 99;
}

// Reads the digits of a number token; false when it is none or exceeds INT64_MAX.
static bool read_digits(const struct spec_token *token, uint64_t *value) {
  const char *at = token->text;
  const char *end = at + token->length;
  int base = 10;
  while (end > at + 1 && strchr("uUlL", end[-1]) != NULL)
    end--;
  if (end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
    base = 16;
    at += 2;
  } else if (end - at > 1 && at[0] == '0') {
    base = 8;
    at++;
  }
  *value = 0;
  for (; at < end; at++) {
    int digit = digit_value(*at);
    if (digit >= base || *value > (INT64_MAX - (uint64_t)digit) / (uint64_t)base)
      return false;
    *value = *value * (uint64_t)base + (uint64_t)digit;
  }
  return true;
}

bool spec_scan_number(struct spec_scan *scan, int64_t *value) {
  struct spec_token token = spec_scan_next(scan);
  bool negative = spec_token_is(&token, "-");
  if (negative)
    token = spec_scan_next(scan);
  uint64_t magnitude = 0;
  if (token.kind != TOKEN_NUMBER || !read_digits(&token, &magnitude))
    return false;
  *value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
  return true;
}

const char *spec_show(const struct spec_token *token, char *out) {
  size_t length = token->length < 60 ? token->length : 60;
  for (size_t i = 0; i < length; i++)
    out[i] = token->text[i] >= ' ' && token->text[i] < 0x7f ? token->text[i] : '?';
  out[length] = '\0';
  if (token->kind == TOKEN_END)
    snprintf(out, 64, "end of line");
  return out;
}

bool spec_read_name(struct spec *spec, const struct spec_place *place, struct spec_scan *scan,
                    const char *after, const char **name) {
  struct spec_token token = spec_scan_next(scan);
  char shown[64];
  if (token.kind != TOKEN_WORD)
    return spec_fail(place, "`%s` wants a name instead of `%s`", after, spec_show(&token, shown));
  *name = spec_copy(spec, token.text, token.length);
  return true;
}
