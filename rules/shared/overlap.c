// SPDX-License-Identifier: MIT
// When two operations could overlap: judged by what they are given.
#include "rules/shared/overlap.h"

#include <string.h>

bool operation_at(struct pass *pass, struct function *function, struct point at,
                  struct operation *operation) {
  const struct ir_function *fn = function->body;
  const struct ir_event *giver = &fn->blocks[at.block].events[at.event];
  if (giver->kind != IR_CALL || giver->place == IR_NONE || !call_effect(pass, fn, giver)->gives)
    return false;
  *operation = (struct operation){.start = at, .giver = giver};
  operation->await = awaited_at_once(pass, function, at, &operation->end);
  return operation->await != NULL;
}

// ---- what is shared ----

static bool is_token(struct pass *pass, const struct ir_function *fn,
                     const struct ir_operand *value) {
  const struct ir_place *path = &fn->places[value->place];
  return value->kind == IR_PLACE && path->step == IR_STEP_VAR &&
         spec_token_type(program_spec(pass->program), fn->vars[path->var].type);
}

/// Plain numbers: a copy of one harms nobody.
static bool is_number(const struct ir_function *fn, const struct ir_operand *value) {
  const struct ir_place *path = &fn->places[value->place];
  return value->kind == IR_PLACE && path->step == IR_STEP_VAR &&
         !(fn->vars[path->var].flags & (IR_VAR_POINTER | IR_VAR_RECORD));
}

static bool shares(struct pass *pass, const struct ir_function *fn, const struct ir_operand *one,
                   const struct ir_operand *other) {
  bool places = (one->kind == IR_PLACE || one->kind == IR_ADDRESS) &&
                (other->kind == IR_PLACE || other->kind == IR_ADDRESS);
  if (!places || is_token(pass, fn, one) || is_token(pass, fn, other))
    return false;
  if (is_number(fn, one) && is_number(fn, other))
    return false;
  return ir_place_below(fn, one->place, other->place) ||
         ir_place_below(fn, other->place, one->place);
}

static bool calls_share(struct pass *pass, const struct ir_function *fn, const struct ir_event *one,
                        const struct ir_event *other) {
  for (uint32_t i = 0; i < one->arg_count; i++)
    for (uint32_t k = 0; k < other->arg_count; k++)
      if (shares(pass, fn, &one->args[i].value, &other->args[k].value))
        return true;
  return false;
}

static bool reads_place(const struct ir_function *fn, const struct ir_event *event,
                        uint32_t place) {
  uint32_t var = fn->places[place].var;
  for (uint32_t i = 0; i < event->arg_count; i++) {
    const struct ir_operand *value = &event->args[i].value;
    if ((value->kind == IR_PLACE || value->kind == IR_ADDRESS) &&
        fn->places[value->place].var == var)
      return true;
  }
  return false;
}

// ---- what is alike ----

/// Whether the await hands a result over.
static bool fetches(struct pass *pass, const struct operation *operation) {
  int param = awaited_param(pass, operation->await);
  for (uint32_t i = 0; i < operation->await->arg_count; i++) {
    enum ir_operand_kind kind = operation->await->args[i].value.kind;
    if ((int)i != param && (kind == IR_ADDRESS || kind == IR_PLACE))
      return true;
  }
  return false;
}

static bool same_function(const struct ir_event *one, const struct ir_event *other) {
  if (!one->callee || !other->callee || strcmp(one->callee, other->callee) != 0)
    return false;
  for (uint32_t i = 0; i < one->arg_count && i < other->arg_count; i++) {
    const struct ir_operand *a = &one->args[i].value, *b = &other->args[i].value;
    if (a->kind == IR_FUNCTION && (b->kind != IR_FUNCTION || strcmp(a->symbol, b->symbol) != 0))
      return false;
  }
  return true;
}

static bool independent(struct pass *pass, const struct ir_function *fn,
                        const struct operation *first, const struct operation *next) {
  if (!(same_function(first->giver, next->giver) || (fetches(pass, first) && fetches(pass, next))))
    return false;
  if (first->await->place == IR_NONE || (first->await->flags & IR_CALL_UNUSED) ||
      (next->await->flags & IR_CALL_UNUSED) || (next->giver->flags & IR_CALL_COMMENTED))
    return false;
  const struct ir_event *ones[] = {first->giver, first->await};
  const struct ir_event *others[] = {next->giver, next->await};
  for (int i = 0; i < 2; i++) {
    if (reads_place(fn, others[i], first->await->place))
      return false;
    for (int k = 0; k < 2; k++)
      if (calls_share(pass, fn, ones[i], others[k]))
        return false;
  }
  return true;
}

bool independent_next(struct pass *pass, struct function *function, const struct operation *first,
                      struct operation *next) {
  const struct ir_function *fn = function->body;
  const struct ir_block *block = &fn->blocks[first->end.block];
  for (uint32_t e = first->end.event + 1; e < block->event_count; e++) {
    const struct ir_event *event = &block->events[e];
    if (event->kind == IR_CALL)
      return operation_at(pass, function, (struct point){first->end.block, e}, next) &&
             independent(pass, fn, first, next);
    bool quiet = event->kind == IR_DEAD || event->kind == IR_USE ||
                 ((event->kind == IR_MOVE || event->kind == IR_BIN) &&
                  fn->places[event->place].step == IR_STEP_VAR);
    if (!quiet)
      return false;
  }
  return false;
}
