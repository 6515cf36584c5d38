// SPDX-License-Identifier: MIT
// Handles and the tasks that use them from outside, by starts and joins in one function.
#include "rules/shared/joins.h"

#include <string.h>

#include "rules/shared/counts.h"

bool starts_body(const struct edge *edge) {
  return edge->kind == EDGE_STARTS || edge->kind == EDGE_OFFLOADS;
}

const struct claim *start_claim(const struct edge *edge) {
  const struct claim *claim = NULL;
  if (edge->through)
    claim = function_claim(edge->through, CLAIM_starts);
  return claim || !edge->through ? claim : function_claim(edge->through, CLAIM_offloads);
}

bool comes_after(struct arena *scratch, const struct cfg *cfg, struct point from, struct point to) {
  return from.block == to.block ? to.event > from.event
                                : cfg_reaches(scratch, cfg, from.block, to.block, IR_NONE);
}

bool done_by_start(struct pass *pass, const struct edge *start, struct function *body,
                   struct point at) {
  const struct claim *claim = start_claim(start);
  if (!claim || claim->word != CLAIM_starts || !claim->on || strcmp(claim->on, "caller") != 0)
    return false;
  const struct ir_function *fn = body->body;
  const struct cfg *cfg = function_cfg(pass->program, body);
  struct arena scratch = {0};
  bool suspended = false;
  for (uint32_t b = 0; b < fn->block_count && !suspended; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !suspended; e++)
      suspended = fn->blocks[b].events[e].kind == IR_CALL &&
                  comes_after(&scratch, cfg, (struct point){b, e}, at) &&
                  lock_effect_at(pass->program, body, b, e, LOCK_SUSPENDS);
  arena_free(&scratch);
  return !suspended;
}

bool leaves_running(struct pass *pass, const struct ir_function *fn, const struct ir_event *call,
                    uint32_t arg) {
  const struct function *callee = call_target(pass->program, call);
  const struct claim *detaches = callee ? function_claim(callee, CLAIM_detaches) : NULL;
  const struct call_effect *effect = call_effect(pass, fn, call);
  return (detaches && detaches->param == (int)arg) ||
         (arg < effect->param_count && effect->params[arg].value == HANDLE_BORROWED);
}

bool pauses_between(struct pass *pass, struct function *function, struct point from,
                    struct point to) {
  const struct ir_function *fn = function->body;
  const struct cfg *cfg = function_cfg(pass->program, function);
  struct arena scratch = {0};
  bool pauses = false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      struct point at = {b, e};
      if (fn->blocks[b].events[e].kind == IR_CALL &&
          call_effect(pass, fn, &fn->blocks[b].events[e])->pauses &&
          (b != to.block || e != to.event))
        pauses |= comes_after(&scratch, cfg, from, at) && comes_after(&scratch, cfg, at, to);
    }
  arena_free(&scratch);
  return pauses;
}

// ---- handles in the starter ----

/// The argument whose end the call waits for, as a place; IR_NONE when it waits for none.
static uint32_t waited_place(struct pass *pass, const struct ir_event *call,
                             const struct handle_kind **kind) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct claim *claim = callee ? function_claim(callee, CLAIM_waits_for) : NULL;
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      call->args[claim->param].value.kind != IR_PLACE)
    return IR_NONE;
  *kind = callee_param_kind(pass->program, callee, (uint32_t)claim->param);
  return call->args[claim->param].value.place;
}

/// Whether the handle at `place` of the starter is the one that its body calls `key`: the argument
/// itself, a member that was given it, or a global variable.
static bool is_given(const struct ir_function *fn, uint32_t place, const char *key,
                     const struct ir_operand *arg) {
  if (key[0] == '#')
    return arg->kind == IR_PLACE && arg->place == place;
  const char *own = count_key(fn, &(struct ir_operand){.kind = IR_ADDRESS, .place = place});
  if (fn->places[place].step == IR_STEP_FIELD)
    own = fn->places[place].field;
  if (own && strcmp(own, key) == 0)
    return true;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == place &&
          fn->places[event->place].step == IR_STEP_FIELD &&
          strcmp(fn->places[event->place].field, key) == 0)
        return true;
    }
  return false;
}

/// Whether the handle of the task may be waited for elsewhere, or before `join`.
static bool is_awaited(struct pass *pass, struct function *starter, uint32_t task,
                       struct point join) {
  const struct ir_function *fn = starter->body;
  const struct cfg *cfg = function_cfg(pass->program, starter);
  struct arena scratch = {0};
  bool awaited = false;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_operand *end = &fn->blocks[b].end.a;
    awaited |= fn->blocks[b].end.kind == IR_RETURN && end->kind == IR_PLACE && end->place == task;
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      const struct handle_kind *kind;
      awaited |= event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == task;
      if (waited_place(pass, event, &kind) == task) {
        awaited |= comes_after(&scratch, cfg, (struct point){b, e}, join);
        continue;
      }
      for (uint32_t i = 0; event->kind == IR_CALL && i < event->arg_count; i++)
        if (event->args[i].value.kind == IR_PLACE && event->args[i].value.place == task)
          awaited |= !leaves_running(pass, fn, event, i);
    }
  }
  arena_free(&scratch);
  return awaited;
}

/// The join of the group behind the start of the body, which does not wait for the body; NULL when
/// there is none.
static const struct ir_event *join_behind(struct pass *pass, const struct edge *start,
                                          const char *key, const struct handle_kind *group) {
  struct function *starter = start->caller;
  const struct ir_function *fn = starter->body;
  const struct cfg *cfg = function_cfg(pass->program, starter);
  const struct ir_event *call = &fn->blocks[start->block].events[start->event];
  const struct claim *claim = start_claim(start);
  if (!claim || claim->with < 0 || (uint32_t)claim->with >= call->arg_count ||
      call->place == IR_NONE || !plain_local(fn, call->place))
    return NULL;
  struct arena scratch = {0};
  struct point from = {start->block, start->event};
  const struct ir_event *found = NULL;
  for (uint32_t b = 0; b < fn->block_count && !found; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !found; e++) {
      const struct handle_kind *kind = NULL;
      const struct ir_event *join = &fn->blocks[b].events[e];
      uint32_t place = waited_place(pass, join, &kind);
      struct point at = {b, e};
      if (place != IR_NONE && kind == group && comes_after(&scratch, cfg, from, at) &&
          is_given(fn, place, key, &call->args[claim->with].value) &&
          !is_awaited(pass, starter, call->place, at) && !pauses_between(pass, starter, from, at))
        found = join;
    }
  arena_free(&scratch);
  return found;
}

/// The argument that is a handle which the call borrows; -1 when there is none.
static int borrowed_param(struct pass *pass, const struct edge *edge,
                          const struct handle_kind **kind) {
  const struct function *callee = edge->callee;
  const struct claim *borrows = function_claim(callee, CLAIM_borrows);
  if (edge->kind != EDGE_CALL || edge->block == IR_NONE || !borrows || borrows->param < 0)
    return -1;
  *kind = callee_param_kind(pass->program, callee, (uint32_t)borrows->param);
  const struct ir_event *call = &edge->caller->body->blocks[edge->block].events[edge->event];
  return *kind && (uint32_t)borrows->param < call->arg_count ? borrows->param : -1;
}

bool joined_early(struct pass *pass, struct function *body, const struct edge *used,
                  struct early_join *found) {
  const struct handle_kind *kind = NULL;
  int param = borrowed_param(pass, used, &kind);
  if (param < 0)
    return false;
  const struct ir_event *call = &body->body->blocks[used->block].events[used->event];
  const char *key = count_key(body->body, &call->args[param].value);
  for (uint32_t i = 0; key && i < body->in_count; i++) {
    const struct edge *start = body->in[i];
    if (!starts_body(start) || start->caller->slot || start->block == IR_NONE || !start->through ||
        !start->through->effect.gives ||
        done_by_start(pass, start, body, (struct point){used->block, used->event}))
      continue;
    *found = (struct early_join){start, join_behind(pass, start, key, kind), kind};
    if (found->join)
      return true;
  }
  return false;
}
