// SPDX-License-Identifier: MIT
// Report writers: each writes the findings of a run in one format, as a stream. They know neither
// rules nor libclang.
#ifndef ASYNC_LINT_REPORT_H
#define ASYNC_LINT_REPORT_H

#include "analyzer/base/text.h"
#include "analyzer/findings/finding.h"

/// Numbers of a run, for summaries.
struct report_summary {
  uint32_t units, unchecked_units, functions;
  uint32_t errors, warnings, suppressed;
};

struct report {
  const struct findings *findings; // finished
  struct report_summary summary;
  const char *directory; // absolute; paths below it are shown relative to it
  bool color;            // text only
};

/// Counts errors, warnings and suppressed findings into the summary.
void report_count(struct report_summary *summary, const struct findings *findings);

/// `path:line:column: level: message [rule]`, the source line with the place marked, and notes;
/// then what is unchecked. Suppressed findings are left out.
void report_text(FILE *out, const struct report *report);

/// The JSON of report/schema.json. Suppressed findings are in it, with their reason. Always valid
/// UTF-8: bytes that are not become U+FFFD.
void report_json(FILE *out, const struct report *report);

/// One line: "3 findings (2 errors, 1 warning) in 12 units, 345 functions; 1 unit unchecked".
void report_summary_line(FILE *out, const struct report_summary *summary);

/// `path` relative to `directory` when it lies below it, else as it is. Points into `path`.
const char *report_path(const char *directory, const char *path);

/// Appends `text` (up to `length` bytes) as it may be shown on a terminal: control characters,
/// invalid UTF-8 and characters that change the direction of writing become `\xNN` or `<U+NNNN>`.
void report_put_safe(struct text *to, const char *text, size_t length);

/// Writes a JSON string with its quotes; NULL becomes `null`.
void report_json_string(FILE *out, const char *string);

#endif
