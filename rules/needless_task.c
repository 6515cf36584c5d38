/*
A task is started and awaited at once, so it costs a task and gives nothing.

Tasks are for work that goes on while something else does. When the starter awaits the task in the
very next step, nothing else happens meanwhile: the body could be called like any other function,
without a stack of its own, a handle, and two switches. The same holds for `task_when_all` of a
single task: awaiting that task is the same.

## Bad

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    static int show(void *arg, cancel_token token, void *result) {
      return task_await(task_run(load, arg, 0, token), NULL);
    }

    int main(void) {
      return task_wait(task_run(show, NULL, 0, CANCEL_NONE));
    }

## Good

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    static int show(void *arg, cancel_token token, void *result) {
      return load(arg, token, NULL);
    }

    int main(void) {
      return task_wait(task_run(show, NULL, 0, CANCEL_NONE));
    }

Nothing is said where no task may be running (`main`, exported functions that anybody may call): the
body needs a task, and starting one is right there. Neither of `task_offload`, which moves the body
to where it may block, nor of a body that starts itself again to save the stack.

## What it cannot see

- A task that is started for a large stack, or to run on another worker. A comment at the call that
  says so is enough.
- A start in the body of a macro: the macro may be used otherwise, too.
- A function that starts a task and gives it to its caller, who awaits it at once.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(needless-task) the parser needs a fresh stack
*/
#include "rules/overlap.h"

// ---- started and awaited at once ----

static void check_start(struct pass *pass, struct function *function, struct point at) {
  const struct ir_event *start = &function->body->blocks[at.block].events[at.event];
  int param = started_param(pass, start);
  struct point found;
  bool of_macro = function->body->locations[start->loc].where == IR_MACRO_BODY;
  if (of_macro || param < 0 || (start->flags & IR_CALL_COMMENTED) || !surely_in_task(function))
    return;
  const struct function *body =
      argument_function(pass->program, function, &start->args[param].value);
  const struct ir_event *await = awaited_at_once(pass, function, at, &found);
  if (!await || body == function)
    return;
  struct finding *finding =
      report(pass, function, start->loc, "this task is awaited at once: nothing runs meanwhile");
  note(pass, finding, function, await->loc, "it is awaited here");
  if (body)
    note(pass, finding, function, start->loc, "call `%s` directly", body->name);
  else
    note(pass, finding, function, start->loc, "call its body directly");
}

// ---- all of one ----

/// True when the call takes the elements of an array, and is told that there is one.
static bool takes_one(struct pass *pass, const struct function *function,
                      const struct ir_event *call) {
  const struct function *callee = call_target(pass->program, call);
  int64_t value, count = 0;
  uint32_t counts = 0;
  for (const struct claim *claim = callee ? function_claim(callee, CLAIM_takes) : NULL; claim;
       claim = function_next_claim(callee, claim)) {
    if (!claim->each || !callee->effect.gives)
      continue;
    for (uint32_t i = 0; i < call->arg_count; i++)
      if ((int)i != claim->param &&
          operand_constant(function->body, &call->args[i].value, &value)) {
        count = value;
        counts++;
      }
  }
  return counts == 1 && count == 1;
}

static void check_combined(struct pass *pass, struct function *function,
                           const struct ir_event *call) {
  if (call->kind != IR_CALL || !takes_one(pass, function, call))
    return;
  struct finding *finding = report(pass, function, call->loc, "`%s` of one task is that task",
                                   call_target(pass->program, call)->name);
  note(pass, finding, function, call->loc, "await the task itself");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  struct point skip = {IR_NONE, 0};
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++) {
      struct operation first, next;
      bool overlaps = operation_at(pass, function, (struct point){b, e}, &first) &&
                      independent_next(pass, function, &first, &next);
      if (!overlaps && !(skip.block == b && skip.event == e))
        check_start(pass, function, (struct point){b, e});
      if (overlaps) // two that had better overlap: for `sequential-awaits`
        skip = next.start;
      check_combined(pass, function, &function->body->blocks[b].events[e]);
    }
}

const struct rule rule_needless_task = {
    .name = "needless-task",
    .summary = "a task is started and awaited at once",
    .group = PERFORMANCE,
    .since = "0.1",
    .check_function = check,
};
