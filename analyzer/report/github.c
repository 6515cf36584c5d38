// SPDX-License-Identifier: MIT
// Workflow commands that GitHub Actions turns into annotations of a pull request. It shows the
// first ten errors and the first ten warnings of a step, so errors come first and the rest is
// counted.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"
#include "analyzer/report/steps.h"

#include <string.h>

enum { SHOWN = 10 };

/// Writes harmless text with what ends a value escaped; in a property more does.
static void put_value(FILE *out, const char *value, bool property) {
  struct text safe = {0};
  encode_append(&safe, value, strlen(value));
  for (const char *at = text_get(&safe); *at; at++)
    if (*at == '%' || (property && (*at == ':' || *at == ',')))
      fprintf(out, "%%%02X", (unsigned char)*at);
    else
      fputc(*at, out);
  text_free(&safe);
}

static void put_file(FILE *out, const struct report *report, const char *file) {
  if (!file || !*file)
    return;
  fputs("file=", out);
  put_value(out, path_below(report->directory, file), true);
  fputc(',', out);
}

static void put_note(FILE *out, const struct report *report, const struct finding_note *note) {
  fputs("%0A", out);
  if (note->kind == NOTE_STEP) {
    put_value(out, path_below(report->directory, note->loc.file), false);
    fprintf(out, ":%u: ", note->loc.line);
  }
  put_value(out, note->message, false);
}

static void put_finding(FILE *out, const struct report *report, const struct finding *finding) {
  const struct ir_location *loc = &finding->loc;
  fprintf(out, "::%s ", report_level(finding->level));
  put_file(out, report, loc->file);
  if (loc->line)
    fprintf(out, "line=%u,", loc->line);
  if (loc->end_line > loc->line)
    fprintf(out, "endLine=%u,", loc->end_line); // columns are only taken within one line
  else if (loc->end_column > loc->column)
    fprintf(out, "col=%u,endColumn=%u,", loc->column, loc->end_column - 1);
  fprintf(out, "title=async-lint %s::", finding->rule);
  put_value(out, finding->message, false);
  for (uint32_t i = 0; i < finding->note_count; i++)
    put_note(out, report, &finding->notes[i]);
  fputc('\n', out);
}

static void put_level(FILE *out, const struct report *report, enum level level) {
  const struct findings *findings = report->findings;
  for (uint32_t i = 0; i < findings->count; i++)
    if (!findings->items[i].suppressed && findings->items[i].level == level)
      put_finding(out, report, &findings->items[i]);
}

static void put_unchecked(FILE *out, const struct report *report,
                          const struct unchecked *unchecked) {
  fputs("::error ", out);
  put_file(out, report, unchecked->file);
  if (unchecked->loc.line)
    fprintf(out, "line=%u,", unchecked->loc.line);
  fputs("title=async-lint could not check this::", out);
  struct text what = {0};
  if (unchecked->function)
    text_printf(&what, "function `%s`: ", unchecked->function);
  text_puts(&what, unchecked->reason);
  put_value(out, what.data, false);
  text_free(&what);
  fputc('\n', out);
}

void report_github(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    put_unchecked(out, report, &findings->unchecked[i]);
  put_level(out, report, LEVEL_ERROR);
  put_level(out, report, LEVEL_WARNING);
  uint32_t errors = report->summary.errors + findings->unchecked_count;
  uint32_t hidden = errors > SHOWN ? errors - SHOWN : 0;
  hidden += report->summary.warnings > SHOWN ? report->summary.warnings - SHOWN : 0;
  if (hidden)
    fprintf(out,
            "::notice title=async-lint::%u more in the log of this step%%0AGitHub shows %d "
            "errors and %d warnings of a step\n",
            hidden, SHOWN, SHOWN);
}
