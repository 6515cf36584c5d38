// SPDX-License-Identifier: MIT
// Places as LSP names them: URIs for files, lines and code units for offsets.
#ifndef ASYNC_LINT_LSP_PLACE_H
#define ASYNC_LINT_LSP_PLACE_H

#include "analyzer/base/text.h"

#include <jansson.h>
#include <stdint.h>

/// What a `character` counts.
enum encoding { ENCODING_UTF8, ENCODING_UTF16, ENCODING_UTF32 };

/// "utf-16", ...; the encoding called `name`, or -1.
const char *encoding_name(enum encoding encoding);
int encoding_find(const char *name);

/// Line and character from 0.
struct position {
  uint32_t line, character;
};

/// A text with the offsets at which its lines begin. `text` is borrowed.
struct lines {
  const char *text;
  size_t length;
  uint32_t count;
  uint32_t *starts;
};

/// Finds the lines, which end in \n, \r\n or \r. lines_free() releases them.
void lines_find(struct lines *lines, const char *text, size_t length);
void lines_free(struct lines *lines);

/// The offset of a position; behind the end of the line or the text: that end.
size_t lines_offset(const struct lines *lines, struct position position, enum encoding encoding);
struct position lines_position(const struct lines *lines, size_t offset, enum encoding encoding);

/// The offset of a line and a column in bytes, from 1, as the IR has them.
size_t lines_at(const struct lines *lines, uint32_t line, uint32_t column);

/// Reads `{line, character}`; false when that is not what it is.
bool position_read(const json_t *json, struct position *position);
json_t *position_json(struct position position);
json_t *range_json(const struct lines *lines, size_t from, size_t to, enum encoding encoding);

/// The path of a `file:` URI, with links resolved as far as it exists; false for any other URI.
bool uri_path(const char *uri, struct text *path);

/// False for what is no URI, or a `file:` URI that can be of no file.
bool uri_is_sound(const char *uri);

/// Appends the `file:` URI of an absolute path.
void path_uri(const char *path, struct text *uri);

#endif
