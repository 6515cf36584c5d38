// SPDX-License-Identifier: MIT
// Fixes of what is written for async-lint: its comments, and annotations of declarations.
#include "analyzer/findings/fix.h"
#include "analyzer/findings/fix_text.h"

#include <string.h>

/// A stretch of text.
struct span {
  size_t from, to;
};

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// ---- comments ----

/// The comment of async-lint's own that begins at the place.
static bool find_comment(const struct source_text *file, uint32_t line, uint32_t column,
                         struct span *comment) {
  const char *text = text_get(&file->content);
  comment->from = sources_offset(file, line, column);
  if (!fix_text_comment(text, file->content.length, comment->from))
    return false;
  comment->to = fix_text_token(text, file->content.length, comment->from);
  size_t at = comment->from + 2;
  while (at < comment->to && (is_blank(text[at]) || text[at] == '/' || text[at] == '*'))
    at++;
  static const char word[] = "async-lint:";
  return comment->to - at >= sizeof word - 1 && !memcmp(text + at, word, sizeof word - 1);
}

/// The comment with the blanks before it, and the whole line when nothing else is on it.
static struct span with_line(const struct source_text *file, struct span span) {
  const char *text = text_get(&file->content);
  while (span.to > span.from && text[span.to - 1] == '\r')
    span.to--; // of the end of the line
  while (span.from && is_blank(text[span.from - 1]))
    span.from--;
  size_t end = span.to;
  while (end < file->content.length && (is_blank(text[end]) || text[end] == '\r'))
    end++;
  bool first = !span.from || text[span.from - 1] == '\n';
  bool last = end == file->content.length || text[end] == '\n';
  if (first && last)
    span.to = end + (end < file->content.length);
  return span;
}

void fix_remove_comment(struct fix *fix, const char *path, uint32_t line, uint32_t column) {
  const struct source_text *file = sources_get(&fix->findings->sources, path);
  struct span comment;
  if (!file || !find_comment(file, line, column, &comment)) {
    fix_fail(fix);
    return;
  }
  comment = with_line(file, comment);
  fix_bytes(fix, path, comment.from, comment.to - comment.from, "");
}

static bool is_separator(char c) {
  return c == ',' || c == '(' || c == ')' || is_blank(c);
}

/// The word between parentheses or commas, with the comma and the blanks that go with it.
static bool find_word(const char *text, struct span within, const char *word, size_t length,
                      struct span *found) {
  for (size_t at = within.from; at + length < within.to; at++) {
    if (memcmp(text + at, word, length) != 0 || !is_separator(text[at - 1]) ||
        !is_separator(text[at + length]))
      continue;
    *found = (struct span){at, at + length};
    size_t behind = found->to;
    while (is_blank(text[behind]))
      behind++;
    if (text[behind] == ',') {
      for (found->to = behind + 1; is_blank(text[found->to]);)
        found->to++;
      return true;
    }
    while (is_blank(text[found->from - 1]))
      found->from--;
    found->from -= text[found->from - 1] == ',';
    return true;
  }
  return false;
}

void fix_remove_allowed(struct fix *fix, const char *path, uint32_t line, uint32_t column,
                        const char *word, size_t length) {
  const struct source_text *file = sources_get(&fix->findings->sources, path);
  struct span comment, found;
  const char *text = file ? text_get(&file->content) : "";
  bool good = file && find_comment(file, line, column, &comment);
  const char *open = good ? memchr(text + comment.from, '(', comment.to - comment.from) : NULL;
  const char *close = open ? strchr(open, ')') : NULL;
  if (close) {
    struct span list = {(size_t)(open - text) + 1, (size_t)(close - text) + 1};
    good = list.to <= comment.to && find_word(text, list, word, length, &found);
  }
  if (good && close)
    fix_bytes(fix, path, found.from, found.to - found.from, "");
  else
    fix_fail(fix);
}

// ---- annotations ----

/// The tokens of an annotation: the macro's name, and the string between its parentheses.
struct annotation {
  size_t from, to;        // all of it
  size_t words, word_end; // between the quotes
};

/// The offset of the next token that is no comment, from `at` on.
static size_t next_token(const char *text, size_t length, size_t at) {
  while (at < length) {
    if (is_blank(text[at]) || text[at] == '\n' || text[at] == '\r')
      at++;
    else if (fix_text_comment(text, length, at))
      at = fix_text_token(text, length, at);
    else
      break;
  }
  return at;
}

static bool read_annotation(const char *text, size_t length, size_t at, const char *macro,
                            struct annotation *found) {
  size_t name = fix_text_name(text, length, at);
  if (name != strlen(macro) || memcmp(text + at, macro, name) != 0)
    return false;
  size_t open = next_token(text, length, at + name);
  size_t string = open < length && text[open] == '(' ? next_token(text, length, open + 1) : length;
  if (string >= length || text[string] != '"')
    return false;
  size_t end = fix_text_token(text, length, string), close = next_token(text, length, end);
  *found = (struct annotation){at, close + 1, string + 1, end - 1};
  return close < length && text[close] == ')';
}

/// Takes the word out of the list between the quotes: `a; word; b`. False when it is not in it.
static bool without_word(const char *words, size_t length, const char *word, struct text *rest) {
  bool found = false;
  for (size_t at = 0; at <= length;) {
    const char *end = memchr(words + at, ';', length - at);
    size_t stop = end ? (size_t)(end - words) : length, from = at, to = stop;
    while (from < to && is_blank(words[from]))
      from++;
    while (to > from && is_blank(words[to - 1]))
      to--;
    if (to - from == strlen(word) && !memcmp(words + from, word, to - from))
      found = true;
    else if (to > from)
      text_printf(rest, "%s%.*s", rest->length ? "; " : "", (int)(to - from), words + from);
    at = stop + 1;
  }
  return found;
}

/// Removes the word, and the whole annotation when it said nothing else.
static bool drop_word(struct fix *fix, const struct ir_location *loc, const char *text,
                      const struct annotation *annotation, const char *word) {
  struct text rest = {0};
  size_t length = annotation->word_end - annotation->words;
  bool found = without_word(text + annotation->words, length, word, &rest);
  size_t from = annotation->from;
  if (found && rest.length) {
    fix_bytes(fix, loc->file, annotation->words, length, rest.data);
  } else if (found) {
    struct fix_before before = fix_text_before(text, strlen(text), from);
    if (before.start == from) // it opens the declaration: what follows takes its place
      fix_bytes(fix, loc->file, from, next_token(text, strlen(text), annotation->to) - from, "");
    else
      fix_bytes(fix, loc->file, before.end, annotation->to - before.end, "");
  }
  text_free(&rest);
  return found;
}

bool fix_annotation_word(struct fix *fix, const struct ir_location *loc, const char *macro,
                         const char *word) {
  const struct source_text *file =
      loc->file && loc->where == IR_PLAIN ? sources_get(&fix->findings->sources, loc->file) : NULL;
  if (!file || loc->offset > file->content.length) {
    return false;
  }
  const char *text = text_get(&file->content);
  size_t length = file->content.length, depth = 0;
  struct annotation annotation;
  for (size_t at = fix_text_before(text, length, loc->offset).start; at < length;) {
    if (read_annotation(text, length, at, macro, &annotation) &&
        drop_word(fix, loc, text, &annotation, word))
      return true;
    depth += text[at] == '(';
    depth -= depth && text[at] == ')';
    if (!depth && at > loc->offset && (text[at] == ';' || text[at] == '{'))
      break;
    at = next_token(text, length, fix_text_token(text, length, at));
  }
  return false;
}
