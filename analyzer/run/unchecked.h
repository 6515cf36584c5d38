// SPDX-License-Identifier: MIT
// What could not be checked, as part of the findings.
#ifndef ASYNC_LINT_UNCHECKED_H
#define ASYNC_LINT_UNCHECKED_H

#include "analyzer/findings/finding.h"
#include "analyzer/program/program.h"
#include "analyzer/store/store.h"

/// Adds units that failed, compile errors outside functions and mistakes in annotations.
void unchecked_add(struct findings *findings, const struct store_contents *contents,
                   const struct program *program);

#endif
