// SPDX-License-Identifier: MIT
// Findings that are still right: a run in which nothing changed takes them from the store.
#ifndef ASYNC_LINT_RESULTS_H
#define ASYNC_LINT_RESULTS_H

#include "analyzer/report/report.h"
#include "analyzer/rule.h"
#include "analyzer/run/analysis.h"

enum { RESULTS_KEY_SIZE = 33 };

/// Names all that findings follow from beside the units' content: which units, the contracts, the
/// rules that run, and this program. Written as hexadecimal digits.
void results_key(const struct analysis *analysis, const struct rule_selection *selection,
                 char key[RESULTS_KEY_SIZE]);

/// Takes the findings of the last run when it had this key and no unit has changed since. False:
/// they have to be found anew.
bool results_reuse(struct analysis *analysis, const char *key, struct findings *findings,
                   struct report_summary *summary);

/// Keeps contracts, call edges, findings and the run in the store. False after saying why not.
bool results_keep(struct analysis *analysis, const char *key, const struct findings *findings,
                  const struct report_summary *summary);

#endif
