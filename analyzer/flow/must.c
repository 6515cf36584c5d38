// SPDX-License-Identifier: MIT
// Facts that hold on every path: which handles are known to have completed, which descriptors do
// not block, whether a task may be running. Forward, over the few (fact, place) pairs that the
// function can establish at all; joins intersect.
#include "analyzer/flow/flow.h"
#include "analyzer/flow/range.h"

#include <string.h>

enum { MAX_FACTS = 64 };

struct fact_key {
  enum must_fact fact;
  uint32_t place;
};

struct must {
  const struct cfg *cfg;
  const struct flow_callees *callees;
  uint32_t count;
  struct fact_key keys[MAX_FACTS];
  uint64_t *in; // per block; all ones until reached
};

static int key_of(const struct must *must, enum must_fact fact, uint32_t place) {
  for (uint32_t i = 0; i < must->count; i++)
    if (must->keys[i].fact == fact && must->keys[i].place == place)
      return (int)i;
  return -1;
}

static void add_key(struct must *must, enum must_fact fact, uint32_t place) {
  if (must->count < MAX_FACTS && key_of(must, fact, place) < 0)
    must->keys[must->count++] = (struct fact_key){fact, place};
}

static uint64_t bit(const struct must *must, enum must_fact fact, uint32_t place) {
  int key = key_of(must, fact, place);
  return key < 0 ? 0 : UINT64_C(1) << key;
}

static const struct call_effect *effect_of(const struct must *must, const struct ir_event *event) {
  return must->callees->effect(must->callees->data, must->cfg->fn, event);
}

static uint32_t argument_place(const struct ir_event *call, int arg) {
  if (arg < 0 || (uint32_t)arg >= call->arg_count)
    return IR_NONE;
  const struct ir_operand *value = &call->args[arg].value;
  return value->kind == IR_PLACE ? value->place : IR_NONE;
}

// The descriptor an argument speaks of: itself, or the array of them that it points to.
static uint32_t descriptor_place(const struct must *must, const struct ir_event *call, int arg) {
  uint32_t place = argument_place(call, arg);
  if (place != IR_NONE || arg < 0 || (uint32_t)arg >= call->arg_count ||
      call->args[arg].value.kind != IR_ADDRESS)
    return place;
  place = call->args[arg].value.place;
  const struct ir_place *path = &must->cfg->fn->places[place];
  return path->step == IR_STEP_INDEX || path->step == IR_STEP_ANY ? path->parent : place;
}

// A write to `place` ends every fact about it, about what lies below it, and about the record it is
// part of.
static uint64_t kill(const struct must *must, uint64_t facts, uint32_t place) {
  for (uint32_t i = 0; i < must->count; i++) {
    uint32_t about = must->keys[i].place;
    if (about != IR_NONE && (ir_place_below(must->cfg->fn, about, place) ||
                             ir_place_below(must->cfg->fn, place, about)))
      facts &= ~(UINT64_C(1) << i);
  }
  return facts;
}

// Copies what is known of `from` to `to` after an assignment.
static uint64_t copy(const struct must *must, uint64_t facts, uint32_t from, uint32_t to) {
  for (enum must_fact fact = MUST_DONE; fact <= MUST_NONBLOCKING; fact++)
    if (facts & bit(must, fact, from))
      facts |= bit(must, fact, to);
  return facts;
}

static uint64_t apply_call(const struct must *must, uint64_t facts, const struct ir_event *event) {
  const struct call_effect *effect = effect_of(must, event);
  if (event->place != IR_NONE) {
    facts = kill(must, facts, event->place);
    if (effect->gives_nonblocking)
      facts |= bit(must, MUST_NONBLOCKING, event->place);
  }
  uint32_t done = argument_place(event, effect->waits_for);
  if (done != IR_NONE)
    facts |= bit(must, MUST_DONE, done);
  uint32_t descriptor = descriptor_place(must, event, effect->makes_nonblocking);
  if (descriptor != IR_NONE)
    facts |= bit(must, MUST_NONBLOCKING, descriptor);
  return facts;
}

static uint64_t apply(const struct must *must, uint64_t facts, const struct ir_event *event) {
  switch (event->kind) {
  case IR_CALL:
    return apply_call(must, facts, event);
  case IR_MOVE: {
    facts = kill(must, facts, event->place);
    return event->a.kind == IR_PLACE ? copy(must, facts, event->a.place, event->place) : facts;
  }
  case IR_BIN:
  case IR_HAVOC:
    return kill(must, facts, event->place);
  default:
    return facts;
  }
}

// The call whose result the branch of `block` tests, when it is still in its place.
static const struct ir_event *tested_call(const struct must *must, uint32_t block, uint32_t place) {
  const struct ir_block *code = &must->cfg->fn->blocks[block];
  for (uint32_t e = code->event_count; e > 0; e--) {
    const struct ir_event *event = &code->events[e - 1];
    if ((event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
         event->kind == IR_HAVOC) &&
        event->place == place)
      return event->kind == IR_CALL ? event : NULL;
  }
  return NULL;
}

// Whether taking `successor` of the branch means that the tested value is non-zero (1), zero (0),
// or neither (-1).
static int nonzero_on(const struct ir_terminator *end, uint32_t successor) {
  int64_t constant = 0;
  if (end->kind != IR_BRANCH || end->a.kind != IR_PLACE)
    return -1;
  if (end->b.kind == IR_INT)
    constant = end->b.value;
  else if (end->b.kind != IR_NULL && end->b.kind != IR_ZERO)
    return -1;
  bool taken = successor == 0;
  if (constant == 0 && end->compare == IR_EQ)
    return taken ? 0 : 1;
  if (constant == 0 && end->compare == IR_NE)
    return taken ? 1 : 0;
  if (constant == 0 && end->compare == IR_LT && taken)
    return 1;
  if (constant == 0 && end->compare == IR_GE && !taken)
    return 1;
  if (end->compare == IR_EQ && taken && constant != 0)
    return 1;
  return -1;
}

// Whether the result of the call, when it is not 0, is an error or says that the token is
// cancelled. An attempt that failed (a lock was taken, nobody waited for it) is no error: there are
// other ways.
static bool tells_error(const struct call_effect *effect) {
  bool attempt = effect->acquires && !effect->pauses;
  return effect->checks_token >= 0 || (effect->status && !attempt);
}

// What `value` was computed by, when that is a call whose result still stands there.
static const struct call_effect *tested_effect(const struct must *must, uint32_t block,
                                               const struct ir_operand *value) {
  const struct ir_event *call =
      value->kind == IR_PLACE ? tested_call(must, block, value->place) : NULL;
  return call ? effect_of(must, call) : NULL;
}

// What a number that compares so to a constant is: one of a thread that runs tasks (1), a negative
// one (0), nobody knows (-1).
static int numbered_by(enum ir_compare compare, int64_t constant) {
  switch (compare) {
  case IR_EQ:
    return constant > 0 ? 1 : constant < 0 ? 0 : -1;
  case IR_NE:
    return constant < 0 ? 1 : -1;
  case IR_GE:
    return constant >= 0 ? 1 : -1;
  case IR_GT:
    return constant >= -1 ? 1 : -1;
  case IR_LT:
    return constant <= 0 ? 0 : -1;
  case IR_LE:
    return constant < 0 ? 0 : -1;
  }
  return -1;
}

static bool tells_thread(const struct call_effect *effect) {
  return effect && (effect->numbers_threads || effect->tests_in_task);
}

// What the successor of a branch says of where the function is: in a task (1), in none (0), nothing
// (-1). The number, or the loop, of this thread is compared with that of an owner: where they are
// equal, this thread has one.
static int in_task_on(const struct must *must, uint32_t block, uint32_t successor, int nonzero) {
  const struct ir_terminator *end = &must->cfg->fn->blocks[block].end;
  if (end->kind != IR_BRANCH)
    return -1;
  const struct call_effect *a = tested_effect(must, block, &end->a);
  if (a && a->tests_in_task && nonzero >= 0)
    return nonzero;
  if (a && a->numbers_threads && end->b.kind == IR_INT)
    return numbered_by(successor == 0 ? end->compare : range_negate(end->compare), end->b.value);
  bool equal = end->compare == (successor == 0 ? IR_EQ : IR_NE);
  bool places = end->a.kind == IR_PLACE && end->b.kind == IR_PLACE;
  return equal && places && (tells_thread(a) || tells_thread(tested_effect(must, block, &end->b)))
             ? 1
             : -1;
}

static uint64_t refine(const struct must *must, uint64_t facts, uint32_t block,
                       uint32_t successor) {
  const struct ir_terminator *end = &must->cfg->fn->blocks[block].end;
  int nonzero = nonzero_on(end, successor);
  int in_task = in_task_on(must, block, successor, nonzero);
  if (in_task >= 0)
    facts |= bit(must, in_task ? MUST_IN_TASK : MUST_NOT_IN_TASK, IR_NONE);
  if (nonzero <= 0)
    return facts;
  const struct ir_event *call = tested_call(must, block, end->a.place);
  if (!call)
    return facts;
  const struct call_effect *effect = effect_of(must, call);
  uint32_t done = argument_place(call, effect->tests_done);
  if (done != IR_NONE)
    facts |= bit(must, MUST_DONE, done);
  if (tells_error(effect))
    facts |= bit(must, MUST_CANCELLED, IR_NONE);
  return facts;
}

static void collect_call(struct must *must, const struct ir_event *event) {
  const struct call_effect *effect = effect_of(must, event);
  uint32_t done = argument_place(event, effect->tests_done);
  if (done == IR_NONE)
    done = argument_place(event, effect->waits_for);
  if (done != IR_NONE)
    add_key(must, MUST_DONE, done);
  uint32_t descriptor = descriptor_place(must, event, effect->makes_nonblocking);
  if (descriptor != IR_NONE)
    add_key(must, MUST_NONBLOCKING, descriptor);
  if (effect->gives_nonblocking && event->place != IR_NONE)
    add_key(must, MUST_NONBLOCKING, event->place);
  if (effect->tests_in_task || effect->numbers_threads) {
    add_key(must, MUST_NOT_IN_TASK, IR_NONE);
    add_key(must, MUST_IN_TASK, IR_NONE);
  }
  if (tells_error(effect))
    add_key(must, MUST_CANCELLED, IR_NONE);
}

// Facts travel with copies, so the places copied to need keys of their own.
static bool collect_moves(struct must *must) {
  uint32_t before = must->count;
  const struct ir_function *fn = must->cfg->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind != IR_MOVE || event->a.kind != IR_PLACE)
        continue;
      for (enum must_fact fact = MUST_DONE; fact <= MUST_NONBLOCKING; fact++)
        if (key_of(must, fact, event->a.place) >= 0)
          add_key(must, fact, event->place);
    }
  return must->count != before;
}

static void collect(struct must *must) {
  const struct ir_function *fn = must->cfg->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL)
        collect_call(must, &fn->blocks[b].events[e]);
  while (must->count && collect_moves(must))
    ;
}

static uint64_t transfer(const struct must *must, uint32_t block, uint32_t events) {
  uint64_t facts = must->in[block];
  for (uint32_t e = 0; e < events; e++)
    facts = apply(must, facts, &must->cfg->fn->blocks[block].events[e]);
  return facts;
}

static void solve(struct must *must) {
  const struct cfg *cfg = must->cfg;
  memset(must->in, 0xff, sizeof *must->in * cfg->fn->block_count);
  must->in[0] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < cfg->order_count; i++) {
      uint32_t block = cfg->order[i], target;
      uint64_t out = transfer(must, block, cfg->fn->blocks[block].event_count);
      for (uint32_t s = 0; (target = cfg_successor(&cfg->fn->blocks[block], s)) != IR_NONE; s++) {
        uint64_t joined = must->in[target] & refine(must, out, block, s);
        changed |= joined != must->in[target];
        must->in[target] = joined;
      }
    }
  }
}

struct must *must_solve(struct arena *arena, const struct cfg *cfg,
                        const struct flow_callees *callees) {
  struct must *must = ARENA_NEW(arena, struct must);
  must->cfg = cfg;
  must->callees = callees;
  collect(must);
  if (!must->count)
    return must;
  must->in = ARENA_ARRAY(arena, uint64_t, cfg->fn->block_count);
  solve(must);
  return must;
}

bool must_holds(const struct must *must, enum must_fact fact, uint32_t block, uint32_t event,
                uint32_t place) {
  uint64_t wanted = bit(must, fact, place);
  // What holds for an array holds for its elements.
  const struct ir_place *places = must->cfg->fn->places;
  while (place != IR_NONE &&
         (places[place].step == IR_STEP_INDEX || places[place].step == IR_STEP_ANY)) {
    place = places[place].parent;
    wanted |= bit(must, fact, place);
  }
  if (!wanted || must->cfg->position[block] == IR_NONE)
    return false;
  return (transfer(must, block, event) & wanted) != 0;
}
