/*
A task that can fail is given up without anybody to hear of the failure.

A detached task has no owner: its status goes to the handler that was named when it was detached.
Without one the error is seen at best by the program's last resort, far from anybody who knows what
was tried. Name a handler that logs, counts, or starts again; or await the task.

## Bad

    static int save(void *arg, cancel_token token, void *result) {
      int status = task_delay(10, token);
      if (arg == NULL)
        return TASK_EINVAL;
      return status;
    }

    void save_soon(void *document, cancel_token token) {
      task_detach(task_run(save, document, 0, token), NULL, NULL);
    }

## Good

    static int save(void *arg, cancel_token token, void *result) {
      int status = task_delay(10, token);
      if (arg == NULL)
        return TASK_EINVAL;
      return status;
    }

    static void not_saved(int status, void *arg) {
      fprintf(stderr, "%s: not saved\n", (char *)arg);
    }

    void save_soon(char *name, cancel_token token) {
      task_detach(task_run(save, name, 0, token), not_saved, name);
    }

Only tasks are reported whose body is known to return an error of its own: a constant other than 0.
A body that can only be cancelled has nothing to tell.

## Fix

None: what to do about an error is for its author to say.

## What it cannot see

- Errors that the body gets from functions it calls and hands on.
- The body of a task that was started in another function.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(unhandled-detach) a lost ping is no news
*/
#include "rules/shared/awaits.h"

// ---- bodies that fail ----

static bool is_error(const struct ir_function *fn, const struct ir_operand *value) {
  int64_t constant;
  return operand_constant(fn, value, &constant) && constant != 0;
}

/// Where the function makes an error of its own to return, a location index, or IR_NONE.
static uint32_t own_error(const struct ir_function *fn) {
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if (end->kind != IR_RETURN || !end->has_value)
      continue;
    if (is_error(fn, &end->a))
      return end->loc;
    for (uint32_t k = 0; end->a.kind == IR_PLACE && k < fn->block_count; k++)
      for (uint32_t e = 0; e < fn->blocks[k].event_count; e++) {
        const struct ir_event *event = &fn->blocks[k].events[e];
        if (event->kind == IR_MOVE && event->place == end->a.place && is_error(fn, &event->a))
          return event->loc;
      }
  }
  return IR_NONE;
}

// ---- the task ----

/// The only call that gives the handle in `place` its value, or NULL.
static const struct ir_event *giver_of(const struct ir_function *fn, uint32_t place) {
  const struct ir_event *found = NULL;
  for (uint32_t b = 0; plain_local(fn, place) && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_DEAD || event->kind == IR_DEREF || event->place != place)
        continue;
      if (found || event->kind != IR_CALL)
        return NULL;
      found = event;
    }
  return found;
}

static bool lacks_handler(const struct ir_function *fn, const struct function *callee,
                          const struct ir_event *call) {
  const struct claim *handler = function_claim(callee, CLAIM_calls);
  int64_t value;
  return handler && handler->param >= 0 && (uint32_t)handler->param < call->arg_count &&
         operand_constant(fn, &call->args[handler->param].value, &value) && value == 0;
}

static void check_detach(struct pass *pass, const struct function *function,
                         const struct ir_event *call) {
  const struct ir_function *fn = function->body;
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct claim *detaches = callee ? function_claim(callee, CLAIM_detaches) : NULL;
  if (!detaches || detaches->param < 0 || (uint32_t)detaches->param >= call->arg_count ||
      (call->flags & IR_CALL_COMMENTED) || !lacks_handler(fn, callee, call))
    return;
  const struct ir_operand *handle = &call->args[detaches->param].value;
  const struct ir_event *giver = handle->kind == IR_PLACE ? giver_of(fn, handle->place) : NULL;
  int param = giver ? started_param(pass, giver) : -1;
  const struct function *body =
      param < 0 ? NULL : argument_function(pass->program, function, &giver->args[param].value);
  uint32_t error = body && body->checked ? own_error(body->body) : IR_NONE;
  if (error == IR_NONE)
    return;
  struct finding *finding = report(pass, function, call->loc,
                                   "nobody hears when `%s` fails: there is no handler", body->name);
  note(pass, finding, body, error, "`%s` fails here", body->name);
  note(pass, finding, function, call->loc, "name a handler, or await the task");
}

static void check(struct pass *pass, const struct function *function) {
  if (!(function->words & CLAIM_BIT(CLAIM_detaches)))
    return;
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++)
      check_detach(pass, function, &function->body->blocks[b].events[e]);
}

const struct rule rule_unhandled_detach = {
    .name = "unhandled-detach",
    .summary = "a task that can fail is given up without an error handler",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
