// SPDX-License-Identifier: MIT
// Which units are to share the headers that they begin with.
#ifndef ASYNC_LINT_SHARING_H
#define ASYNC_LINT_SHARING_H

#include "analyzer/project/project.h"

/// Says for each of `count` units how many of its first steps (base/steps.h) it is to share, in an
/// array that the caller frees: those that so many units have in common that compiling them apart
/// is worth it in each of `workers` processes. NULL when there are none.
unsigned *sharing_plan(const struct project_unit *const *units, size_t count, unsigned workers);

#endif
