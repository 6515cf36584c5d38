// SPDX-License-Identifier: MIT
// Words that stand before the name of a declaration and are neither C nor its type: macros such as
// `coroutine_fn`, which expand to nothing and so are in the text only. What they mean is for the
// spec to say (`annotation WORD`); here each such word is kept.
#include "analyzer/base/text.h"
#include "analyzer/frontend/head/head.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 400 }; // characters before a name that are looked at

/// A part of a text.
struct part {
  const char *at;
  size_t length;
};

static bool is_word(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

static bool part_is(struct part part, const char *word) {
  return strlen(word) == part.length && memcmp(part.at, word, part.length) == 0;
}

static bool is_keyword(struct part part) {
  static const char *const keywords[] = {
      "static",   "extern",   "inline",   "__inline", "__inline__", "__extension__", "typedef",
      "const",    "volatile", "restrict", "register", "struct",     "union",         "enum",
      "void",     "char",     "short",    "int",      "long",       "float",         "double",
      "signed",   "unsigned", "_Bool",    "bool",     "_Noreturn",  "_Thread_local", "_Atomic",
      "_Complex", "return",   "else",     "do"};
  for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
    if (part_is(part, keywords[i]))
      return true;
  return false;
}

// True when the line that ends before `end` is no part of a declaration: a directive or a comment.
static bool ends_there(const char *text, const char *end) {
  const char *start = end;
  while (start > text && start[-1] != '\n')
    start--;
  const char *at = start;
  while (at < end && (*at == ' ' || *at == '\t'))
    at++;
  if (at < end && (*at == '#' || *at == '*' || end[-1] == '\\'))
    return true;
  for (; at + 1 < end; at++)
    if (at[0] == '/' && at[1] == '/')
      return true;
  return false;
}

// The words and stars right before a name; `(*` before it belongs to a pointer to a function.
static struct part words_before(const char *text, const char *name) {
  const char *least = name - text > LONGEST ? name - LONGEST : text;
  const char *end = name, *at;
  while (end > least && (end[-1] == ' ' || end[-1] == '*' || (end[-1] == '(' && *end == '*')))
    end--;
  for (at = end; at > least; at--)
    if (at[-1] == '\n' ? ends_there(text, at - 1) : !is_word(at[-1]) && !strchr(" \t*", at[-1]))
      break;
  return (struct part){at, (size_t)(end - at)};
}

// True when `word` is one of the words of `list`.
static bool lists(const char *list, struct part word) {
  for (const char *at = list; at && *at;) {
    while (*at && !is_word(*at))
      at++;
    struct part one = {at, 0};
    while (is_word(at[one.length]))
      one.length++;
    if (one.length == word.length && memcmp(at, word.at, word.length) == 0)
      return true;
    at += one.length;
  }
  return false;
}

// The next word of a part, which gets shorter.
static bool next_word(struct part *part, struct part *word) {
  const char *end = part->at + part->length, *at = part->at;
  while (at < end && !is_word(*at))
    at++;
  *word = (struct part){at, 0};
  while (at < end && is_word(*at))
    at++;
  word->length = (size_t)(at - word->at);
  *part = (struct part){at, (size_t)(end - at)};
  return word->length != 0;
}

// The result of a function or of what is pointed to, in the words of the source.
static CXString written_type(CXCursor cursor) {
  CXType type = clang_getCursorType(cursor);
  if (clang_getCursorKind(cursor) == CXCursor_TypedefDecl)
    type = clang_getTypedefDeclUnderlyingType(cursor);
  for (int i = 0; i < 3 && clang_getPointeeType(type).kind != CXType_Invalid; i++)
    type = clang_getPointeeType(type);
  CXType result = clang_getResultType(type);
  return clang_getTypeSpelling(result.kind == CXType_Invalid ? type : result);
}

static void add_markers(struct text *markers, CXCursor cursor, struct part words) {
  CXString type = {0};
  struct part word;
  while (next_word(&words, &word)) {
    if (isdigit((unsigned char)*word.at) || is_keyword(word) || lists(text_get(markers), word))
      continue;
    if (!type.data)
      type = written_type(cursor);
    if (lists(clang_getCString(type), word))
      continue;
    if (markers->length)
      text_putc(markers, ' ');
    text_append(markers, word.at, word.length);
  }
  if (type.data)
    clang_disposeString(type);
}

const char *with_markers(struct unit *unit, const char *known, CXCursor cursor) {
  size_t offset;
  struct text markers = {0};
  if (!in_project(clang_getCursorLocation(cursor)))
    return known;
  struct source_file *file = spelled_at(unit, clang_getCursorLocation(cursor), &offset);
  if (!file || offset >= file->length || !is_word(file->text[offset]))
    return known;
  text_puts(&markers, known ? known : "");
  add_markers(&markers, cursor, words_before(file->text, file->text + offset));
  const char *result = markers.length ? intern(&unit->pool->names, markers.data) : NULL;
  text_free(&markers);
  return result;
}
