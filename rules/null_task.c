/*
A function that gives a task returns NULL for an error, and nobody tests for it.

Whoever calls a function that gives a task awaits what comes back. With NULL, most runtimes crash.
taskrt does not: there NULL is a task that failed for lack of memory, because that is the only
reason for which it gives none itself. So a function of yours that returns NULL when its argument is
wrong, a file is missing or a limit is reached makes its callers believe that memory ran out, and
the real error is lost. Give the error in a way of its own: start a task that fails with it, or
return a status and give the task through a parameter.

Reported is `return NULL` for anything but a start or an allocation that failed, in a function that
gives a task elsewhere, when some caller awaits the result without a test. A function that says
`gives task on success` in its contract documents that there may be none, and its callers are to
test. A variable that is never anything but NULL, and is given to a function that takes a task, is
reported, too; NULL written out in the call is taken to be meant.

## Bad

    static int fetch(void *arg, cancel_token token, void *result) {
      return task_delay(1, token);
    }

    static task *fetch_async(const char *name, cancel_token token) {
      if (*name == '\0')
        return NULL;
      return task_run(fetch, (void *)name, 0, token);
    }

    int show(const char *name, cancel_token token) {
      return task_await(fetch_async(name, token), NULL);
    }

## Good

    static int fetch(void *arg, cancel_token token, void *result) {
      const char *name = arg;
      if (*name == '\0')
        return TASK_EINVAL;
      return task_delay(1, token);
    }

    static task *fetch_async(const char *name, cancel_token token) {
      return task_run(fetch, (void *)name, 0, token);
    }

    int show(const char *name, cancel_token token) {
      return task_await(fetch_async(name, token), NULL);
    }

## Fix

Unsafe: `return NULL` becomes a task that fails with `TASK_EINVAL`.

## What it cannot see

- Callers outside the program.
- NULL that comes from a variable set far away from the `return`.
- Whether a test for NULL in the caller is the right one: any test counts.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(null-task) only memory can run out here
*/
#include "rules/shared/way.h"

#include <string.h>

enum { MAX_BACK = 12 };

static bool is_null(const struct ir_operand *value) {
  return value->kind == IR_NULL || (value->kind == IR_INT && value->value == 0);
}

// ---- why NULL is returned ----

/// The last event that writes `place` in `block` before event `end`, or NULL.
static const struct ir_event *last_write(const struct ir_block *block, uint32_t end,
                                         uint32_t place) {
  while (end-- > 0) {
    const struct ir_event *event = &block->events[end];
    bool write = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
                 event->kind == IR_HAVOC;
    if (write && event->place == place)
      return event;
  }
  return NULL;
}

static bool got_from_call(const struct ir_function *fn, uint32_t place) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL && fn->blocks[b].events[e].place == place)
        return true;
  return false;
}

/// Whether the branch goes to `block` because what a call should have given is not there: memory, a
/// task. That it is there is a reason like any other.
static bool finds_nothing(const struct ir_function *fn, const struct ir_terminator *end,
                          uint32_t block) {
  bool is_none = (end->compare == IR_EQ && end->targets[0] == block) ||
                 (end->compare == IR_NE && end->targets[1] == block);
  return is_none && end->a.kind == IR_PLACE && (end->b.kind == IR_NULL || end->b.kind == IR_ZERO) &&
         got_from_call(fn, end->a.place);
}

/// The branch that leads to `block` and is no failed start or allocation; IR_NONE when there is
/// none.
static uint32_t reason_for(const struct cfg *cfg, uint32_t block, int depth) {
  const struct ir_function *fn = cfg->fn;
  for (uint32_t i = cfg->pred_start[block]; i < cfg->pred_start[block + 1]; i++) {
    uint32_t from = cfg->preds[i], found = IR_NONE;
    const struct ir_terminator *end = &fn->blocks[from].end;
    if (end->kind == IR_BRANCH)
      found = finds_nothing(fn, end, block) ? IR_NONE : from;
    else if (end->kind == IR_SWITCH)
      found = from;
    else if (depth < MAX_BACK)
      found = reason_for(cfg, from, depth + 1);
    if (found != IR_NONE)
      return found;
  }
  return IR_NONE;
}

/// The block in which NULL becomes the value that `block` returns; IR_NONE when it does not.
static uint32_t null_from(const struct cfg *cfg, uint32_t block, uint32_t place, int depth) {
  const struct ir_function *fn = cfg->fn;
  const struct ir_event *write =
      last_write(&fn->blocks[block], fn->blocks[block].event_count, place);
  if (write && write->kind == IR_MOVE && write->a.kind == IR_PLACE)
    return null_from(cfg, block, write->a.place, depth + 1);
  if (write || depth > MAX_BACK)
    return write && write->kind == IR_MOVE && is_null(&write->a) ? block : IR_NONE;
  // Only what jumps here without a test of its own.
  for (uint32_t i = cfg->pred_start[block]; i < cfg->pred_start[block + 1]; i++)
    if (fn->blocks[cfg->preds[i]].end.kind == IR_JUMP) {
      uint32_t found = null_from(cfg, cfg->preds[i], place, depth + 1);
      if (found != IR_NONE)
        return found;
    }
  return IR_NONE;
}

// ---- callers ----

static bool tests(const struct ir_function *fn, uint32_t place) {
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if (end->kind == IR_BRANCH && end->a.kind == IR_PLACE && end->a.place == place)
      return true;
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_BIN && event->a.kind == IR_PLACE && event->a.place == place)
        return true;
    }
  }
  return false;
}

/// The call of `caller` that consumes what is in `place`, or NULL.
static const struct ir_event *consumer_of(struct pass *pass, const struct ir_function *fn,
                                          uint32_t place) {
  const struct flow_callees *callees = program_callees(pass->program);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (call->kind != IR_CALL)
        continue;
      const struct call_effect *effect = callees->effect(callees->data, fn, call);
      for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++)
        if (effect->params[i].value == HANDLE_TAKEN && call->args[i].value.kind == IR_PLACE &&
            call->args[i].value.place == place)
          return call;
    }
  return NULL;
}

/// A caller that consumes the result untested; `*call` is where.
static const struct function *trusting_caller(struct pass *pass, const struct function *function,
                                              const struct ir_event **call) {
  for (uint32_t i = 0; i < function->in_count; i++) {
    const struct edge *edge = function->in[i];
    if (edge->kind != EDGE_CALL || edge->event == IR_NONE || !edge->caller->body)
      continue;
    const struct ir_function *fn = edge->caller->body;
    uint32_t place = fn->blocks[edge->block].events[edge->event].place;
    *call = place == IR_NONE || tests(fn, place) ? NULL : consumer_of(pass, fn, place);
    if (*call)
      return edge->caller;
  }
  return NULL;
}

// ---- findings ----

/// Whether NULL is documented: `gives task on success`, or a contract that came with async-lint.
static bool may_give_none(const struct function *function) {
  const struct claim *claim = function_claim(function, CLAIM_gives);
  return claim && (claim->on_success || (function->contract && !function->contract->project));
}

/// The function that gives a handle which has failed with a status: `task_failed`. NULL for none.
static const struct contract *failing_function(struct pass *pass, const struct handle_kind *kind) {
  const struct spec *spec = program_spec(pass->program);
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *gives = contract_claim(contract, CLAIM_gives);
    if (gives && contract->kind == CONTRACT_FUNCTION && contract->claim_count == 1 &&
        contract->header && contract->param_count == 1 && !strcmp(gives->text, kind->name) &&
        !strcmp(contract->params[0].type, "int") && !strcmp(contract->params[0].name, "status"))
      return contract;
  }
  return NULL;
}

/// `return NULL` becomes `return task_failed(TASK_EINVAL)`. Unsafe: it may be another error.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 uint32_t loc, const struct handle_kind *kind) {
  const struct ir_location *at = location_of(function, loc);
  const struct contract *failing = failing_function(pass, kind);
  const char *text = fix_source(pass->findings, NULL, at);
  if (!failing || !text || strcmp(text, "return NULL") != 0)
    return;
  struct fix fix =
      fix_begin(pass->findings, finding, FIX_UNSAFE, "return `%s(TASK_EINVAL)`", failing->name);
  fix_replace(&fix, at, "return %s(TASK_EINVAL)", failing->name);
  fix_include(&fix, at->file, failing->header);
  fix_end(&fix);
}

static void tell(struct pass *pass, const struct function *function, uint32_t loc, uint32_t reason,
                 const struct handle_kind *kind) {
  const struct ir_event *call = NULL;
  const struct function *caller = trusting_caller(pass, function, &call);
  const uint32_t why = function->body->blocks[reason].end.loc;
  if (!caller)
    return;
  const struct function *callee = call_target(pass->program, call);
  struct finding *finding =
      report(pass, function, loc, "`%s` returns NULL for an error, and a caller takes it for a %s",
             function->name, kind->name);
  if (why != IR_NONE)
    note(pass, finding, function, why, "nobody learns that this was the reason");
  note(pass, finding, caller, call->loc, "`%s` gives it to `%s` without a test", caller->name,
       callee ? callee->name : "a function");
  note(pass, finding, function, loc,
       "start a %s that fails with this error, or return a status and give the %s by a parameter",
       kind->name, kind->name);
  mend(pass, finding, function, loc, kind);
}

static void check_returns(struct pass *pass, struct function *function) {
  const struct ir_function *fn = function->body;
  const struct handle_kind *kind =
      function->effect.gives ? spec_handle(program_spec(pass->program), function->effect.gives)
                             : NULL;
  if (!kind || !kind->exactly_once || may_give_none(function))
    return;
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if (end->kind != IR_RETURN || !end->has_value || cfg->position[b] == IR_NONE)
      continue;
    uint32_t from = is_null(&end->a)          ? b
                    : end->a.kind == IR_PLACE ? null_from(cfg, b, end->a.place, 0)
                                              : IR_NONE;
    uint32_t reason = from == IR_NONE ? IR_NONE : reason_for(cfg, from, 0);
    if (reason != IR_NONE)
      tell(pass, function, end->loc, reason, kind);
  }
}

static void check_arguments(struct pass *pass, const struct function *function,
                            const struct ir_event *call) {
  const struct flow_callees *callees = program_callees(pass->program);
  const struct call_effect *effect = callees->effect(callees->data, function->body, call);
  const struct function *callee = call_target(pass->program, call);
  for (uint32_t i = 0; callee && i < call->arg_count && i < effect->param_count; i++) {
    const struct handle_kind *kind = callee_param_kind(pass->program, callee, i);
    int64_t value;
    // NULL written out is meant.
    if (effect->params[i].value != HANDLE_TAKEN || !kind || !kind->exactly_once ||
        call->args[i].value.kind != IR_PLACE ||
        !operand_constant(function->body, &call->args[i].value, &value) || value != 0)
      continue;
    struct finding *finding = report(
        pass, function, call->loc, "`%s` is given NULL instead of a %s", callee->name, kind->name);
    note(pass, finding, function, call->loc, "the variable never gets a %s", kind->name);
  }
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *fn = function->body;
  check_returns(pass, function);
  if (!(function->meets & MEETS_TAKER))
    return;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL)
        check_arguments(pass, function, &fn->blocks[b].events[e]);
}

const struct rule rule_null_task = {
    .name = "null-task",
    .summary = "a function gives or gets NULL instead of a task",
    .group = CORRECTNESS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
