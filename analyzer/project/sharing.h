// SPDX-License-Identifier: MIT
// Which units are to share the headers that they begin with.
#ifndef ASYNC_LINT_SHARING_H
#define ASYNC_LINT_SHARING_H

#include "analyzer/project/project.h"

/// Says for each of `count` units what it is to share, in an array that the caller frees: the steps
/// that so many units have in common that compiling them apart is worth it. NULL when there are
/// none.
struct share *sharing_plan(const struct project_unit *const *units, size_t count);

#endif
