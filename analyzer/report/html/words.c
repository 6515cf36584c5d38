// SPDX-License-Identifier: MIT
// Messages and pages of rules as HTML.
#include "analyzer/base/encode.h"
#include "analyzer/report/html/html.h"

#include <string.h>

static void put_words(FILE *out, const char *text, size_t length) {
  const char *end = text + length;
  while (text < end) {
    const char *tick = memchr(text, '`', (size_t)(end - text));
    const char *close = tick ? memchr(tick + 1, '`', (size_t)(end - tick - 1)) : NULL;
    if (!close) {
      encode_xml_n(out, text, (size_t)(end - text));
      return;
    }
    encode_xml_n(out, text, (size_t)(tick - text));
    fputs("<code>", out);
    encode_xml_n(out, tick + 1, (size_t)(close - tick - 1));
    fputs("</code>", out);
    text = close + 1;
  }
}

void html_words(FILE *out, const char *text) {
  put_words(out, text, strlen(text));
}

// ---- pages ----

enum block { NO_BLOCK, PARAGRAPH, LIST, CODE };

static void change_block(FILE *out, enum block *open, enum block wanted) {
  static const char *const starts[] = {"", "<p>", "<ul>\n<li>", "<pre>"};
  static const char *const ends[] = {"", "</p>\n", "</li>\n</ul>\n", "</pre>\n"};
  if (*open == wanted)
    return;
  fputs(ends[*open], out);
  fputs(starts[wanted], out);
  *open = wanted;
}

static void put_line(FILE *out, const char *line, size_t length, enum block *open) {
  if (!strncmp(line, "    ", 4) && *open != LIST) {
    bool more = *open == CODE;
    change_block(out, open, CODE);
    fputs(more ? "\n" : "", out);
    encode_xml_n(out, line + 4, length - 4);
  } else if (!strncmp(line, "## ", 3)) {
    change_block(out, open, NO_BLOCK);
    fputs("<h3>", out);
    put_words(out, line + 3, length - 3);
    fputs("</h3>\n", out);
  } else if (!strncmp(line, "- ", 2)) {
    bool more = *open == LIST;
    change_block(out, open, LIST);
    fputs(more ? "</li>\n<li>" : "", out);
    put_words(out, line + 2, length - 2);
  } else {
    bool more = *open == PARAGRAPH || *open == LIST;
    change_block(out, open, *open == LIST ? LIST : PARAGRAPH);
    fputs(more ? "\n" : "", out);
    put_words(out, line, length);
  }
}

void html_page(FILE *out, const char *markdown) {
  enum block open = NO_BLOCK;
  for (const char *line = markdown; *line;) {
    size_t length = strcspn(line, "\n");
    const char *next = line + length + (line[length] == '\n');
    if (length)
      put_line(out, line, length, &open);
    else if (open == CODE && !strncmp(next, "    ", 4))
      fputc('\n', out); // an empty line within code
    else
      change_block(out, &open, NO_BLOCK);
    line = next;
  }
  change_block(out, &open, NO_BLOCK);
}
