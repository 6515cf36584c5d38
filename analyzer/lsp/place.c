// SPDX-License-Identifier: MIT
// Places as LSP names them: URIs for files, lines and code units for offsets.
#include "analyzer/lsp/place.h"
#include "analyzer/base/arena.h"
#include "analyzer/base/path.h"
#include "analyzer/base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const char *const encodings[] = {"utf-8", "utf-16", "utf-32"};

const char *encoding_name(enum encoding encoding) {
  return encodings[encoding];
}

int encoding_find(const char *name) {
  for (int i = 0; name && i < 3; i++)
    if (!strcmp(name, encodings[i]))
      return i;
  return -1;
}

// ---- lines ----

void lines_find(struct lines *lines, const char *text, size_t length) {
  uint32_t capacity = 0;
  *lines = (struct lines){.text = text, .length = length};
  GROW(lines->starts, lines->count, capacity);
  lines->starts[lines->count++] = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] != '\n' && text[i] != '\r')
      continue;
    i += text[i] == '\r' && i + 1 < length && text[i + 1] == '\n';
    GROW(lines->starts, lines->count, capacity);
    lines->starts[lines->count++] = (uint32_t)i + 1;
  }
}

void lines_free(struct lines *lines) {
  free(lines->starts);
  *lines = (struct lines){0};
}

/// Where the line ends, without its line break.
static size_t line_end(const struct lines *lines, uint32_t line) {
  size_t end = line + 1 < lines->count ? lines->starts[line + 1] : lines->length;
  if (line + 1 < lines->count) {
    end--;
    end -= lines->text[end] == '\n' && end > lines->starts[line] && lines->text[end - 1] == '\r';
  }
  return end;
}

/// Code units of the character at `at`; `*length` bytes.
static uint32_t units_at(const struct lines *lines, size_t at, size_t end, enum encoding encoding,
                         size_t *length) {
  if (encoding == ENCODING_UTF8) {
    *length = 1;
    return 1;
  }
  uint32_t character = utf8_decode(lines->text + at, end - at, length);
  return encoding == ENCODING_UTF16 && character != UTF8_INVALID && character > 0xffff ? 2 : 1;
}

size_t lines_offset(const struct lines *lines, struct position position, enum encoding encoding) {
  if (position.line >= lines->count)
    return lines->length;
  size_t at = lines->starts[position.line], end = line_end(lines, position.line), length;
  for (uint32_t units = 0; at < end; at += length) {
    units += units_at(lines, at, end, encoding, &length);
    if (units > position.character)
      break;
  }
  return at;
}

static uint32_t line_of(const struct lines *lines, size_t offset) {
  uint32_t low = 0, high = lines->count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (lines->starts[middle] <= offset)
      low = middle;
    else
      high = middle;
  }
  return low;
}

struct position lines_position(const struct lines *lines, size_t offset, enum encoding encoding) {
  struct position position = {line_of(lines, offset), 0};
  size_t end = offset < lines->length ? offset : lines->length, length;
  for (size_t at = lines->starts[position.line]; at < end; at += length)
    position.character += units_at(lines, at, end, encoding, &length);
  return position;
}

size_t lines_at(const struct lines *lines, uint32_t line, uint32_t column) {
  if (line == 0 || line > lines->count)
    return lines->length;
  size_t offset = lines->starts[line - 1] + (column ? column - 1 : 0);
  return offset < lines->length ? offset : lines->length;
}

// ---- JSON ----

static bool read_number(const json_t *json, uint32_t *number) {
  json_int_t value = json_integer_value(json);
  if (!json_is_integer(json) || value < 0)
    return false;
  *number = value > INT32_MAX ? INT32_MAX : (uint32_t)value;
  return true;
}

bool position_read(const json_t *json, struct position *position) {
  return read_number(json_object_get(json, "line"), &position->line) &&
         read_number(json_object_get(json, "character"), &position->character);
}

json_t *position_json(struct position position) {
  return json_pack("{s:I,s:I}", "line", (json_int_t)position.line, "character",
                   (json_int_t)position.character);
}

json_t *range_json(const struct lines *lines, size_t from, size_t to, enum encoding encoding) {
  return json_pack("{s:o,s:o}", "start", position_json(lines_position(lines, from, encoding)),
                   "end", position_json(lines_position(lines, to, encoding)));
}

// ---- URIs ----

static int hexadecimal(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The path of a `file:` URI, as it is written.
static bool decode_path(const char *uri, struct text *path) {
  static const char scheme[] = "file://";
  path->length = 0;
  if (strncmp(uri, scheme, sizeof scheme - 1) != 0)
    return false;
  uri += sizeof scheme - 1;
  if (!strncmp(uri, "localhost/", 10))
    uri += 9;
  if (*uri != '/')
    return false;
  for (; *uri && *uri != '?' && *uri != '#'; uri++) {
    bool coded = *uri == '%' && hexadecimal(uri[1]) >= 0 && hexadecimal(uri[2]) >= 0;
    char c = coded ? (char)(hexadecimal(uri[1]) * 16 + hexadecimal(uri[2])) : *uri;
    if (!c)
      return false;
    text_putc(path, c);
    uri += coded ? 2 : 0;
  }
  return true;
}

/// Resolves the links of an absolute path as far as it exists: what is not saved yet is of the
/// folder that it will be in.
static void resolve(struct text *path) {
  struct arena arena = {0};
  char *whole = path_lexical(&arena, path->data), *real = NULL;
  size_t length = strlen(whole);
  for (size_t end = length; !real && end > 0;) {
    char *head = arena_printf(&arena, "%.*s", (int)end, whole);
    real = realpath(head, NULL);
    path->length = 0;
    text_printf(path, "%s%s", real ? real : head, whole + end);
    do
      end--;
    while (end > 0 && whole[end] != '/');
  }
  free(real);
  arena_free(&arena);
}

bool uri_path(const char *uri, struct text *path) {
  if (!decode_path(uri, path))
    return false;
  char *real = realpath(path->data, NULL);
  if (!real) {
    resolve(path);
    return true;
  }
  path->length = 0;
  text_puts(path, real);
  free(real);
  return true;
}

bool uri_is_sound(const char *uri) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  static const char scheme[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.";
  if (strspn(uri, letters) == 0 || uri[strspn(uri, scheme)] != ':')
    return false;
  if (strncmp(uri, "file:", 5) != 0)
    return true; // what an editor has not saved yet, for example
  struct text path = {0};
  bool sound = decode_path(uri, &path);
  text_free(&path);
  return sound;
}

void path_uri(const char *path, struct text *uri) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  text_puts(uri, "file://");
  for (; *path; path++)
    if (strchr(plain, *path))
      text_putc(uri, *path);
    else
      text_printf(uri, "%%%02X", (unsigned)(unsigned char)*path);
}
