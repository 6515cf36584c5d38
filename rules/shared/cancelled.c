// SPDX-License-Identifier: MIT
// Two solutions over one set of facts: on every path (intersection), and on some path (union).
#include "rules/shared/cancelled.h"

#include <string.h>

enum { MAX_FACTS = 64, UNLIKELY_STATUS = -99999 };

enum fact_kind {
  FACT_CANCELLED, // the token is cancelled
  FACT_STATUS,    // the place holds the status of a call that got the token
  FACT_CHECK,     // the place is not 0 exactly when the token is cancelled
};

struct fact {
  enum fact_kind kind;
  uint32_t token, place; // FACT_CANCELLED has no place
};

/// What a call means for tokens: places, or IR_NONE.
struct meaning {
  uint32_t token;   // identity of the token it gets, or that what it awaits got
  uint32_t checked; // ... of the token it asks
  uint32_t source;  // what it cancels the tokens of
};

struct state {
  uint64_t must, may;
};

struct cancelled {
  struct pass *pass;
  const struct cfg *cfg;
  struct arena *arena;
  int64_t status; // of what was cancelled
  uint32_t count;
  struct fact facts[MAX_FACTS];
  struct state *in;         // per block
  struct meaning **meaning; // per block, per event
};

// ---- tokens ----

static bool writes(const struct ir_event *event) {
  return (event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
          event->kind == IR_CALL) &&
         event->place != IR_NONE;
}

/// The only event that gives `place` a value; NULL when there is none or more than one.
static const struct ir_event *only_write(const struct ir_function *fn, uint32_t place) {
  const struct ir_event *found = NULL;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!writes(event) || event->place != place)
        continue;
      if (found)
        return NULL;
      found = event;
    }
  return found;
}

static const struct call_effect *effect_of(const struct cancelled *cancelled,
                                           const struct ir_event *call) {
  const struct flow_callees *callees = program_callees(cancelled->pass->program);
  return callees->effect(callees->data, cancelled->cfg->fn, call);
}

static uint32_t argument_place(const struct ir_event *call, int arg) {
  if (arg < 0 || (uint32_t)arg >= call->arg_count || call->args[arg].value.kind != IR_PLACE)
    return IR_NONE;
  return call->args[arg].value.place;
}

/// What tells the token in `place` from others: the place itself, or what it is a copy of, or the
/// source that it is a token of.
static uint32_t identity(const struct cancelled *cancelled, uint32_t place) {
  const struct ir_function *fn = cancelled->cfg->fn;
  for (int depth = 0; depth < 4; depth++) {
    const struct ir_place *path = &fn->places[place];
    bool local = path->step == IR_STEP_VAR &&
                 !(fn->vars[path->var].flags & (IR_VAR_PARAM | IR_VAR_GLOBAL | IR_VAR_ARRAY));
    const struct ir_event *write = local ? only_write(fn, place) : NULL;
    uint32_t from = IR_NONE;
    if (write && write->kind == IR_MOVE && write->a.kind == IR_PLACE)
      from = write->a.place;
    else if (write && write->kind == IR_CALL)
      from = argument_place(write, effect_of(cancelled, write)->token_of);
    if (from == IR_NONE)
      return place;
    place = from;
  }
  return place;
}

const struct token_type *token_type_of(struct pass *pass, const struct function *callee) {
  const struct ir_declaration *declaration = callee->declaration;
  int param = callee_token_param(callee);
  if (!declaration || param < 0 || (uint32_t)param >= declaration->param_count)
    return NULL;
  return spec_token_type(program_spec(pass->program), declaration->params[param].type);
}

/// The token that the call is given, or IR_NONE. Learns the status of what is cancelled.
static uint32_t token_given(struct cancelled *cancelled, const struct ir_event *call) {
  const struct function *callee = call_target(cancelled->pass->program, call);
  uint32_t place = argument_place(call, callee ? callee_token_param(callee) : -1);
  const struct token_type *type = callee ? token_type_of(cancelled->pass, callee) : NULL;
  if (type && type->cancelled)
    cancelled->status = type->cancelled;
  return place == IR_NONE ? IR_NONE : identity(cancelled, place);
}

/// The token that the call gets, or that what it awaits got; IR_NONE for none.
static uint32_t token_of_call(struct cancelled *cancelled, const struct ir_event *call) {
  uint32_t token = token_given(cancelled, call), place;
  if (token != IR_NONE)
    return token;
  place = argument_place(call, effect_of(cancelled, call)->waits_for);
  const struct ir_event *start = place == IR_NONE ? NULL : only_write(cancelled->cfg->fn, place);
  if (!start || start->kind != IR_CALL || !effect_of(cancelled, start)->gives)
    return IR_NONE;
  return token_given(cancelled, start);
}

/// The source or group whose tokens the call cancels, or IR_NONE.
static uint32_t cancelled_by(const struct cancelled *cancelled, const struct ir_event *call) {
  const struct function *callee = call_target(cancelled->pass->program, call);
  const struct claim *claim = callee ? function_claim(callee, CLAIM_cancels) : NULL;
  return claim ? argument_place(call, claim->param) : IR_NONE;
}

// ---- facts ----

static uint64_t bit(const struct cancelled *cancelled, enum fact_kind kind, uint32_t token,
                    uint32_t place) {
  for (uint32_t i = 0; i < cancelled->count; i++)
    if (cancelled->facts[i].kind == kind && cancelled->facts[i].token == token &&
        cancelled->facts[i].place == place)
      return UINT64_C(1) << i;
  return 0;
}

static void add_fact(struct cancelled *cancelled, enum fact_kind kind, uint32_t token,
                     uint32_t place) {
  if (cancelled->count < MAX_FACTS && !bit(cancelled, kind, token, place))
    cancelled->facts[cancelled->count++] = (struct fact){kind, token, place};
}

/// True for a place that can hold a status, and for a truth value where `check` says so.
static bool holds_status(const struct ir_function *fn, uint32_t place, bool check) {
  const struct ir_place *path = place == IR_NONE ? NULL : &fn->places[place];
  if (!path || path->step != IR_STEP_VAR || (fn->vars[path->var].flags & IR_VAR_POINTER))
    return false;
  return check || strcmp(fn->vars[path->var].type, "_Bool") != 0;
}

static struct meaning meaning_of(struct cancelled *cancelled, const struct ir_event *call) {
  uint32_t checked = argument_place(call, effect_of(cancelled, call)->checks_token);
  struct meaning meaning = {IR_NONE, IR_NONE, cancelled_by(cancelled, call)};
  if (checked != IR_NONE)
    meaning.checked = identity(cancelled, checked);
  else
    meaning.token = token_of_call(cancelled, call);
  return meaning;
}

static void collect_call(struct cancelled *cancelled, const struct ir_event *call,
                         const struct meaning *meaning) {
  bool check = meaning->checked != IR_NONE;
  uint32_t token = check ? meaning->checked : meaning->token;
  if (meaning->source != IR_NONE)
    add_fact(cancelled, FACT_CANCELLED, meaning->source, IR_NONE);
  if (token == IR_NONE || !holds_status(cancelled->cfg->fn, call->place, check))
    return;
  add_fact(cancelled, FACT_CANCELLED, token, IR_NONE);
  add_fact(cancelled, check ? FACT_CHECK : FACT_STATUS, token, call->place);
}

/// A copy of a status is one, too. False when nothing was added.
static bool collect_copies(struct cancelled *cancelled) {
  const struct ir_function *fn = cancelled->cfg->fn;
  uint32_t before = cancelled->count;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *move = &fn->blocks[b].events[e];
      for (uint32_t i = 0; i < cancelled->count && move->kind == IR_MOVE; i++) {
        const struct fact *fact = &cancelled->facts[i];
        if (move->a.kind == IR_PLACE && fact->kind != FACT_CANCELLED &&
            fact->place == move->a.place)
          add_fact(cancelled, fact->kind, fact->token, move->place);
      }
    }
  return cancelled->count != before;
}

static void collect(struct cancelled *cancelled) {
  const struct ir_function *fn = cancelled->cfg->fn;
  cancelled->meaning = ARENA_ARRAY(cancelled->arena, struct meaning *, fn->block_count + 1);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    cancelled->meaning[b] = ARENA_ARRAY(cancelled->arena, struct meaning, block->event_count + 1);
    for (uint32_t e = 0; e < block->event_count; e++) {
      if (block->events[e].kind != IR_CALL)
        continue;
      cancelled->meaning[b][e] = meaning_of(cancelled, &block->events[e]);
      collect_call(cancelled, &block->events[e], &cancelled->meaning[b][e]);
    }
  }
  while (cancelled->count && collect_copies(cancelled))
    ;
}

// ---- events ----

static struct state without(struct state state, uint64_t bits) {
  return (struct state){state.must & ~bits, state.may & ~bits};
}

static struct state with(struct state state, uint64_t bits) {
  return (struct state){state.must | bits, state.may | bits};
}

/// A write to `place` ends what is known of it, of its parts, and of what it is part of.
static struct state kill(const struct cancelled *cancelled, struct state state, uint32_t place) {
  const struct ir_function *fn = cancelled->cfg->fn;
  for (uint32_t i = 0; i < cancelled->count; i++) {
    uint32_t about[2] = {cancelled->facts[i].token, cancelled->facts[i].place};
    for (int k = 0; k < 2; k++)
      if (about[k] != IR_NONE &&
          (ir_place_below(fn, about[k], place) || ir_place_below(fn, place, about[k])))
        state = without(state, UINT64_C(1) << i);
  }
  return state;
}

static struct state copy(const struct cancelled *cancelled, struct state before, struct state state,
                         const struct ir_event *move) {
  for (uint32_t i = 0; i < cancelled->count; i++) {
    const struct fact *fact = &cancelled->facts[i];
    if (fact->kind == FACT_CANCELLED || fact->place != move->a.place)
      continue;
    uint64_t to = bit(cancelled, fact->kind, fact->token, move->place), from = UINT64_C(1) << i;
    state.must |= before.must & from ? to : 0;
    state.may |= before.may & from ? to : 0;
  }
  return state;
}

/// From here on the tokens of `source` are cancelled, whatever statuses from before say.
static struct state request(const struct cancelled *cancelled, struct state state,
                            uint32_t source) {
  for (uint32_t i = 0; i < cancelled->count; i++)
    if (cancelled->facts[i].token == source)
      state = without(state, UINT64_C(1) << i);
  return with(state, bit(cancelled, FACT_CANCELLED, source, IR_NONE));
}

static struct state apply(const struct cancelled *cancelled, struct state state, uint32_t block,
                          uint32_t e) {
  const struct ir_event *event = &cancelled->cfg->fn->blocks[block].events[e];
  const struct meaning *meaning = &cancelled->meaning[block][e];
  struct state before = state;
  if (!writes(event) && event->kind != IR_CALL)
    return state;
  if (event->place != IR_NONE)
    state = kill(cancelled, state, event->place);
  if (event->kind == IR_MOVE && event->a.kind == IR_PLACE)
    return copy(cancelled, before, state, event);
  if (event->kind != IR_CALL)
    return state;
  if (meaning->source != IR_NONE)
    state = request(cancelled, state, meaning->source);
  if (meaning->checked != IR_NONE)
    return with(state, bit(cancelled, FACT_CHECK, meaning->checked, event->place));
  if (meaning->token != IR_NONE)
    return with(state, bit(cancelled, FACT_STATUS, meaning->token, event->place));
  return state;
}

// ---- branches ----

/// Which statuses go the way of this successor.
struct passing {
  bool cancelled, zero, only_cancelled;
};

static struct passing passing_branch(const struct cancelled *cancelled,
                                     const struct ir_terminator *end, uint32_t successor) {
  int64_t value;
  struct passing all = {true, true, false};
  if (!operand_constant(cancelled->cfg->fn, &end->b, &value))
    return all;
  bool taken = successor == 0, equal = (end->compare == IR_EQ) == taken;
  bool exact = end->compare == IR_EQ || end->compare == IR_NE;
  return (struct passing){ir_compares(cancelled->status, end->compare, value) == taken,
                          ir_compares(0, end->compare, value) == taken,
                          exact && equal && value == cancelled->status};
}

static struct passing passing_switch(const struct cancelled *cancelled,
                                     const struct ir_terminator *end, uint32_t target) {
  struct passing passing = {end->targets[0] == target, end->targets[0] == target, false};
  uint32_t others = 0;
  for (uint32_t c = 0; c < end->case_count; c++) {
    const struct ir_case *one = &end->cases[c];
    bool here = one->target == target;
    if (one->low <= cancelled->status && cancelled->status <= one->high)
      passing.cancelled = here;
    else
      others += here;
    if (one->low <= 0 && 0 <= one->high)
      passing.zero = here;
  }
  passing.only_cancelled = passing.cancelled && !others && end->targets[0] != target;
  return passing;
}

/// What taking this way of the branch says of the token of one fact about the tested place.
static struct state learn(const struct cancelled *cancelled, struct state state, uint32_t i,
                          struct passing passing) {
  const struct fact *fact = &cancelled->facts[i];
  uint64_t token = bit(cancelled, FACT_CANCELLED, fact->token, IR_NONE);
  bool sure = state.must >> i & 1;
  if (!(state.may >> i & 1))
    return state;
  if (fact->kind == FACT_CHECK) {
    if (!passing.zero && sure)
      return with(state, token);
    state.may |= passing.zero ? 0 : token;
    return passing.cancelled ? state : without(state, token);
  }
  if (!passing.cancelled)
    return without(state, token);
  if (passing.only_cancelled && sure)
    return with(state, token);
  state.may |= passing.zero ? 0 : token;
  return state;
}

static struct state refine(const struct cancelled *cancelled, struct state state, uint32_t block,
                           uint32_t successor, uint32_t target) {
  const struct ir_terminator *end = &cancelled->cfg->fn->blocks[block].end;
  if ((end->kind != IR_BRANCH && end->kind != IR_SWITCH) || end->a.kind != IR_PLACE)
    return state;
  struct passing passing = end->kind == IR_BRANCH ? passing_branch(cancelled, end, successor)
                                                  : passing_switch(cancelled, end, target);
  for (uint32_t i = 0; i < cancelled->count; i++)
    if (cancelled->facts[i].kind != FACT_CANCELLED && cancelled->facts[i].place == end->a.place)
      state = learn(cancelled, state, i, passing);
  return state;
}

// ---- solving ----

static struct state at(const struct cancelled *cancelled, uint32_t block, uint32_t events) {
  struct state state = cancelled->in[block];
  for (uint32_t e = 0; e < events; e++)
    state = apply(cancelled, state, block, e);
  return state;
}

static struct state at_end(const struct cancelled *cancelled, uint32_t block) {
  return at(cancelled, block, cancelled->cfg->fn->blocks[block].event_count);
}

static void solve(struct cancelled *cancelled) {
  const struct cfg *cfg = cancelled->cfg;
  for (uint32_t b = 0; b < cfg->fn->block_count; b++)
    cancelled->in[b] = (struct state){UINT64_MAX, 0};
  cancelled->in[0].must = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < cfg->order_count; i++) {
      uint32_t block = cfg->order[i], target;
      struct state out = at_end(cancelled, block);
      for (uint32_t s = 0; (target = cfg_successor(&cfg->fn->blocks[block], s)) != IR_NONE; s++) {
        struct state edge = refine(cancelled, out, block, s, target), *in = &cancelled->in[target];
        struct state joined = {in->must & edge.must, in->may | edge.may};
        changed |= joined.must != in->must || joined.may != in->may;
        *in = joined;
      }
    }
  }
}

struct cancelled *cancelled_solve(struct arena *arena, struct pass *pass,
                                  struct function *function) {
  if (!(function->meets & MEETS_TOKEN))
    return NULL;
  struct cancelled *cancelled = ARENA_NEW(arena, struct cancelled);
  cancelled->pass = pass;
  cancelled->arena = arena;
  cancelled->cfg = function_cfg(pass->program, function);
  cancelled->status = UNLIKELY_STATUS;
  collect(cancelled);
  if (!cancelled->count)
    return NULL;
  cancelled->in = ARENA_ARRAY(arena, struct state, function->body->block_count);
  solve(cancelled);
  return cancelled;
}

// ---- why ----

/// The event of `block` before `events` that asks for the cancellation of `token`, or NULL.
static const struct ir_event *request_in(const struct cancelled *cancelled, uint32_t block,
                                         uint32_t events, uint32_t token) {
  for (uint32_t e = events; e > 0; e--) {
    const struct ir_event *event = &cancelled->cfg->fn->blocks[block].events[e - 1];
    if (event->kind == IR_CALL && cancelled->meaning[block][e - 1].source == token)
      return event;
  }
  return NULL;
}

/// True when going from `block` to `target` is what makes the token cancelled.
static bool found_on(const struct cancelled *cancelled, uint32_t block, uint32_t target,
                     uint64_t token) {
  struct state out = at_end(cancelled, block);
  uint32_t to;
  for (uint32_t s = 0; (to = cfg_successor(&cancelled->cfg->fn->blocks[block], s)) != IR_NONE; s++)
    if (to == target && !(out.may & token) &&
        (refine(cancelled, out, block, s, target).may & token))
      return true;
  return false;
}

/// The nearest cause on the way back from `block`.
static struct cancelled_cause find_cause(const struct cancelled *cancelled, uint32_t block,
                                         uint32_t events, uint32_t token) {
  const struct cfg *cfg = cancelled->cfg;
  uint64_t mark = bit(cancelled, FACT_CANCELLED, token, IR_NONE);
  uint32_t *queue = ARENA_ARRAY(cancelled->arena, uint32_t, cfg->fn->block_count + 1), tail = 1;
  bool *seen = ARENA_ARRAY(cancelled->arena, bool, cfg->fn->block_count + 1);
  queue[0] = block;
  for (uint32_t head = 0; head < tail; head++) {
    uint32_t here = queue[head];
    const struct ir_event *request =
        request_in(cancelled, here, head ? cfg->fn->blocks[here].event_count : events, token);
    if (request)
      return (struct cancelled_cause){request->loc, request};
    for (uint32_t i = cfg->pred_start[here]; i < cfg->pred_start[here + 1]; i++) {
      uint32_t before = cfg->preds[i];
      if (cfg->position[before] == IR_NONE)
        continue;
      if (found_on(cancelled, before, here, mark))
        return (struct cancelled_cause){cfg->fn->blocks[before].end.loc, NULL};
      if (!seen[before] && (at_end(cancelled, before).may & mark))
        queue[tail++] = before;
      seen[before] = true;
    }
  }
  return (struct cancelled_cause){IR_NONE, NULL};
}

enum cancelled_state cancelled_at(const struct cancelled *cancelled, uint32_t block, uint32_t event,
                                  const struct ir_operand *token, struct cancelled_cause *cause) {
  if (token->kind != IR_PLACE || cancelled->cfg->position[block] == IR_NONE)
    return CANCELLED_NOT;
  uint32_t key = identity(cancelled, token->place);
  uint64_t mark = bit(cancelled, FACT_CANCELLED, key, IR_NONE);
  struct state state = at(cancelled, block, event);
  if (!(state.may & mark))
    return CANCELLED_NOT;
  *cause = find_cause(cancelled, block, event, key);
  return state.must & mark ? CANCELLED_SURELY : CANCELLED_MAYBE;
}
