// SPDX-License-Identifier: MIT
// Text of any bytes made fit for the place it is written to: JSON, XML, URIs, terminals.
#ifndef ASYNC_LINT_ENCODE_H
#define ASYNC_LINT_ENCODE_H

#include "analyzer/base/text.h"

#include <stdio.h>

/// Appends `text` (up to `length` bytes) as it may be shown on a terminal: control characters,
/// invalid UTF-8 and characters that change the direction of writing become `\xNN` or `<U+NNNN>`.
void encode_append(struct text *to, const char *text, size_t length);

/// The same, straight to `out`; NULL writes nothing. The text holds no line break afterwards.
void encode_safe(FILE *out, const char *text);

/// Writes a JSON string with its quotes; NULL becomes `null`. Bytes that are not UTF-8 become
/// U+FFFD.
void encode_json(FILE *out, const char *string);

/// Writes text for XML and HTML, in attributes, too: markup is escaped, what must not stand in XML
/// is shown as encode_append() does.
void encode_xml(FILE *out, const char *text);
void encode_xml_n(FILE *out, const char *text, size_t length);

/// Writes a path as a URI reference with its bytes percent-encoded (RFC 3986); an absolute one gets
/// `file://`.
void encode_uri(FILE *out, const char *path);

#endif
