// SPDX-License-Identifier: MIT
// Which part of a project a part is, so that none of them is forgotten.
#ifndef ASYNC_LINT_SHARDS_H
#define ASYNC_LINT_SHARDS_H

#include "analyzer/project/project.h"

enum { MAX_SHARDS = 100000 };

/// The `index`-th of `count` shards, from 1, of a project that a digest tells from others, and from
/// the same one with other arguments. All 0: not of a project.
struct shard {
  uint64_t project;
  uint32_t index, count;
};

/// The shard of a project whose units are still all there, under the paths that are to hold.
struct shard shard_of(const struct project *project, uint32_t index, uint32_t count);

/// The path that a unit has in a part, which need not be the one it has here.
const char *shard_path(struct arena *arena, const struct project_unit *unit);

/// The parts to be merged. Zero-initialise; shards_free() releases it.
struct shards {
  uint32_t count, capacity;
  struct shard *items;
  const char **parts; // where each comes from; not owned
  uint32_t part_capacity;
};

void shards_add(struct shards *shards, const struct shard *shard, const char *part);

/// False when one of a project's shards is missing: `error` names it.
bool shards_are_whole(const struct shards *shards, struct text *error);
void shards_free(struct shards *shards);

#endif
