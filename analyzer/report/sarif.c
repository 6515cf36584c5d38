// SPDX-License-Identifier: MIT
// SARIF 2.1.0, for code scanning and its viewers: the path of a finding is a code flow, its notes
// are related locations, suppressions keep their reason, what is unchecked are notifications of the
// run. Columns are characters, so lines of the source are looked at.
#include "analyzer/base/arena.h"
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"
#include "analyzer/report/source.h"
#include "analyzer/report/steps.h"
#include "analyzer/version.h"

#include <stdlib.h>
#include <string.h>

enum { DESCRIPTION = 1000 }; // bytes of a rule's description; readers take 1024 characters

struct writer {
  FILE *out;
  const struct report *report;
  struct source_cache sources;
  uint32_t *index; // of each rule among those written, or UINT32_MAX
};

static void put_text(const struct writer *writer, const char *member, const char *text) {
  fprintf(writer->out, "\"%s\": {\"text\": ", member);
  encode_json(writer->out, text && *text ? text : "(nothing is said)"); // must not be empty
  fputc('}', writer->out);
}

// ---- rules ----

/// The first paragraph of a page, as one line.
static void first_paragraph(struct text *to, const char *page) {
  const char *end = strstr(page, "\n\n");
  size_t length = end ? (size_t)(end - page) : strlen(page);
  for (size_t i = 0; i < length && i < DESCRIPTION; i++)
    text_putc(to, page[i] == '\n' ? ' ' : page[i]);
}

static void put_rule(const struct writer *writer, const struct report_rule *rule) {
  struct text description = {0};
  first_paragraph(&description, rule->page);
  fputs("{\n        \"id\": ", writer->out);
  encode_json(writer->out, rule->name);
  fputs(",\n        ", writer->out);
  put_text(writer, "shortDescription", rule->summary);
  fputs(",\n        ", writer->out);
  put_text(writer, "fullDescription", text_get(&description));
  fputs(",\n        \"help\": {\"text\": ", writer->out);
  encode_json(writer->out, rule->page);
  fputs(", \"markdown\": ", writer->out);
  encode_json(writer->out, rule->page);
  fprintf(writer->out,
          "},\n        \"defaultConfiguration\": {\"enabled\": %s, \"level\": \"%s\"},\n"
          "        \"properties\": {\"tags\": [\"async\", \"%s\"], \"problem.severity\": \"%s\"}\n"
          "       }",
          rule->on ? "true" : "false", report_level(rule->level), rule->group,
          report_level(rule->level));
  text_free(&description);
}

static uint32_t find_rule(const struct report *report, const char *name) {
  uint32_t i = 0;
  while (i < report->rule_count && strcmp(report->rules[i].name, name) != 0)
    i++;
  return i;
}

/// The rules that reported something, in catalogue order.
static void put_rules(struct writer *writer) {
  const struct report *report = writer->report;
  writer->index = xcalloc((size_t)report->rule_count + 1, sizeof *writer->index);
  for (uint32_t i = 0; i < report->findings->count; i++)
    writer->index[find_rule(report, report->findings->items[i].rule)] = 1;
  uint32_t count = 0;
  for (uint32_t i = 0; i < report->rule_count; i++) {
    bool used = writer->index[i];
    writer->index[i] = used ? count++ : UINT32_MAX;
    if (!used)
      continue;
    fputs(count > 1 ? ", " : "", writer->out);
    put_rule(writer, &report->rules[i]);
  }
  writer->index[report->rule_count] = UINT32_MAX; // a rule that is not in the catalogue
}

// ---- places ----

/// Column in characters of a column in bytes.
static uint32_t column_of(struct writer *writer, const char *file, uint32_t line, uint32_t column) {
  size_t length;
  const char *text = source_line(&writer->sources, file, line, &length);
  uint32_t characters = 1, bytes = column ? column - 1 : 0;
  if (!text || bytes > length)
    return column ? column : 1;
  for (uint32_t i = 0; i < bytes; i++)
    characters += ((unsigned char)text[i] & 0xc0) != 0x80;
  return characters;
}

static void put_region(struct writer *writer, const struct ir_location *loc) {
  if (!loc->line)
    return;
  fprintf(writer->out, ", \"region\": {\"startLine\": %u, \"startColumn\": %u", loc->line,
          column_of(writer, loc->file, loc->line, loc->column));
  if (loc->end_line > loc->line || (loc->end_line == loc->line && loc->end_column > loc->column))
    fprintf(writer->out, ", \"endLine\": %u, \"endColumn\": %u", loc->end_line,
            column_of(writer, loc->file, loc->end_line, loc->end_column));
  fputc('}', writer->out);
}

/// The members of a location, without the braces.
static void put_location(struct writer *writer, const char *file, const struct ir_location *loc) {
  fputs("\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"", writer->out);
  encode_uri(writer->out, path_below(writer->report->directory, file));
  fputs("\"}", writer->out);
  put_region(writer, loc);
  fputc('}', writer->out);
}

static void put_message(struct writer *writer, const char *message) {
  fputs(", ", writer->out);
  put_text(writer, "message", message);
}

// ---- results ----

static void put_own_location(struct writer *writer, const struct finding *finding) {
  fputs("\"locations\": [{", writer->out);
  put_location(writer, finding->loc.file ? finding->loc.file : "", &finding->loc);
  if (finding->function) {
    fputs(",\n          \"logicalLocations\": [{\"kind\": \"function\", \"name\": ", writer->out);
    encode_json(writer->out, finding->function);
    fputs("}]", writer->out);
  }
  fputs("}]", writer->out);
}

static void put_related(struct writer *writer, const struct finding *finding) {
  const struct ir_location *loc = &finding->loc;
  bool macro = loc->where == IR_MACRO_BODY && loc->macro && loc->macro_file;
  if (!finding->note_count && !macro)
    return;
  fputs(",\n        \"relatedLocations\": [", writer->out);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    fprintf(writer->out, "%s\n          {\"id\": %u", i ? "," : "", i + 1);
    if (note->loc.file) {
      fputs(", ", writer->out);
      put_location(writer, note->loc.file, &note->loc);
    }
    put_message(writer, note->message);
    fputc('}', writer->out);
  }
  if (macro) {
    struct ir_location body = {
        .file = loc->macro_file, .line = loc->macro_line, .column = loc->macro_column};
    fprintf(writer->out, "%s\n          {\"id\": %u, ", finding->note_count ? "," : "",
            finding->note_count + 1);
    put_location(writer, body.file, &body);
    put_message(writer, "the macro's definition");
    fputc('}', writer->out);
  }
  fputs("]", writer->out);
}

static void put_flow(struct writer *writer, const struct finding *finding) {
  struct report_step *steps = xcalloc((size_t)finding->note_count + 1, sizeof *steps);
  uint32_t count = report_steps(finding, steps);
  if (count > 1) {
    fputs(",\n        \"codeFlows\": [{\"threadFlows\": [{\"locations\": [", writer->out);
    for (uint32_t i = 0; i < count; i++) {
      fprintf(writer->out, "%s\n          {\"location\": {", i ? "," : "");
      put_location(writer, steps[i].loc->file ? steps[i].loc->file : "", steps[i].loc);
      put_message(writer, steps[i].message);
      fputs("}}", writer->out);
    }
    fputs("]}]}]", writer->out);
  }
  free(steps);
}

static void put_replacement(struct writer *writer, const struct fix_edit *edit) {
  fprintf(writer->out,
          "{\"deletedRegion\": {\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, "
          "\"endColumn\": %u}",
          edit->line, column_of(writer, edit->file, edit->line, edit->column), edit->end_line,
          column_of(writer, edit->file, edit->end_line, edit->end_column));
  if (*edit->text) {
    fputs(", ", writer->out);
    put_text(writer, "insertedContent", edit->text);
  }
  fputc('}', writer->out);
}

/// One artifact change a file, as the edits come in order of file.
static void put_fix(struct writer *writer, const struct finding_fix *fix) {
  fputs("{", writer->out);
  put_text(writer, "description", fix->title);
  fputs(", \"artifactChanges\": [", writer->out);
  for (uint32_t i = 0; i < fix->edit_count; i++) {
    bool other = !i || strcmp(fix->edits[i - 1].file, fix->edits[i].file) != 0;
    if (other) {
      fprintf(writer->out, "%s\n          {\"artifactLocation\": {\"uri\": \"", i ? "]}," : "");
      encode_uri(writer->out, path_below(writer->report->directory, fix->edits[i].file));
      fputs("\"}, \"replacements\": [", writer->out);
    }
    fputs(other ? "" : ", ", writer->out);
    put_replacement(writer, &fix->edits[i]);
  }
  fprintf(writer->out, "]}], \"properties\": {\"safe\": %s}}", fix->safe ? "true" : "false");
}

static void put_fixes(struct writer *writer, const struct finding *finding) {
  if (!finding->fix_count)
    return;
  fputs(",\n        \"fixes\": [", writer->out);
  for (uint32_t i = 0; i < finding->fix_count; i++) {
    fputs(i ? ",\n          " : "", writer->out);
    put_fix(writer, &finding->fixes[i]);
  }
  fputs("]", writer->out);
}

static void put_suppression(struct writer *writer, const struct finding *finding) {
  fputs(",\n        \"suppressions\": [", writer->out);
  if (finding->suppressed) {
    fputs("{\"kind\": \"inSource\"", writer->out);
    if (finding->reason && *finding->reason) {
      fputs(", \"justification\": ", writer->out);
      encode_json(writer->out, finding->reason);
    }
    fputc('}', writer->out);
  }
  fputs("]", writer->out);
}

static void put_result(struct writer *writer, const struct finding *finding) {
  uint32_t index = writer->index[find_rule(writer->report, finding->rule)];
  fputs("{\n        \"ruleId\": ", writer->out);
  encode_json(writer->out, finding->rule);
  if (index != UINT32_MAX)
    fprintf(writer->out, ", \"ruleIndex\": %u", index);
  fprintf(writer->out, ", \"level\": \"%s\",\n        ", report_level(finding->level));
  put_text(writer, "message", finding->message);
  fputs(",\n        ", writer->out);
  put_own_location(writer, finding);
  put_related(writer, finding);
  put_flow(writer, finding);
  put_fixes(writer, finding);
  put_suppression(writer, finding);
  fprintf(writer->out, ",\n        \"partialFingerprints\": {\"asyncLint/v1\": \"%s\"}\n       }",
          finding->fingerprint);
}

// ---- the run ----

static void put_notification(struct writer *writer, const struct unchecked *unchecked) {
  fputs("{\n          \"level\": \"error\", \"descriptor\": {\"id\": \"unchecked\"},\n          "
        "\"message\": {\"text\": ",
        writer->out);
  report_unchecked_json(writer->out, unchecked);
  fputc('}', writer->out);
  if (*unchecked->file) {
    fputs(",\n          \"locations\": [{", writer->out);
    put_location(writer, unchecked->file, &unchecked->loc);
    fputs("}]", writer->out);
  }
  fputs("\n         }", writer->out);
}

static void put_invocation(struct writer *writer) {
  const struct findings *findings = writer->report->findings;
  bool complete = !findings->unchecked_count && !writer->report->summary.unchecked_units;
  fprintf(writer->out,
          "\n      \"invocations\": [{\n        \"executionSuccessful\": %s,\n"
          "        \"toolExecutionNotifications\": [",
          complete ? "true" : "false");
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    fputs(i ? ", " : "", writer->out);
    put_notification(writer, &findings->unchecked[i]);
  }
  fputs("]\n      }],\n", writer->out);
}

static void put_driver(struct writer *writer) {
  static const char unchecked[] =
      "        \"notifications\": [{\n        \"id\": \"unchecked\",\n"
      "        \"fullDescription\": {\"text\": \"A unit or function that could not be checked: "
      "nothing is known of it.\"},\n"
      "        \"help\": {\"text\": \"Make it compile with the arguments that the compile database "
      "has for it.\"},\n"
      "        \"shortDescription\": {\"text\": \"not checked\"}\n       }],\n";
  fputs("      \"tool\": {\"driver\": {\n        \"name\": \"async-lint\",\n        \"version\": "
        "\"" ASYNC_LINT_VERSION "\",\n        \"semanticVersion\": \"" ASYNC_LINT_VERSION "\",\n",
        writer->out);
  fputs(unchecked, writer->out);
  fputs("        \"rules\": [", writer->out);
  put_rules(writer);
  fputs("]\n      }},", writer->out);
}

void report_sarif(FILE *out, const struct report *report) {
  struct writer writer = {.out = out, .report = report, .sources.unsaved = &report->unsaved};
  fputs("{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
        "  \"version\": \"2.1.0\",\n  \"runs\": [{\n",
        out);
  put_driver(&writer);
  put_invocation(&writer);
  fputs("      \"columnKind\": \"unicodeCodePoints\",\n      \"results\": [", out);
  for (uint32_t i = 0; i < report->findings->count; i++) {
    fputs(i ? ", " : "", out);
    put_result(&writer, &report->findings->items[i]);
  }
  fputs("]\n  }]\n}\n", out);
  source_free(&writer.sources);
  free(writer.index);
}
