/*
The first of several tasks is over, and the others are given up without being asked to stop.

`task_when_any` says which task was first and does nothing to the others: they go on, with the
connections, buffers and locks that they have, and nobody wants their results any more. A request
that is raced against a second server so costs both servers the whole of it, each time.

Give the racers the token of a source, and cancel it when the first is over; then await the others,
so that nothing of theirs is in use any more. Giving one up is right when its result is wanted all
the same, in a cache perhaps: a comment there that says so is enough.

## Bad

    static int ask(void *server, cancel_token token, void *result) {
      return task_delay(100, token);
    }

    int race(void *a, void *b, cancel_token token) {
      task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
      size_t first = 0;
      int status = task_await(task_when_any(both, 2), &first);
      if (status == 0)
        status = task_await(both[first], NULL);
      task_detach(both[1 - first], NULL, NULL);
      return status;
    }

## Good

    static int ask(void *server, cancel_token token, void *result) {
      return task_delay(100, token);
    }

    int race(void *a, void *b, cancel_token token) {
      cancel_source *rest = cancel_source_create_linked(token);
      if (!rest)
        return TASK_ENOMEM;
      cancel_token both_stop = cancel_source_token(rest);
      task *both[] = {task_run(ask, a, 0, both_stop), task_run(ask, b, 0, both_stop)};
      size_t first = 0;
      int status = task_await(task_when_any(both, 2), &first);
      cancel_request(rest);
      int one = task_await(both[0], NULL), other = task_await(both[1], NULL);
      cancel_source_destroy(rest);
      return status ? status : first ? other : one;
    }

## Fix

None: which source stops the losers, and whether anybody still wants them, is not in the code.

## What it cannot see

- Losers that are kept somewhere and forgotten.
- Which source a racer's token is of: any cancelling in between is taken to be meant.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(abandoned-losers) fills the cache for the next one
*/
#include "rules/shared/awaits.h"

/// A call that looks at several tasks and gives one that is over when the first is.
struct race {
  struct point at;
  const struct ir_event *call;
  uint32_t array; // variable that holds the tasks, or points to them
};

/// The parameter that is the array of tasks, or -1.
static int racers_param(struct pass *pass, const struct ir_function *fn,
                        const struct ir_event *call) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct handle_kind *kind = NULL;
  if (callee && call_effect(pass, fn, call)->gives)
    kind = spec_handle(program_spec(pass->program), call_effect(pass, fn, call)->gives);
  for (const struct claim *claim =
           kind && kind->exactly_once ? function_claim(callee, CLAIM_borrows) : NULL;
       claim; claim = function_next_claim(callee, claim))
    if (claim->each && claim->param >= 0 && (uint32_t)claim->param < call->arg_count)
      return claim->param;
  return -1;
}

static bool is_race(struct pass *pass, const struct ir_function *fn, struct point at,
                    struct race *race) {
  const struct ir_event *call = &fn->blocks[at.block].events[at.event];
  int param = racers_param(pass, fn, call);
  if (param < 0)
    return false;
  const struct ir_operand *value = &call->args[param].value;
  if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
    return false;
  *race = (struct race){at, call, fn->places[value->place].var};
  return true;
}

/// True when `place` is an element of the array, or what was put into one.
static bool is_racer(const struct ir_function *fn, const struct race *race, uint32_t place) {
  if (fn->places[place].step != IR_STEP_VAR)
    return fn->places[place].var == race->array;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_PLACE &&
          ((event->a.place == place && fn->places[event->place].step != IR_STEP_VAR &&
            fn->places[event->place].var == race->array) ||
           (event->place == place && fn->places[event->a.place].step != IR_STEP_VAR &&
            fn->places[event->a.place].var == race->array)))
        return true;
    }
  return false;
}

/// True when the function, or what it calls, asks something to stop.
static bool cancels(const struct function *function, int depth) {
  if (function_claim(function, CLAIM_cancels) || function_claim(function, CLAIM_times_out))
    return true;
  for (uint32_t i = 0; i < function->out_count && depth < 3; i++)
    if (function->out[i]->kind == EDGE_CALL && cancels(function->out[i]->callee, depth + 1))
      return true;
  return false;
}

/// True when one gets from `from` to `to`.
static bool follows(struct pass *pass, struct function *function, struct point from,
                    struct point to) {
  struct arena scratch = {0};
  struct cfg *cfg = function_cfg(pass->program, function);
  bool reaches = from.block == to.block && from.event < to.event;
  uint32_t target;
  for (uint32_t s = 0;
       !reaches && (target = cfg_successor(&function->body->blocks[from.block], s)) != IR_NONE; s++)
    reaches = target == to.block || cfg_reaches(&scratch, cfg, target, to.block, IR_NONE);
  arena_free(&scratch);
  return reaches;
}

/// True when something is asked to stop on the way from the race to `to`, or before the race.
static bool is_cancelled(struct pass *pass, struct function *function, struct point to) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (edge->kind == EDGE_CALL && edge->block != IR_NONE &&
        follows(pass, function, (struct point){edge->block, edge->event}, to) &&
        cancels(edge->callee, 0))
      return true;
  }
  return false;
}

static void check_detach(struct pass *pass, struct function *function, const struct race *race,
                         struct point at) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[at.block].events[at.event];
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct claim *detaches = callee ? function_claim(callee, CLAIM_detaches) : NULL;
  if (!detaches || detaches->param < 0 || (uint32_t)detaches->param >= call->arg_count ||
      (call->flags & IR_CALL_COMMENTED))
    return;
  const struct ir_operand *value = &call->args[detaches->param].value;
  if (value->kind != IR_PLACE || !is_racer(fn, race, value->place) ||
      !follows(pass, function, race->at, at) || is_cancelled(pass, function, at))
    return;
  struct finding *finding =
      report(pass, function, call->loc, "`%s` gives up a loser that nobody has asked to stop",
             callee->name);
  note(pass, finding, function, race->call->loc, "`%s` waits for the first here",
       call_target(pass->program, race->call)->name);
  note(pass, finding, function, call->loc,
       "give the racers a source's token, cancel it, and await the losers");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *fn = function->body;
  struct race race;
  if (!(function->meets & MEETS_GIVER))
    return;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      if (!is_race(pass, fn, (struct point){b, e}, &race))
        continue;
      for (uint32_t k = 0; k < fn->block_count; k++)
        for (uint32_t i = 0; i < fn->blocks[k].event_count; i++)
          check_detach(pass, function, &race, (struct point){k, i});
    }
}

const struct rule rule_abandoned_losers = {
    .name = "abandoned-losers",
    .summary = "tasks that lost a race are given up and go on",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
