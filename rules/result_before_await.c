/*
A result is read while the operation that writes it may still be running.

A task that is given a structure to work on writes its results there when it gets to it. Until the
handle was awaited, waited for, or found done, what stands there is the value from before, half a
value, or the right one by luck; and reading it races with the task on another thread.

The rule knows which memory an operation works on from contracts (`keeps buffer until done`,
`starts body with arg`), and what it writes there from the body of the task. Reading other members,
or a buffer that was filled before, is left alone.

## Bad

    struct sum {
      int a, b, total;
    };

    static int add(void *arg, cancel_token token, void *result) {
      struct sum *sum = arg;
      sum->total = sum->a + sum->b;
      return task_delay(1, token);
    }

    int total(int a, int b, int *out) {
      struct sum sum = {a, b, 0};
      task *adding = task_run(add, &sum, 0, CANCEL_NONE);
      *out = sum.total;
      return task_await(adding, NULL);
    }

## Good

    struct sum {
      int a, b, total;
    };

    static int add(void *arg, cancel_token token, void *result) {
      struct sum *sum = arg;
      sum->total = sum->a + sum->b;
      return task_delay(1, token);
    }

    int total(int a, int b, int *out) {
      struct sum sum = {a, b, 0};
      task *adding = task_run(add, &sum, 0, CANCEL_NONE);
      int status = task_await(adding, NULL);
      *out = sum.total;
      return status;
    }

## Fix

None: whether to read later or to await earlier is not in the code.

## What it cannot see

- What functions write that the body calls with the structure.
- Reads in a loop that does not start the operation: they are taken to watch its progress.
- Functions that take a lock anywhere: the lock is taken to guard the memory.
- Operations that a helper starts: which body runs is not followed there.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(result-before-await) progress, may be old
*/
#include "rules/shared/way.h"

#include <string.h>

// ---- what the body writes ----

/// Whether `place` of a body lies in the memory that its argument points to: behind the parameter,
/// or behind a variable that is a copy of it.
static bool in_argument(const struct ir_function *fn, uint32_t place) {
  uint32_t at = place;
  while (fn->places[at].step != IR_STEP_VAR && fn->places[at].step != IR_STEP_DEREF)
    at = fn->places[at].parent;
  if (fn->places[at].step != IR_STEP_DEREF)
    return false;
  const struct ir_operand pointer = {.kind = IR_PLACE, .place = fn->places[at].parent};
  return operand_param(fn, &pointer) == 0;
}

/// The member a place names last, or NULL for the whole of what is pointed to.
static const char *member_of(const struct ir_function *fn, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_FIELD)
      return fn->places[place].field;
  return NULL;
}

static bool writes_member(const struct ir_function *fn, uint32_t place, const char *member) {
  const char *written = member_of(fn, place);
  return in_argument(fn, place) &&
         (!written || !member ? written == member : strcmp(written, member) == 0);
}

/// Where the body writes `member` of its argument (NULL: the argument as a whole), or IR_NONE.
static uint32_t write_in_body(const struct function *body, const char *member) {
  const struct ir_function *fn = body->body;
  for (uint32_t b = 0; fn && body->checked && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool write = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN;
      bool found = write && event->place != IR_NONE && writes_member(fn, event->place, member);
      for (uint32_t i = 0; event->kind == IR_CALL && i < event->arg_count; i++)
        found |= event->args[i].value.kind == IR_ADDRESS &&
                 writes_member(fn, event->args[i].value.place, member);
      if (found)
        return event->loc;
    }
  return IR_NONE;
}

// ---- what a contract fills ----

/// Whether the variable gets its value from the operation alone.
static bool only_filled(const struct ir_function *fn, uint32_t var, const struct ir_event *call) {
  if (fn->vars[var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM))
    return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool touches =
          event->kind != IR_DEAD && event->place != IR_NONE && fn->places[event->place].var == var;
      for (uint32_t i = 0; i < event->arg_count; i++)
        touches |= event->args[i].value.kind == IR_ADDRESS &&
                   fn->places[event->args[i].value.place].var == var;
      if (touches && event != call)
        return false;
    }
  return true;
}

// ---- findings ----

static bool takes_locks(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++)
    if (function_claim(function->out[i]->callee, CLAIM_acquires))
      return true;
  return false;
}

/// The body that the call starts on its argument `arg`, or NULL.
static const struct function *body_on(struct pass *pass, const struct function *function,
                                      const struct ir_event *call, const struct function *callee,
                                      uint32_t arg) {
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    bool starts = claim->word == CLAIM_starts || claim->word == CLAIM_offloads;
    if (starts && claim->with == (int)arg && claim->param >= 0 &&
        (uint32_t)claim->param < call->arg_count)
      return argument_function(pass->program, function, &call->args[claim->param].value);
  }
  return NULL;
}

static bool keeps_argument(const struct function *callee, uint32_t arg) {
  for (const struct claim *claim = function_claim(callee, CLAIM_keeps); claim;
       claim = function_next_claim(callee, claim))
    if (claim->param == (int)arg)
      return true;
  return false;
}

/// Whether the read stands in a loop that does not start the operation anew.
static bool polls(struct pass *pass, struct function *function, const struct site *site,
                  const struct early *early) {
  const struct cfg *cfg = function_cfg(pass->program, function);
  const struct ir_block *block = &function->body->blocks[early->block];
  struct arena scratch = {0};
  bool found = false;
  uint32_t target;
  for (uint32_t s = 0; (target = cfg_successor(block, s)) != IR_NONE; s++)
    found |= cfg_reaches(&scratch, cfg, target, early->block, site->block);
  arena_free(&scratch);
  return found && early->block != site->block;
}

/// True when it is a finding, which is reported then.
static bool check_read(struct pass *pass, struct function *function, const struct site *site,
                       const struct early *early) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[site->block].events[site->event];
  const struct function *callee = call_target(pass->program, call);
  uint32_t var = fn->places[early->place].var;
  if (!callee || (fn->vars[var].flags & IR_VAR_VOLATILE) || polls(pass, function, site, early))
    return false;
  const struct function *body = body_on(pass, function, call, callee, early->arg);
  uint32_t write = body ? write_in_body(body, member_of(fn, early->place)) : IR_NONE;
  bool filled = !body && keeps_argument(callee, early->arg) && only_filled(fn, var, call);
  if (write == IR_NONE && !filled)
    return false;
  const char *name = place_text(pass, function, early->place);
  struct finding *finding =
      report(pass, function, early->loc, "`%s` is read before the %s that writes it is over", name,
             site->handle);
  note(pass, finding, function, call->loc, "`%s` starts it here", callee->name);
  if (body)
    note(pass, finding, body, write, "`%s` writes it here", body->name);
  note_steps(pass, finding, function, early->steps, early->step_count);
  note(pass, finding, function, early->loc, "await the %s first", site->handle);
  return true;
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if ((function->body->flags & IR_FN_SETJMP) || takes_locks(function))
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct handle_result *result = fates->results[i];
    for (uint32_t k = 0; k < result->early_count; k++)
      if (check_read(pass, function, &fates->sites[i], &result->early[k]))
        break;
  }
}

const struct rule rule_result_before_await = {
    .name = "result-before-await",
    .summary = "a result is read before the operation that writes it is over",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
