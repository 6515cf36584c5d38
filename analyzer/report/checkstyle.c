// SPDX-License-Identifier: MIT
// Checkstyle's XML, which Jenkins, reviewdog and many others read.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"

#include <string.h>

/// The file whose element is open, or NULL.
struct writer {
  FILE *out;
  const struct report *report;
  const char *file;
};

static void close_file(struct writer *writer) {
  if (writer->file)
    fputs("  </file>\n", writer->out);
  writer->file = NULL;
}

static void open_file(struct writer *writer, const char *file) {
  file = file ? file : "";
  if (writer->file && !strcmp(writer->file, file))
    return;
  close_file(writer);
  fputs("  <file name=\"", writer->out);
  encode_xml(writer->out, path_below(writer->report->directory, file));
  fputs("\">\n", writer->out);
  writer->file = file;
}

static void put_start(struct writer *writer, const struct ir_location *loc, const char *severity) {
  fprintf(writer->out, "    <error line=\"%u\"", loc->line ? loc->line : 1);
  if (loc->column)
    fprintf(writer->out, " column=\"%u\"", loc->column);
  fprintf(writer->out, " severity=\"%s\" message=\"", severity);
}

static void put_finding(struct writer *writer, const struct finding *finding) {
  open_file(writer, finding->loc.file);
  put_start(writer, &finding->loc, report_level(finding->level));
  encode_xml(writer->out, finding->message);
  fprintf(writer->out, "\" source=\"async-lint.%s\"/>\n", finding->rule);
}

static void put_unchecked(struct writer *writer, const struct unchecked *unchecked) {
  open_file(writer, unchecked->file);
  put_start(writer, &unchecked->loc, "error");
  report_unchecked_xml(writer->out, unchecked);
  fputs("\" source=\"async-lint.unchecked\"/>\n", writer->out);
}

void report_checkstyle(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  struct writer writer = {out, report, NULL};
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">\n", out);
  for (uint32_t i = 0; i < findings->count; i++)
    if (!findings->items[i].suppressed)
      put_finding(&writer, &findings->items[i]);
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    put_unchecked(&writer, &findings->unchecked[i]);
  close_file(&writer);
  fputs("</checkstyle>\n", out);
}
