// SPDX-License-Identifier: MIT
#include "analyzer/project/queue.h"

#include <stdlib.h>

enum {
  LONG = 4,    // so many units a worker, the first ones, are long
  WORTH_IT = 8 // fewer, of which a worker would get a half, are parsed without their headers
               // compiled once more
};

/// Units with the same headers, in order; the first group's have none in common.
struct group {
  uint32_t next, end; // in `units`
  unsigned workers;   // that have compiled them
};

struct queue {
  const struct share *shares;
  uint32_t *units; // group by group
  unsigned group_count, worker_count;
  struct group *groups;
  bool *compiled; // worker * group_count + group
};

static unsigned group_of(const struct queue *queue, size_t unit) {
  return queue->shares ? queue->shares[unit].group : 0;
}

struct queue *queue_create(const struct share *shares, size_t count, unsigned workers) {
  struct queue *queue = xcalloc(1, sizeof *queue);
  *queue = (struct queue){.shares = shares, .group_count = 1, .worker_count = workers};
  for (size_t i = 0; i < count; i++)
    if (group_of(queue, i) >= queue->group_count)
      queue->group_count = group_of(queue, i) + 1;
  queue->units = xcalloc(count, sizeof *queue->units);
  queue->groups = xcalloc(queue->group_count, sizeof *queue->groups);
  queue->compiled = xcalloc((size_t)workers * queue->group_count, sizeof *queue->compiled);
  for (size_t i = 0; i < count; i++)
    queue->groups[group_of(queue, i)].end++;
  for (unsigned g = 1; g < queue->group_count; g++) {
    queue->groups[g].next = queue->groups[g - 1].end;
    queue->groups[g].end += queue->groups[g].next;
  }
  for (unsigned g = queue->group_count; g-- > 0;)
    queue->groups[g].end = queue->groups[g].next;
  for (size_t i = 0; i < count; i++)
    queue->units[queue->groups[group_of(queue, i)].end++] = (uint32_t)i;
  return queue;
}

void queue_destroy(struct queue *queue) {
  if (!queue)
    return;
  free(queue->units);
  free(queue->groups);
  free(queue->compiled);
  free(queue);
}

static uint32_t left(const struct group *group) {
  return group->end - group->next;
}

static bool *compiled(const struct queue *queue, unsigned worker, unsigned group) {
  return &queue->compiled[(size_t)worker * queue->group_count + group];
}

/// Whether the group has a unit for the worker, without headers that another one has compiled; with
/// `own`, with headers that it has compiled itself.
static bool suits(const struct queue *queue, unsigned worker, unsigned group, bool own) {
  bool mine = *compiled(queue, worker, group);
  return left(&queue->groups[group]) &&
         (own ? mine : mine || !group || !queue->groups[group].workers);
}

/// Of those that suit, the group of the first unit; `group_count`: none.
static unsigned first_group(const struct queue *queue, unsigned worker, bool own) {
  unsigned found = queue->group_count;
  for (unsigned g = 0; g < queue->group_count; g++)
    if (suits(queue, worker, g, own) &&
        (found == queue->group_count ||
         queue->units[queue->groups[g].next] < queue->units[queue->groups[found].next]))
      found = g;
  return found;
}

/// The longest units go first, whatever they share, so that none of them is begun last. Then those
/// whose headers the worker has compiled: others can parse what shares nothing.
static unsigned next_group(const struct queue *queue, unsigned worker) {
  unsigned first = first_group(queue, worker, false);
  if (first == queue->group_count ||
      queue->units[queue->groups[first].next] < LONG * queue->worker_count)
    return first;
  unsigned own = first_group(queue, worker, true);
  return own < queue->group_count ? own : first;
}

/// The group with most to do.
static unsigned largest_group(const struct queue *queue) {
  unsigned found = 0;
  for (unsigned g = 0; g < queue->group_count; g++)
    if (left(&queue->groups[g]) > left(&queue->groups[found]))
      found = g;
  return found;
}

bool queue_take(struct queue *queue, unsigned worker, size_t *unit, struct share *share) {
  unsigned g = next_group(queue, worker);
  bool shares = g > 0;
  if (g == queue->group_count) {
    g = largest_group(queue);
    shares = left(&queue->groups[g]) >= WORTH_IT;
  }
  struct group *group = &queue->groups[g];
  if (!left(group))
    return false;
  *unit = queue->units[group->next++];
  *share = shares ? queue->shares[*unit] : (struct share){0};
  if (shares && !*compiled(queue, worker, g)) {
    *compiled(queue, worker, g) = true;
    group->workers++;
  }
  return true;
}
