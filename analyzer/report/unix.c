// SPDX-License-Identifier: MIT
// One line a finding, as editors and grep take it.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"

/// `path:line:column: `; what has no line is at the first.
static void put_place(FILE *out, const struct report *report, const char *file,
                      const struct ir_location *loc) {
  encode_safe(out, file ? path_below(report->directory, file) : "");
  fprintf(out, ":%u:%u: ", loc->line ? loc->line : 1, loc->column ? loc->column : 1);
}

void report_unix(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->items[i];
    if (finding->suppressed)
      continue;
    put_place(out, report, finding->loc.file, &finding->loc);
    fprintf(out, "%s: ", report_level(finding->level));
    encode_safe(out, finding->message);
    fprintf(out, " [%s]\n", finding->rule);
  }
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    const struct unchecked *unchecked = &findings->unchecked[i];
    put_place(out, report, unchecked->file, &unchecked->loc);
    fputs("error: ", out);
    report_unchecked_text(out, unchecked);
    fputs(" [unchecked]\n", out);
  }
}
