// SPDX-License-Identifier: MIT
// What an operand can be, judged without following paths: a local that only ever gets one value is
// that value.
#include "analyzer/flow/flow.h"

static bool literal(const struct ir_operand *operand, int64_t *value) {
  switch (operand->kind) {
  case IR_INT:
    *value = operand->value;
    return true;
  case IR_NULL:
  case IR_ZERO:
    *value = 0;
    return true;
  default:
    return false;
  }
}

static bool writes(const struct ir_event *event) {
  return event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
         event->kind == IR_CALL;
}

// True when `var` is a plain local whose every change is visible in the events.
static bool traceable(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  uint32_t flags = fn->vars[path->var].flags;
  return path->step == IR_STEP_VAR &&
         !(flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE | IR_VAR_ARRAY));
}

// `*p` and `p->member` are not parts of `p`.
static bool behind_pointer(const struct ir_function *fn, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_DEREF)
      return true;
  return false;
}

// The single operand every write to the variable of `place` gives it, or NULL. Writes to parts of a
// record count as writes.
static const struct ir_operand *only_value(const struct ir_function *fn, uint32_t place) {
  const struct ir_operand *found = NULL;
  uint32_t var = fn->places[place].var;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!writes(event) || event->place == IR_NONE || fn->places[event->place].var != var)
        continue;
      const struct ir_place *target = &fn->places[event->place];
      if (behind_pointer(fn, event->place))
        continue;
      if (event->kind != IR_MOVE || target->step != IR_STEP_VAR || found)
        return NULL;
      found = &event->a;
    }
  return found;
}

static bool constant_within(const struct ir_function *fn, const struct ir_operand *operand,
                            int64_t *value, int depth) {
  if (literal(operand, value))
    return true;
  if (operand->kind != IR_PLACE || depth == 0 || !traceable(fn, operand->place))
    return false;
  if (fn->vars[fn->places[operand->place].var].flags & IR_VAR_PARAM)
    return false;
  const struct ir_operand *source = only_value(fn, operand->place);
  return source && constant_within(fn, source, value, depth - 1);
}

bool operand_constant(const struct ir_function *fn, const struct ir_operand *operand,
                      int64_t *value) {
  return constant_within(fn, operand, value, 4);
}

bool operand_nonnull(const struct ir_operand *operand) {
  return operand->kind == IR_ADDRESS || operand->kind == IR_FUNCTION || operand->kind == IR_STRING;
}

static int param_within(const struct ir_function *fn, const struct ir_operand *operand, int depth) {
  if (operand->kind != IR_PLACE || depth == 0 || !traceable(fn, operand->place))
    return -1;
  uint32_t var = fn->places[operand->place].var;
  const struct ir_operand *source = only_value(fn, operand->place);
  if (!(fn->vars[var].flags & IR_VAR_PARAM))
    return source ? param_within(fn, source, depth - 1) : -1;
  // A parameter that is assigned to is no longer what the caller gave.
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (writes(event) && event->place != IR_NONE &&
          fn->places[event->place].step == IR_STEP_VAR && fn->places[event->place].var == var)
        return -1;
    }
  return (int)var;
}

int operand_param(const struct ir_function *fn, const struct ir_operand *operand) {
  return param_within(fn, operand, 4);
}
