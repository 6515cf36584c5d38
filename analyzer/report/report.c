// SPDX-License-Identifier: MIT
// What the report writers share: counting, the summary line, paths and harmless text.
#include "analyzer/report/report.h"
#include "analyzer/report/utf8.h"

#include <string.h>

void report_count(struct report_summary *summary, const struct findings *findings) {
  summary->errors = summary->warnings = summary->suppressed = 0;
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->items[i];
    if (finding->suppressed)
      summary->suppressed++;
    else if (finding->level == LEVEL_ERROR)
      summary->errors++;
    else
      summary->warnings++;
  }
}

static void put_count(FILE *out, uint32_t count, const char *what) {
  fprintf(out, "%u %s%s", count, what, count == 1 ? "" : "s");
}

void report_summary_line(FILE *out, const struct report_summary *summary) {
  put_count(out, summary->errors + summary->warnings, "finding");
  if (summary->errors + summary->warnings) {
    fputs(" (", out);
    if (summary->errors)
      put_count(out, summary->errors, "error");
    if (summary->errors && summary->warnings)
      fputs(", ", out);
    if (summary->warnings)
      put_count(out, summary->warnings, "warning");
    fputc(')', out);
  }
  fputs(" in ", out);
  put_count(out, summary->units, "unit");
  fputs(", ", out);
  put_count(out, summary->functions, "function");
  if (summary->suppressed)
    fprintf(out, "; %u suppressed", summary->suppressed);
  if (summary->unchecked_units) {
    fputs("; ", out);
    put_count(out, summary->unchecked_units, "unit");
    fputs(" unchecked", out);
  }
  fputc('\n', out);
}

const char *report_path(const char *directory, const char *path) {
  size_t length = strlen(directory);
  if (!path || strcmp(directory, "/") == 0 || strncmp(path, directory, length) != 0 ||
      path[length] != '/')
    return path;
  return path + length + 1;
}

void report_put_safe(struct text *to, const char *text, size_t length) {
  for (size_t i = 0; i < length;) {
    size_t size;
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
