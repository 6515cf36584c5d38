// SPDX-License-Identifier: MIT
// Calls that set outcomes.
#include "rules/shared/completions.h"

#include "rules/shared/lost.h"

uint32_t completed_place(struct pass *pass, const struct function *function,
                         const struct ir_event *call, uint32_t i, const struct handle_kind **kind) {
  const struct flow_callees *callees = program_completers(pass->program);
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  if (!callee || call->args[i].value.kind != IR_PLACE)
    return IR_NONE;
  *kind = callee_param_kind(pass->program, callee, i);
  if (!*kind || !is_completion(pass->program, *kind))
    return IR_NONE;
  const struct call_effect *effect = callees->effect(callees->data, function->body, call);
  bool sets = i < effect->param_count && effect->params[i].value == HANDLE_TAKEN;
  return sets ? call->args[i].value.place : IR_NONE;
}

const char *completer_of(struct pass *pass, const struct handle_kind *kind, bool once) {
  const struct spec *spec = program_spec(pass->program);
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *claim = contract_claim(contract, CLAIM_completes);
    if (claim && claim->param >= 0 && (unsigned)claim->param < contract->param_count &&
        (claim->times == SPEC_ONCE) == once &&
        spec_handle_of_type(spec, contract->params[claim->param].type) == kind)
      return contract->name;
  }
  return NULL;
}

/// True when somebody got a task of such a source before `loss`.
static bool has_task(struct pass *pass, struct function *function, const struct handle_kind *kind,
                     const struct loss *loss) {
  const struct ir_function *body = function->body;
  const struct flow_callees *callees = program_callees(pass->program);
  struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      const struct ir_event *call = &body->blocks[b].events[e];
      const struct function *callee =
          call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
      if (!callee || !cfg_dominates(cfg, b, loss->block) ||
          !callees->effect(callees->data, body, call)->gives)
        continue;
      for (uint32_t i = 0; i < call->arg_count; i++)
        if (callee_param_kind(pass->program, callee, i) == kind)
          return true;
    }
  return false;
}

const struct handle_result *outcome_lost(struct arena *arena, struct pass *pass,
                                         struct function *function, const struct site *site,
                                         const struct handle_kind *kind) {
  const struct handle_result *result = handle_follow(arena, function_cfg(pass->program, function),
                                                     program_completers(pass->program), site);
  const struct loss *loss = result->losses;
  return result->loss_count && !ends_with_program(function, result) && !loss->public &&
                 has_task(pass, function, kind, loss)
             ? result
             : NULL;
}
