// SPDX-License-Identifier: MIT
// Judging the tails of claims (`blocks unless nonblocking(fd) or flags & MSG_DONTWAIT`) at a call,
// and following what depends on a parameter up to the callers that decide it.
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

// A condition half judged: what is still open depends on parameters of the function it is seen
// from.
struct pending {
  bool conditional, unless;
  unsigned count;
  struct pending_term {
    enum truth truth;
    int param; // decides, or -1
    enum spec_comparison comparison;
    int64_t value;
  } terms[SPEC_MAX_TERMS];
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

// The same condition seen from a caller of the function it was seen from.
static struct pending lift(struct program *program, const struct pending *pending,
                           const struct edge *edge) {
  struct pending lifted = *pending;
  for (unsigned i = 0; i < lifted.count; i++) {
    struct pending_term *term = &lifted.terms[i];
    if (term->truth != TRUTH_UNKNOWN || term->param < 0)
      continue;
    if (edge->kind == EDGE_CALL)
      *term = judge(program, edge->caller, edge->block, edge->event, term->param, term->comparison,
                    term->value);
    else
      term->param = -1;
  }
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

static bool same_pending(const struct pending *a, const struct pending *b) {
  if (a->count != b->count)
    return false;
  for (unsigned i = 0; i < a->count; i++)
    if (a->terms[i].truth != b->terms[i].truth || a->terms[i].param != b->terms[i].param)
      return false;
  return true;
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
  if (!function->in_task ||
      must_holds(function_must(program, function), MUST_NOT_IN_TASK, block, event, IR_NONE))
    return -1;
  struct pending pending = {0};
  if (claim)
    pending = begin(program, function, block, event, claim);
  bool unless = claim && claim->when.unless;
  struct seen *seen = NULL;
  uint32_t count = 0, capacity = 0;
  int result = -1;
  GROW(seen, count, capacity);
  seen[count++] = (struct seen){function, pending, NULL, -1};
  for (int at = 0; at < (int)count && result < 0; at++) {
    int depends;
    enum truth truth = resolve(&seen[at].pending, &depends);
    struct function *here = seen[at].function;
    bool entered = !here->in_task_by; // callers of an entry do not decide for the task
    if (truth == TRUTH_NO)
      continue;
    if (truth == TRUTH_YES || (unless && (depends < 0 || entered))) {
      result = write_way(seen, at, edges, max, entry);
      break;
    }
    if (depends < 0)
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
