// SPDX-License-Identifier: MIT
// The end of a run: reports in every format asked for, the summary, the exit status.
#ifndef ASYNC_LINT_REPORTS_H
#define ASYNC_LINT_REPORTS_H

#include "analyzer/report/report.h"

/// Fills in the catalogue of rules.
void reports_catalogue(struct report *report);

/// The catalogue as HTML, which is installed or built beside the program: each rule's name is an
/// anchor. NULL when it is not there.
const char *reports_rule_pages(void);

/// Writes every report of the options. False after saying which could not be written.
bool reports_write(const struct options *options, struct report *report);

/// The exit status that findings and what is unchecked stand for.
int reports_status(const struct options *options, const struct report *report);

#endif
