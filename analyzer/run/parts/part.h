// SPDX-License-Identifier: MIT
// Parts: files with what workers made of some units, to be checked together with others elsewhere.
#ifndef ASYNC_LINT_PART_H
#define ASYNC_LINT_PART_H

#include "analyzer/run/parts/shards.h"

/// A part being written. Zero-initialise; part_write() or part_free() releases it.
struct part {
  struct shard shard;
  uint32_t count, capacity;
  struct part_unit *units;
};

/// Takes the result of one unit, in any order.
void part_add(struct part *part, const struct project_unit *which, const struct ir_unit *unit);

/// Writes the part, its units ordered by path, beside the file and moves it into place, so that
/// equal units give equal bytes and nobody sees half a part. False with the reason in `error`.
bool part_write(struct part *part, const char *path, struct text *error);
void part_free(struct part *part);

/// One unit of a part. `unit` lives until the call returns.
typedef bool part_visit(const char *path, uint64_t digest, const struct ir_unit *unit, void *data);

/// Reads a part and gives its units, and which shard it is. False, with file and remedy in `error`,
/// when it cannot be read, is not whole, or comes from another version of async-lint; and when
/// `visit` gives false, which then has written `error`.
bool part_read(const char *path, part_visit *visit, void *data, struct shard *shard,
               struct text *error);

#endif
