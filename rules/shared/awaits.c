// SPDX-License-Identifier: MIT
// Calls that start and await tasks, and straight lines between them.
#include "rules/shared/awaits.h"

int awaited_param(struct pass *pass, const struct ir_event *call) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct claim *claim = callee ? function_claim(callee, CLAIM_waits_for) : NULL;
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      function_claim(callee, CLAIM_blocks))
    return -1;
  return claim->param;
}

uint32_t awaited_place(struct pass *pass, const struct ir_event *call) {
  int param = awaited_param(pass, call);
  return param >= 0 && call->args[param].value.kind == IR_PLACE ? call->args[param].value.place
                                                                : IR_NONE;
}

int started_param(struct pass *pass, const struct ir_event *call) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct claim *claim = callee ? function_claim(callee, CLAIM_starts) : NULL;
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      !callee->effect.gives)
    return -1;
  return claim->param;
}

const struct call_effect *call_effect(struct pass *pass, const struct ir_function *fn,
                                      const struct ir_event *call) {
  const struct flow_callees *callees = program_callees(pass->program);
  return callees->effect(callees->data, fn, call);
}

bool plain_local(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  return path->step == IR_STEP_VAR &&
         !(fn->vars[path->var].flags &
           (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE | IR_VAR_ARRAY));
}

static bool is_null(const struct ir_operand *operand) {
  return operand->kind == IR_NULL || (operand->kind == IR_INT && operand->value == 0);
}

bool straight_on(const struct cfg *cfg, struct point *at, uint32_t place) {
  const struct ir_terminator *end = &cfg->fn->blocks[at->block].end;
  uint32_t next = IR_NONE;
  if (end->kind == IR_JUMP)
    next = end->targets[0];
  else if (end->kind == IR_BRANCH && end->a.kind == IR_PLACE && end->a.place == place &&
           is_null(&end->b) && (end->compare == IR_EQ || end->compare == IR_NE))
    next = end->targets[end->compare == IR_EQ];
  if (next == IR_NONE || cfg->pred_start[next + 1] - cfg->pred_start[next] != 1)
    return false;
  *at = (struct point){next, 0};
  return true;
}

const struct ir_event *awaited_at_once(struct pass *pass, struct function *function,
                                       struct point from, struct point *at) {
  const struct ir_function *fn = function->body;
  const struct cfg *cfg = function_cfg(pass->program, function);
  uint32_t place = fn->blocks[from.block].events[from.event].place;
  if (place == IR_NONE || !plain_local(fn, place))
    return NULL;
  *at = (struct point){from.block, from.event + 1};
  do {
    for (; at->event < fn->blocks[at->block].event_count; at->event++) {
      const struct ir_event *event = &fn->blocks[at->block].events[at->event];
      if (awaited_place(pass, event) == place)
        return event;
      bool copied = event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == place;
      bool other = event->kind == IR_CALL || event->kind == IR_CLEANUP ||
                   event->kind == IR_ESCAPE || event->place == place;
      if (other || (copied && !plain_local(fn, event->place)))
        return NULL;
      if (copied)
        place = event->place;
    }
  } while (straight_on(cfg, at, place));
  return NULL;
}

bool surely_in_task(const struct function *function) {
  return function->in_task && !function->outside;
}

bool ignores_token(struct pass *pass, const struct function *function,
                   const struct ir_event *call) {
  const struct function *callee = call_target(pass->program, call);
  const struct claim *claim = callee ? function_claim(callee, CLAIM_starts) : NULL;
  if (callee && !claim)
    claim = function_claim(callee, CLAIM_offloads);
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= call->arg_count)
    return false;
  const struct function *body =
      argument_function(pass->program, function, &call->args[claim->param].value);
  if (!body || !body->checked || body->token_param < 0)
    return false;
  for (uint32_t i = 0; i < body->body->place_count; i++)
    if (body->body->places[i].var == (uint32_t)body->token_param)
      return false;
  return true;
}
