// SPDX-License-Identifier: MIT
// Forward over the few variables in question. errno and values have to be stale on every path, for
// a status that is tested often tells which path was taken; a pointer is stale when it is so on
// one.
#include "rules/shared/thread_data.h"

#include <string.h>

enum { MAX_KEYS = 24, MAX_DEPTH = 6 };

enum data_state { DATA_CLEAR, DATA_SET, DATA_STALE };

struct datum {
  enum data_state state;
  enum thread_data_kind kind;
  uint32_t set_loc, pause_loc;
  const struct function *giver, *pauser;
};

/// The data at one point of the function.
struct data {
  struct datum of[MAX_KEYS];
};

struct solver {
  struct pass *pass;
  struct program *program;
  struct function *function;
  const struct ir_function *fn;
  const struct cfg *cfg;
  uint32_t count;
  uint32_t places[MAX_KEYS]; // place of each; the first is errno, IR_NONE
  bool values[MAX_KEYS];     // a thread-local variable; else a pointer
  struct data *in;           // per block
  bool *reached;
  struct thread_data_use *uses; // NULL while solving
  uint32_t use_count;
};

// ---- what is asked about ----

static int key_of(const struct solver *solver, uint32_t place) {
  for (uint32_t i = 1; place != IR_NONE && i < solver->count; i++)
    if (solver->places[i] == place)
      return (int)i;
  return -1;
}

static void add_key(struct solver *solver, uint32_t place, bool value) {
  if (solver->count == MAX_KEYS || key_of(solver, place) >= 0)
    return;
  solver->places[solver->count] = place;
  solver->values[solver->count++] = value;
}

static bool is_thread_local(const struct ir_function *fn, uint32_t place) {
  return place != IR_NONE && (fn->vars[fn->places[place].var].flags & IR_VAR_THREAD_LOCAL);
}

/// A plain part of a variable: nothing behind a pointer, no element that nobody can tell.
static bool is_direct(const struct ir_function *fn, uint32_t place) {
  for (; place != IR_NONE; place = fn->places[place].parent)
    if (fn->places[place].step != IR_STEP_VAR && fn->places[place].step != IR_STEP_FIELD &&
        fn->places[place].step != IR_STEP_INDEX)
      return false;
  return true;
}

/// A local pointer that nobody else changes.
static bool is_own_pointer(const struct ir_function *fn, uint32_t place) {
  if (place == IR_NONE || fn->places[place].step != IR_STEP_VAR)
    return false;
  uint32_t flags = fn->vars[fn->places[place].var].flags;
  return !(flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_ARRAY));
}

static struct function *callee_of(const struct solver *solver, const struct ir_event *call) {
  return call->kind == IR_CALL ? call_target(solver->program, call) : NULL;
}

static bool is_errno(const struct function *callee) {
  const struct contract *contract = callee ? callee->contract : NULL;
  return contract && !contract->project && function_claim(callee, CLAIM_of_thread);
}

/// Whether every return of the function gives the address of a thread-local variable.
static bool returns_thread_local(const struct function *function) {
  const struct ir_function *fn = function->checked ? function->body : NULL;
  bool some = false;
  for (uint32_t b = 0; fn && b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if (end->kind != IR_RETURN)
      continue;
    if (end->a.kind != IR_ADDRESS || !is_thread_local(fn, end->a.place))
      return false;
    some = true;
  }
  return some;
}

/// Whether the call gives a pointer of one of these kinds.
static bool gives_pointer(const struct function *callee, enum thread_data_kind *kind) {
  *kind = DATA_REUSED;
  if (callee && function_claim(callee, CLAIM_reuses_result))
    return true;
  *kind = DATA_ADDRESS;
  return callee && (function_claim(callee, CLAIM_of_thread) || returns_thread_local(callee));
}

/// `depth++` neither sets the variable nor asks for its value: each adds its own.
static bool is_update(const struct ir_event *event) {
  return event->kind == IR_BIN && event->a.kind == IR_PLACE && event->a.place == event->place;
}

static void collect_event(struct solver *solver, const struct ir_event *event) {
  enum thread_data_kind kind;
  const struct ir_function *fn = solver->fn;
  bool writes = event->kind == IR_MOVE || event->kind == IR_CALL || event->kind == IR_BIN;
  if (!writes || event->place == IR_NONE)
    return;
  if (is_thread_local(fn, event->place) && is_direct(fn, event->place) && !is_update(event))
    add_key(solver, event->place, true);
  if (!is_own_pointer(fn, event->place))
    return;
  bool given = event->kind == IR_CALL ? gives_pointer(callee_of(solver, event), &kind)
                                      : event->kind == IR_MOVE && event->a.kind == IR_ADDRESS &&
                                            is_thread_local(fn, event->a.place);
  bool copied = event->kind == IR_MOVE && event->a.kind == IR_PLACE &&
                key_of(solver, event->a.place) >= 0 &&
                !solver->values[key_of(solver, event->a.place)];
  if (given || copied)
    add_key(solver, event->place, false);
}

static void collect(struct solver *solver) {
  solver->places[0] = IR_NONE;
  solver->count = 1;
  uint32_t before;
  do {
    before = solver->count;
    for (uint32_t i = 0; i < solver->cfg->order_count; i++) {
      const struct ir_block *code = &solver->fn->blocks[solver->cfg->order[i]];
      for (uint32_t e = 0; e < code->event_count; e++)
        collect_event(solver, &code->events[e]);
    }
  } while (solver->count != before);
}

// ---- what suspends ----

static bool suspends(const struct function *callee) {
  return callee && !function_claim(callee, CLAIM_suspends_never) &&
         (function_claim(callee, CLAIM_suspends) || function_claim(callee, CLAIM_async) ||
          callee->has[EFFECT_SUSPENDS]);
}

/// Whether the task may go on on another thread after the call.
static bool moves(const struct function *callee, int depth) {
  if (function_claim(callee, CLAIM_switches_to))
    return true;
  for (uint32_t i = 0; depth < MAX_DEPTH && callee->checked && i < callee->out_count; i++)
    if (callee->out[i]->kind == EDGE_CALL && moves(callee->out[i]->callee, depth + 1))
      return true;
  return false;
}

/// Whether the function surely says nothing by errno: its contract says what its result is, and
/// comes with async-lint, or there is no result. What has a body here may set errno at its end.
static bool leaves_errno(const struct function *callee) {
  const struct contract *contract = callee->contract;
  if (callee->checked || !contract || !function_claim(callee, CLAIM_suspends))
    return false;
  return !contract->project || (contract->result && !strcmp(contract->result, "void"));
}

// ---- uses ----

static void use(struct solver *solver, struct data *now, uint32_t key, uint32_t loc) {
  struct datum *datum = &now->of[key];
  if (datum->state != DATA_STALE)
    return;
  for (uint32_t i = 0; solver->uses && i < solver->use_count; i++)
    if (solver->uses[i].place == solver->places[key] &&
        (key == 0 ? solver->uses[i].pause_loc == datum->pause_loc : true))
      return;
  if (!solver->uses || solver->use_count == THREAD_DATA_MAX_USES || loc == IR_NONE)
    return;
  solver->uses[solver->use_count++] = (struct thread_data_use){.kind = datum->kind,
                                                               .place = solver->places[key],
                                                               .loc = loc,
                                                               .set_loc = datum->set_loc,
                                                               .giver = datum->giver,
                                                               .pause_loc = datum->pause_loc,
                                                               .pauser = datum->pauser};
}

/// Whether the place is behind a temporary that holds the address of errno.
static bool is_errno_place(const struct solver *solver, uint32_t place) {
  const struct ir_function *fn = solver->fn;
  if (place == IR_NONE || fn->places[place].step != IR_STEP_DEREF ||
      !(fn->vars[fn->places[place].var].flags & IR_VAR_TEMP))
    return false;
  uint32_t pointer = fn->places[place].parent;
  for (uint32_t i = 0; i < solver->function->out_count; i++) {
    const struct edge *edge = solver->function->out[i];
    if (edge->kind == EDGE_CALL && is_errno(edge->callee) &&
        fn->blocks[edge->block].events[edge->event].place == pointer)
      return true;
  }
  return false;
}

static void read_operand(struct solver *solver, struct data *now, const struct ir_operand *value,
                         uint32_t loc) {
  if (value->kind != IR_PLACE)
    return;
  int key = key_of(solver, value->place);
  if (key >= 0 && solver->values[key])
    use(solver, now, (uint32_t)key, loc);
  if (is_errno_place(solver, value->place))
    use(solver, now, 0, loc);
}

/// The pointer itself is given away: somebody looks at what it points to.
static void give_operand(struct solver *solver, struct data *now, const struct ir_operand *value,
                         uint32_t loc) {
  int key = value->kind == IR_PLACE ? key_of(solver, value->place) : -1;
  if (key >= 0 && !solver->values[key])
    use(solver, now, (uint32_t)key, loc);
}

// ---- events ----

static struct datum *datum_of(const struct solver *solver, struct data *now, uint32_t place) {
  int key = key_of(solver, place);
  return key < 0 ? NULL : &now->of[key];
}

static void set(struct datum *datum, enum thread_data_kind kind, uint32_t loc,
                const struct function *giver) {
  *datum = (struct datum){.state = DATA_SET, .kind = kind, .set_loc = loc, .giver = giver};
}

static void pause(const struct solver *solver, struct data *now, uint32_t loc,
                  const struct function *callee) {
  bool elsewhere = moves(callee, 0);
  for (uint32_t i = 0; i < solver->count; i++) {
    struct datum *datum = &now->of[i];
    if (datum->state != DATA_SET || (datum->kind == DATA_ADDRESS && !elsewhere))
      continue;
    datum->state = DATA_STALE;
    datum->pause_loc = loc;
    datum->pauser = callee;
  }
}

/// Others write thread-local variables of the program, too: those that are called in between.
static void forget_values(const struct solver *solver, struct data *now,
                          const struct function *callee) {
  if (callee && !callee->checked && callee->contract && !callee->contract->project)
    return;
  for (uint32_t i = 1; i < solver->count; i++)
    if (solver->values[i] && now->of[i].state == DATA_STALE)
      now->of[i].state = DATA_CLEAR;
}

static void apply_call(struct solver *solver, struct data *now, const struct ir_event *call) {
  const struct function *callee = callee_of(solver, call);
  enum thread_data_kind kind;
  for (uint32_t i = 0; i < call->arg_count; i++) {
    read_operand(solver, now, &call->args[i].value, call->loc);
    give_operand(solver, now, &call->args[i].value, call->loc);
  }
  if (suspends(callee)) {
    pause(solver, now, call->loc, callee);
    now->of[0] = (struct datum){.state = leaves_errno(callee) ? DATA_STALE : DATA_CLEAR,
                                .kind = DATA_ERRNO,
                                .set_loc = IR_NONE,
                                .pause_loc = call->loc,
                                .pauser = callee};
  } else if (!is_errno(callee)) {
    now->of[0].state = DATA_CLEAR;
    forget_values(solver, now, callee);
  }
  struct datum *datum = datum_of(solver, now, call->place);
  if (!datum)
    return;
  datum->state = DATA_CLEAR;
  if (gives_pointer(callee, &kind))
    set(datum, kind, call->loc, callee);
  else if (is_thread_local(solver->fn, call->place))
    set(datum, DATA_VALUE, call->loc, NULL);
}

static void apply_write(struct solver *solver, struct data *now, const struct ir_event *event) {
  if (is_errno_place(solver, event->place))
    now->of[0].state = DATA_CLEAR;
  struct datum *datum = datum_of(solver, now, event->place);
  if (!datum || is_update(event))
    return;
  const struct ir_operand *from = &event->a;
  const struct datum *copy =
      event->kind == IR_MOVE && from->kind == IR_PLACE ? datum_of(solver, now, from->place) : NULL;
  bool address = event->kind == IR_MOVE && from->kind == IR_ADDRESS &&
                 is_thread_local(solver->fn, from->place);
  if (is_thread_local(solver->fn, event->place))
    set(datum, DATA_VALUE, event->loc, NULL);
  else if (address)
    set(datum, DATA_ADDRESS, event->loc, NULL);
  else if (copy && !solver->values[key_of(solver, from->place)])
    *datum = *copy;
  else
    datum->state = DATA_CLEAR;
}

static void apply(struct solver *solver, struct data *now, const struct ir_event *event) {
  switch (event->kind) {
  case IR_CALL:
    apply_call(solver, now, event);
    break;
  case IR_MOVE:
  case IR_BIN:
    if (!is_update(event))
      read_operand(solver, now, &event->a, event->loc);
    if (event->kind == IR_BIN)
      read_operand(solver, now, &event->b, event->loc);
    apply_write(solver, now, event);
    break;
  case IR_HAVOC: {
    struct datum *datum = datum_of(solver, now, event->place);
    if (datum)
      datum->state = DATA_CLEAR;
    break;
  }
  case IR_DEREF: {
    struct ir_operand pointer = ir_value(event->place);
    give_operand(solver, now, &pointer, event->loc);
    break;
  }
  case IR_USE:
    read_operand(solver, now, &event->a, event->loc);
    break;
  case IR_ESCAPE:
  case IR_CLEANUP:
  case IR_DEAD:
    break;
  }
}

static struct data transfer(struct solver *solver, uint32_t block) {
  const struct ir_block *code = &solver->fn->blocks[block];
  struct data now = solver->in[block];
  for (uint32_t e = 0; e < code->event_count; e++)
    apply(solver, &now, &code->events[e]);
  if (code->end.kind == IR_BRANCH || code->end.kind == IR_SWITCH || code->end.kind == IR_RETURN) {
    read_operand(solver, &now, &code->end.a, code->end.loc);
    if (code->end.kind == IR_BRANCH)
      read_operand(solver, &now, &code->end.b, code->end.loc);
    if (code->end.kind == IR_RETURN)
      give_operand(solver, &now, &code->end.a, code->end.loc);
  }
  return now;
}

// ---- solving ----

/// Keeps what holds on both ways for errno and values, and what is worse for pointers.
static bool join_datum(const struct solver *solver, uint32_t key, struct datum *into,
                       const struct datum *from) {
  bool every = key == 0 || solver->values[key];
  bool other = into->state != from->state;
  if (!other || (every ? into->state < from->state : into->state > from->state))
    return false;
  *into = *from;
  return true;
}

static bool reach(struct solver *solver, uint32_t block, const struct data *data) {
  if (!solver->reached[block]) {
    solver->reached[block] = true;
    solver->in[block] = *data;
    return true;
  }
  bool changed = false;
  for (uint32_t i = 0; i < solver->count; i++)
    changed |= join_datum(solver, i, &solver->in[block].of[i], &data->of[i]);
  return changed;
}

static void solve(struct solver *solver) {
  struct data start = {0};
  reach(solver, 0, &start);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < solver->cfg->order_count; i++) {
      uint32_t block = solver->cfg->order[i], target;
      if (!solver->reached[block])
        continue;
      struct data out = transfer(solver, block);
      for (uint32_t s = 0; (target = cfg_successor(&solver->fn->blocks[block], s)) != IR_NONE; s++)
        changed |= reach(solver, target, &out);
    }
  }
}

static bool pauses(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if ((edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT) && suspends(edge->callee))
      return true;
  }
  return false;
}

/// Whether there is anything to ask: errno, or a variable.
static bool is_concerned(const struct solver *solver) {
  bool asks = solver->count > 1;
  for (uint32_t i = 0; i < solver->function->out_count; i++) {
    const struct edge *edge = solver->function->out[i];
    asks |= edge->kind == EDGE_CALL && is_errno(edge->callee);
  }
  return asks;
}

uint32_t thread_data_uses(struct pass *pass, struct function *function,
                          struct thread_data_use uses[THREAD_DATA_MAX_USES]) {
  struct arena scratch = {0};
  if (!pauses(function))
    return 0;
  struct solver solver = {.pass = pass,
                          .program = pass->program,
                          .function = function,
                          .fn = function->body,
                          .cfg = function_cfg(pass->program, function)};
  collect(&solver);
  if (is_concerned(&solver)) {
    solver.in = ARENA_ARRAY(&scratch, struct data, solver.fn->block_count);
    solver.reached = ARENA_ARRAY(&scratch, bool, solver.fn->block_count);
    solve(&solver);
    solver.uses = uses;
    for (uint32_t i = 0; i < solver.cfg->order_count; i++)
      if (solver.reached[solver.cfg->order[i]])
        transfer(&solver, solver.cfg->order[i]);
  }
  arena_free(&scratch);
  return solver.use_count;
}
