// SPDX-License-Identifier: MIT
// Calls that take a lock which their caller may hold, on every way through the callee: one that
// holds it waits for itself.
#include "analyzer/program/locks/lock_table.h"

#include <string.h>

enum { MAX_CALLS = 4 }; // on the way to the taking

/// Calls from the outermost inward, and where the last callee takes the lock.
struct taking_way {
  struct edge *edges[MAX_CALLS];
  int count;
  struct lock_site end;
};

static bool always_takes(struct lock_table *table, struct function *function, const char *path,
                         struct taking_way *way);

/// The call there when only one function may be called, by its name; or NULL.
static struct edge *only_edge(const struct function *function, uint32_t block, uint32_t event) {
  struct function *callees[LOCK_CALLEES_MAX];
  uint32_t i = lock_first_edge(function, block, event);
  if (i == function->out_count || lock_callees_of(function, block, event, callees) != 1)
    return NULL;
  struct edge *edge = function->out[i];
  return edge->kind == EDGE_CALL && edge->callee == callees[0] && edge->callee->checked ? edge
                                                                                        : NULL;
}

/// Whether the callee takes the lock, and leaves it as it was. Adds to the way when it does.
static bool callee_takes(struct lock_table *table, struct function *function, uint32_t block,
                         uint32_t event, const char *path, struct taking_way *way) {
  const struct ir_event *call = &function->body->blocks[block].events[event];
  struct edge *edge = only_edge(function, block, event);
  struct lock_ops ops;
  if (!edge || way->count == MAX_CALLS)
    return false;
  lock_ops_of(table, function, block, event, edge->callee, &ops);
  for (uint32_t i = 0; i < ops.count; i++) {
    const char *inside = ops.items[i].path;
    struct taking_way longer = *way;
    longer.edges[longer.count++] = edge;
    if (ops.items[i].action == LOCK_PASS &&
        lock_path_translate(&table->names, function->body, call, inside, false) == path &&
        always_takes(table, edge->callee, inside, &longer)) {
      *way = longer;
      return true;
    }
  }
  return false;
}

/// Whether the call waits for the lock, itself or inside. Adds to the way when it does.
static bool call_takes(struct lock_table *table, struct function *function, uint32_t block,
                       uint32_t event, const char *path, struct taking_way *way) {
  const struct lock_op *op = lock_op_on(lock_call_at(table, function, block, event), path);
  if (op && op->action == LOCK_PASS)
    return callee_takes(table, function, block, event, path, way);
  way->end = (struct lock_site){.block = block, .event = event};
  return op && op->action == LOCK_ACQUIRE && !op->shared && !op->async && !op->tries;
}

/// The first sight of the block, or of one behind it.
static uint32_t first_sight(const struct lock_result *result, uint32_t block) {
  uint32_t low = 0, high = result->sight_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (result->sights[middle].block < block)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool block_takes(struct lock_table *table, struct function *function, uint32_t block,
                        const char *path, struct taking_way *way) {
  const struct lock_result *result = table->facts[function->index].result;
  for (uint32_t s = first_sight(result, block);
       s < result->sight_count && result->sights[s].block == block; s++)
    if (call_takes(table, function, block, result->sights[s].event, path, way))
      return true;
  return false;
}

/// Whether the function never lets go of what its caller holds, and leaves nothing held.
static bool keeps(const struct lock_result *result, const char *path) {
  uint32_t lock = 0;
  while (lock < result->lock_count && result->locks[lock].path != path)
    lock++;
  if (lock < result->lock_count && result->untaken)
    return !(result->unknown >> lock & 1);
  if (lock == result->lock_count || !result->exit_count || result->exhausted)
    return false;
  for (uint32_t i = 0; i < result->exit_count; i++)
    if (result->exits[i].left[lock] != LEFT_ALONE && result->exits[i].left[lock] != LEFT_RELEASED)
      return false;
  return true;
}

/// Whether every way from the entry to a return comes to a call that waits for the lock. Adds the
/// first such call to the way, and those inside.
static bool all_ways_take(struct lock_table *table, struct function *function, const char *path,
                          struct taking_way *way) {
  const struct lock_result *result = table->facts[function->index].result;
  const struct ir_function *fn = function->body;
  if (!result || !keeps(result, path))
    return false;
  struct arena scratch = {0};
  struct taking_way before = *way;
  bool *seen = ARENA_ARRAY(&scratch, bool, fn->block_count), takes = false, returns = false;
  uint32_t *queue = ARENA_ARRAY(&scratch, uint32_t, fn->block_count), count = 0, target;
  queue[count++] = 0;
  seen[0] = true;
  for (uint32_t i = 0; i < count && !returns; i++) {
    const struct ir_block *code = &fn->blocks[queue[i]];
    struct taking_way found = before;
    if (block_takes(table, function, queue[i], path, &found)) {
      *way = takes ? *way : found;
      takes = true;
      continue;
    }
    returns = code->end.kind == IR_RETURN;
    for (uint32_t s = 0; (target = cfg_successor(code, s)) != IR_NONE; s++)
      if (!seen[target]) {
        seen[target] = true;
        queue[count++] = target;
      }
  }
  arena_free(&scratch);
  return takes && !returns;
}

/// The same; that it is not so, which is the usual answer, is found out once.
static bool always_takes(struct lock_table *table, struct function *function, const char *path,
                         struct taking_way *way) {
  const struct {
    const char *path;
    uint32_t function;
    int calls; // on the way so far, of MAX_CALLS
  } asked = {path, function->index, way->count};
  uint64_t key = hash_bytes(HASH_SEED, &asked, sizeof asked) | 1;
  if (map_get(&table->leaves_alone, key, 0))
    return false;
  bool takes = all_ways_take(table, function, path, way);
  if (!takes)
    map_set(&table->leaves_alone, key, 1);
  return takes;
}

int lock_retaking_way(struct program *program, struct function *function,
                      const struct lock_sight *sight, const char *path, struct edge **edges,
                      int max, struct lock_site *end) {
  struct lock_table *table = lock_table_of(program);
  struct taking_way way = {.count = 0};
  const struct lock_op *op =
      lock_op_on(lock_call_at(table, function, sight->block, sight->event), path);
  if (!op || op->action != LOCK_PASS ||
      !callee_takes(table, function, sight->block, sight->event, path, &way) || way.count > max)
    return 0;
  memcpy(edges, way.edges, sizeof *edges * (size_t)way.count);
  *end = way.end;
  return way.count;
}
