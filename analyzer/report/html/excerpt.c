// SPDX-License-Identifier: MIT
// Lines of source with a place marked.
#include "analyzer/base/encode.h"
#include "analyzer/report/html/html.h"

enum { BEFORE = 3, AFTER = 2, LONGEST = 2000 };

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

/// Writes the line; bytes `from` up to `to` are marked.
static void put_line(FILE *out, const char *line, size_t length, size_t from, size_t to) {
  bool cut = length > LONGEST; // generated code has lines that no browser likes
  length = smaller(length, LONGEST);
  from = smaller(from, length);
  to = smaller(to, length);
  encode_xml_n(out, line, from);
  if (to > from) {
    fputs("<mark>", out);
    encode_xml_n(out, line + from, to - from);
    fputs("</mark>", out);
  }
  encode_xml_n(out, line + to, length - to);
  fputs(cut ? " ..." : "", out);
}

void html_excerpt(FILE *out, struct source_cache *sources, const struct ir_location *loc) {
  size_t length;
  if (!source_line(sources, loc->file, loc->line, &length))
    return;
  uint32_t first = loc->line > BEFORE ? loc->line - BEFORE : 1;
  fputs("<pre class=\"source\">", out);
  for (uint32_t n = first; n <= loc->line + AFTER; n++) {
    const char *line = source_line(sources, loc->file, n, &length);
    if (!line)
      break;
    bool here = n == loc->line;
    fprintf(out, "<span data-line=\"%u\"%s>", n, here ? " class=\"here\"" : "");
    size_t from = loc->column ? loc->column - 1 : 0, to = from + 1;
    if (loc->end_line > loc->line)
      to = length;
    else if (loc->end_column > loc->column)
      to = loc->end_column - 1;
    put_line(out, line, length, here ? from : 0, here ? to : 0);
    fputs("</span>", out);
  }
  fputs("</pre>\n", out);
}
