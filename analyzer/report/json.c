// SPDX-License-Identifier: MIT
// The JSON report, written as a stream; report/schema.json says what it looks like.
#include "analyzer/report/report.h"
#include "analyzer/report/utf8.h"
#include "analyzer/version.h"

#include <string.h>

void report_json_string(FILE *out, const char *string) {
  if (!string) {
    fputs("null", out);
    return;
  }
  fputc('"', out);
  for (size_t left = strlen(string), size; left; string += size, left -= size) {
    uint32_t character = utf8_decode(string, left, &size);
    if (character == UTF8_INVALID)
      fputs("\xef\xbf\xbd", out);
    else if (character == '"' || character == '\\')
      fprintf(out, "\\%c", (char)character);
    else if (character == '\n')
      fputs("\\n", out);
    else if (character == '\t')
      fputs("\\t", out);
    else if (character < 0x10000 && utf8_unsafe(character))
      fprintf(out, "\\u%04x", (unsigned)character);
    else
      fwrite(string, 1, size, out);
  }
  fputc('"', out);
}

static void string_member(FILE *out, const char *name, const char *value) {
  fprintf(out, "\"%s\": ", name);
  report_json_string(out, value);
}

static void put_file(FILE *out, const struct report *report, const char *file) {
  string_member(out, "file", file ? report_path(report->directory, file) : "");
}

static void put_notes(FILE *out, const struct report *report, const struct finding *finding) {
  fputs("     \"notes\": [", out);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    fputs(i ? ",\n       {" : "\n       {", out);
    string_member(out, "message", note->message);
    fputs(", ", out);
    put_file(out, report, note->loc.file);
    fprintf(out, ", \"line\": %u, \"column\": %u}", note->loc.line, note->loc.column);
  }
  fputs("],\n     \"fixes\": []", out);
}

static void put_finding(FILE *out, const struct report *report, const struct finding *finding) {
  const struct ir_location *loc = &finding->loc;
  fputs("    {", out);
  string_member(out, "rule", finding->rule);
  fputs(", ", out);
  string_member(out, "group", finding->group);
  fprintf(out, ", \"level\": \"%s\",\n     ", finding->level == LEVEL_ERROR ? "error" : "warning");
  string_member(out, "message", finding->message);
  fputs(",\n     ", out);
  put_file(out, report, loc->file);
  fprintf(out, ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u,\n     ",
          loc->line, loc->column, loc->end_line, loc->end_column);
  string_member(out, "function", finding->function);
  fputs(", ", out);
  string_member(out, "fingerprint", finding->fingerprint);
  fputs(",\n", out);
  put_notes(out, report, finding);
  if (finding->suppressed) {
    fputs(",\n     ", out);
    string_member(out, "suppressed", finding->reason ? finding->reason : "");
  }
  fputs("}", out);
}

static void put_unchecked(FILE *out, const struct report *report,
                          const struct unchecked *unchecked) {
  fputs("    {", out);
  put_file(out, report, unchecked->file);
  if (unchecked->function) {
    fputs(", ", out);
    string_member(out, "function", unchecked->function);
  }
  if (unchecked->loc.line)
    fprintf(out, ", \"line\": %u, \"column\": %u", unchecked->loc.line, unchecked->loc.column);
  fputs(", ", out);
  string_member(out, "reason", unchecked->reason);
  fputs("}", out);
}

static void put_head(FILE *out, const struct report_summary *summary) {
  fputs("{\n  \"schema\": 1,\n  \"tool\": {\"name\": \"async-lint\", \"version\": "
        "\"" ASYNC_LINT_VERSION "\"},\n  \"summary\": {",
        out);
  fprintf(out,
          "\"units\": %u, \"checked\": %u, \"unchecked\": %u, \"functions\": %u, "
          "\"errors\": %u, \"warnings\": %u, \"suppressed\": %u, \"baseline\": 0},\n",
          summary->units, summary->units - summary->unchecked_units, summary->unchecked_units,
          summary->functions, summary->errors, summary->warnings, summary->suppressed);
}

void report_json(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  put_head(out, &report->summary);
  fputs("  \"findings\": [", out);
  for (uint32_t i = 0; i < findings->count; i++) {
    fputs(i ? ",\n" : "\n", out);
    put_finding(out, report, &findings->items[i]);
  }
  fputs(findings->count ? "\n  ],\n  \"unchecked\": [" : "],\n  \"unchecked\": [", out);
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    fputs(i ? ",\n" : "\n", out);
    put_unchecked(out, report, &findings->unchecked[i]);
  }
  fputs(findings->unchecked_count ? "\n  ]\n}\n" : "]\n}\n", out);
}
