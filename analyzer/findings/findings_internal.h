// SPDX-License-Identifier: MIT
// What the files of findings/ share.
#ifndef ASYNC_LINT_FINDINGS_INTERNAL_H
#define ASYNC_LINT_FINDINGS_INTERNAL_H

#include "analyzer/findings/finding.h"

/// Marks the findings that a suppression of `all` covers. Adds findings of rule
/// `unused-suppression`, when that rule exists and runs, for those that cover nothing; true when it
/// added some.
bool suppressions_apply(struct findings *findings, const struct ir_unit *all);

#endif
