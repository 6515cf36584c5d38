/*
The result of a task is a task, and only the outer one is awaited.

A body that starts another task and gives its handle as the result says "started", not "done". Who
awaits the outer task has a handle in the hand that is to be awaited as well: the work goes on, its
error is lost, and the runtime reports a task that nobody consumed. It comes about when a function
that returns a task is run as a task for no need, or when a body that used to wait gives the handle
instead.

Await the inner task as well, or let the body await it, so that there is one task and one result.

## Bad

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    static int start_load(void *arg, cancel_token token, void *result) {
      *(task **)result = task_run(load, arg, 0, token);
      return 0;
    }

    int show(void *user, cancel_token token) {
      task *started = task_run(start_load, user, sizeof(task *), token);
      task *inner = NULL;
      return task_await(started, &inner);
    }

## Good

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    static int start_load(void *arg, cancel_token token, void *result) {
      *(task **)result = task_run(load, arg, 0, token);
      return 0;
    }

    int show(void *user, cancel_token token) {
      task *started = task_run(start_load, user, sizeof(task *), token);
      task *inner = NULL;
      int status = task_await(started, &inner);
      if (status != 0)
        return status;
      return task_await(inner, NULL);
    }

The inner handle is followed as `dropped-task` follows any other, from the call that hands it out
when that call succeeds.

## Fix

Unsafe, where the status of the outer one is returned at once: awaits the inner one, too.

## What it cannot see

- An inner task whose outer one is awaited without a place for the result.
- Results that are structures with a task in them.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(task-of-task) the table keeps the inner one
*/
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"

#include <string.h>

// ---- calls that hand out the result of a task ----

struct view {
  struct pass *pass;
  struct arena *arena;
  const struct ir_event *call; // whose result is followed
  const char *handle;
  uint32_t param;
};

/// What a call does; the one in question gives a handle where its result goes, on success.
static const struct call_effect *effect_of(void *data, const struct ir_function *fn,
                                           const struct ir_event *call) {
  const struct view *view = data;
  const struct flow_callees *callees = program_callees(view->pass->program);
  const struct call_effect *effect = callees->effect(callees->data, fn, call);
  if (call != view->call)
    return effect;
  struct call_effect *giving = arena_copy(view->arena, effect, sizeof *giving);
  struct param_effect *params =
      arena_copy(view->arena, effect->params, sizeof *params * (effect->param_count + 1));
  params[view->param] = (struct param_effect){.value = HANDLE_BORROWED,
                                              .pointee = HANDLE_BORROWED,
                                              .gives = view->handle,
                                              .gives_on_success = true};
  giving->params = params;
  return giving;
}

/// The kind of handle that the call writes to its i-th argument as the result of the task it waits
/// for, or NULL.
static const struct handle_kind *inner_kind(struct pass *pass, const struct ir_function *fn,
                                            const struct ir_event *call,
                                            const struct call_effect *effect, uint32_t i) {
  const struct ir_operand *value = &call->args[i].value;
  const struct function *callee = call_target(pass->program, call);
  const struct ir_declaration *declaration = callee ? callee->declaration : NULL;
  if (value->kind != IR_ADDRESS || (int)i == effect->waits_for || i >= effect->param_count ||
      effect->params[i].gives || !declaration || i >= declaration->param_count ||
      strcmp(declaration->params[i].type, "void *") != 0 ||
      fn->places[value->place].step != IR_STEP_VAR)
    return NULL;
  const struct handle_kind *kind =
      spec_handle_of_type(program_spec(pass->program), fn->vars[fn->places[value->place].var].type);
  return kind && kind->exactly_once && !kind->by_value ? kind : NULL;
}

/// `return task_await(outer, &inner);` becomes
/// `int status = task_await(outer, &inner); return status ? status : task_await(inner, NULL);`.
/// Unsafe, as the function then waits for longer.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 const struct site *site, const struct handle_kind *kind) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[site->block].events[site->event];
  const struct ir_terminator *end = &fn->blocks[site->block].end;
  const char *await_name = awaiting_function(pass, kind);
  const struct contract *await = mend_contract(pass, await_name ? await_name : "");
  uint32_t inner = fn->places[call->args[site->param].value.place].var;
  if (function_claim(call_target(pass->program, call), CLAIM_runs_loop) ||
      !(call->flags & IR_CALL_TAIL) || end->kind != IR_RETURN || end->loc == IR_NONE || !await ||
      strcmp(fn->result, "int") != 0 || is_name_used(fn, "status") || !only_one_called(fn, inner))
    return;
  const struct ir_location *at = location_of(function, end->loc);
  const char *text = fix_source(pass->findings, NULL, at);
  const char *outer = fix_source(pass->findings, NULL, location_of(function, call->loc));
  if (!text || !outer || strncmp(text, "return ", 7) != 0 || strcmp(text + 7, outer) != 0)
    return;
  struct text last = {0};
  text_printf(&last, "return status ? status : %s(%s", await->name, fn->vars[inner].name);
  for (unsigned i = 1; i < await->param_count; i++)
    text_puts(&last, ", NULL");
  text_puts(&last, ")");
  struct fix fix =
      fix_begin(pass->findings, finding, FIX_UNSAFE, "await the inner %s, too", kind->name);
  fix_statement_before(&fix, at, last.data, "int status = %s;", outer);
  fix_end(&fix);
  text_free(&last);
}

static void check_result(struct pass *pass, struct function *function, const struct site *site,
                         const struct handle_kind *kind) {
  struct arena scratch = {0};
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  struct view view = {pass, &scratch, call, kind->name, (uint32_t)site->param};
  const struct flow_callees callees = {effect_of, &view};
  const struct handle_result *result =
      handle_follow(&scratch, function_cfg(pass->program, function), &callees, site);
  if (result->loss_count) {
    const struct function *callee = call_target(pass->program, call);
    struct finding *finding =
        report(pass, function, call->loc,
               kept_somewhere(result) || result->exhausted
                   ? "the %s that `%s` gives as a result is not awaited on every path"
                   : "the %s that `%s` gives as a result is never awaited",
               kind->name, callee->name);
    note_lost(pass, finding, function, &result->losses[0], "the inner one", "still running");
    note(pass, finding, function, call->loc,
         "await the inner %s, too, or let the body of the outer one await it", kind->name);
    mend(pass, finding, function, site, kind);
  }
  arena_free(&scratch);
}

static void check_call(struct pass *pass, struct function *function, uint32_t block,
                       uint32_t event) {
  const struct ir_event *call = &function->body->blocks[block].events[event];
  const struct flow_callees *callees = program_callees(pass->program);
  if (call->kind != IR_CALL)
    return;
  const struct call_effect *effect = callees->effect(callees->data, function->body, call);
  if (effect->waits_for < 0)
    return;
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct handle_kind *kind = inner_kind(pass, function->body, call, effect, i);
    if (kind)
      check_result(pass, function,
                   &(struct site){SITE_OUT, kind->name, block, event, (int)i, IR_NONE}, kind);
  }
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if ((function->body->flags & IR_FN_SETJMP) || !(function->meets & MEETS_WAIT))
    return;
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++)
      check_call(pass, function, b, e);
}

const struct rule rule_task_of_task = {
    .name = "task-of-task",
    .summary = "the result of a task is a task that nobody awaits",
    .group = CORRECTNESS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
