// SPDX-License-Identifier: MIT
// Opening a store to read what earlier runs left in it.
#ifndef ASYNC_LINT_STORED_H
#define ASYNC_LINT_STORED_H

#include "analyzer/options/options.h"
#include "analyzer/project/project.h"
#include "analyzer/store/store.h"

/// The store of --store, or of the project, which is opened then (else it stays empty), as it is:
/// nobody has to wait for us, and it may be one that can only be read. NULL after saying why there
/// is none.
struct store *stored_open(const struct options *options, struct project *project);

#endif
