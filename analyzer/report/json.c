// SPDX-License-Identifier: MIT
// The JSON report, written as a stream, which report/schema.json describes; and JSON Lines, the
// same one object a line.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"
#include "analyzer/version.h"

static void string_member(FILE *out, const char *name, const char *value) {
  fprintf(out, "\"%s\": ", name);
  encode_json(out, value);
}

static void put_file(FILE *out, const struct report *report, const char *file) {
  string_member(out, "file", file ? path_below(report->directory, file) : "");
}

/// How the members of a finding are set apart: over several lines, or in one.
struct layout {
  const char *member, *note;
};
static const struct layout over_lines = {"\n     ", "\n       "};
static const struct layout in_line = {" ", ""};

static void put_notes(FILE *out, const struct report *report, const struct finding *finding,
                      const struct layout *layout) {
  fputs("\"notes\": [", out);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    fprintf(out, "%s%s{", i ? "," : "", layout->note);
    string_member(out, "message", note->message);
    fputs(", ", out);
    put_file(out, report, note->loc.file);
    fprintf(out, ", \"line\": %u, \"column\": %u}", note->loc.line, note->loc.column);
  }
  fputc(']', out);
}

static void put_edit(FILE *out, const struct report *report, const struct fix_edit *edit) {
  fputc('{', out);
  put_file(out, report, edit->file);
  fprintf(out, ", \"offset\": %u, \"length\": %u, ", edit->offset, edit->length);
  string_member(out, "text", edit->text);
  fputc('}', out);
}

static void put_fixes(FILE *out, const struct report *report, const struct finding *finding,
                      const struct layout *layout) {
  fputs("\"fixes\": [", out);
  for (uint32_t i = 0; i < finding->fix_count; i++) {
    const struct finding_fix *fix = &finding->fixes[i];
    fprintf(out, "%s%s{", i ? "," : "", layout->note);
    string_member(out, "title", fix->title);
    fprintf(out, ", \"safe\": %s, \"edits\": [", fix->safe ? "true" : "false");
    for (uint32_t e = 0; e < fix->edit_count; e++) {
      fputs(e ? ", " : "", out);
      put_edit(out, report, &fix->edits[e]);
    }
    fputs("]}", out);
  }
  fputc(']', out);
}

/// The members of a finding, without the braces.
static void put_finding(FILE *out, const struct report *report, const struct finding *finding,
                        const struct layout *layout) {
  const struct ir_location *loc = &finding->loc;
  string_member(out, "rule", finding->rule);
  fputs(", ", out);
  string_member(out, "group", finding->group);
  fprintf(out, ", \"level\": \"%s\",%s", report_level(finding->level), layout->member);
  string_member(out, "message", finding->message);
  fprintf(out, ",%s", layout->member);
  put_file(out, report, loc->file);
  fprintf(out, ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u,%s", loc->line,
          loc->column, loc->end_line, loc->end_column, layout->member);
  string_member(out, "function", finding->function);
  fputs(", ", out);
  string_member(out, "fingerprint", finding->fingerprint);
  fprintf(out, ",%s", layout->member);
  put_notes(out, report, finding, layout);
  fprintf(out, ",%s", layout->member);
  put_fixes(out, report, finding, layout);
  if (finding->suppressed) {
    fprintf(out, ",%s", layout->member);
    string_member(out, "suppressed", finding->reason ? finding->reason : "");
  }
}

/// The members of something unchecked, without the braces.
static void put_unchecked(FILE *out, const struct report *report,
                          const struct unchecked *unchecked) {
  put_file(out, report, unchecked->file);
  if (unchecked->function) {
    fputs(", ", out);
    string_member(out, "function", unchecked->function);
  }
  if (unchecked->loc.line)
    fprintf(out, ", \"line\": %u, \"column\": %u", unchecked->loc.line, unchecked->loc.column);
  fputs(", ", out);
  string_member(out, "reason", unchecked->reason);
}

static void put_tool(FILE *out) {
  fputs("\"tool\": {\"name\": \"async-lint\", \"version\": \"" ASYNC_LINT_VERSION "\"}", out);
}

/// The members of the summary, without the braces.
static void put_summary(FILE *out, const struct report_summary *summary) {
  fprintf(out,
          "\"units\": %u, \"checked\": %u, \"unchecked\": %u, \"functions\": %u, "
          "\"errors\": %u, \"warnings\": %u, \"suppressed\": %u, \"baseline\": %u",
          summary->units, summary->units - summary->unchecked_units, summary->unchecked_units,
          summary->functions, summary->errors, summary->warnings, summary->suppressed,
          summary->baseline);
}

void report_json(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  fputs("{\n  \"schema\": 1,\n  ", out);
  put_tool(out);
  fputs(",\n  \"summary\": {", out);
  put_summary(out, &report->summary);
  fputs("},\n  \"findings\": [", out);
  for (uint32_t i = 0; i < findings->count; i++) {
    fprintf(out, "%s\n    {", i ? "," : "");
    put_finding(out, report, &findings->items[i], &over_lines);
    fputc('}', out);
  }
  fputs(findings->count ? "\n  ],\n  \"unchecked\": [" : "],\n  \"unchecked\": [", out);
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    fprintf(out, "%s\n    {", i ? "," : "");
    put_unchecked(out, report, &findings->unchecked[i]);
    fputc('}', out);
  }
  fputs(findings->unchecked_count ? "\n  ]\n}\n" : "]\n}\n", out);
}

void report_jsonl(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  for (uint32_t i = 0; i < findings->count; i++) {
    fputs("{\"kind\": \"finding\", ", out);
    put_finding(out, report, &findings->items[i], &in_line);
    fputs("}\n", out);
  }
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    fputs("{\"kind\": \"unchecked\", ", out);
    put_unchecked(out, report, &findings->unchecked[i]);
    fputs("}\n", out);
  }
  fputs("{\"kind\": \"summary\", \"schema\": 1, ", out);
  put_tool(out);
  fputs(", ", out);
  put_summary(out, &report->summary);
  fputs("}\n", out);
}
