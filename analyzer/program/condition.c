// SPDX-License-Identifier: MIT
// Judging the tails of claims (`blocks unless nonblocking(fd) or flags & MSG_DONTWAIT`) at a call,
// and following what depends on a parameter up to the callers that decide it.
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

struct pending_term {
  enum truth truth;
  int param; // decides, or -1
  enum spec_comparison comparison;
  int64_t value;
};

enum { MAX_GUARDS = 4 };

// A condition half judged: what is still open depends on parameters of the function it is seen
// from.
struct pending {
  bool conditional, unless;
  unsigned count, guard_count;
  struct pending_term terms[SPEC_MAX_TERMS];
  struct pending_term guards[MAX_GUARDS]; // on the way to the call, all have to hold
};

enum truth claim_compare(int64_t value, enum spec_comparison comparison, int64_t with) {
  bool holds = false;
  switch (comparison) {
  case SPEC_EQ:
    holds = value == with;
    break;
  case SPEC_NE:
    holds = value != with;
    break;
  case SPEC_LT:
    holds = value < with;
    break;
  case SPEC_LE:
    holds = value <= with;
    break;
  case SPEC_GT:
    holds = value > with;
    break;
  case SPEC_GE:
    holds = value >= with;
    break;
  case SPEC_BIT:
    holds = (value & with) != 0;
    break;
  case SPEC_NONBLOCKING:
    return TRUTH_UNKNOWN;
  }
  return holds ? TRUTH_YES : TRUTH_NO;
}

uint64_t descriptor_key(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  const char *name = NULL;
  if (path->step == IR_STEP_FIELD)
    name = path->field;
  else if (path->step == IR_STEP_VAR && (fn->vars[path->var].flags & IR_VAR_GLOBAL))
    name = fn->vars[path->var].name;
  return name ? hash_bytes(HASH_SEED, name, strlen(name)) | 1 : 0;
}

bool given_nonblocking(const struct function *function, const struct ir_operand *value) {
  const struct claim *claim = function_claim(function, CLAIM_given_nonblocking);
  int param = claim ? operand_param(function->body, value) : -1;
  for (; claim && param >= 0; claim = function_next_claim(function, claim))
    if (claim->param == param)
      return true;
  return false;
}

// True when some descriptor that the program keeps in this field or global does not block.
static bool nonblocking_field(const struct program *program, const struct ir_function *fn,
                              uint32_t place) {
  uint64_t key = descriptor_key(fn, place);
  return key && map_get(&program->nonblocking_fields, key, 0) != 0;
}

static enum truth judge_descriptor(struct program *program, struct function *caller, uint32_t block,
                                   uint32_t event, const struct ir_operand *value) {
  if (value->kind != IR_PLACE)
    return TRUTH_UNKNOWN;
  if (nonblocking_field(program, caller->body, value->place))
    return TRUTH_YES;
  bool known =
      must_holds(function_must(program, caller), MUST_NONBLOCKING, block, event, value->place) ||
      given_nonblocking(caller, value);
  return known ? TRUTH_YES : TRUTH_UNKNOWN;
}

static struct pending_term judge(struct program *program, struct function *caller, uint32_t block,
                                 uint32_t event, int param, enum spec_comparison comparison,
                                 int64_t with) {
  struct pending_term term = {TRUTH_UNKNOWN, -1, comparison, with};
  const struct ir_event *call = &caller->body->blocks[block].events[event];
  if (param < 0 || (uint32_t)param >= call->arg_count)
    return term;
  const struct ir_operand *value = &call->args[param].value;
  int64_t constant;
  if (comparison == SPEC_NONBLOCKING)
    term.truth = judge_descriptor(program, caller, block, event, value);
  else if (operand_constant(caller->body, value, &constant))
    term.truth = claim_compare(constant, comparison, with);
  else if (operand_nonnull(value) && with == 0 && (comparison == SPEC_EQ || comparison == SPEC_NE))
    term.truth = comparison == SPEC_NE ? TRUTH_YES : TRUTH_NO;
  if (term.truth == TRUTH_UNKNOWN)
    term.param = operand_param(caller->body, value);
  return term;
}

static struct pending begin(struct program *program, struct function *caller, uint32_t block,
                            uint32_t event, const struct claim *claim) {
  struct pending pending = {.conditional = claim->when.term_count > 0,
                            .unless = claim->when.unless};
  for (unsigned i = 0; i < claim->when.term_count; i++) {
    const struct spec_term *term = &claim->when.terms[i];
    pending.terms[pending.count++] =
        judge(program, caller, block, event, term->param, term->comparison, term->value);
  }
  return pending;
}

// The claim's truth as far as it can be told; `*depends` gets a parameter that could still tell, or
// -1.
static enum truth resolve(const struct pending *pending, int *depends) {
  bool all_no = true;
  *depends = -1;
  if (!pending->conditional)
    return TRUTH_YES;
  for (unsigned i = 0; i < pending->count; i++) {
    if (pending->terms[i].truth == TRUTH_YES) {
      *depends = -1;
      return pending->unless ? TRUTH_NO : TRUTH_YES;
    }
    all_no &= pending->terms[i].truth == TRUTH_NO;
    if (pending->terms[i].truth == TRUTH_UNKNOWN && *depends < 0)
      *depends = pending->terms[i].param;
  }
  if (!all_no)
    return TRUTH_UNKNOWN;
  return pending->unless ? TRUTH_YES : TRUTH_NO;
}

enum truth claim_truth(struct program *program, struct function *caller, uint32_t block,
                       uint32_t event, const struct claim *claim, int *depends) {
  int param;
  struct pending pending = begin(program, caller, block, event, claim);
  enum truth truth = resolve(&pending, &param);
  if (depends)
    *depends = param;
  return truth;
}

bool claim_applies(const struct claim *claim, enum truth truth) {
  return truth == TRUTH_YES || (truth == TRUTH_UNKNOWN && claim->when.unless);
}

// A term seen from a caller of the function it was seen from.
static void lift_term(struct program *program, const struct edge *edge, struct pending_term *term) {
  if (term->truth != TRUTH_UNKNOWN || term->param < 0)
    return;
  if (edge->kind == EDGE_CALL)
    *term = judge(program, edge->caller, edge->block, edge->event, term->param, term->comparison,
                  term->value);
  else
    term->param = -1;
}

// ---- guards ----

static enum spec_comparison comparison_of(enum ir_compare compare, bool negated) {
  static const enum spec_comparison same[] = {
      [IR_EQ] = SPEC_EQ, [IR_NE] = SPEC_NE, [IR_LT] = SPEC_LT,
      [IR_LE] = SPEC_LE, [IR_GT] = SPEC_GT, [IR_GE] = SPEC_GE,
  };
  static const enum spec_comparison opposite[] = {
      [IR_EQ] = SPEC_NE, [IR_NE] = SPEC_EQ, [IR_LT] = SPEC_GE,
      [IR_LE] = SPEC_GT, [IR_GT] = SPEC_LE, [IR_GE] = SPEC_LT,
  };
  return negated ? opposite[compare] : same[compare];
}

// Whether one comes to `block` by this target of a branch only.
static bool is_by(const struct cfg *cfg, uint32_t target, uint32_t block) {
  return cfg->pred_start[target + 1] - cfg->pred_start[target] == 1 &&
         cfg_dominates(cfg, target, block);
}

// The branch at the end of `from`, if it lets one come to `block` only for some values of a
// parameter.
static void add_guard(const struct cfg *cfg, uint32_t from, uint32_t block,
                      struct pending *pending) {
  const struct ir_terminator *end = &cfg->fn->blocks[from].end;
  if (end->kind != IR_BRANCH || end->target_count != 2 || pending->guard_count == MAX_GUARDS)
    return;
  int param = operand_param(cfg->fn, &end->a);
  int64_t value;
  bool then = is_by(cfg, end->targets[0], block), otherwise = is_by(cfg, end->targets[1], block);
  if (param < 0 || then == otherwise || !operand_constant(cfg->fn, &end->b, &value))
    return;
  pending->guards[pending->guard_count++] =
      (struct pending_term){TRUTH_UNKNOWN, param, comparison_of(end->compare, otherwise), value};
}

// What has to hold of the parameters of `function` for the call in `block` to be made.
static void add_guards(struct program *program, struct function *function, uint32_t block,
                       struct pending *pending) {
  if (block == IR_NONE || !function->checked || !function->body->param_count)
    return;
  const struct cfg *cfg = function_cfg(program, function);
  if (cfg->position[block] == IR_NONE)
    return;
  for (uint32_t b = block; b != cfg->dominator[b]; b = cfg->dominator[b])
    add_guard(cfg, cfg->dominator[b], block, pending);
}

// Whether the call is made on this way: TRUTH_UNKNOWN while a caller could still tell.
static enum truth is_let_through(const struct pending *pending) {
  bool open = false;
  for (unsigned i = 0; i < pending->guard_count; i++) {
    if (pending->guards[i].truth == TRUTH_NO)
      return TRUTH_NO;
    open |= pending->guards[i].truth == TRUTH_UNKNOWN && pending->guards[i].param >= 0;
  }
  return open ? TRUTH_UNKNOWN : TRUTH_YES;
}

// The same condition seen from a caller; what the caller is asked for on the way comes on top.
static struct pending lift(struct program *program, const struct pending *pending,
                           const struct edge *edge) {
  struct pending lifted = *pending;
  for (unsigned i = 0; i < lifted.count; i++)
    lift_term(program, edge, &lifted.terms[i]);
  lifted.guard_count = 0;
  for (unsigned i = 0; i < pending->guard_count; i++) {
    struct pending_term guard = pending->guards[i];
    lift_term(program, edge, &guard);
    if (guard.truth == TRUTH_NO || (guard.truth == TRUTH_UNKNOWN && guard.param >= 0))
      lifted.guards[lifted.guard_count++] = guard; // the others say nothing any more
  }
  if (lifted.guard_count)
    add_guards(program, edge->caller, edge->block, &lifted);
  return lifted;
}

// ---- ways ----

struct seen {
  struct function *function;
  struct pending pending;
  struct edge *edge; // out of `function`, towards the call
  int next;          // index of the state it leads to, -1 for the call itself
};

enum { MAX_SEEN = 512 };

static bool same_terms(const struct pending_term *a, const struct pending_term *b, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    if (a[i].truth != b[i].truth || a[i].param != b[i].param ||
        a[i].comparison != b[i].comparison || a[i].value != b[i].value)
      return false;
  return true;
}

static bool same_pending(const struct pending *a, const struct pending *b) {
  return a->count == b->count && a->guard_count == b->guard_count &&
         same_terms(a->terms, b->terms, a->count) &&
         same_terms(a->guards, b->guards, a->guard_count);
}

static bool known(const struct seen *seen, int count, const struct function *function,
                  const struct pending *pending) {
  for (int i = 0; i < count; i++)
    if (seen[i].function == function && same_pending(&seen[i].pending, pending))
      return true;
  return false;
}

// Writes the way from the entry above `from` through the states up to the call.
static int write_way(const struct seen *seen, int at, struct edge **edges, int max,
                     struct function **entry) {
  struct edge *above[64];
  int count = 0, total = 0;
  struct function *function = seen[at].function;
  for (; function->in_task_by && count < 64; function = function->in_task_by->caller)
    above[count++] = function->in_task_by;
  *entry = function;
  while (count > 0 && total < max)
    edges[total++] = above[--count];
  for (; seen[at].edge && total < max; at = seen[at].next)
    edges[total++] = seen[at].edge;
  return total;
}

static bool leads_on(const struct edge *edge) {
  return (edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT || edge->kind == EDGE_TARGET ||
          edge->kind == EDGE_CALLBACK) &&
         edge->caller->in_task && !edge->not_in_task;
}

int program_way(struct program *program, struct function *function, uint32_t block, uint32_t event,
                const struct claim *claim, struct edge **edges, int max, struct function **entry) {
  if (!function->in_task || program_no_task_at(program, function, block, event))
    return -1;
  struct pending pending = {0};
  if (claim)
    pending = begin(program, function, block, event, claim);
  add_guards(program, function, block, &pending);
  bool unless = claim && claim->when.unless;
  struct seen *seen = NULL;
  uint32_t count = 0, capacity = 0;
  int result = -1;
  GROW(seen, count, capacity);
  seen[count++] = (struct seen){function, pending, NULL, -1};
  for (int at = 0; at < (int)count && result < 0; at++) {
    int depends;
    enum truth truth = resolve(&seen[at].pending, &depends);
    enum truth through = is_let_through(&seen[at].pending);
    struct function *here = seen[at].function;
    bool entered = !here->in_task_by; // callers of an entry do not decide for the task
    if (truth == TRUTH_NO || through == TRUTH_NO)
      continue;
    bool holds = truth == TRUTH_YES || (unless && (depends < 0 || entered));
    if (holds && (through == TRUTH_YES || entered)) {
      result = write_way(seen, at, edges, max, entry);
      break;
    }
    if (depends < 0 && !holds)
      continue;
    for (uint32_t i = 0; i < here->in_count; i++) {
      struct edge *edge = here->in[i];
      if (!leads_on(edge) || count == MAX_SEEN)
        continue;
      struct pending lifted = lift(program, &seen[at].pending, edge);
      if (known(seen, (int)count, edge->caller, &lifted))
        continue;
      GROW(seen, count, capacity);
      seen[count++] = (struct seen){edge->caller, lifted, edge, at};
    }
  }
  free(seen);
  return result;
}
