// SPDX-License-Identifier: MIT
// What the report writers share: counting, the summary line, paths, and which writer it is.
#include "analyzer/report/report.h"
#include "analyzer/base/encode.h"

#include <stdio_ext.h>
#include <stdlib.h>
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
  if (summary->baseline)
    fprintf(out, "; %u in the baseline", summary->baseline);
  if (summary->unchanged)
    fprintf(out, "; %u not on changed lines", summary->unchanged);
  if (summary->unchecked_units) {
    fputs("; ", out);
    put_count(out, summary->unchecked_units, "unit");
    fputs(" unchecked", out);
  }
  fputc('\n', out);
}

/// Findings of the rule that are reported.
static uint32_t count_of(const struct findings *findings, const char *rule) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < findings->count; i++)
    count += !findings->items[i].suppressed && !strcmp(findings->items[i].rule, rule);
  return count;
}

void report_summary_rules(FILE *out, const struct report *report) {
  struct counted {
    const char *rule;
    uint32_t count;
  } *counted = xcalloc((size_t)report->rule_count + 1, sizeof *counted);
  uint32_t total = 0;
  for (uint32_t i = 0; i < report->rule_count; i++) {
    uint32_t count = count_of(report->findings, report->rules[i].name), at = total;
    if (!count)
      continue;
    for (; at && counted[at - 1].count < count; at--) // the most frequent first
      counted[at] = counted[at - 1];
    counted[at] = (struct counted){report->rules[i].name, count};
    total++;
  }
  for (uint32_t i = 0; total > 1 && i < total; i++)
    fprintf(out, "%6u %s\n", counted[i].count, counted[i].rule);
  free(counted);
}

/// Says it with `put`, which escapes.
static void put_unchecked(FILE *out, const struct unchecked *unchecked,
                          void (*put)(FILE *, const char *)) {
  struct text line = {0};
  if (unchecked->function)
    text_printf(&line, "function `%s` is not checked: %s", unchecked->function, unchecked->reason);
  else
    text_printf(&line, "not checked: %s", unchecked->reason);
  put(out, line.data);
  text_free(&line);
}

void report_unchecked_text(FILE *out, const struct unchecked *unchecked) {
  put_unchecked(out, unchecked, encode_safe);
}

void report_unchecked_json(FILE *out, const struct unchecked *unchecked) {
  put_unchecked(out, unchecked, encode_json);
}

void report_unchecked_xml(FILE *out, const struct unchecked *unchecked) {
  put_unchecked(out, unchecked, encode_xml);
}

const char *report_level(enum level level) {
  return level == LEVEL_ERROR ? "error" : "warning";
}

void report_write(FILE *out, enum output_format format, const struct report *report) {
  static void (*const writers[])(FILE *, const struct report *) = {
#define FORMAT(id, word) report_##word,
#include "analyzer/report/formats.def"
  };
  __fsetlocking(out, FSETLOCKING_BYCALLER); // one thread, many small pieces
  writers[format](out, report);
}
