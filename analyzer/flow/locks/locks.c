// SPDX-License-Identifier: MIT
// Following locks: forward over all paths, one state for each combination of what became of the
// locks and of the values that steer it (as in handles.c).
#include "analyzer/flow/locks/lock_flags.h"

#include <stdlib.h>
#include <string.h>

enum lock_state {
  LOCK_UNTOUCHED,
  LOCK_HELD,
  LOCK_RELEASED, // taken here and released
  LOCK_PASSED,   // ... and its name means another lock by now, which nobody has touched
  LOCK_FAILED,   // an attempt failed that nobody expects to fail
  LOCK_DROPPED,  // the caller's, released
  LOCK_RETAKEN,  // the caller's, released and taken again; or owed to the caller
  LOCK_GONE,     // taken twice, or its name now means another lock
};

enum { MAX_EXITS = 256 };

struct trail {
  const struct trail *older;
  uint32_t depth;
  struct step step;
};

struct state {
  // the key:
  uint8_t locks[LOCKS_MAX];
  struct range values[LOCK_FLAGS_MAX];
  // history:
  struct lock_site since[LOCKS_MAX];
  struct lock_site gone[LOCKS_MAX]; // where it was released, until something comes between
  const struct trail *trail;
};

// A state that a block is entered in.
struct kept {
  struct kept *next; // to be gone on from
  uint32_t block;
  struct state state;
};

// The states of one block. They are large: their keys' hashes lie side by side.
struct entered {
  uint32_t count;
  uint64_t hashes[FLOW_MAX_DISJUNCTS];
  const struct kept *states[FLOW_MAX_DISJUNCTS];
};

struct follower {
  struct arena *arena, scratch;
  const struct cfg *cfg;
  const struct ir_function *fn;
  const struct lock_callees *callees;
  struct lock_flags *flags;
  struct lock_result *result;
  uint32_t *ended;            // place -> locks whose name a write to it changes; bits
  struct entered **entered;   // by block; NULL: never entered
  struct kept *first, **last; // where to go on
  struct map sight_at;        // block and event -> index of the sight
  uint32_t sight_capacity, exit_capacity, twice_capacity;
};

// ---- which locks ----

static bool is_call(const struct ir_event *event) {
  return event->kind == IR_CALL || event->kind == IR_CLEANUP;
}

static const struct lock_call *ask(const struct follower *follower, uint32_t block,
                                   uint32_t event) {
  return follower->callees->call(follower->callees->data, follower->fn, block, event);
}

static int lock_index(const struct lock_result *result, const char *path) {
  for (uint32_t i = 0; i < result->lock_count; i++)
    if (result->locks[i].path == path)
      return (int)i;
  return -1;
}

static bool takes(const struct lock_op *op) {
  return op->action == LOCK_ACQUIRE || op->action == LOCK_ACQUIRE_ON_SUCCESS;
}

static void add_lock(struct follower *follower, const struct lock_op *op) {
  struct lock_result *result = follower->result;
  int at = lock_index(result, op->path);
  if (at < 0 && result->lock_count == LOCKS_MAX) {
    result->exhausted = true;
    return;
  }
  if (at < 0) {
    at = (int)result->lock_count++;
    result->locks[at] =
        (struct lock_followed){.path = op->path, .shown = op->shown, .shared = true, .tries = true};
  }
  result->locks[at].async |= op->async;
  if (takes(op)) {
    result->locks[at].tries &= op->tries;
    result->locks[at].shared &= op->shared;
  }
}

static void collect_owed(struct follower *follower) {
  const struct lock_callees *callees = follower->callees;
  struct lock_op op = {.action = LOCK_PASS};
  for (uint32_t i = 0; (op.path = callees->owed(callees->data, i, &op.async)); i++) {
    op.shown = op.path;
    add_lock(follower, &op);
    int at = lock_index(follower->result, op.path);
    if (at >= 0)
      follower->result->locks[at].owed = true;
  }
}

static struct lock_wishes collect(struct follower *follower) {
  struct lock_wishes wishes = {
      .status = ARENA_ARRAY(&follower->scratch, bool, follower->fn->place_count),
      .acts = ARENA_ARRAY(&follower->scratch, bool, follower->fn->block_count)};
  for (uint32_t i = 0; i < follower->cfg->order_count; i++) {
    uint32_t b = follower->cfg->order[i];
    for (uint32_t e = 0; e < follower->fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &follower->fn->blocks[b].events[e];
      const struct lock_call *call = is_call(event) ? ask(follower, b, e) : NULL;
      for (uint32_t k = 0; call && k < call->count; k++) {
        bool conditional = call->ops[k].action == LOCK_ACQUIRE_ON_SUCCESS ||
                           call->ops[k].action == LOCK_RELEASE_ON_SUCCESS;
        add_lock(follower, &call->ops[k]);
        wishes.acts[b] |= call->ops[k].action != LOCK_PASS;
        follower->result->untaken &=
            call->ops[k].action == LOCK_PASS || call->ops[k].action == LOCK_MAYBE;
        if (conditional && event->kind == IR_CALL && event->place != IR_NONE)
          wishes.status[event->place] = true;
      }
    }
  }
  return wishes;
}

/// A write to `q` makes `q->lock` another lock.
static void index_places(struct follower *follower) {
  const struct ir_function *fn = follower->fn;
  follower->ended = ARENA_ARRAY(&follower->scratch, uint32_t, fn->place_count);
  for (uint32_t p = 0; p < fn->place_count; p++) {
    const char *path = lock_path_place(follower->callees->names, fn, p);
    size_t length = path ? strlen(path) : 0;
    for (uint32_t i = 0; path && i < follower->result->lock_count; i++) {
      const char *lock = follower->result->locks[i].path;
      bool leads = strncmp(lock, path, length) == 0 &&
                   (lock[length] != '\0' || fn->places[p].step == IR_STEP_VAR);
      if (leads)
        follower->ended[p] |= UINT32_C(1) << i;
    }
  }
}

/// True when two paths end in the same member, so that they may be one lock by two names.
static bool may_alias(const struct lock_result *result, uint32_t a, uint32_t b) {
  const char *x = strrchr(result->locks[a].path, '\2'), *y = strrchr(result->locks[b].path, '\2');
  return x && y && strcmp(x, y) == 0;
}

/// True when nothing but the variable of `place` names the lock: nobody got a copy of the pointer,
/// and no other lock here may be the same.
static bool only_name(const struct follower *follower, uint32_t place, uint32_t lock) {
  const struct ir_function *fn = follower->fn;
  for (uint32_t i = 0; i < follower->result->lock_count; i++)
    if (i != lock && may_alias(follower->result, i, lock))
      return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == place)
        return false;
    }
  return true;
}

/// The locks that are named through `place` are other ones from here on. When a pointer goes out of
/// scope, a lock that has no other name stays as it is; one that lies in a variable ends with it.
static void end_names(const struct follower *follower, struct state *state, uint32_t place,
                      bool dies) {
  const struct ir_place *path = &follower->fn->places[place];
  bool record = path->step == IR_STEP_VAR && (follower->fn->vars[path->var].flags & IR_VAR_RECORD);
  for (uint32_t i = 0; i < follower->result->lock_count; i++) {
    if (!(follower->ended[place] >> i & 1) || (record && !dies))
      continue;
    uint8_t *lock = &state->locks[i];
    bool held = *lock == LOCK_HELD || *lock == LOCK_RETAKEN || *lock == LOCK_GONE;
    if (dies && !record && (!held || only_name(follower, place, i)))
      continue;
    bool released = *lock == LOCK_RELEASED || *lock == LOCK_PASSED;
    *lock = held ? LOCK_GONE : released ? LOCK_PASSED : LOCK_UNTOUCHED;
  }
}

// ---- what calls do ----

/// True when nobody here has taken the lock, as far as its name goes.
static bool is_untouched(uint8_t lock) {
  return lock == LOCK_UNTOUCHED || lock == LOCK_PASSED;
}

/// Notes a second call on a lock, which was held or released at `first`; each place once.
static void note_twice(struct follower *follower, uint32_t i, bool released, struct lock_site first,
                       struct lock_site second) {
  struct lock_result *result = follower->result;
  bool straight = first.steps == second.steps;
  for (uint32_t k = 0; k < result->twice_count; k++) {
    struct lock_twice *known = &result->twice[k];
    if (known->lock == i && known->second.block == second.block &&
        known->second.event == second.event) {
      known->straight |= straight;
      return;
    }
  }
  GROW(result->twice, result->twice_count, follower->twice_capacity);
  result->twice[result->twice_count++] = (struct lock_twice){i, released, straight, first, second};
}

/// A lock is about to be taken: that of another name may be the same.
static void look_at_taking(struct follower *follower, struct state *state, const struct lock_op *op,
                           uint32_t i, struct lock_site site) {
  site.steps = state->trail ? state->trail->depth : 0;
  if (state->locks[i] == LOCK_HELD && !op->tries && !op->shared)
    note_twice(follower, i, false, state->since[i], site);
  for (uint32_t k = 0; k < follower->result->lock_count; k++)
    if (k != i && may_alias(follower->result, i, k))
      state->gone[k].block = IR_NONE;
}

/// A lock is about to be released.
static void look_at_release(struct follower *follower, struct state *state,
                            const struct lock_op *op, uint32_t i, struct lock_site site) {
  bool free = state->locks[i] == LOCK_RELEASED || state->locks[i] == LOCK_DROPPED;
  struct lock_site *gone = &state->gone[i];
  site.steps = state->trail ? state->trail->depth : 0;
  if (free && !op->shared && gone->block != IR_NONE && gone->steps == site.steps)
    note_twice(follower, i, true, *gone, site);
  *gone = site;
}

static void acquire(struct state *state, uint32_t i, struct lock_site site) {
  static const uint8_t after[] = {
      [LOCK_UNTOUCHED] = LOCK_HELD, [LOCK_HELD] = LOCK_GONE,   [LOCK_RELEASED] = LOCK_HELD,
      [LOCK_PASSED] = LOCK_HELD,    [LOCK_FAILED] = LOCK_HELD, [LOCK_DROPPED] = LOCK_RETAKEN,
      [LOCK_RETAKEN] = LOCK_GONE,   [LOCK_GONE] = LOCK_GONE};
  state->locks[i] = after[state->locks[i]];
  state->since[i] = site;
  state->since[i].steps = state->trail ? state->trail->depth : 0;
}

static void release(struct state *state, uint32_t i) {
  static const uint8_t after[] = {
      [LOCK_UNTOUCHED] = LOCK_DROPPED, [LOCK_HELD] = LOCK_RELEASED, [LOCK_RELEASED] = LOCK_DROPPED,
      [LOCK_PASSED] = LOCK_DROPPED,    [LOCK_FAILED] = LOCK_FAILED, [LOCK_DROPPED] = LOCK_GONE,
      [LOCK_RETAKEN] = LOCK_DROPPED,   [LOCK_GONE] = LOCK_GONE};
  state->locks[i] = after[state->locks[i]];
}

/// Releases the i-th lock. When nobody here has taken it, `worker->guest->worker.lock` may be
/// another name of `worker->lock`, which is held: that one is no longer followed.
static void release_here(const struct follower *follower, struct state *state, uint32_t i) {
  if (is_untouched(state->locks[i]) || state->locks[i] == LOCK_DROPPED)
    for (uint32_t k = 0; k < follower->result->lock_count; k++)
      if (k != i && state->locks[k] == LOCK_HELD && may_alias(follower->result, i, k))
        state->locks[k] = LOCK_GONE;
  release(state, i);
}

static void copy_state(const struct follower *follower, struct state *to, const struct state *from);
static void run(struct follower *follower, const struct state *before, uint32_t block,
                uint32_t event);

/// The call acts on the lock exactly when it succeeds: the failing half goes on by itself.
static void split(struct follower *follower, struct state *state, const struct lock_op *op,
                  uint32_t i, struct lock_site site) {
  const struct ir_event *call = &follower->fn->blocks[site.block].events[site.event];
  struct ir_operand result = ir_value(call->place);
  bool known = call->kind == IR_CALL && call->place != IR_NONE &&
               lock_flags_of(follower->flags, &result) >= 0;
  bool acquires = op->action == LOCK_ACQUIRE_ON_SUCCESS;
  if (acquires)
    look_at_taking(follower, state, op, i, site);
  if (!known) {
    bool ignored = call->kind == IR_CLEANUP || call->place == IR_NONE;
    if (acquires && ignored && !op->tries)
      acquire(state, i, site);
    else if (!acquires && ignored)
      release_here(follower, state, i);
    else
      state->locks[i] = LOCK_GONE;
    return;
  }
  struct state failed;
  copy_state(follower, &failed, state);
  struct range zero = range_constant(0), other = range_nonzero();
  lock_flags_write(follower->flags, failed.values, call->place,
                   op->nonzero_is_success ? zero : other);
  lock_flags_write(follower->flags, state->values, call->place,
                   op->nonzero_is_success ? other : zero);
  if (acquires && !op->tries && (is_untouched(failed.locks[i]) || failed.locks[i] == LOCK_RELEASED))
    failed.locks[i] = LOCK_FAILED;
  run(follower, &failed, site.block, site.event + 1);
  if (acquires)
    acquire(state, i, site);
  else
    release_here(follower, state, i);
}

static void apply_op(struct follower *follower, struct state *state, const struct lock_op *op,
                     struct lock_site site) {
  int i = lock_index(follower->result, op->path);
  if (i < 0)
    return;
  switch (op->action) {
  case LOCK_ACQUIRE:
    look_at_taking(follower, state, op, (uint32_t)i, site);
    acquire(state, (uint32_t)i, site);
    break;
  case LOCK_RELEASE:
    look_at_release(follower, state, op, (uint32_t)i, site);
    release_here(follower, state, (uint32_t)i);
    break;
  case LOCK_ACQUIRE_ON_SUCCESS:
  case LOCK_RELEASE_ON_SUCCESS:
    split(follower, state, op, (uint32_t)i, site);
    break;
  case LOCK_PASS:
    break;
  case LOCK_MAYBE:
    state->locks[i] = LOCK_GONE;
    break;
  }
}

/// Notes what is held when the call is reached in `state`.
static void see(struct follower *follower, const struct state *state, struct lock_site site) {
  struct lock_result *result = follower->result;
  uint64_t key = ((uint64_t)site.block << 32 | site.event) + 1;
  uint32_t at = map_get(&follower->sight_at, key, IR_NONE), held = 0, callers = 0;
  for (uint32_t i = 0; i < result->lock_count; i++) {
    if (state->locks[i] == LOCK_HELD || state->locks[i] == LOCK_RETAKEN)
      held |= UINT32_C(1) << i;
    if (is_untouched(state->locks[i]) || state->locks[i] == LOCK_RETAKEN ||
        state->locks[i] == LOCK_FAILED)
      callers |= UINT32_C(1) << i;
  }
  if (at == IR_NONE) {
    at = result->sight_count;
    GROW(result->sights, result->sight_count, follower->sight_capacity);
    result->sights[result->sight_count++] =
        (struct lock_sight){.block = site.block, .event = site.event, .must = held};
    map_set(&follower->sight_at, key, at);
  }
  struct lock_sight *sight = &result->sights[at];
  for (uint32_t i = 0; i < result->lock_count; i++)
    if ((held & ~sight->may) >> i & 1)
      sight->since[i] = state->since[i];
  sight->may |= held;
  sight->must &= held;
  sight->callers |= callers;
}

/// False when the call does not return.
static bool apply_call(struct follower *follower, struct state *state, struct lock_site site) {
  const struct ir_event *event = &follower->fn->blocks[site.block].events[site.event];
  const struct lock_call *call = ask(follower, site.block, site.event);
  see(follower, state, site);
  for (uint32_t i = 0; i < event->arg_count; i++)
    if (event->args[i].value.kind == IR_ADDRESS) {
      lock_flags_follow(follower->flags, state->values, event->args[i].value.place);
      lock_flags_lend(follower->flags, state->values, event->args[i].value.place);
    }
  if (event->kind == IR_CALL && event->place != IR_NONE) {
    lock_flags_write(follower->flags, state->values, event->place, range_any());
    end_names(follower, state, event->place, false);
  }
  if (call->exits)
    return false;
  for (uint32_t i = 0; !call->count && i < follower->result->lock_count; i++)
    state->gone[i].block = IR_NONE; // it may have taken any of them
  for (uint32_t k = 0; k < call->count; k++)
    apply_op(follower, state, &call->ops[k], site);
  return true;
}

static bool apply(struct follower *follower, struct state *state, struct lock_site site) {
  const struct ir_event *event = &follower->fn->blocks[site.block].events[site.event];
  struct range value = range_any();
  switch (event->kind) {
  case IR_CALL:
  case IR_CLEANUP:
    return apply_call(follower, state, site);
  case IR_MOVE:
    value = lock_flags_value(follower->flags, state->values, &event->a);
    break;
  case IR_BIN: {
    enum ir_compare compare;
    struct range a = lock_flags_value(follower->flags, state->values, &event->a),
                 b = lock_flags_value(follower->flags, state->values, &event->b);
    if (range_comparison(event->op, &compare) && range_is_constant(&b)) {
      int known = range_compare(a, compare, b.low);
      value = known < 0 ? range_between(0, 1) : range_constant(known);
    }
    break;
  }
  case IR_HAVOC:
    break;
  case IR_DEAD:
    end_names(follower, state, event->place, true);
    return true;
  case IR_ESCAPE:
  case IR_DEREF:
  case IR_USE:
    return true;
  }
  lock_flags_write(follower->flags, state->values, event->place, value);
  end_names(follower, state, event->place, false);
  return true;
}

// ---- ways out ----

static enum lock_left left_as(uint8_t state, bool owed) {
  switch ((enum lock_state)state) {
  case LOCK_UNTOUCHED:
  case LOCK_FAILED:
    return LEFT_ALONE;
  case LOCK_HELD:
    return LEFT_HELD;
  case LOCK_RELEASED:
  case LOCK_PASSED:
    return LEFT_RELEASED;
  case LOCK_DROPPED:
    return LEFT_DROPPED;
  case LOCK_RETAKEN:
    return owed ? LEFT_ALONE : LEFT_RETAKEN;
  case LOCK_GONE:
    break;
  }
  return LEFT_UNKNOWN;
}

static bool same_exit(const struct lock_exit *a, const struct lock_exit *b, uint32_t params) {
  for (uint32_t i = 0; i < params; i++)
    if (!range_equal(&a->params[i], &b->params[i]))
      return false;
  return a->block == b->block && a->has_value == b->has_value &&
         memcmp(a->left, b->left, sizeof a->left) == 0 && range_equal(&a->value, &b->value);
}

static void copy_steps(struct follower *follower, struct lock_exit *exit,
                       const struct trail *trail) {
  uint32_t count = trail ? trail->depth : 0;
  struct step *steps = ARENA_ARRAY(follower->arena, struct step, count + 1);
  exit->step_count = count;
  exit->steps = steps;
  for (const struct trail *t = trail; t; t = t->older)
    steps[--count] = t->step;
}

static void leave(struct follower *follower, const struct state *state, uint32_t block) {
  const struct ir_terminator *end = &follower->fn->blocks[block].end;
  struct lock_result *result = follower->result;
  struct lock_exit exit = {
      .block = block, .loc = end->loc, .has_value = end->has_value, .value = range_any()};
  if (end->has_value)
    exit.value = lock_flags_value(follower->flags, state->values, &end->a);
  for (uint32_t i = 0; i < result->lock_count; i++)
    exit.left[i] = left_as(state->locks[i], result->locks[i].owed);
  memcpy(exit.since, state->since, sizeof *exit.since * result->lock_count);
  struct range params[LOCK_FLAGS_MAX];
  uint32_t param_count = 0;
  for (uint32_t i = 0; i < follower->flags->count; i++)
    if (follower->flags->is_switch[i])
      params[param_count++] = state->values[i];
  result->param_count = param_count;
  exit.params = params;
  for (uint32_t i = 0; i < result->exit_count; i++)
    if (same_exit(&result->exits[i], &exit, result->param_count))
      return;
  if (result->exit_count == MAX_EXITS) {
    result->exhausted = true;
    return;
  }
  copy_steps(follower, &exit, state->trail);
  exit.params = arena_copy(follower->arena, params, sizeof *params * param_count);
  GROW(result->exits, result->exit_count, follower->exit_capacity);
  result->exits[result->exit_count++] = exit;
}

// ---- the solver ----

static bool same_key(const struct follower *follower, const struct state *a,
                     const struct state *b) {
  if (memcmp(a->locks, b->locks, sizeof a->locks) != 0)
    return false;
  for (uint32_t i = 0; i < follower->flags->count; i++)
    if (!range_equal(&a->values[i], &b->values[i]))
      return false;
  return true;
}

static uint64_t hash_key(const struct follower *follower, const struct state *state) {
  uint64_t hash = 0;
  for (uint32_t i = 0; i < follower->result->lock_count; i++)
    hash = hash * 31 + state->locks[i];
  for (uint32_t i = 0; i < follower->flags->count; i++) {
    const struct range *value = &state->values[i];
    hash = (hash ^ (uint64_t)value->low) * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 29 ^ (uint64_t)value->high) * UINT64_C(0xbf58476d1ce4e5b9);
    hash += value->has_hole ? (uint64_t)value->hole + 1 : 0;
  }
  return hash;
}

/// What is in use of a state: most functions have one lock and few flags.
static void copy_state(const struct follower *follower, struct state *to,
                       const struct state *from) {
  memcpy(to->locks, from->locks, sizeof to->locks);
  memcpy(to->values, from->values, sizeof *to->values * follower->flags->count);
  memcpy(to->since, from->since, sizeof *to->since * follower->result->lock_count);
  memcpy(to->gone, from->gone, sizeof *to->gone * follower->result->lock_count);
  to->trail = from->trail;
}

static struct entered *entered_in(struct follower *follower, uint32_t block) {
  if (!follower->entered[block])
    follower->entered[block] = ARENA_NEW(&follower->scratch, struct entered);
  return follower->entered[block];
}

static void enter(struct follower *follower, uint32_t block, const struct state *state) {
  uint64_t hash = hash_key(follower, state);
  struct entered *entered = entered_in(follower, block);
  for (uint32_t i = entered->count; i-- > 0;)
    if (entered->hashes[i] == hash && same_key(follower, &entered->states[i]->state, state))
      return;
  if (entered->count == FLOW_MAX_DISJUNCTS) {
    follower->result->exhausted = true;
    return;
  }
  struct kept *kept = ARENA_NEW(&follower->scratch, struct kept);
  kept->block = block;
  copy_state(follower, &kept->state, state);
  entered->hashes[entered->count] = hash;
  entered->states[entered->count++] = kept;
  *follower->last = kept;
  follower->last = &kept->next;
}

static void go(struct follower *follower, const struct state *state, uint32_t block,
               uint32_t target, bool decided) {
  struct state next;
  copy_state(follower, &next, state);
  if (decided) {
    struct trail *trail = ARENA_NEW(&follower->scratch, struct trail);
    uint32_t depth = state->trail ? state->trail->depth + 1 : 1;
    *trail = (struct trail){state->trail, depth, {block, target}};
    next.trail = trail;
  }
  enter(follower, target, &next);
}

static void take_branch(struct follower *follower, const struct state *state, uint32_t block) {
  const struct ir_terminator *end = &follower->fn->blocks[block].end;
  struct state yes, no;
  copy_state(follower, &yes, state);
  copy_state(follower, &no, state);
  bool decided = end->targets[0] != end->targets[1];
  if (lock_flags_assume(follower->flags, yes.values, &end->a, end->compare, &end->b))
    go(follower, &yes, block, end->targets[0], decided);
  if (lock_flags_assume(follower->flags, no.values, &end->a, range_negate(end->compare), &end->b))
    go(follower, &no, block, end->targets[1], decided);
}

static void take_switch(struct follower *follower, const struct state *state, uint32_t block) {
  const struct ir_terminator *end = &follower->fn->blocks[block].end;
  struct range value = lock_flags_value(follower->flags, state->values, &end->a);
  bool fallback = true;
  for (uint32_t i = 0; i < end->case_count; i++) {
    const struct ir_case *one = &end->cases[i];
    struct state next;
    copy_state(follower, &next, state);
    struct ir_operand constant = ir_int(one->low);
    if (one->low == one->high &&
        !lock_flags_assume(follower->flags, next.values, &end->a, IR_EQ, &constant))
      continue;
    fallback &= !(one->low == one->high && range_is_constant(&value));
    go(follower, &next, block, one->target, true);
  }
  if (fallback)
    go(follower, state, block, end->targets[0], end->case_count > 0);
}

static void run(struct follower *follower, const struct state *before, uint32_t block,
                uint32_t event) {
  const struct ir_block *code = &follower->fn->blocks[block];
  struct state state;
  copy_state(follower, &state, before);
  for (; event < code->event_count; event++)
    if (!apply(follower, &state, (struct lock_site){block, event, 0}))
      return;
  switch (code->end.kind) {
  case IR_JUMP:
    go(follower, &state, block, code->end.targets[0], false);
    break;
  case IR_BRANCH:
    take_branch(follower, &state, block);
    break;
  case IR_SWITCH:
    take_switch(follower, &state, block);
    break;
  case IR_MULTI:
    for (uint32_t i = 0; i < code->end.target_count; i++)
      go(follower, &state, block, code->end.targets[i], true);
    break;
  case IR_RETURN:
    leave(follower, &state, block);
    break;
  case IR_UNREACHABLE:
    break;
  }
}

static int by_site(const void *a, const void *b) {
  const struct lock_sight *x = a, *y = b;
  if (x->block != y->block)
    return x->block < y->block ? -1 : 1;
  return x->event < y->event ? -1 : x->event > y->event;
}

static void start(struct follower *follower) {
  struct state state = {0};
  for (uint32_t i = 0; i < LOCK_FLAGS_MAX; i++)
    state.values[i] = range_any();
  for (uint32_t i = 0; i < LOCKS_MAX; i++)
    state.since[i] = state.gone[i] = (struct lock_site){IR_NONE, IR_NONE, 0};
  for (uint32_t i = 0; i < follower->result->lock_count; i++)
    if (follower->result->locks[i].owed)
      state.locks[i] = LOCK_RETAKEN;
  enter(follower, 0, &state);
  while (follower->first) {
    struct kept *kept = follower->first;
    follower->first = kept->next;
    if (!follower->first)
      follower->last = &follower->first;
    run(follower, &kept->state, kept->block, 0);
  }
}

/// Moves what grew on the heap into the arena.
static void keep_results(struct follower *follower) {
  struct lock_result *result = follower->result;
  struct lock_sight *sights = result->sights;
  struct lock_exit *exits = result->exits;
  if (result->sight_count)
    qsort(sights, result->sight_count, sizeof *sights, by_site);
  result->sights = arena_copy(follower->arena, sights, sizeof *sights * result->sight_count);
  result->exits = arena_copy(follower->arena, exits, sizeof *exits * result->exit_count);
  struct lock_twice *twice = result->twice;
  result->twice = arena_copy(follower->arena, twice, sizeof *twice * result->twice_count);
  free(twice);
  free(sights);
  free(exits);
}

struct lock_result *locks_follow(struct arena *arena, const struct cfg *cfg,
                                 const struct lock_callees *callees) {
  struct lock_result *result = ARENA_NEW(arena, struct lock_result);
  struct follower follower = {
      .arena = arena, .cfg = cfg, .fn = cfg->fn, .callees = callees, .result = result};
  collect_owed(&follower);
  result->untaken = !result->lock_count;
  struct lock_wishes wishes = collect(&follower);
  if (result->lock_count && result->untaken) {
    locks_follow_untaken(arena, cfg, callees, result);
  } else if (result->lock_count) {
    follower.last = &follower.first;
    follower.flags = lock_flags_find(&follower.scratch, callees, cfg, &wishes);
    follower.entered = ARENA_ARRAY(&follower.scratch, struct entered *, cfg->fn->block_count);
    index_places(&follower);
    start(&follower);
    keep_results(&follower);
  }
  map_free(&follower.sight_at);
  arena_free(&follower.scratch);
  return result->lock_count ? result : NULL;
}

const struct lock_sight *locks_at(const struct lock_result *result, uint32_t block,
                                  uint32_t event) {
  struct lock_sight wanted = {.block = block, .event = event};
  if (!result->sight_count)
    return NULL;
  return bsearch(&wanted, result->sights, result->sight_count, sizeof wanted, by_site);
}
