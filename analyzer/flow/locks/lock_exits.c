// SPDX-License-Identifier: MIT
// What the ways out of a function say about its locks together: a summary for callers, or a leak.
#include "analyzer/flow/locks/locks.h"

#include <string.h>

// ---- telling ways out apart by what they return ----

static bool overlap(const struct range *a, const struct range *b) {
  if (a->high < b->low || b->high < a->low)
    return false;
  if (range_is_constant(a))
    return range_may_be(b, a->low);
  return !range_is_constant(b) || range_may_be(a, b->low);
}

static bool is_zero(const struct range *value) {
  return range_is_constant(value) && value->low == 0;
}

static bool never_zero(const struct range *value) {
  return !range_may_be(value, 0);
}

/// The values returned by ways out that leave the lock as one of `wanted` (bits of enum lock_left).
struct returned {
  bool some, all_zero, all_nonzero, all_one, some_zero;
};

static struct returned returned_with(const struct lock_result *result, uint32_t i,
                                     uint32_t wanted) {
  struct returned returned = {false, true, true, true, false};
  for (uint32_t k = 0; k < result->exit_count; k++) {
    const struct lock_exit *exit = &result->exits[k];
    if (!(wanted >> exit->left[i] & 1))
      continue;
    returned.some = true;
    returned.all_zero &= exit->has_value && is_zero(&exit->value);
    returned.some_zero |= !exit->has_value || is_zero(&exit->value);
    returned.all_nonzero &= exit->has_value && never_zero(&exit->value);
    returned.all_one &= exit->has_value && exit->value.low == 1 && exit->value.high == 1;
  }
  return returned;
}

enum {
  KEEPS = 1 << LEFT_ALONE | 1 << LEFT_RELEASED | 1 << LEFT_RETAKEN,
  HOLDS = 1 << LEFT_HELD,
  DROPS = 1 << LEFT_DROPPED,
  UNKNOWN = 1 << LEFT_UNKNOWN,
};

static bool is_pointer(const struct ir_function *fn) {
  size_t length = strlen(fn->result);
  return length && fn->result[length - 1] == '*';
}

/// True when the result is a pointer or a truth value, so that what is not 0 says success.
static bool nonzero_succeeds(const struct ir_function *fn) {
  return is_pointer(fn) || strcmp(fn->result, "bool") == 0 || strcmp(fn->result, "_Bool") == 0;
}

/// Whether callers can tell from the result that the lock is held: it is on success only.
static bool told_apart(const struct ir_function *fn, const struct returned *held,
                       const struct returned *others) {
  if (is_pointer(fn) && !held->some_zero && others->all_zero)
    return true;
  if (held->all_zero && others->all_nonzero)
    return !nonzero_succeeds(fn);
  return held->all_nonzero && others->all_zero && (nonzero_succeeds(fn) || held->all_one);
}

// ---- leaks ----

/// Whether the caller decides by a parameter: `keep_lock`.
static bool decided_by_caller(const struct lock_result *result, uint32_t i) {
  for (uint32_t p = 0; p < result->param_count; p++) {
    bool apart = true;
    for (uint32_t k = 0; k < result->exit_count && apart; k++)
      for (uint32_t m = 0; m < result->exit_count && apart; m++)
        apart = result->exits[k].left[i] != LEFT_HELD ||
                result->exits[m].left[i] != LEFT_RELEASED ||
                !overlap(&result->exits[k].params[p], &result->exits[m].params[p]);
    if (apart)
      return true;
  }
  return false;
}

/// A way out that releases the lock and returns what `held` returns, or any when `loose`.
static bool has_rival(const struct lock_result *result, uint32_t i, const struct lock_exit *held,
                      bool loose) {
  for (uint32_t k = 0; k < result->exit_count; k++) {
    const struct lock_exit *exit = &result->exits[k];
    if (exit->left[i] == LEFT_RELEASED &&
        (loose || !held->has_value || overlap(&exit->value, &held->value)))
      return true;
  }
  return false;
}

const struct lock_exit *locks_leak(const struct ir_function *fn, const struct lock_result *result,
                                   uint32_t i) {
  struct returned held = returned_with(result, i, HOLDS);
  struct returned released = returned_with(result, i, 1 << LEFT_RELEASED);
  if (!held.some || !released.some || lock_path_weak(result->locks[i].path) ||
      told_apart(fn, &held, &released) || decided_by_caller(result, i))
    return NULL;
  // A way that returns what another one returns that releases; else one that returns a failure.
  for (int loose = 0; loose < 2; loose++)
    for (uint32_t k = 0; k < result->exit_count; k++) {
      const struct lock_exit *exit = &result->exits[k];
      bool failure = exit->has_value && (never_zero(&exit->value) != nonzero_succeeds(fn));
      if (exit->left[i] == LEFT_HELD && (!loose || failure) && has_rival(result, i, exit, loose))
        return exit;
    }
  return NULL;
}

// ---- summaries ----

bool locks_summary(const struct ir_function *fn, const struct lock_result *result, uint32_t i,
                   struct lock_op *op) {
  const struct lock_followed *lock = &result->locks[i];
  struct returned keeps = returned_with(result, i, KEEPS), holds = returned_with(result, i, HOLDS),
                  drops = returned_with(result, i, DROPS),
                  unknown = returned_with(result, i, UNKNOWN);
  const struct returned *acts = holds.some ? &holds : &drops;
  *op = (struct lock_op){.path = lock->path,
                         .action = LOCK_MAYBE,
                         .tries = lock->tries,
                         .async = lock->async,
                         .shared = lock->shared};
  if (result->untaken) {
    op->action = result->unknown >> i & 1 ? LOCK_MAYBE : LOCK_PASS;
    return true;
  }
  if (unknown.some || (holds.some && drops.some) || !result->exit_count || result->exhausted)
    return true;
  if (!holds.some && !drops.some) {
    op->action = LOCK_PASS;
    return true;
  }
  if (!keeps.some) {
    op->action = holds.some ? LOCK_ACQUIRE : LOCK_RELEASE;
    return true;
  }
  bool zero = acts->all_zero && keeps.all_nonzero, nonzero = acts->all_nonzero && keeps.all_zero;
  if (zero || nonzero) {
    op->action = holds.some ? LOCK_ACQUIRE_ON_SUCCESS : LOCK_RELEASE_ON_SUCCESS;
    op->nonzero_is_success = nonzero;
  }
  if (locks_leak(fn, result, i)) // told once, where it happens
    op->action = LOCK_PASS;
  return true;
}

// ---- the story ----

uint32_t locks_deciding(struct arena *scratch, const struct cfg *cfg, const struct lock_exit *exit,
                        uint32_t i, const bool *released, struct step *steps, uint32_t max) {
  struct ways *releases = ways_find(scratch, cfg, released);
  uint32_t count = 0;
  for (uint32_t k = exit->since[i].steps; k < exit->step_count && count < max; k++)
    if (!ways_taken(releases, &exit->steps[k]) && ways_other(releases, &exit->steps[k]))
      steps[count++] = exit->steps[k];
  return count;
}
