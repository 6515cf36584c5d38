// SPDX-License-Identifier: MIT
#include "analyzer/project/sharing.h"

#include "analyzer/base/scan.h"
#include "analyzer/base/steps.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  HEAD = 16 << 10, // bytes of a file that are looked at; steps come first
  LEAST_UNITS = 12 // compiling headers apart costs as much as two or three parses
};

/// The hashes of the steps of all units, one after the other.
struct plan {
  uint64_t *hashes;
  uint32_t hash_count, hash_capacity;
  uint32_t *ends;       // of each unit, in `hashes`
  struct map counts;    // hash of steps -> how many units begin with them
  struct map arguments; // hash of an argument -> how many units have it
  struct map groups;    // hash of steps -> number of those that share them
  unsigned group_count;
  struct share *shares;
};

static void count_one(struct map *counts, uint64_t key) {
  map_set(counts, key, map_get(counts, key, 0) + 1);
}

// ---- arguments ----

/// The length of the name that `-DNAME` or `-DNAME=VALUE` defines; 0 for all other arguments.
static size_t defined(const char *argument) {
  size_t length = strncmp(argument, "-D", 2) ? 0 : scan_identifier(argument, strlen(argument), 2);
  return length && (!argument[2 + length] || argument[2 + length] == '=') ? length : 0;
}

static uint64_t argument_key(const char *argument) {
  return hash_bytes(HASH_SEED, argument, strlen(argument)) | 1;
}

static void count_arguments(struct plan *plan, const struct project_unit *unit) {
  for (unsigned i = 0; i < unit->argument_count; i++)
    if (defined(unit->arguments[i]))
      count_one(&plan->arguments, argument_key(unit->arguments[i]));
}

/// Whether the macro that the i-th argument defines is in no other one.
static bool stands_alone(const struct project_unit *unit, unsigned i) {
  const char *name = unit->arguments[i] + 2;
  size_t length = defined(unit->arguments[i]);
  for (unsigned k = 0; k < unit->argument_count; k++) {
    const char *other = unit->arguments[k];
    bool names = k != i && (!strncmp(other, "-D", 2) || !strncmp(other, "-U", 2)) &&
                 !strncmp(other + 2, name, length);
    if (names && !scan_identifier(other, strlen(other), 2 + length))
      return false;
  }
  return true;
}

/// The macros that so few units have that these cannot be told apart by them.
static uint64_t own_arguments(const struct plan *plan, const struct project_unit *unit) {
  uint64_t own = 0;
  for (unsigned i = 0; i < unit->argument_count && i < 64; i++) {
    const char *argument = unit->arguments[i];
    bool rare = defined(argument) &&
                map_get(&plan->arguments, argument_key(argument), 0) < LEAST_UNITS &&
                stands_alone(unit, i);
    own |= (uint64_t)rare << i;
  }
  return own;
}

// ---- steps ----

/// The beginning of a file. 0 when it cannot be read, or is none: a worker will say so.
static size_t read_head(const char *path, char *head) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t got = file >= 0 ? read(file, head, HEAD) : 0;
  if (file >= 0)
    close(file);
  return got > 0 ? (size_t)got : 0;
}

static void count_steps(struct plan *plan, const struct project_unit *unit, uint64_t own,
                        char *head) {
  struct steps steps;
  size_t length = read_head(unit->path, head);
  steps_find(&steps, head, length,
             steps_key(unit->path, unit->directory, unit->arguments, unit->argument_count, own));
  for (unsigned i = 0; i < steps.count; i++) {
    GROW(plan->hashes, plan->hash_count, plan->hash_capacity);
    plan->hashes[plan->hash_count++] = steps.hash[i];
    count_one(&plan->counts, steps.hash[i]);
  }
}

/// The number of steps for which most is shared by all units together.
static unsigned best(const struct plan *plan, const uint64_t *hashes, uint32_t count) {
  uint32_t most = 0;
  unsigned found = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t units = map_get(&plan->counts, hashes[i], 0);
    if (units >= LEAST_UNITS && units * (i + 1) > most) {
      most = units * (i + 1);
      found = i + 1;
    }
  }
  return found;
}

/// The number of those that begin with these steps.
static unsigned group_of(struct plan *plan, uint64_t steps) {
  unsigned group = map_get(&plan->groups, steps, 0);
  if (!group) {
    group = ++plan->group_count;
    map_set(&plan->groups, steps, group);
  }
  return group;
}

static void choose(struct plan *plan, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t start = i ? plan->ends[i - 1] : 0;
    struct share *share = &plan->shares[i];
    share->steps = best(plan, plan->hashes + start, plan->ends[i] - start);
    if (share->steps)
      share->group = group_of(plan, plan->hashes[start + share->steps - 1]);
  }
}

struct share *sharing_plan(const struct project_unit *const *units, size_t count) {
  struct plan plan = {0};
  if (count < LEAST_UNITS)
    return NULL;
  plan.ends = xcalloc(count, sizeof *plan.ends);
  plan.shares = xcalloc(count, sizeof *plan.shares);
  char *head = xmalloc(HEAD);
  for (size_t i = 0; i < count; i++)
    count_arguments(&plan, units[i]);
  for (size_t i = 0; i < count; i++) {
    plan.shares[i].own = own_arguments(&plan, units[i]);
    count_steps(&plan, units[i], plan.shares[i].own, head);
    plan.ends[i] = plan.hash_count;
  }
  choose(&plan, count);
  free(head);
  free(plan.hashes);
  free(plan.ends);
  map_free(&plan.counts);
  map_free(&plan.arguments);
  map_free(&plan.groups);
  if (plan.group_count)
    return plan.shares;
  free(plan.shares);
  return NULL;
}
