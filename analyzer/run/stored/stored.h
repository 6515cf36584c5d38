// SPDX-License-Identifier: MIT
// Opening a store to read what earlier runs left in it.
#ifndef ASYNC_LINT_STORED_H
#define ASYNC_LINT_STORED_H

#include "analyzer/options/options.h"
#include "analyzer/project/project.h"
#include "analyzer/store/store.h"

/// The store of --store, or of the project, which is opened then (else it stays empty). NULL after
/// saying why there is none; a store of another version, which is emptied, is said to be.
struct store *stored_open(const struct options *options, struct project *project);

#endif
