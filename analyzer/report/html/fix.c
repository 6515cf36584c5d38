// SPDX-License-Identifier: MIT
// A fix as the lines that it changes, with what goes struck out and what comes marked.
#include "analyzer/base/encode.h"
#include "analyzer/report/html/html.h"

#include <string.h>

/// A place in the lines that are being written.
struct cursor {
  FILE *out;
  struct source_cache *sources;
  const char *file;
  uint32_t line, column;
};

static void open_line(struct cursor *cursor) {
  fprintf(cursor->out, "<span data-line=\"%u\">", cursor->line);
}

static void put_piece(struct cursor *cursor, size_t from, size_t to, bool gone) {
  size_t length;
  const char *text = source_line(cursor->sources, cursor->file, cursor->line, &length);
  to = text && to > length ? length : to;
  if (!text || from >= to)
    return;
  fputs(gone ? "<del>" : "", cursor->out);
  encode_xml_n(cursor->out, text + from, to - from);
  fputs(gone ? "</del>" : "", cursor->out);
}

/// Writes the source from the cursor up to a place, struck out when it is `gone`.
static void copy_to(struct cursor *cursor, uint32_t line, uint32_t column, bool gone) {
  while (cursor->line < line) {
    put_piece(cursor, cursor->column - 1, SIZE_MAX, gone);
    fputs("</span>", cursor->out);
    cursor->line++;
    cursor->column = 1;
    open_line(cursor);
  }
  put_piece(cursor, cursor->column - 1, column - 1, gone);
  cursor->column = column;
}

static void put_edit(struct cursor *cursor, const struct fix_edit *edit) {
  copy_to(cursor, edit->line, edit->column, false);
  copy_to(cursor, edit->end_line, edit->end_column, true);
  if (*edit->text) {
    fputs("<ins>", cursor->out);
    encode_xml(cursor->out, edit->text);
    fputs("</ins>", cursor->out);
  }
}

void html_fix(FILE *out, struct source_cache *sources, const struct finding_fix *fix) {
  fputs("<p class=\"advice fix\">fix: ", out);
  html_words(out, fix->title);
  fprintf(out, " <code>%s</code></p>\n<pre class=\"source\">",
          fix->safe ? "--fix" : "--fix=unsafe");
  for (uint32_t i = 0; i < fix->edit_count;) {
    const struct fix_edit *edit = &fix->edits[i];
    struct cursor cursor = {out, sources, edit->file, edit->line, 1};
    open_line(&cursor);
    do {
      put_edit(&cursor, &fix->edits[i++]);
    } while (i < fix->edit_count && !strcmp(fix->edits[i].file, cursor.file) &&
             fix->edits[i].line == cursor.line);
    copy_to(&cursor, cursor.line, UINT32_MAX, false);
    fputs("</span>", out);
  }
  fputs("</pre>\n", out);
}
