// SPDX-License-Identifier: MIT
// Calls that are never made, or never wait, where a task or a loop runs. A test says so; or the
// function does the work itself when it is there, hands it to another thread when it is not, and
// then waits until it is done: nothing is left to wait for in the first case.
#include "analyzer/program/internal.h"

#include <string.h>

enum { MAX_DEPTH = 4, MAX_LOOKED_AT = 64 };

/// The members that a loop around the call looks at before it waits.
struct awaited {
  const char *fields[4];
  uint32_t count;
  uint32_t looked_at; // functions, of MAX_LOOKED_AT
};

static void add_field(struct awaited *awaited, const struct ir_function *fn,
                      const struct ir_operand *value) {
  if (value->kind == IR_PLACE && fn->places[value->place].step == IR_STEP_FIELD &&
      awaited->count < sizeof awaited->fields / sizeof *awaited->fields)
    awaited->fields[awaited->count++] = fn->places[value->place].field;
}

static void find_awaited(struct awaited *awaited, const struct cfg *cfg, uint32_t block) {
  for (uint32_t i = cfg->pred_start[block]; i < cfg->pred_start[block + 1]; i++) {
    const struct ir_terminator *end = &cfg->fn->blocks[cfg->preds[i]].end;
    if (end->kind != IR_BRANCH)
      continue;
    add_field(awaited, cfg->fn, &end->a);
    add_field(awaited, cfg->fn, &end->b);
  }
}

static bool is_awaited(const struct awaited *awaited, const char *field) {
  for (uint32_t i = 0; i < awaited->count; i++)
    if (strcmp(awaited->fields[i], field) == 0)
      return true;
  return false;
}

/// Whether the body sets one of the members.
static bool sets(const struct awaited *awaited, const struct ir_function *fn) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->kind == IR_MOVE || event->kind == IR_CALL || event->kind == IR_BIN;
      if (writes && event->place != IR_NONE && fn->places[event->place].step == IR_STEP_FIELD &&
          is_awaited(awaited, fn->places[event->place].field))
        return true;
    }
  return false;
}

/// ... or that of something it calls.
static bool brings_about(struct awaited *awaited, const struct function *function, int depth) {
  if (!function->checked || ++awaited->looked_at > MAX_LOOKED_AT)
    return false;
  if (sets(awaited, function->body))
    return true;
  for (uint32_t i = 0; depth > 0 && i < function->out_count; i++)
    if (function->out[i]->kind == EDGE_CALL &&
        brings_about(awaited, function->out[i]->callee, depth - 1))
      return true;
  return false;
}

/// Whether the call of `edge` does, in a task, what the call that ends `block` waits for.
static bool does_itself(struct program *program, const struct edge *edge, uint32_t block) {
  struct function *function = edge->caller;
  struct awaited awaited = {.count = 0};
  if (edge->kind != EDGE_CALL || edge->block == block || !program_edge_in_task(program, edge))
    return false;
  find_awaited(&awaited, function_cfg(program, function), block);
  return awaited.count && brings_about(&awaited, edge->callee, MAX_DEPTH);
}

/// Whether what this call waits for is done before by the function itself, in a task.
static bool is_done_before(struct program *program, struct function *function, uint32_t block) {
  for (uint32_t i = 0; i < function->out_count; i++)
    if (does_itself(program, function->out[i], block))
      return true;
  return false;
}

bool program_is_handover(struct program *program, const struct edge *edge) {
  const struct function *function = edge->caller;
  if (!function->asks_in_task || edge->block == IR_NONE)
    return false;
  for (uint32_t i = 0; i < function->out_count; i++)
    if (function->out[i]->block != IR_NONE &&
        function_claim(function->out[i]->callee, CLAIM_blocks) &&
        does_itself(program, edge, function->out[i]->block))
      return true;
  return false;
}

bool program_no_task_at(struct program *program, struct function *function, uint32_t block,
                        uint32_t event) {
  if (!function->asks_in_task)
    return false;
  if (must_holds(function_must(program, function), MUST_NOT_IN_TASK, block, event, IR_NONE))
    return true;
  const struct function *callee =
      call_target(program, &function->body->blocks[block].events[event]);
  return callee && function_claim(callee, CLAIM_blocks) && is_done_before(program, function, block);
}
