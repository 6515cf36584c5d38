// SPDX-License-Identifier: MIT
// Files that belong to the program: shipped contracts, the JSON Schema, the store's place, and what
// tells one installation's results from another's.
#ifndef ASYNC_LINT_FILES_H
#define ASYNC_LINT_FILES_H

#include "analyzer/options/options.h"
#include "analyzer/project/project.h"
#include "rules/api/spec.h"

/// Reads the shipped contracts, then those of --spec. False with `file:line: what` in `error`.
bool files_read_specs(const struct options *options, struct spec *spec, struct text *error);

/// Reads the shipped contracts only.
bool files_read_shipped(struct spec *spec, struct text *error);

/// Path of `schema.json`; false when it is not installed.
bool files_schema(struct text *path);

/// Path of the store for this run, its folder made; false: in memory.
bool files_store(const struct options *options, const struct project *project, struct text *path);

/// Path of the store in which earlier runs left something, if they did: our own, or the one in a
/// build folder that only others may write to. False: without a store.
bool files_left_store(const struct options *options, const struct project *project,
                      struct text *path);

/// Tool, worker and libclang as one word: results of another one are not used.
void files_version(struct text *version);

/// The worker program to use instead of the installed one (ASYNC_LINT_WORKER, for tests), or NULL.
const char *files_worker(void);

/// XXH3-128 of a file's content, as the store asks for it. `data` is not used.
bool files_hash(const char *path, uint64_t hash[2], void *data);

#endif
