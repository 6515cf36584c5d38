// SPDX-License-Identifier: MIT
// The HTML report: one file without anything from outside, for people. All of it can be read
// without the script, which adds filters, grouping and keys.
#include "analyzer/report/html/html.h"
#include "analyzer/base/arena.h"
#include "analyzer/base/encode.h"
#include "analyzer/report/steps.h"
#include "analyzer/version.h"

#include <stdlib.h>
#include <string.h>

struct writer {
  FILE *out;
  const struct report *report;
  struct source_cache sources;
};

static void put_place(struct writer *writer, const struct ir_location *loc) {
  if (!loc->file)
    return;
  encode_xml(writer->out, path_below(writer->report->directory, loc->file));
  if (loc->line)
    fprintf(writer->out, ":%u:%u", loc->line, loc->column);
}

// ---- head ----

static void put_count(FILE *out, const char *class, uint32_t count, const char *one,
                      const char *many) {
  fprintf(out, "<li class=\"%s\"><b>%u</b> %s</li>\n", class, count, count == 1 ? one : many);
}

static void put_counts(struct writer *writer) {
  const struct report_summary *summary = &writer->report->summary;
  FILE *out = writer->out;
  fputs("<ul class=\"counts\">\n", out);
  put_count(out, "error", summary->errors, "error", "errors");
  put_count(out, "warning", summary->warnings, "warning", "warnings");
  put_count(out, "", summary->units, "unit", "units");
  put_count(out, "", summary->functions, "function", "functions");
  if (summary->unchecked_units)
    put_count(out, "error", summary->unchecked_units, "unit unchecked", "units unchecked");
  if (summary->suppressed)
    put_count(out, "", summary->suppressed, "suppressed", "suppressed");
  if (summary->baseline)
    put_count(out, "", summary->baseline, "in the baseline", "in the baseline");
  if (summary->unchanged)
    put_count(out, "", summary->unchanged, "not on changed lines", "not on changed lines");
  fputs("</ul>\n", out);
}

static void put_head(struct writer *writer) {
  FILE *out = writer->out;
  fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        "<title>async-lint</title>\n<style>\n",
        out);
  fputs(html_style, out);
  fputs("</style>\n</head>\n<body>\n<header>\n<h1>async-lint</h1>\n", out);
  put_counts(writer);
  fputs(
      "</header>\n<form hidden>\n"
      "<input type=\"search\" name=\"text\" placeholder=\"Filter ( / )\" aria-label=\"Filter\">\n"
      "<select name=\"level\" aria-label=\"Level\"><option value=\"\">all levels</option>"
      "<option>error</option><option>warning</option></select>\n"
      "<select name=\"rule\" aria-label=\"Rule\"><option value=\"\">all rules</option></select>\n"
      "<select name=\"file\" aria-label=\"File\"><option value=\"\">all files</option></select>\n"
      "<select name=\"group\" aria-label=\"Group by\"><option value=\"file\">by file</option>"
      "<option value=\"rule\">by rule</option><option value=\"level\">by level</option></select>\n"
      "<button type=\"button\" id=\"theme\" title=\"light or dark ( t )\">Theme</button>\n"
      "<output id=\"shown\" class=\"dim\"></output>\n</form>\n<main>\n",
      out);
}

// ---- findings ----

static void put_step(struct writer *writer, const struct finding *finding,
                     const struct report_step *step, uint32_t number) {
  bool own = step->loc == &finding->loc;
  fprintf(writer->out, "<li data-step=\"%u\"", number);
  if (own)
    fprintf(writer->out, " class=\"own %s\"", report_level(finding->level));
  fputs(">\n<p>", writer->out);
  html_words(writer->out, step->message);
  fputs("<br><span class=\"place\">", writer->out);
  put_place(writer, step->loc);
  fputs("</span></p>\n", writer->out);
  html_excerpt(writer->out, &writer->sources, step->loc);
  fputs("</li>\n", writer->out);
}

static void put_macro(struct writer *writer, const struct ir_location *loc) {
  if (loc->where != IR_MACRO_BODY || !loc->macro || !loc->macro_file)
    return;
  struct ir_location body = {
      .file = loc->macro_file, .line = loc->macro_line, .column = loc->macro_column};
  fputs("<p>expanded from macro <code>", writer->out);
  encode_xml(writer->out, loc->macro);
  fputs("</code><br><span class=\"place\">", writer->out);
  put_place(writer, &body);
  fputs("</span></p>\n", writer->out);
  html_excerpt(writer->out, &writer->sources, &body);
}

static void put_body(struct writer *writer, const struct finding *finding) {
  struct report_step *steps = xcalloc((size_t)finding->note_count + 1, sizeof *steps);
  uint32_t count = report_steps(finding, steps);
  fputs("<div class=\"body\">\n<ol class=\"path\">\n", writer->out);
  for (uint32_t i = 0; i < count; i++)
    put_step(writer, finding, &steps[i], i + 1);
  fputs("</ol>\n", writer->out);
  put_macro(writer, &finding->loc);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    if (finding->notes[i].kind == NOTE_STEP)
      continue;
    fputs("<p class=\"advice\">", writer->out);
    html_words(writer->out, finding->notes[i].message);
    fputs("</p>\n", writer->out);
  }
  for (uint32_t i = 0; i < finding->fix_count; i++)
    html_fix(writer->out, &writer->sources, &finding->fixes[i]);
  fputs("</div>\n", writer->out);
  free(steps);
}

static void put_finding(struct writer *writer, const struct finding *finding) {
  FILE *out = writer->out;
  fprintf(out,
          "<details class=\"finding\" id=\"f-%s\" data-rule=\"%s\" data-level=\"%s\" data-file=\"",
          finding->fingerprint, finding->rule, report_level(finding->level));
  encode_xml(out,
             finding->loc.file ? path_below(writer->report->directory, finding->loc.file) : "");
  fprintf(out, "\">\n<summary><span class=\"level %s\">%s</span> ", report_level(finding->level),
          report_level(finding->level));
  html_words(out, finding->message);
  fprintf(out, " <a class=\"rule\" href=\"#rule-%s\">%s</a><span class=\"where\">", finding->rule,
          finding->rule);
  put_place(writer, &finding->loc);
  if (finding->function) {
    fputs(" in <code>", out);
    encode_xml(out, finding->function);
    fputs("</code>", out);
  }
  fputs("</span></summary>\n", out);
  put_body(writer, finding);
  fputs("</details>\n", out);
}

static void put_findings(struct writer *writer) {
  const struct findings *findings = writer->report->findings;
  uint32_t count = 0;
  fputs("<div id=\"findings\">\n", writer->out);
  for (uint32_t i = 0; i < findings->count; i++)
    if (!findings->items[i].suppressed) {
      put_finding(writer, &findings->items[i]);
      count++;
    }
  fputs("</div>\n<p id=\"none\" class=\"empty\" hidden>Nothing matches the filter.</p>\n",
        writer->out);
  if (!count)
    fputs("<p class=\"empty\">No findings.</p>\n", writer->out);
}

// ---- the rest ----

static void put_unchecked(struct writer *writer) {
  const struct findings *findings = writer->report->findings;
  if (!findings->unchecked_count)
    return;
  fputs("<h2 id=\"unchecked\">Not checked</h2>\n<ul>\n", writer->out);
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    const struct unchecked *unchecked = &findings->unchecked[i];
    struct ir_location loc = unchecked->loc;
    loc.file = unchecked->file;
    fputs("<li><span class=\"place\">", writer->out);
    put_place(writer, &loc);
    fputs("</span> ", writer->out);
    report_unchecked_xml(writer->out, unchecked);
    fputs("</li>\n", writer->out);
  }
  fputs("</ul>\n", writer->out);
}

static void put_suppressed(struct writer *writer) {
  const struct findings *findings = writer->report->findings;
  if (!writer->report->summary.suppressed)
    return;
  fputs("<h2>Suppressed</h2>\n<ul class=\"suppressed\">\n", writer->out);
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->items[i];
    if (!finding->suppressed)
      continue;
    fputs("<li><span class=\"place\">", writer->out);
    put_place(writer, &finding->loc);
    fputs("</span> ", writer->out);
    html_words(writer->out, finding->message);
    fprintf(writer->out, " <a href=\"#rule-%s\">%s</a>: ", finding->rule, finding->rule);
    encode_xml(writer->out,
               finding->reason && *finding->reason ? finding->reason : "no reason given");
    fputs("</li>\n", writer->out);
  }
  fputs("</ul>\n", writer->out);
}

static bool reported(const struct findings *findings, const char *rule) {
  for (uint32_t i = 0; i < findings->count; i++)
    if (!strcmp(findings->items[i].rule, rule))
      return true;
  return false;
}

static void put_rules(struct writer *writer) {
  const struct report *report = writer->report;
  bool any = false;
  for (uint32_t i = 0; i < report->rule_count; i++) {
    const struct report_rule *rule = &report->rules[i];
    if (!reported(report->findings, rule->name))
      continue;
    fputs(any ? "" : "<h2>Rules</h2>\n", writer->out);
    any = true;
    fprintf(writer->out,
            "<details class=\"finding\" id=\"rule-%s\">\n<summary><b>%s</b> <span class=\"dim\">%s"
            "</span> ",
            rule->name, rule->name, rule->group);
    html_words(writer->out, rule->summary);
    fputs("</summary>\n<div class=\"body page\">\n", writer->out);
    html_page(writer->out, rule->page);
    fputs("</div>\n</details>\n", writer->out);
  }
}

void report_html(FILE *out, const struct report *report) {
  struct writer writer = {.out = out, .report = report, .sources.unsaved = &report->unsaved};
  put_head(&writer);
  put_unchecked(&writer);
  html_chains(out, report->findings);
  put_findings(&writer);
  put_suppressed(&writer);
  put_rules(&writer);
  fputs("</main>\n<footer>async-lint " ASYNC_LINT_VERSION
        ". Keys: <kbd>j</kbd> <kbd>k</kbd> next and "
        "previous finding, <kbd>n</kbd> <kbd>p</kbd> next and previous step, <kbd>e</kbd> open or "
        "close all, <kbd>/</kbd> filter, <kbd>Esc</kbd> show all, <kbd>t</kbd> light or dark."
        "</footer>\n<script>\n",
        out);
  fputs(html_script, out);
  fputs("</script>\n</body>\n</html>\n", out);
  source_free(&writer.sources);
}
