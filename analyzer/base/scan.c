// SPDX-License-Identifier: MIT
// Used where libclang does not say what was written: parts of a `for`, operands of an asm,
// comments; and for the includes that a text begins with.
#include "analyzer/base/scan.h"

#include <stdint.h>
#include <string.h>

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_name_start(char c) {
  unsigned letter = ((unsigned char)c | 0x20u) - 'a';
  return letter < 26 || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

// Letters, digits, `_`, `$` and what is not ASCII: a bit for each of 256 characters.
static bool is_name(char c) {
  static const uint64_t names[4] = {UINT64_C(0x03ff001000000000), UINT64_C(0x07fffffe87fffffe),
                                    UINT64_MAX, UINT64_MAX};
  unsigned char u = (unsigned char)c;
  return names[u >> 6] >> (u & 63) & 1;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

// Behind a backslash and the end of line it hides, or `at`.
static size_t skip_splice(const char *text, size_t length, size_t at) {
  if (at + 1 < length && text[at] == '\\' && text[at + 1] == '\n')
    return at + 2;
  if (at + 2 < length && text[at] == '\\' && text[at + 1] == '\r' && text[at + 2] == '\n')
    return at + 3;
  return at;
}

bool scan_is_comment(const char *text, size_t length, size_t at) {
  return at + 1 < length && text[at] == '/' && (text[at + 1] == '/' || text[at + 1] == '*');
}

// The end of the line may be hidden.
static size_t skip_line_comment(const char *text, size_t length, size_t at) {
  for (; at < length; at++) {
    const char *end = memchr(text + at, '\n', length - at);
    if (!end)
      return length;
    at = (size_t)(end - text);
    size_t before = at - (text[at - 1] == '\r');
    if (text[before - 1] != '\\')
      return at;
  }
  return length;
}

static size_t skip_comment(const char *text, size_t length, size_t at) {
  if (text[at + 1] == '/')
    return skip_line_comment(text, length, at + 2);
  for (at += 2; at < length; at++) {
    const char *star = memchr(text + at, '*', length - at);
    if (!star)
      return length;
    at = (size_t)(star - text);
    if (at + 1 < length && text[at + 1] == '/')
      return at + 2;
  }
  return length;
}

// A literal that is not closed ends with its line.
static size_t skip_quoted(const char *text, size_t length, size_t at) {
  char quote = text[at++];
  while (at < length && text[at] != quote && text[at] != '\n')
    at += text[at] == '\\' ? 2 : 1;
  if (at >= length)
    return length;
  return text[at] == quote ? at + 1 : at;
}

static size_t skip_number(const char *text, size_t length, size_t at) {
  for (; at < length; at++) {
    char c = text[at];
    bool exponent_sign = (c == '+' || c == '-') && strchr("eEpP", text[at - 1]);
    bool separator =
        c == '\'' && at + 1 < length && (is_digit(text[at + 1]) || is_name_start(text[at + 1]));
    if (!is_digit(c) && !is_name_start(c) && c != '.' && !exponent_sign && !separator)
      return at;
  }
  return at;
}

size_t scan_identifier(const char *text, size_t length, size_t at) {
  size_t start = at;
  if (at >= length || !is_name_start(text[at]))
    return 0;
  while (at < length && is_name(text[at]))
    at++;
  return at - start;
}

size_t scan_token(const char *text, size_t length, size_t at) {
  char c = text[at];
  if (scan_is_comment(text, length, at))
    return skip_comment(text, length, at);
  if (c == '"' || c == '\'')
    return skip_quoted(text, length, at);
  if (is_digit(c))
    return skip_number(text, length, at);
  if (is_name_start(c))
    return at + scan_identifier(text, length, at);
  return at + 1;
}

static bool is_filler(const char *text, size_t length, size_t at) {
  return is_blank(text[at]) || scan_is_comment(text, length, at) ||
         skip_splice(text, length, at) != at;
}

// The first parenthesis behind words and blanks; `length` when something else comes before.
static size_t find_open(const char *text, size_t length, size_t at) {
  while (at < length && (is_name_start(text[at]) || is_filler(text, length, at)))
    at = scan_token(text, length, at);
  return at < length && text[at] == '(' ? at : length;
}

static int nesting_of(char c) {
  return c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
}

unsigned scan_parts(const char *text, size_t length, size_t at, char separator, unsigned *counts,
                    unsigned limit) {
  int depth = 0;
  unsigned part = 0;
  memset(counts, 0, sizeof *counts * limit);
  for (at = find_open(text, length, at); at < length && part < limit;) {
    size_t next = scan_token(text, length, at);
    char c = text[at];
    depth += nesting_of(c);
    if (depth == 0)
      return part + 1;
    bool opening = depth == 1 && c == '(' && part == 0 && counts[0] == 0;
    if (depth == 1 && c == separator)
      part++;
    else if (depth == 1 && c == ',' && part < limit)
      counts[part]++;
    else if (!is_filler(text, length, at) && !(opening && nesting_of(c) == 1) && counts[part] == 0)
      counts[part] = 1;
    at = next;
  }
  return 0;
}

size_t scan_invocation(const char *text, size_t length, size_t at) {
  size_t name_end = at + scan_identifier(text, length, at);
  size_t open = name_end;
  while (open < length && is_filler(text, length, open))
    open = scan_token(text, length, open);
  if (name_end == at || open >= length || text[open] != '(')
    return name_end;
  int depth = 0;
  for (size_t i = open; i < length; i = scan_token(text, length, i)) {
    depth += nesting_of(text[i]);
    if (depth == 0)
      return i + 1;
  }
  return name_end;
}

// Behind the directive at `at`: its last line, with those that a backslash or a comment joins to
// it.
static size_t skip_directive(const char *text, size_t length, size_t at) {
  while (at < length && text[at] != '\n') {
    size_t behind = skip_splice(text, length, at);
    if (behind != at)
      at = behind;
    else if (scan_is_comment(text, length, at))
      at = skip_comment(text, length, at);
    else
      at++;
  }
  return at;
}

size_t scan_preamble(const char *text, size_t length) {
  size_t at = 0;
  while (at < length) {
    if (is_blank(text[at]))
      at++;
    else if (scan_is_comment(text, length, at))
      at = skip_comment(text, length, at);
    else if (text[at] == '#')
      at = skip_directive(text, length, at);
    else
      return at;
  }
  return at;
}

static bool includes_something(const char *text, size_t length) {
  size_t at = 1;
  while (at < length && is_blank(text[at]))
    at++;
  size_t word = scan_identifier(text, length, at);
  return (word == 7 && !memcmp(text + at, "include", 7)) ||
         (word == 12 && !memcmp(text + at, "include_next", 12)) ||
         (word == 6 && !memcmp(text + at, "import", 6));
}

// The word of the directive at `at`, from its `#` on.
static bool directive_is(const char *text, size_t length, size_t at, const char *word) {
  at++;
  while (at < length && (text[at] == ' ' || text[at] == '\t'))
    at++;
  size_t size = scan_identifier(text, length, at);
  return size == strlen(word) && !memcmp(text + at, word, size);
}

// The next `#` behind blanks and comments; `length` when something else comes first.
static size_t next_directive(const char *text, size_t length, size_t at) {
  while (at < length && is_filler(text, length, at))
    at = scan_token(text, length, at);
  return at < length && text[at] == '#' ? at : length;
}

size_t scan_step(const char *text, size_t length, size_t at, size_t *start) {
  unsigned depth = 0;
  *start = at = next_directive(text, length, at);
  while (at < length) {
    bool opens = directive_is(text, length, at, "if") || directive_is(text, length, at, "ifdef") ||
                 directive_is(text, length, at, "ifndef");
    bool middle = directive_is(text, length, at, "else") || directive_is(text, length, at, "elif");
    bool closes = directive_is(text, length, at, "endif");
    if (!opens && !(depth && (middle || closes)) && !directive_is(text, length, at, "include"))
      return 0;
    depth += opens;
    depth -= closes;
    at = skip_directive(text, length, at);
    if (!depth)
      return at;
    at = next_directive(text, length, at);
  }
  return 0;
}

bool scan_directives(const char *text, size_t length, size_t at, struct text *directives) {
  bool includes = false, first = true; // nothing but blanks and comments before on this line
  while (at < length) {
    if (text[at] == '\n') {
      first = true;
      at++;
    } else if (is_blank(text[at])) {
      at++;
    } else if (scan_is_comment(text, length, at)) {
      at = skip_comment(text, length, at);
    } else if (text[at] == '#' && first) {
      size_t end = skip_directive(text, length, at);
      text_append(directives, text + at, end - at);
      text_putc(directives, '\n');
      includes |= includes_something(text + at, end - at);
      at = end;
    } else {
      first = false;
      at = scan_token(text, length, at);
    }
  }
  return includes;
}
