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

// True when `var` is a plain local whose every change is visible in the events.
static bool traceable(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  uint32_t flags = fn->vars[path->var].flags;
  return path->step == IR_STEP_VAR &&
         !(flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE | IR_VAR_ARRAY));
}

// The single operand every write to the variable of `place` gives it, or NULL. Writes to parts of a
// record count as writes.
static const struct ir_operand *only_value(const struct ir_function *fn, uint32_t place) {
  struct ir_written written = ir_written(fn, fn->places[place].var);
  return written.parts ? NULL : ir_only_move(fn, &written);
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
  if (fn->vars[var].flags & IR_VAR_PARAM) // assigned to, it is no longer what the caller gave
    return ir_written(fn, var).times ? -1 : (int)var;
  const struct ir_operand *source = only_value(fn, operand->place);
  return source ? param_within(fn, source, depth - 1) : -1;
}

int operand_param(const struct ir_function *fn, const struct ir_operand *operand) {
  return param_within(fn, operand, 4);
}
