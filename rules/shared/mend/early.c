// SPDX-License-Identifier: MIT
// May a fix return early here, and what does it return?
#include "rules/shared/cleanup.h"
#include "rules/shared/mend/mend.h"

#include <string.h>

// ---- functions that return a status ----

static bool is_status_of(struct pass *pass, const struct ir_function *fn,
                         const struct ir_event *event, uint32_t place) {
  return event->kind == IR_CALL && call_effect(pass, fn, event)->status &&
         (place == IR_NONE ? (event->flags & IR_CALL_TAIL) != 0 : event->place == place);
}

/// True when some call writes its status to the place, by way of at most `copies` others.
static bool gets_status(struct pass *pass, const struct ir_function *fn, uint32_t place,
                        int copies) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool copied = copies && place != IR_NONE && event->kind == IR_MOVE && event->place == place &&
                    event->a.kind == IR_PLACE && event->a.place != place;
      if (is_status_of(pass, fn, event, place) ||
          (copied && gets_status(pass, fn, event->a.place, copies - 1)))
        return true;
    }
  return false;
}

bool returns_status(struct pass *pass, const struct function *function) {
  const struct ir_function *fn = function->body;
  if (strcmp(fn->result, "int") != 0)
    return false;
  bool status = function->effect.status || function_claim(function, CLAIM_status) ||
                gets_status(pass, fn, IR_NONE, 0);
  for (uint32_t b = 0; b < fn->block_count && !status; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    status = end->kind == IR_RETURN && end->has_value && end->a.kind == IR_PLACE &&
             gets_status(pass, fn, end->a.place, 2);
  }
  return status;
}

// ---- what has to be ended ----

static bool comes_before(struct arena *scratch, const struct cfg *cfg, struct point a,
                         struct point b) {
  return (a.block == b.block && a.event < b.event) ||
         cfg_reaches(scratch, cfg, a.block, b.block, IR_NONE);
}

/// True when the call may give something that somebody has to end: a handle, memory, a lock.
static bool makes_something(struct pass *pass, struct function *function, struct point at) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[at.block].events[at.event];
  const struct function *callee = call_target(pass->program, call);
  const struct call_effect *effect = call_effect(pass, fn, call);
  struct point end;
  bool pointer = call->place != IR_NONE && fn->places[call->place].step == IR_STEP_VAR &&
                 (fn->vars[fn->places[call->place].var].flags & IR_VAR_POINTER);
  bool makes = effect->gives || pointer || (callee && function_claim(callee, CLAIM_acquires)) ||
               (callee && function_claim(callee, CLAIM_counts_up));
  for (uint32_t i = 0; i < effect->param_count; i++)
    makes |= effect->params[i].gives != NULL;
  return makes && !awaited_at_once(pass, function, at, &end);
}

/// True when the call ends something that was not made here.
static bool ends_something(struct pass *pass, const struct ir_function *fn,
                           const struct ir_event *call) {
  static const enum claim_word words[] = {CLAIM_closes,   CLAIM_frees,       CLAIM_releases,
                                          CLAIM_detaches, CLAIM_counts_down, CLAIM_completes};
  const struct function *callee = call_target(pass->program, call);
  if (callee && is_cleanup_function(callee->name))
    return true;
  for (size_t i = 0; callee && i < sizeof words / sizeof *words; i++)
    if (function_claim(callee, words[i]))
      return true;
  const struct call_effect *effect = call_effect(pass, fn, call);
  for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    bool own = value->kind == IR_PLACE && fn->places[value->place].step == IR_STEP_VAR &&
               !(fn->vars[fn->places[value->place].var].flags & (IR_VAR_PARAM | IR_VAR_GLOBAL));
    if (effect->params[i].value == HANDLE_TAKEN && !own)
      return true;
  }
  return false;
}

bool may_return_at(struct pass *pass, struct function *function, struct point at) {
  const struct ir_function *fn = function->body;
  const struct cfg *cfg = function_cfg(pass->program, function);
  struct arena scratch = {0};
  bool undone = false;
  for (uint32_t b = 0; b < fn->block_count && !undone; b++) {
    undone = fn->blocks[b].label != NULL && cfg->position[b] != IR_NONE;
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !undone; e++) {
      struct point other = {b, e};
      if (fn->blocks[b].events[e].kind != IR_CALL || cfg->position[b] == IR_NONE ||
          (b == at.block && e == at.event))
        continue;
      undone = (makes_something(pass, function, other) && comes_before(&scratch, cfg, other, at)) ||
               (ends_something(pass, fn, &fn->blocks[b].events[e]) &&
                comes_before(&scratch, cfg, at, other));
    }
  }
  arena_free(&scratch);
  return !undone;
}

// ---- returning ----

const char *token_checking_function(struct pass *pass, const char *token_type) {
  const struct spec *spec = program_spec(pass->program);
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    if (contract->kind == CONTRACT_FUNCTION && contract_says(contract, CLAIM_checks_token) &&
        contract_says(contract, CLAIM_status) && contract->param_count == 1 &&
        !strcmp(contract->params[0].type, token_type) && mend_contract(pass, contract->name))
      return contract->name;
  }
  return NULL;
}

const char *cancelled_return(struct pass *pass, struct function *function, struct point at,
                             uint32_t token) {
  const struct ir_var *var = &function->body->vars[token];
  const char *check = token_checking_function(pass, var->type);
  if (!may_return_at(pass, function, at))
    return NULL;
  if (!strcmp(function->body->result, "void"))
    return "return";
  if (!check || (!function->task_entry && !returns_status(pass, function)))
    return NULL;
  return arena_printf(&pass->findings->arena, "return %s(%s)", check, var->name);
}
