// SPDX-License-Identifier: MIT
// The text report, laid out as compilers do, so that editors and people find their way in it.
#include "analyzer/base/encode.h"
#include "analyzer/report/report.h"
#include "analyzer/report/source.h"

#include <string.h>

#define BOLD "\033[1m"
#define RED "\033[1;31m"
#define MAGENTA "\033[1;35m"
#define CYAN "\033[1;36m"
#define GREEN "\033[1;32m"
#define RESET "\033[0m"

struct writer {
  FILE *out;
  const struct report *report;
  struct source_cache sources;
  struct text scratch;
};

static void color(const struct writer *writer, const char *code) {
  if (writer->report->color)
    fputs(code, writer->out);
}

static void put_safe(struct writer *writer, const char *text) {
  writer->scratch.length = 0;
  encode_append(&writer->scratch, text, strlen(text));
  fwrite(text_get(&writer->scratch), 1, writer->scratch.length, writer->out);
}

static void put_path(struct writer *writer, const char *file, uint32_t line, uint32_t column) {
  if (!file)
    return;
  color(writer, BOLD);
  put_safe(writer, path_below(writer->report->directory, file));
  if (line)
    fprintf(writer->out, ":%u:%u", line, column);
  fputs(": ", writer->out);
  color(writer, RESET);
}

static void put_snippet(struct writer *writer, const char *file, uint32_t line, uint32_t column,
                        uint32_t end_column) {
  size_t length;
  const char *source = source_line(&writer->sources, file, line, &length);
  if (!source)
    return;
  struct snippet snippet;
  snippet_make(&snippet, source, length, column, end_column);
  fprintf(writer->out, "%5u | %s\n      | ", line, text_get(&snippet.line));
  color(writer, GREEN);
  fputs(text_get(&snippet.marks), writer->out);
  color(writer, RESET);
  fputc('\n', writer->out);
  snippet_free(&snippet);
}

/// End of the marked range on the first line; ranges over several lines are marked to its end.
static uint32_t range_end(const struct ir_location *loc) {
  return loc->end_line > loc->line ? UINT32_MAX : loc->end_column;
}

/// The rule's name, on terminals that know links a link to its page (OSC 8, as in "Hyperlinks in
/// Terminal Emulators", gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda).
static void put_rule(struct writer *writer, const char *rule) {
  const char *pages = writer->report->rule_pages;
  if (pages) {
    fputs("\033]8;;", writer->out);
    encode_uri(writer->out, pages);
    fprintf(writer->out, "#%s\033\\", rule);
  }
  fputs(rule, writer->out);
  if (pages)
    fputs("\033]8;;\033\\", writer->out);
}

static void put_message(struct writer *writer, const struct ir_location *loc, const char *word,
                        const char *code, const char *message, const char *rule) {
  put_path(writer, loc->file, loc->line, loc->column);
  color(writer, code);
  fprintf(writer->out, "%s: ", word);
  color(writer, RESET);
  if (rule)
    color(writer, BOLD);
  put_safe(writer, message);
  if (rule) {
    fputs(" [", writer->out);
    put_rule(writer, rule);
    fputc(']', writer->out);
  }
  if (rule)
    color(writer, RESET);
  fputc('\n', writer->out);
}

static void put_source(struct writer *writer, const struct ir_location *loc) {
  put_snippet(writer, loc->file, loc->line, loc->column, range_end(loc));
}

static void put_macro(struct writer *writer, const struct ir_location *loc) {
  if (loc->where != IR_MACRO_BODY || !loc->macro || !loc->macro_file)
    return;
  put_path(writer, loc->macro_file, loc->macro_line, loc->macro_column);
  color(writer, CYAN);
  fputs("note: ", writer->out);
  color(writer, RESET);
  fputs("expanded from macro `", writer->out);
  put_safe(writer, loc->macro);
  fputs("`\n", writer->out);
  put_snippet(writer, loc->macro_file, loc->macro_line, loc->macro_column, 0);
}

static bool same_place(const struct ir_location *a, const struct ir_location *b) {
  return a->file && b->file && !strcmp(a->file, b->file) && a->line == b->line &&
         a->column == b->column;
}

/// What could be done about it, and the option that does it.
static void put_fix(struct writer *writer, const struct finding_fix *fix) {
  fputs("      = ", writer->out);
  color(writer, CYAN);
  fputs("fix: ", writer->out);
  color(writer, RESET);
  put_safe(writer, fix->title);
  fputs(fix->safe ? " (--fix)\n" : " (--fix=unsafe)\n", writer->out);
}

static void put_finding(struct writer *writer, const struct finding *finding) {
  bool error = finding->level == LEVEL_ERROR;
  put_message(writer, &finding->loc, error ? "error" : "warning", error ? RED : MAGENTA,
              finding->message, finding->rule);
  put_source(writer, &finding->loc);
  put_macro(writer, &finding->loc);
  const struct ir_location *shown = &finding->loc;
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    put_message(writer, &note->loc, "note", CYAN, note->message, NULL);
    // The line that stands just above, or began all, is not worth a second look.
    if (same_place(&note->loc, &finding->loc) || same_place(&note->loc, shown))
      continue;
    put_source(writer, &note->loc);
    put_macro(writer, &note->loc);
    shown = &note->loc;
  }
  if (finding->fix_count)
    put_fix(writer, &finding->fixes[0]);
}

static void put_unchecked(struct writer *writer, const struct unchecked *unchecked) {
  put_path(writer, unchecked->file, unchecked->loc.line, unchecked->loc.column);
  color(writer, MAGENTA);
  fputs("unchecked: ", writer->out);
  color(writer, RESET);
  if (unchecked->function) {
    fputs("function `", writer->out);
    put_safe(writer, unchecked->function);
    fputs("`: ", writer->out);
  }
  put_safe(writer, unchecked->reason);
  fputc('\n', writer->out);
}

void report_text(FILE *out, const struct report *report) {
  struct writer writer = {.out = out, .report = report, .sources.unsaved = &report->unsaved};
  const struct findings *findings = report->findings;
  for (uint32_t i = 0; i < findings->count; i++)
    if (!findings->items[i].suppressed)
      put_finding(&writer, &findings->items[i]);
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    put_unchecked(&writer, &findings->unchecked[i]);
  source_free(&writer.sources);
  text_free(&writer.scratch);
}
