// SPDX-License-Identifier: MIT
// C text as fixes look at it. Not a parser: what it does not understand it says so, and the fix is
// not made.
#include "analyzer/findings/fix_text.h"

#include <string.h>

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (unsigned char)c >= 0x80;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

size_t fix_text_name(const char *text, size_t length, size_t at) {
  size_t end = at;
  while (end < length && is_name(text[end]))
    end++;
  return end > at && (text[at] < '0' || text[at] > '9') ? end - at : 0;
}

bool fix_text_comment(const char *text, size_t length, size_t at) {
  return at + 1 < length && text[at] == '/' && (text[at + 1] == '/' || text[at + 1] == '*');
}

/// The end of the line, with lines that a backslash joins to it.
static size_t line_end(const char *text, size_t length, size_t at) {
  for (;; at++) {
    const char *end = at < length ? memchr(text + at, '\n', length - at) : NULL;
    if (!end)
      return length;
    at = (size_t)(end - text);
    size_t back = at;
    if (back && text[back - 1] == '\r')
      back--;
    if (!back || text[back - 1] != '\\')
      return at;
  }
}

static size_t quoted_end(const char *text, size_t length, size_t at) {
  char quote = text[at++];
  while (at < length && text[at] != quote && text[at] != '\n')
    at += text[at] == '\\' && at + 1 < length ? 2 : 1;
  return at < length ? at + 1 : length;
}

size_t fix_text_token(const char *text, size_t length, size_t at) {
  if (fix_text_comment(text, length, at)) {
    if (text[at + 1] == '/')
      return line_end(text, length, at);
    for (at += 2; at + 1 < length; at++)
      if (text[at] == '*' && text[at + 1] == '/')
        return at + 2;
    return length;
  }
  if (text[at] == '"' || text[at] == '\'')
    return quoted_end(text, length, at);
  size_t end = at;
  while (end < length && is_name(text[end]))
    end++;
  return end > at ? end : at + 1;
}

/// Reading statements: what is known at some offset.
struct reader {
  const char *text;
  struct fix_before before;
  size_t depth; // of parentheses, brackets and the braces of initialisers
  bool line;    // nothing but blanks since the beginning of the line
  bool opened;  // the next token begins a statement
  bool value;   // the statement has come to `=` or `return`: a brace is no block
};

static bool is_word(const struct reader *reader, size_t at, size_t end, const char *word) {
  return end - at == strlen(word) && !memcmp(reader->text + at, word, end - at);
}

static void begin_statement(struct reader *reader, size_t at) {
  reader->before.start = at;
  reader->before.in_block = !reader->before.directive;
  reader->before.split = false;
  reader->opened = reader->value = false;
}

static void take_token(struct reader *reader, size_t at, size_t end) {
  struct fix_before *before = &reader->before;
  char c = reader->text[at];
  if (reader->opened)
    begin_statement(reader, at);
  bool nested = c == '{' && (reader->depth || reader->value || before->last == '(' ||
                             before->last == ',' || before->last == '[');
  reader->value |= !reader->depth && (c == '=' || is_word(reader, at, end, "return"));
  reader->line = before->directive = false;
  before->last = reader->text[end - 1];
  before->end = end;
  if (c == '(' || c == '[' || nested)
    reader->depth++;
  else if (reader->depth && (c == ')' || c == ']' || c == '}'))
    reader->depth--;
  else
    reader->opened = !reader->depth && (c == ';' || c == '{' || c == '}');
}

struct fix_before fix_text_before(const char *text, size_t length, size_t at) {
  struct reader reader = {.text = text, .before = {0}, .line = true, .opened = true};
  for (size_t i = 0; i < at && i < length;) {
    char c = text[i];
    size_t end = i + 1;
    if (c == '\n' || is_blank(c)) {
      reader.line |= c == '\n';
    } else if (c == '#' && reader.line) {
      reader.before.directive = true;
      reader.before.split |= !reader.opened;
      end = line_end(text, length, i);
    } else {
      end = fix_text_token(text, length, i);
      if (!fix_text_comment(text, length, i))
        take_token(&reader, i, end);
    }
    i = end;
  }
  if (reader.opened)
    begin_statement(&reader, at);
  return reader.before;
}

bool fix_text_has(const char *text, size_t from, size_t to, const char *word) {
  for (size_t at = from, end; at < to; at = end) {
    end = fix_text_token(text, to, at);
    if (end - at == strlen(word) && !memcmp(text + at, word, end - at))
      return true;
  }
  return false;
}

/// The first token at or behind `at` that is no comment.
static size_t next_token(const char *text, size_t length, size_t at) {
  while (at < length &&
         (text[at] == '\n' || is_blank(text[at]) || fix_text_comment(text, length, at)))
    at = fix_text_comment(text, length, at) ? fix_text_token(text, length, at) : at + 1;
  return at;
}

size_t fix_text_statement(const char *text, size_t length, size_t at) {
  struct reader reader = {.text = text};
  for (at = next_token(text, length, at); at < length; at = next_token(text, length, at)) {
    size_t end = fix_text_token(text, length, at);
    take_token(&reader, at, end);
    if (reader.opened)
      return at;
    at = end;
  }
  return length;
}

/// The bracket that closes the one at `open`, or with `statement` the semicolon that ends what
/// begins there; `length` for none.
static size_t closing(const char *text, size_t length, size_t open, bool statement) {
  size_t depth = 0;
  for (size_t at = open; at < length;
       at = next_token(text, length, fix_text_token(text, length, at))) {
    if (strchr("([{", text[at]))
      depth++;
    else if (strchr(")]}", text[at]) && --depth == 0 && !statement)
      return at;
    else if (text[at] == ';' && !depth)
      return statement ? at : length;
  }
  return length;
}

size_t fix_text_closing(const char *text, size_t length, size_t open) {
  return closing(text, length, open, false);
}

bool fix_text_loop(const char *text, size_t length, size_t at, const char *word,
                   struct fix_loop *loop) {
  static const char *const heads[] = {"if", "while", "for", "do", "switch", "else"};
  size_t name = strlen(word);
  if (fix_text_name(text, length, at) != name || memcmp(text + at, word, name) != 0)
    return false;
  size_t open = next_token(text, length, at + name);
  if (open >= length || text[open] != '(')
    return false;
  loop->close = closing(text, length, open, false);
  loop->body = loop->close < length ? next_token(text, length, loop->close + 1) : length;
  for (size_t i = 0; loop->body < length && i < sizeof heads / sizeof *heads; i++)
    if (fix_text_name(text, length, loop->body) == strlen(heads[i]) &&
        !memcmp(text + loop->body, heads[i], strlen(heads[i])))
      return false;
  loop->end =
      loop->body < length ? closing(text, length, loop->body, text[loop->body] != '{') : length;
  return loop->end < length;
}

bool fix_text_directive(const char *text, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    if (text[i] == '#') {
      size_t back = i;
      while (back > from && is_blank(text[back - 1]))
        back--;
      if (back > from && text[back - 1] == '\n')
        return true;
    }
  return false;
}

/// Statements that a line above would not run before, or that must not be parted from what is above
/// them.
static bool is_bound(const char *text, size_t start, size_t name) {
  static const char *const words[] = {"else", "case", "default", "while", "for", "do"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i]) == name && !memcmp(text + start, words[i], name))
      return true;
  return false;
}

bool fix_text_can_stand_above(const char *text, size_t length, const struct fix_before *before) {
  size_t line = before->start, name = fix_text_name(text, length, before->start);
  while (line && (text[line - 1] == ' ' || text[line - 1] == '\t'))
    line--;
  size_t after = before->start + name;
  while (after < length && is_blank(text[after]))
    after++;
  bool label = name && after < length && text[after] == ':';
  return before->in_block && !before->split && (!line || text[line - 1] == '\n') && !label &&
         !is_bound(text, before->start, name);
}
