// SPDX-License-Identifier: MIT
// Report writers: each writes the findings of a run in one format, as a stream. They know neither
// rules nor libclang.
#ifndef ASYNC_LINT_REPORT_H
#define ASYNC_LINT_REPORT_H

#include "analyzer/base/path.h"
#include "analyzer/findings/finding.h"
#include "analyzer/options/options.h"
#include "analyzer/report/source.h"

#include <stdio.h>

/// Numbers of a run, for summaries.
struct report_summary {
  uint32_t units, unchecked_units, functions;
  uint32_t errors, warnings, suppressed;
  uint32_t baseline;  // left out, as they are in the baseline
  uint32_t unchanged; // left out, as no changed line is theirs
};

/// What reports say of a rule itself.
struct report_rule {
  const char *name, *group, *summary;
  const char *page; // Markdown
  enum level level;
  bool on; // by default
};

struct report {
  const struct findings *findings; // finished
  struct report_summary summary;
  struct source_unsaved unsaved;
  const char *directory;  // absolute; paths below it are shown relative to it
  bool color;             // text only
  const char *rule_pages; // text only: the file of report_catalogue() to link to, or NULL
  uint32_t rule_count;
  const struct report_rule *rules; // the catalogue
};

/// Counts errors, warnings and suppressed findings into the summary.
void report_count(struct report_summary *summary, const struct findings *findings);

/// Writes the report in one format.
void report_write(FILE *out, enum output_format format, const struct report *report);

/// The writers. Except where told, suppressed findings are left out, and what is unchecked is in.
///
/// text: `path:line:column: level: message [rule]`, the source line with the place marked, notes.
/// json: report/schema.json. Suppressed findings are in it, with their reason.
/// jsonl: the same objects one a line, each with its `kind`; the summary is the last.
/// sarif: SARIF 2.1.0. Suppressed findings are in it; what is unchecked are notifications.
/// github: workflow commands that annotate a pull request.
/// gitlab: Code Quality. checkstyle, junit: their XML; in junit suppressed findings are skipped
/// tests. unix: one line a finding. html: one page for people, with suppressed findings. All but
/// text, github and unix are always valid UTF-8.
#define FORMAT(id, word) void report_##word(FILE *out, const struct report *report);
#include "analyzer/report/formats.def"

/// Writes all rules with their pages as one HTML file; each has its name as anchor.
void report_catalogue(FILE *out, const struct report_rule *rules, uint32_t count);

/// One line: "3 findings (2 errors, 1 warning) in 12 units, 345 functions; 1 unit unchecked".
void report_summary_line(FILE *out, const struct report_summary *summary);

/// How many findings each rule has, a line each, most first; nothing when at most one rule has any.
void report_summary_rules(FILE *out, const struct report *report);

/// What could not be checked and why, as one line: harmless text, a JSON string, XML.
void report_unchecked_text(FILE *out, const struct unchecked *unchecked);
void report_unchecked_json(FILE *out, const struct unchecked *unchecked);
void report_unchecked_xml(FILE *out, const struct unchecked *unchecked);

/// "error" or "warning".
const char *report_level(enum level level);

#endif
