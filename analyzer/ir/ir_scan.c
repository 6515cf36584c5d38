// SPDX-License-Identifier: MIT
// The scanner of the text form.
#include "analyzer/ir/ir_scan.h"

#include <string.h>

void ir_scan_init(struct ir_scan *scan, struct ir_pool *pool, const char *text, size_t length) {
  *scan = (struct ir_scan){.pool = pool, .next = text, .limit = text + length};
  scan->at = scan->line_start = scan->line_end = text;
}

static void skip_blanks(struct ir_scan *scan) {
  while (scan->at < scan->line_end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r'))
    scan->at++;
}

bool ir_scan_at_end(struct ir_scan *scan) {
  skip_blanks(scan);
  return scan->at == scan->line_end || *scan->at == ';';
}

bool ir_scan_line(struct ir_scan *scan) {
  while (scan->next < scan->limit) {
    size_t left = (size_t)(scan->limit - scan->next);
    const char *newline = memchr(scan->next, '\n', left);
    scan->line++;
    scan->at = scan->line_start = scan->next;
    scan->line_end = newline ? newline : scan->limit;
    scan->next = newline ? newline + 1 : scan->limit;
    if (!ir_scan_at_end(scan))
      return true;
  }
  return false;
}

bool ir_scan_fail(struct ir_scan *scan, const char *format, ...) {
  if (scan->error)
    return false;
  struct text text = {0};
  char message[512];
  va_list list;
  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  text_printf(&text, "line %u: %s", scan->line, message);
  scan->error = arena_string(&scan->pool->arena, text.data);
  text_free(&text);
  return false;
}

bool ir_scan_finish(struct ir_scan *scan) {
  if (ir_scan_at_end(scan))
    return true;
  int length = (int)(scan->line_end - scan->at);
  return ir_scan_fail(scan, "unexpected `%.*s`", length > 40 ? 40 : length, scan->at);
}

char ir_scan_peek(struct ir_scan *scan) {
  return ir_scan_at_end(scan) ? '\0' : *scan->at;
}

bool ir_scan_char(struct ir_scan *scan, char c) {
  if (ir_scan_peek(scan) != c)
    return false;
  scan->at++;
  return true;
}

bool ir_scan_expect(struct ir_scan *scan, char c) {
  if (ir_scan_char(scan, c))
    return true;
  int length = (int)(scan->line_end - scan->at);
  return ir_scan_fail(scan, "expected `%c` before `%.*s`", c, length > 40 ? 40 : length, scan->at);
}

bool ir_scan_word(struct ir_scan *scan, const char *word) {
  size_t length = strlen(word);
  if (ir_scan_at_end(scan) || (size_t)(scan->line_end - scan->at) < length ||
      memcmp(scan->at, word, length) != 0)
    return false;
  const char *end = scan->at + length;
  if (end < scan->line_end && ir_is_bare_char(*end, "-"))
    return false;
  scan->at = end;
  return true;
}

bool ir_scan_flag(struct ir_scan *scan, const struct ir_word *words, uint32_t *flags) {
  for (; words->flag; words++)
    if (ir_scan_word(scan, words->word)) {
      *flags |= words->flag;
      return true;
    }
  return false;
}

bool ir_scan_directly(struct ir_scan *scan, const char *text) {
  size_t length = strlen(text);
  if ((size_t)(scan->line_end - scan->at) < length || memcmp(scan->at, text, length) != 0)
    return false;
  scan->at += length;
  return true;
}

// ---- names and strings ----

static int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The character behind a backslash; -1 when there is no such escape.
static int read_escape(struct ir_scan *scan) {
  if (scan->at == scan->line_end)
    return -1;
  switch (*scan->at++) {
  case 'n':
    return '\n';
  case 't':
    return '\t';
  case '"':
    return '"';
  case '\\':
    return '\\';
  case 'x':
    break;
  default:
    return -1;
  }
  if (scan->line_end - scan->at < 2)
    return -1;
  int high = hex_digit(scan->at[0]), low = hex_digit(scan->at[1]);
  scan->at += 2;
  return high < 0 || low < 0 || high + low == 0 ? -1 : high * 16 + low;
}

// The rest of a string whose first quote is read.
static bool read_string(struct ir_scan *scan, struct text *text) {
  while (scan->at < scan->line_end && *scan->at != '"') {
    int c = (unsigned char)*scan->at++;
    if (c == '\\' && (c = read_escape(scan)) < 0)
      return ir_scan_fail(scan, "unknown escape in a string: \\n, \\t, \\\", \\\\ and \\xHH are");
    if (c == '\0')
      return ir_scan_fail(scan, "a NUL in a string");
    text_putc(text, (char)c);
  }
  if (scan->at == scan->line_end)
    return ir_scan_fail(scan, "a string does not end");
  scan->at++;
  return true;
}

const char *ir_scan_string(struct ir_scan *scan) {
  if (!ir_scan_char(scan, '"')) {
    ir_scan_fail(scan, "expected a string in quotes");
    return NULL;
  }
  struct text text = {0};
  const char *string = NULL;
  if (read_string(scan, &text))
    string = intern(&scan->pool->names, text_get(&text));
  text_free(&text);
  return string;
}

const char *ir_scan_name(struct ir_scan *scan, const char *extra) {
  if (scan->at < scan->line_end && *scan->at == '"')
    return ir_scan_string(scan);
  const char *start = scan->at;
  while (scan->at < scan->line_end && ir_is_bare_char(*scan->at, extra))
    scan->at++;
  if (scan->at > start)
    return intern_n(&scan->pool->names, start, (size_t)(scan->at - start));
  ir_scan_fail(scan, "expected a name");
  return NULL;
}

const char *ir_scan_symbol(struct ir_scan *scan) {
  return ir_scan_expect(scan, '@') ? ir_scan_name(scan, IR_SYMBOL_CHARS) : NULL;
}

// ---- numbers ----

bool ir_scan_i64(struct ir_scan *scan, int64_t *value) {
  bool negative = ir_scan_char(scan, '-');
  uint64_t limit = negative ? (uint64_t)1 << 63 : ((uint64_t)1 << 63) - 1, sum = 0;
  const char *start = scan->at;
  for (; scan->at < scan->line_end && *scan->at >= '0' && *scan->at <= '9'; scan->at++) {
    unsigned digit = (unsigned)(*scan->at - '0');
    if (sum > (limit - digit) / 10)
      return ir_scan_fail(scan, "a number is out of range");
    sum = sum * 10 + digit;
  }
  if (scan->at == start || (scan->at < scan->line_end && ir_is_bare_char(*scan->at, "")))
    return ir_scan_fail(scan, "expected a number");
  *value = negative ? (int64_t)(0 - sum) : (int64_t)sum;
  return true;
}

bool ir_scan_u32(struct ir_scan *scan, uint32_t *value) {
  int64_t wide;
  if (!ir_scan_i64(scan, &wide))
    return false;
  if (wide < 0 || wide > UINT32_MAX)
    return ir_scan_fail(scan, "a number is out of range");
  *value = (uint32_t)wide;
  return true;
}

// ---- locations ----

struct ir_location ir_scan_here(const struct ir_scan *scan) {
  const char *first = scan->line_start;
  while (first < scan->line_end && (*first == ' ' || *first == '\t'))
    first++;
  uint32_t column = (uint32_t)(first - scan->line_start) + 1;
  return (struct ir_location){.file = scan->file,
                              .line = scan->line,
                              .column = column,
                              .end_line = scan->line,
                              .end_column = column};
}

bool ir_scan_is_location(struct ir_scan *scan) {
  if (ir_scan_peek(scan) != '!' || scan->line_end - scan->at < 2)
    return false;
  char next = scan->at[1];
  return (next >= '0' && next <= '9') || next == '"' || next == 'n';
}

// `3:7`.
static bool read_pair(struct ir_scan *scan, uint32_t *first, uint32_t *second) {
  return ir_scan_u32(scan, first) && ir_scan_expect(scan, ':') && ir_scan_u32(scan, second);
}

// `arg(NAME)`, `body(NAME "file":2:5)`; `?` for a macro without a name.
static bool read_macro(struct ir_scan *scan, struct ir_location *loc) {
  if (ir_scan_word(scan, "arg"))
    loc->where = IR_MACRO_ARG;
  else if (ir_scan_word(scan, "body"))
    loc->where = IR_MACRO_BODY;
  else
    return ir_scan_fail(scan, "expected `arg` or `body` after `/`");
  if (!ir_scan_expect(scan, '('))
    return false;
  if (!ir_scan_char(scan, '?') && !(loc->macro = ir_scan_name(scan, "")))
    return false;
  if (loc->where == IR_MACRO_BODY && ir_scan_peek(scan) == '"') {
    loc->macro_file = ir_scan_string(scan);
    if (!loc->macro_file || !ir_scan_expect(scan, ':') ||
        !read_pair(scan, &loc->macro_line, &loc->macro_column))
      return false;
  }
  return ir_scan_expect(scan, ')');
}

bool ir_scan_location(struct ir_scan *scan, struct ir_location *loc) {
  *loc = (struct ir_location){0};
  if (!ir_scan_expect(scan, '!'))
    return false;
  if (ir_scan_word(scan, "none"))
    return true;
  loc->file = scan->file;
  if (ir_scan_peek(scan) == '"') {
    loc->file = ir_scan_string(scan);
    if (!loc->file || !ir_scan_expect(scan, ':'))
      return false;
  }
  if (!read_pair(scan, &loc->line, &loc->column))
    return false;
  loc->end_line = loc->line;
  loc->end_column = loc->column;
  if (ir_scan_directly(scan, "-") && !read_pair(scan, &loc->end_line, &loc->end_column))
    return false;
  if (ir_scan_directly(scan, "+") && !read_pair(scan, &loc->offset, &loc->length))
    return false;
  return ir_scan_directly(scan, "/") ? read_macro(scan, loc) : true;
}
