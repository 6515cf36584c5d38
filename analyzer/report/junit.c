// SPDX-License-Identifier: MIT
// JUnit's XML: a finding is a failed test, a suppressed one is skipped, what is unchecked is a test
// with an error. A clean run is one test that passed, since readers take an empty suite for a
// mistake.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"

static void put_case(FILE *out, const struct report *report, const char *file) {
  fputs("    <testcase classname=\"", out);
  encode_xml(out, file && *file ? path_below(report->directory, file) : "async-lint");
  fputs("\" name=\"", out);
}

static void put_failure(FILE *out, const struct report *report, const struct finding *finding) {
  fprintf(out, "      <failure type=\"%s\" message=\"", report_level(finding->level));
  encode_xml(out, finding->message);
  fputs("\">", out);
  encode_xml(out, path_below(report->directory, finding->loc.file));
  fprintf(out, ":%u:%u: ", finding->loc.line, finding->loc.column);
  encode_xml(out, finding->message);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    fputc('\n', out);
    if (note->loc.file) {
      encode_xml(out, path_below(report->directory, note->loc.file));
      fprintf(out, ":%u:%u: ", note->loc.line, note->loc.column);
    }
    fputs("note: ", out);
    encode_xml(out, note->message);
  }
  fputs("</failure>\n", out);
}

static void put_finding(FILE *out, const struct report *report, const struct finding *finding) {
  put_case(out, report, finding->loc.file);
  fprintf(out, "%s", finding->rule);
  if (finding->function) {
    fputs(" in ", out);
    encode_xml(out, finding->function);
  }
  fprintf(out, " (%u:%u)\">\n", finding->loc.line, finding->loc.column);
  if (finding->suppressed) {
    fputs("      <skipped message=\"", out);
    encode_xml(out, finding->reason);
    fputs("\"/>\n", out);
  } else {
    put_failure(out, report, finding);
  }
  fputs("    </testcase>\n", out);
}

static void put_unchecked(FILE *out, const struct report *report,
                          const struct unchecked *unchecked) {
  put_case(out, report, unchecked->file);
  fputs("unchecked", out);
  if (unchecked->function) {
    fputs(" function ", out);
    encode_xml(out, unchecked->function);
  }
  fprintf(out, " (%u:%u)\">\n      <error type=\"unchecked\" message=\"", unchecked->loc.line,
          unchecked->loc.column);
  report_unchecked_xml(out, unchecked);
  fputs("\"/>\n    </testcase>\n", out);
}

void report_junit(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  uint32_t tests = findings->count + findings->unchecked_count;
  bool clean = tests == 0;
  fprintf(out,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
          "  <testsuite name=\"async-lint\" tests=\"%u\" failures=\"%u\" errors=\"%u\" "
          "skipped=\"%u\">\n",
          clean ? 1 : tests, report->summary.errors + report->summary.warnings,
          findings->unchecked_count, report->summary.suppressed);
  for (uint32_t i = 0; i < findings->count; i++)
    put_finding(out, report, &findings->items[i]);
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    put_unchecked(out, report, &findings->unchecked[i]);
  if (clean)
    fprintf(out, "    <testcase classname=\"async-lint\" name=\"%u units, %u functions\"/>\n",
            report->summary.units, report->summary.functions);
  fputs("  </testsuite>\n</testsuites>\n", out);
}
