// SPDX-License-Identifier: MIT
#include "analyzer/project/sharing.h"

#include "analyzer/base/steps.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  HEAD = 16 << 10, // bytes of a file that are looked at; steps come first
  LEAST_UNITS = 12 // in each worker: compiling headers apart costs as much as two or three parses
};

/// The hashes of the steps of all units, one after the other.
struct plan {
  uint64_t *hashes;
  uint32_t hash_count, hash_capacity;
  uint32_t *ends; // of each unit, in `hashes`
  struct map counts;
};

/// The beginning of a file. 0 when it cannot be read, or is none: a worker will say so.
static size_t read_head(const char *path, char *head) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t got = file >= 0 ? read(file, head, HEAD) : 0;
  if (file >= 0)
    close(file);
  return got > 0 ? (size_t)got : 0;
}

static void add_unit(struct plan *plan, const struct project_unit *unit, char *head) {
  struct steps steps;
  size_t length = read_head(unit->path, head);
  steps_find(&steps, head, length,
             steps_key(unit->path, unit->directory, unit->arguments, unit->argument_count));
  for (unsigned i = 0; i < steps.count; i++) {
    GROW(plan->hashes, plan->hash_count, plan->hash_capacity);
    plan->hashes[plan->hash_count++] = steps.hash[i];
    map_set(&plan->counts, steps.hash[i], map_get(&plan->counts, steps.hash[i], 0) + 1);
  }
}

/// The number of steps for which most is shared by all units together.
static unsigned best(const struct plan *plan, const uint64_t *hashes, uint32_t count,
                     uint32_t least) {
  uint32_t most = 0;
  unsigned found = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t units = map_get(&plan->counts, hashes[i], 0);
    if (units >= least && units * (i + 1) > most) {
      most = units * (i + 1);
      found = i + 1;
    }
  }
  return found;
}

unsigned *sharing_plan(const struct project_unit *const *units, size_t count, unsigned workers) {
  uint32_t least = LEAST_UNITS * (workers ? workers : 1);
  if (count < least)
    return NULL;
  struct plan plan = {.ends = xcalloc(count, sizeof *plan.ends)};
  unsigned *shares = xcalloc(count, sizeof *shares), any = 0;
  char *head = xmalloc(HEAD);
  for (size_t i = 0; i < count; i++) {
    add_unit(&plan, units[i], head);
    plan.ends[i] = plan.hash_count;
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t start = i ? plan.ends[i - 1] : 0;
    any |= shares[i] = best(&plan, plan.hashes + start, plan.ends[i] - start, least);
  }
  free(head);
  free(plan.hashes);
  free(plan.ends);
  map_free(&plan.counts);
  if (any)
    return shares;
  free(shares);
  return NULL;
}
