/*
A function only awaits one task and returns its status: it could return the task.

The caller of such a wrapper has to be in a task, waits at once, and cannot overlap the operation
with anything, cancel it alone, or combine it with others. When the wrapper returns the task itself,
the caller decides; and nobody keeps a stack only to hand a status on.

## Bad

    task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

    static int fetch_front_page(cancel_token token) {
      return task_await(fetch("/", token), NULL);
    }

    static int refresh(void *arg, cancel_token token, void *result) {
      return fetch_front_page(token);
    }

    int main(void) {
      return task_wait(task_run(refresh, NULL, 0, CANCEL_NONE));
    }

## Good

    task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

    static task *fetch_front_page(cancel_token token) {
      return fetch("/", token);
    }

    static int refresh(void *arg, cancel_token token, void *result) {
      return task_await(fetch_front_page(token), NULL);
    }

    int main(void) {
      return task_wait(task_run(refresh, NULL, 0, CANCEL_NONE));
    }

Nothing is said when anything else is done: a result is looked at, something is cleaned up, or a
local variable is lent to the operation; where no task may be running; of functions that start a
body, which is how that body is called; and of functions whose address is taken, since their
signature is fixed.

## Fix

Unsafe, of functions that only their own file uses: the function returns the task, and each caller
awaits it.

## What it cannot see

- That the function is there to have one name for both worlds, or to keep an interface.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(await-and-return) the interface is older than tasks
*/
#include "rules/shared/mend/mend.h"

#include <string.h>

/// True when the call gives a handle as its result, and does not make the task of a body: a
/// function that does is how the body is called.
static bool gives_result(struct pass *pass, const struct ir_function *fn,
                         const struct ir_event *call) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  return callee && call_effect(pass, fn, call)->gives && call->place != IR_NONE &&
         !function_claim(callee, CLAIM_starts) && !function_claim(callee, CLAIM_offloads);
}

/// True when a local variable is lent to the call, which then must not be left.
static bool lends_local(const struct ir_function *fn, const struct ir_event *call) {
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if (value->kind != IR_ADDRESS)
      continue;
    const struct ir_place *path = &fn->places[value->place];
    bool through_pointer = false;
    for (uint32_t at = value->place; at != IR_NONE; at = fn->places[at].parent)
      through_pointer |= fn->places[at].step == IR_STEP_DEREF;
    if (!through_pointer && !(fn->vars[path->var].flags & IR_VAR_GLOBAL))
      return true;
  }
  return false;
}

static bool writes(const struct ir_event *event) {
  return event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC;
}

/// True when the function makes two calls and changes nothing but its own variables.
static bool does_nothing_else(const struct ir_function *fn) {
  uint32_t calls = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      calls += event->kind == IR_CALL;
      if (event->kind == IR_CLEANUP || event->kind == IR_ESCAPE ||
          (writes(event) && !plain_local(fn, event->place)))
        return false;
    }
  return calls == 2;
}

/// True when the status of the await is what the function returns.
static bool is_returned(const struct ir_function *fn, const struct ir_event *await,
                        struct point at) {
  const struct ir_terminator *end = &fn->blocks[at.block].end;
  return (await->flags & IR_CALL_TAIL) || (end->kind == IR_RETURN && end->a.kind == IR_PLACE &&
                                           await->place != IR_NONE && end->a.place == await->place);
}

// ---- the fix ----

static uint32_t count_returns(const struct ir_function *fn) {
  uint32_t count = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    count += fn->blocks[b].end.kind == IR_RETURN;
  return count;
}

/// Awaits what the function gives in each of its callers.
static void mend_callers(struct fix *fix, const struct function *function, const char *await) {
  for (uint32_t i = 0; i < function->in_count; i++) {
    const struct edge *edge = function->in[i];
    const struct ir_event *call = &edge->caller->body->blocks[edge->block].events[edge->event];
    const struct ir_location *loc = location_of(edge->caller, edge->loc);
    if (call->flags & IR_CALL_UNUSED)
      fix_fail(fix);
    fix_before(fix, loc, "%s(", await);
    fix_behind(fix, loc, ", NULL)");
  }
}

/// `static int f(x) { return task_await(g(x), NULL); }` becomes
/// `static task *f(x) { return g(x); }`, and each call of it `task_await(f(x), NULL)`. Unsafe, as
/// the signature is another one.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 const struct ir_event *giver, const struct ir_event *await) {
  const struct ir_function *fn = function->body;
  uint32_t uses = uses_in_file(function);
  const char *kind_name = call_effect(pass, fn, giver)->gives;
  const struct handle_kind *kind = spec_handle(program_spec(pass->program), kind_name);
  const char *name = call_target(pass->program, await)->name;
  const char *handle = argument_text(pass, function, await, 0);
  const char *result = argument_text(pass, function, await, 1);
  const struct ir_location *here = location_of(function, IR_NONE);
  bool simple = uses == function->in_count + 1 && count_returns(fn) == 1 &&
                (await->flags & IR_CALL_TAIL) && await->arg_count == 2 &&
                awaited_param(pass, await) == 0;
  if (!simple || !kind || !handle || !result || strcmp(result, "NULL") != 0 ||
      strcmp(fn->result, "int") != 0)
    return;
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE,
                             "return the %s, and await it in the callers", kind->name);
  fix_rename(&fix, here->file, function->name, NULL, uses);
  fix_result_type(&fix, here, "int", kind->type);
  fix_replace(&fix, location_of(function, await->loc), "%s", handle);
  mend_callers(&fix, function, name);
  fix_end(&fix);
}

static void check_call(struct pass *pass, struct function *function, struct point at) {
  const struct ir_function *fn = function->body;
  const struct ir_event *giver = &fn->blocks[at.block].events[at.event];
  struct point found;
  if (!gives_result(pass, fn, giver) || lends_local(fn, giver))
    return;
  const struct ir_event *await = awaited_at_once(pass, function, at, &found);
  if (!await || lends_local(fn, await) || !is_returned(fn, await, found))
    return;
  struct finding *finding = report(
      pass, function, await->loc, "`%s` only awaits a task and returns its status", function->name);
  note(pass, finding, function, giver->loc, "return the task of `%s`, and let the caller await it",
       call_target(pass->program, giver)->name);
  mend(pass, finding, function, giver, await);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (!surely_in_task(function) || function->address_taken ||
      function_claim(function, CLAIM_async) || !does_nothing_else(function->body))
    return;
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++)
      check_call(pass, function, (struct point){b, e});
}

const struct rule rule_await_and_return = {
    .name = "await-and-return",
    .summary = "a function only awaits one task and returns its status",
    .group = PEDANTIC,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
