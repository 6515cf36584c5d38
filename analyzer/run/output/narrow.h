// SPDX-License-Identifier: MIT
// Reporting less than everything: what is not in a baseline, what touches changed lines.
#ifndef ASYNC_LINT_NARROW_H
#define ASYNC_LINT_NARROW_H

#include "analyzer/findings/baseline.h"
#include "analyzer/findings/changes.h"
#include "analyzer/options/options.h"
#include "analyzer/report/report.h"

/// Zero-initialise; narrow_close() at the end.
struct narrow {
  const struct options *options;
  struct baseline baseline;
  struct changes changes;
  bool whole; // everything was checked with these rules: an entry without finding has left
};

/// Reads --baseline and asks git for --since, before anything is analysed. False after saying what
/// is wrong.
bool narrow_open(struct narrow *narrow, const struct options *options);

/// Writes --write-baseline, takes out of the findings what is not to be reported, counts it in the
/// summary. False after saying that the baseline cannot be written.
bool narrow_apply(struct narrow *narrow, struct findings *findings, const char *directory,
                  struct report_summary *summary);

/// Says on stderr which entries of the baseline have left.
void narrow_say(const struct narrow *narrow, const struct findings *findings,
                const char *directory);

void narrow_close(struct narrow *narrow);

#endif
