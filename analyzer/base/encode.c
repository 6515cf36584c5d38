// SPDX-License-Identifier: MIT
// Text of any bytes made fit for the place it is written to.
#include "analyzer/base/encode.h"
#include "analyzer/base/utf8.h"

#include <stdbool.h>
#include <string.h>

/// Length of the beginning that is printable ASCII and holds none of `special`: most text is that
/// and nothing else, and goes out in one piece.
static size_t plain(const char *text, size_t length, const char *special) {
  size_t i = 0;
  for (; i < length && text[i] >= ' ' && text[i] < 0x7f; i++)
    for (const char *s = special; *s; s++)
      if (text[i] == *s)
        return i;
  return i;
}

void encode_append(struct text *to, const char *text, size_t length) {
  for (size_t i = 0; i < length;) {
    size_t size = plain(text + i, length - i, "");
    text_append(to, text + i, size);
    i += size;
    if (i == length)
      return;
    uint32_t character = utf8_decode(text + i, length - i, &size);
    if (character == UTF8_INVALID || (utf8_unsafe(character) && character < 0x80))
      text_printf(to, "\\x%02x", (unsigned char)text[i]);
    else if (utf8_unsafe(character))
      text_printf(to, "<U+%04X>", (unsigned)character);
    else
      text_append(to, text + i, size);
    i += size;
  }
}

void encode_safe(FILE *out, const char *string) {
  struct text safe = {0};
  encode_append(&safe, string ? string : "", string ? strlen(string) : 0);
  fwrite(text_get(&safe), 1, safe.length, out);
  text_free(&safe);
}

void encode_json(FILE *out, const char *string) {
  if (!string) {
    fputs("null", out);
    return;
  }
  fputc('"', out);
  for (size_t left = strlen(string), size; left; string += size, left -= size) {
    size = plain(string, left, "\"\\");
    if (size) {
      fwrite(string, 1, size, out);
      continue;
    }
    uint32_t character = utf8_decode(string, left, &size);
    if (character == UTF8_INVALID)
      fputs("\xef\xbf\xbd", out);
    else if (character == '"' || character == '\\')
      fprintf(out, "\\%c", (char)character);
    else if (character == '\n')
      fputs("\\n", out);
    else if (character == '\t')
      fputs("\\t", out);
    else if (character < 0x10000 && utf8_unsafe(character))
      fprintf(out, "\\u%04x", (unsigned)character);
    else
      fwrite(string, 1, size, out);
  }
  fputc('"', out);
}

/// True for what XML 1.0 has no place for, apart from what is unsafe anyway.
static bool not_xml(uint32_t character) {
  return character == 0xfffe || character == 0xffff;
}

static const char *xml_entity(uint32_t character) {
  switch (character) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  case '\t':
    return "&#9;";
  default:
    return NULL;
  }
}

void encode_xml_n(FILE *out, const char *text, size_t length) {
  struct text safe = {0};
  for (size_t i = 0, size; i < length; i += size) {
    size = plain(text + i, length - i, "&<>\"'");
    if (size) {
      fwrite(text + i, 1, size, out);
      continue;
    }
    uint32_t character = utf8_decode(text + i, length - i, &size);
    const char *entity = xml_entity(character);
    safe.length = 0;
    encode_append(&safe, text + i, size);
    if (entity)
      fputs(entity, out);
    else if (not_xml(character))
      fprintf(out, "U+%04X", (unsigned)character);
    else if (character != UTF8_INVALID && character >= 0x80 && utf8_unsafe(character))
      fprintf(out, "&lt;U+%04X&gt;", (unsigned)character);
    else
      fwrite(text_get(&safe), 1, safe.length, out);
  }
  text_free(&safe);
}

void encode_xml(FILE *out, const char *text) {
  if (text)
    encode_xml_n(out, text, strlen(text));
}

/// What a path keeps in a URI.
static bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~' || c == '/';
}

void encode_uri(FILE *out, const char *path) {
  if (*path == '/')
    fputs("file://", out);
  for (;;) {
    size_t size = 0;
    while (is_unreserved(path[size]))
      size++;
    fwrite(path, 1, size, out);
    path += size;
    if (!*path)
      return;
    fprintf(out, "%%%02X", (unsigned char)*path++);
  }
}
