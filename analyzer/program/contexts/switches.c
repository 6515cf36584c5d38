// SPDX-License-Identifier: MIT
// Where a function is at each of its events: a switch goes to a context, a test tells that it is
// there, an assertion ends the program elsewhere. Forward; paths that disagree leave it unknown.
#include "analyzer/program/contexts/where.h"
#include "analyzer/program/contexts/where_table.h"
#include "analyzer/program/internal.h"

#include <string.h>

// SIGHT_UNKNOWN after the context was only asked for: a caller without the answer knows no more.
static const char asked[] = "asked";

/// What is being solved: `in` is where each block begins; `reached` says which have been.
struct solving {
  struct program *program;
  struct function *function;
  struct sight *in;
  bool *reached;
};

static struct sight at_entry(void) {
  return (struct sight){.kind = SIGHT_ENTERED, .loc = IR_NONE};
}

static struct sight nowhere(const char *why) {
  return (struct sight){.kind = SIGHT_UNKNOWN, .context = why, .loc = IR_NONE};
}

static bool as_entered(struct sight sight) {
  return sight.kind == SIGHT_ENTERED || (sight.kind == SIGHT_CONTEXT && sight.tested);
}

static struct sight join(struct sight one, struct sight other) {
  if (one.kind == other.kind && one.context == other.context) {
    one.tested &= other.tested;
    return one;
  }
  if (as_entered(one) && as_entered(other))
    return at_entry();
  bool only_asked =
      (as_entered(one) || one.context == asked) && (as_entered(other) || other.context == asked);
  return nowhere(only_asked ? asked : NULL);
}

// ---- calls ----

/// The branch that ends the block decides on the value in `place`.
static bool is_tested(const struct ir_block *code, uint32_t place) {
  const struct ir_terminator *end = &code->end;
  return place != IR_NONE && end->kind == IR_BRANCH &&
         ((end->a.kind == IR_PLACE && end->a.place == place) ||
          (end->b.kind == IR_PLACE && end->b.place == place));
}

/// A context with several threads is for tasks only: elsewhere nothing goes there.
static bool goes_there(const struct solving *solving, const char *context) {
  return !spec_context_many(program_spec(solving->program), context) ||
         (solving->function->in_task && !solving->function->outside);
}

static struct sight after_claim(const struct solving *solving, struct sight now, uint32_t block,
                                uint32_t event, const struct function *callee,
                                const struct claim *claim) {
  const struct ir_block *code = &solving->function->body->blocks[block];
  const struct ir_event *call = &code->events[event];
  if (claim->word == CLAIM_tests_on)
    return is_tested(code, call->place) ? now : nowhere(asked);
  if (claim->word != CLAIM_switches_to && claim->word != CLAIM_asserts)
    return now;
  if (claim->when.term_count &&
      claim_truth(solving->program, solving->function, block, event, claim, NULL) != TRUTH_YES)
    return now;
  const char *context =
      claimed_context(solving->program, solving->function, call, callee, claim->text);
  if (!context)
    return nowhere(NULL);
  return goes_there(solving, context)
             ? (struct sight){SIGHT_CONTEXT, context, call->loc, claim->word == CLAIM_asserts}
             : now;
}

/// A callee leaves its caller where it was, or somewhere else.
static struct sight after_callee(const struct solving *solving, struct sight now,
                                 struct function *callee, uint32_t loc) {
  if (callee->slot) {
    for (uint32_t i = 0; i < callee->out_count; i++)
      if (context_left(solving->program, callee->out[i]->callee).kind != SIGHT_ENTERED)
        return nowhere(NULL);
    return now;
  }
  struct sight left = context_left(solving->program, callee);
  if (left.kind == SIGHT_CONTEXT)
    left.loc = loc;
  return left.kind == SIGHT_ENTERED ? now : left;
}

static struct sight after_call(const struct solving *solving, struct sight now, uint32_t block,
                               uint32_t event) {
  const struct ir_event *call = &solving->function->body->blocks[block].events[event];
  struct function *callee = call_target(solving->program, call);
  if (call->kind != IR_CALL || !callee)
    return now;
  for (uint32_t i = 0; i < callee->claim_count; i++)
    now = after_claim(solving, now, block, event, callee, &callee->claims[i]);
  return after_callee(solving, now, callee, call->loc);
}

static struct sight transfer(const struct solving *solving, uint32_t block, uint32_t events) {
  struct sight now = solving->in[block];
  for (uint32_t e = 0; e < events; e++)
    now = after_call(solving, now, block, e);
  return now;
}

// ---- branches ----

/// The call whose result stands in `value` at the end of the block, or NULL.
static const struct ir_event *result_of(const struct ir_block *code,
                                        const struct ir_operand *value) {
  for (uint32_t e = code->event_count; value->kind == IR_PLACE && e > 0; e--) {
    const struct ir_event *event = &code->events[e - 1];
    bool writes = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
                  event->kind == IR_HAVOC;
    if (writes && event->place == value->place)
      return event->kind == IR_CALL ? event : NULL;
  }
  return NULL;
}

static bool is_zero(const struct ir_operand *value) {
  return value->kind == IR_NULL || value->kind == IR_ZERO ||
         (value->kind == IR_INT && value->value == 0);
}

/// What a test says where it is true, or equal: the context; NULL when it says nothing.
static const char *tested_context(const struct solving *solving, const struct ir_terminator *end,
                                  const struct ir_event *call, const struct ir_operand *other,
                                  bool equal) {
  const struct function *callee = call ? call_target(solving->program, call) : NULL;
  const struct claim *claim = callee ? function_claim(callee, CLAIM_tests_on) : NULL;
  if (!claim || (end->compare != IR_EQ && end->compare != IR_NE))
    return NULL;
  if (!strcmp(claim->text, SPEC_CALLER)) // the result is the context: `current() == window`
    return equal ? held_context(solving->program, solving->function->body, other) : NULL;
  return !equal && is_zero(other)
             ? claimed_context(solving->program, solving->function, call, callee, claim->text)
             : NULL;
}

static struct sight refine(const struct solving *solving, struct sight out, uint32_t block,
                           uint32_t successor) {
  const struct ir_block *code = &solving->function->body->blocks[block];
  const struct ir_terminator *end = &code->end;
  if (end->kind != IR_BRANCH)
    return out;
  bool equal = (end->compare == IR_EQ) == (successor == 0);
  const char *context = tested_context(solving, end, result_of(code, &end->a), &end->b, equal);
  if (!context)
    context = tested_context(solving, end, result_of(code, &end->b), &end->a, equal);
  return context ? (struct sight){SIGHT_CONTEXT, context, end->loc, true} : out;
}

// ---- solving ----

static bool reach(struct solving *solving, uint32_t block, struct sight sight) {
  struct sight before = solving->in[block];
  struct sight joined = solving->reached[block] ? join(before, sight) : sight;
  bool changed =
      !solving->reached[block] || joined.kind != before.kind || joined.context != before.context;
  solving->in[block] = joined;
  solving->reached[block] = true;
  return changed;
}

static void solve(struct solving *solving, const struct cfg *cfg) {
  reach(solving, 0, at_entry());
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < cfg->order_count; i++) {
      uint32_t block = cfg->order[i], target;
      const struct ir_block *code = &cfg->fn->blocks[block];
      if (!solving->reached[block])
        continue;
      struct sight out = transfer(solving, block, code->event_count);
      for (uint32_t s = 0; (target = cfg_successor(code, s)) != IR_NONE; s++)
        changed |= reach(solving, target, refine(solving, out, block, s));
    }
  }
}

/// Whether some call of the function may leave it elsewhere, or tells where it is.
static bool may_switch(struct program *program, const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    struct function *callee = function->out[i]->callee;
    if (function_claim(callee, CLAIM_switches_to) || function_claim(callee, CLAIM_asserts) ||
        function_claim(callee, CLAIM_tests_on))
      return true;
    bool call = function->out[i]->kind == EDGE_CALL || function->out[i]->kind == EDGE_SLOT;
    for (uint32_t k = 0; call && callee->slot && k < callee->out_count; k++)
      if (context_left(program, callee->out[k]->callee).kind != SIGHT_ENTERED)
        return true;
    if (call && context_left(program, callee).kind != SIGHT_ENTERED)
      return true;
  }
  return false;
}

/// Whether the function can tell its caller where it is: by its result, or by not returning.
static bool tells(const struct ir_function *fn) {
  bool ends = false;
  for (uint32_t b = 0; b < fn->block_count; b++) // without an event: what no case of a switch takes
    ends |= fn->blocks[b].end.kind == IR_UNREACHABLE && fn->blocks[b].event_count;
  return ends || strcmp(fn->result, "void") != 0;
}

static struct sight find_left(const struct solving *solving, const struct cfg *cfg) {
  struct sight left = at_entry();
  bool any = false;
  for (uint32_t i = 0; i < cfg->order_count; i++) {
    uint32_t block = cfg->order[i];
    const struct ir_block *code = &cfg->fn->blocks[block];
    if (code->end.kind != IR_RETURN || !solving->reached[block])
      continue;
    struct sight here = transfer(solving, block, code->event_count);
    left = any ? join(left, here) : here;
    any = true;
  }
  return left.context == asked && !tells(cfg->fn) ? at_entry() : left;
}

void switches_solve(struct program *program, struct function *function, struct switches *switches) {
  if (!may_switch(program, function))
    return;
  const struct cfg *cfg = function_cfg(program, function);
  struct solving solving = {.program = program, .function = function};
  solving.in = ARENA_ARRAY(&program->arena, struct sight, cfg->fn->block_count);
  solving.reached = ARENA_ARRAY(&program->arena, bool, cfg->fn->block_count);
  solve(&solving, cfg);
  switches->in = solving.in;
  switches->left = find_left(&solving, cfg);
}

struct sight switches_before(struct program *program, struct function *function,
                             const struct switches *switches, uint32_t block, uint32_t event) {
  struct solving solving = {.program = program, .function = function, .in = switches->in};
  return switches->in && block != IR_NONE ? transfer(&solving, block, event) : at_entry();
}
