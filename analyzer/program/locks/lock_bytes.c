// SPDX-License-Identifier: MIT
// Followed locks as bytes, for the store: on the numbers and strings of the IR's binary form.
#include "analyzer/program/locks/lock_bytes.h"
#include "analyzer/ir/ir_blob.h"

#include <string.h>

enum { ASYNC = 1, SHARED = 2, TRIES = 4, OWED = 8 }; // of a lock
enum { ANYTHING = 0, NO_HOLE = 1, HOLE = 2 };        // of a range
enum { RELEASED = 1, STRAIGHT = 2, ONCE_MORE = 4 };  // of a lock taken twice
enum { EXHAUSTED = 1, UNTAKEN = 2 };                 // of a result
enum { LEFT_COUNT = LEFT_UNKNOWN + 1 };

// ---- writing ----

static void put_lock(struct ir_encoder *to, const struct lock_followed *lock) {
  ir_put_string(to, lock->path);
  ir_put_string(to, lock->shown);
  ir_put_u64(to, (lock->async ? ASYNC : 0) | (lock->shared ? SHARED : 0) |
                     (lock->tries ? TRIES : 0) | (lock->owed ? OWED : 0));
}

static void put_site(struct ir_encoder *to, const struct lock_site *site) {
  ir_put_id(to, site->block);
  ir_put_id(to, site->event);
  ir_put_u64(to, site->steps);
}

static void put_sight(struct ir_encoder *to, const struct lock_sight *sight) {
  ir_put_u64(to, sight->block);
  ir_put_u64(to, sight->event);
  ir_put_u64(to, sight->may);
  ir_put_u64(to, sight->must);
  ir_put_u64(to, sight->callers);
  for (uint32_t i = 0; i < LOCKS_MAX; i++)
    if (sight->may >> i & 1)
      put_site(to, &sight->since[i]);
}

static void put_range(struct ir_encoder *to, const struct range *range) {
  struct range any = range_any();
  if (range_equal(range, &any)) {
    ir_put_u64(to, ANYTHING);
    return;
  }
  ir_put_u64(to, range->has_hole ? HOLE : NO_HOLE);
  ir_put_i64(to, range->low);
  ir_put_i64(to, range->high);
  if (range->has_hole)
    ir_put_i64(to, range->hole);
}

static void put_exit(struct ir_encoder *to, const struct lock_result *result,
                     const struct lock_exit *exit) {
  ir_put_u64(to, exit->block);
  ir_put_id(to, exit->loc);
  for (uint32_t i = 0; i < result->lock_count; i++) {
    ir_put_u64(to, (uint64_t)exit->left[i]);
    put_site(to, &exit->since[i]);
  }
  ir_put_u64(to, exit->has_value);
  put_range(to, &exit->value);
  for (uint32_t i = 0; i < result->param_count; i++)
    put_range(to, &exit->params[i]);
  ir_put_u64(to, exit->step_count);
  for (uint32_t i = 0; i < exit->step_count; i++) {
    ir_put_u64(to, exit->steps[i].block);
    ir_put_u64(to, exit->steps[i].target);
  }
}

static void put_twice(struct ir_encoder *to, const struct lock_twice *twice) {
  ir_put_u64(to, twice->lock);
  ir_put_u64(to, (twice->released ? RELEASED : 0) | (twice->straight ? STRAIGHT : 0));
  put_site(to, &twice->first);
  put_site(to, &twice->second);
}

static void put_result(struct ir_encoder *to, const struct lock_result *result) {
  ir_put_u64(to, result->lock_count);
  for (uint32_t i = 0; i < result->lock_count; i++)
    put_lock(to, &result->locks[i]);
  ir_put_u64(to, (result->exhausted ? EXHAUSTED : 0) | (result->untaken ? UNTAKEN : 0));
  ir_put_u64(to, result->unknown);
  ir_put_u64(to, result->param_count);
  ir_put_u64(to, result->sight_count);
  for (uint32_t i = 0; i < result->sight_count; i++)
    put_sight(to, &result->sights[i]);
  ir_put_u64(to, result->exit_count);
  for (uint32_t i = 0; i < result->exit_count; i++)
    put_exit(to, result, &result->exits[i]);
  ir_put_u64(to, result->twice_count);
  for (uint32_t i = 0; i < result->twice_count; i++)
    put_twice(to, &result->twice[i]);
}

void lock_bytes_write(struct text *out, const struct lock_result *result) {
  struct ir_encoder to;
  ir_encode_begin(&to);
  if (result)
    put_result(&to, result);
  ir_encode_end(&to, IR_BLOB_LOCKS, out);
}

// ---- reading ----

static void get_lock(struct ir_decoder *from, struct lock_followed *lock) {
  lock->path = ir_get_string(from);
  lock->shown = ir_get_string(from);
  unsigned flags = ir_get_enum(from, 2 * OWED);
  lock->async = flags & ASYNC;
  lock->shared = flags & SHARED;
  lock->tries = flags & TRIES;
  lock->owed = flags & OWED;
  from->bad |= !lock->path;
}

static struct lock_site get_site(struct ir_decoder *from) {
  struct lock_site site = {.block = ir_get_id(from)};
  site.event = ir_get_id(from);
  site.steps = ir_get_u32(from);
  return site;
}

static void get_sight(struct ir_decoder *from, uint32_t locks, struct lock_sight *sight) {
  sight->block = ir_get_u32(from);
  sight->event = ir_get_u32(from);
  sight->may = ir_get_u32(from);
  sight->must = ir_get_u32(from);
  sight->callers = ir_get_u32(from);
  from->bad |= ((sight->may | sight->must | sight->callers) >> locks) != 0;
  for (uint32_t i = 0; i < locks && !from->bad; i++)
    if (sight->may >> i & 1)
      sight->since[i] = get_site(from);
}

static struct range get_range(struct ir_decoder *from) {
  struct range range = range_any();
  unsigned kind = ir_get_enum(from, HOLE + 1);
  if (kind == ANYTHING)
    return range;
  range.low = ir_get_i64(from);
  range.high = ir_get_i64(from);
  range.has_hole = kind == HOLE;
  if (range.has_hole)
    range.hole = ir_get_i64(from);
  return range;
}

static void get_exit(struct ir_decoder *from, struct arena *arena, const struct lock_result *result,
                     struct lock_exit *exit) {
  exit->block = ir_get_u32(from);
  exit->loc = ir_get_id(from);
  for (uint32_t i = 0; i < result->lock_count && !from->bad; i++) {
    exit->left[i] = (enum lock_left)ir_get_enum(from, LEFT_COUNT);
    exit->since[i] = get_site(from);
  }
  exit->has_value = ir_get_enum(from, 2);
  exit->value = get_range(from);
  struct range *params = ARENA_ARRAY(arena, struct range, result->param_count);
  for (uint32_t i = 0; i < result->param_count && !from->bad; i++)
    params[i] = get_range(from);
  exit->params = params;
  exit->step_count = ir_get_count(from, 2);
  struct step *steps = ARENA_ARRAY(arena, struct step, exit->step_count);
  for (uint32_t i = 0; i < exit->step_count && !from->bad; i++) {
    steps[i].block = ir_get_u32(from);
    steps[i].target = ir_get_u32(from);
  }
  exit->steps = steps;
}

static void get_twice(struct ir_decoder *from, uint32_t locks, struct lock_twice *twice) {
  twice->lock = ir_get_enum(from, locks);
  unsigned flags = ir_get_enum(from, ONCE_MORE);
  twice->released = flags & RELEASED;
  twice->straight = flags & STRAIGHT;
  twice->first = get_site(from);
  twice->second = get_site(from);
}

static void get_result(struct ir_decoder *from, struct arena *arena, struct lock_result *result) {
  result->lock_count = ir_get_enum(from, LOCKS_MAX + 1);
  for (uint32_t i = 0; i < result->lock_count && !from->bad; i++)
    get_lock(from, &result->locks[i]);
  unsigned flags = ir_get_enum(from, 2 * UNTAKEN);
  result->exhausted = flags & EXHAUSTED;
  result->untaken = flags & UNTAKEN;
  result->unknown = ir_get_u32(from);
  result->param_count = ir_get_count(from, 1);
  result->sight_count = ir_get_count(from, 5);
  result->sights = ARENA_ARRAY(arena, struct lock_sight, result->sight_count);
  for (uint32_t i = 0; i < result->sight_count && !from->bad; i++)
    get_sight(from, result->lock_count, &result->sights[i]);
  result->exit_count = ir_get_count(from, 5);
  result->exits = ARENA_ARRAY(arena, struct lock_exit, result->exit_count);
  for (uint32_t i = 0; i < result->exit_count && !from->bad; i++)
    get_exit(from, arena, result, &result->exits[i]);
  result->twice_count = ir_get_count(from, 8);
  result->twice = ARENA_ARRAY(arena, struct lock_twice, result->twice_count);
  for (uint32_t i = 0; i < result->twice_count && !from->bad; i++)
    get_twice(from, result->lock_count, &result->twice[i]);
}

bool lock_bytes_read(struct arena *arena, struct interner *names, const void *bytes, size_t length,
                     struct lock_result **result) {
  struct ir_pool pool = {.names = *names}; // the list of strings is for the moment only
  struct ir_decoder from;
  *result = NULL;
  ir_decode_begin(&from, &pool, IR_BLOB_LOCKS, bytes, length);
  if (!from.bad && from.at != from.end) {
    *result = ARENA_NEW(arena, struct lock_result);
    get_result(&from, arena, *result);
  }
  *names = pool.names;
  arena_free(&pool.arena);
  return ir_decode_end(&from);
}
