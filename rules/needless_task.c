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
to where it may block, nor of a body that starts itself again to save the stack. Nor where the task
runs elsewhere: it is started on a context, or the starter may run on one, as that of a user
interface, and leaves the work to the pool.

## Fix

Unsafe: calls the body directly. Safe: takes the one task instead of all of one.

## What it cannot see

- A task that is started for a large stack, or to run on another worker. A comment at the call that
  says so is enough.
- A start in the body of a macro: the macro may be used otherwise, too.
- A function that starts a task and gives it to its caller, who awaits it at once.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(needless-task) the parser needs a fresh stack
*/
#include "rules/shared/mend/mend.h"
#include "rules/shared/overlap.h"

#include <string.h>

// ---- started and awaited at once ----

/// True when the body takes its argument, a token and the place of its result, as tasks of taskrt
/// do.
static bool is_plain_body(struct pass *pass, const struct function *body) {
  const struct ir_function *fn = body->body;
  return fn && fn->param_count == 3 && !strcmp(fn->vars[0].type, "void *") &&
         spec_token_type(program_spec(pass->program), fn->vars[1].type) &&
         !strcmp(fn->vars[2].type, "void *");
}

/// `task_await(task_run(body, arg, 0, token), &result)` becomes `body(arg, token, &result)`.
/// Unsafe, as the body runs on the stack of its caller then.
static void mend_start(struct pass *pass, struct finding *finding, const struct function *function,
                       const struct ir_event *start, const struct ir_event *await,
                       const struct function *body) {
  const struct function *callee = call_target(pass->program, start);
  const struct claim *starts = callee ? function_claim(callee, CLAIM_starts) : NULL;
  const struct ir_location *outer = location_of(function, await->loc);
  const struct ir_location *inner = location_of(function, start->loc);
  const char *arg = starts ? argument_text(pass, function, start, starts->with) : NULL;
  const char *token =
      callee ? argument_text(pass, function, start, callee_token_param(callee)) : NULL;
  const char *name = starts ? argument_text(pass, function, start, starts->param) : NULL;
  const char *result = await->arg_count == 2 ? argument_text(pass, function, await, 1) : NULL;
  bool nested = await->arg_count == 2 && awaited_param(pass, await) == 0 &&
                outer->where == IR_PLAIN && inner->where == IR_PLAIN &&
                inner->file == outer->file && inner->offset > outer->offset &&
                inner->offset + inner->length < outer->offset + outer->length;
  if (!nested || !arg || !token || !result || !name || strcmp(name, body->name) != 0 ||
      !is_plain_body(pass, body))
    return;
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "call `%s` directly", name);
  fix_replace(&fix, outer, "%s(%s, %s, %s)", name, arg, token, result);
  fix_end(&fix);
}

// ---- tasks that run elsewhere ----

/// True when the function itself goes on on a context.
static bool switches(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++)
    if (function_claim(function->out[i]->callee, CLAIM_switches_to))
      return true;
  return false;
}

/// Where the call starts its body, as its contract says; NULL when that says nothing.
static const char *started_on(const struct function *starter) {
  const struct claim *claim = starter ? function_claim(starter, CLAIM_starts) : NULL;
  return claim ? claim->on : NULL;
}

static bool on_caller(const struct function *starter) {
  const char *on = started_on(starter);
  return on && !strcmp(on, "caller");
}

/// True when the body runs on one thread that is not said to be the starter's.
static bool starts_on_context(struct program *program, const struct function *starter) {
  const char *on = started_on(starter);
  return on && !on_caller(starter) && !spec_context_many(program_spec(program), on);
}

/// True when the function, or one that calls it or starts it where it is, may run on a context: it
/// is started or called there, or switches to it.
static bool may_run_on_context(struct program *program, struct function *function) {
  struct arena scratch = {0};
  uint32_t count = program_count(program), queued = 0;
  bool *seen = ARENA_ARRAY(&scratch, bool, count), found = false;
  struct function **queue = ARENA_ARRAY(&scratch, struct function *, count);
  queue[queued++] = function;
  seen[function->index] = true;
  for (uint32_t at = 0; at < queued && !found; at++) {
    found = switches(queue[at]);
    for (uint32_t i = 0; i < queue[at]->in_count && !found; i++) {
      const struct edge *edge = queue[at]->in[i];
      bool starts = edge->kind == EDGE_STARTS;
      found = edge->kind == EDGE_LATER || (starts && starts_on_context(program, edge->through));
      bool leaves = edge->kind == EDGE_OFFLOADS || (starts && !on_caller(edge->through));
      if (leaves || seen[edge->caller->index])
        continue;
      seen[edge->caller->index] = true;
      queue[queued++] = edge->caller;
    }
  }
  arena_free(&scratch);
  return found;
}

/// True when the task does not run where its starter does, so that the starter's thread is free
/// meanwhile.
static bool runs_elsewhere(struct pass *pass, struct function *function,
                           const struct ir_event *start) {
  const struct function *starter = call_target(pass->program, start);
  return starts_on_context(pass->program, starter) ||
         (!on_caller(starter) && may_run_on_context(pass->program, function));
}

static void check_start(struct pass *pass, struct function *function, struct point at) {
  const struct ir_event *start = &function->body->blocks[at.block].events[at.event];
  int param = started_param(pass, start);
  struct point found;
  bool of_macro = ir_location(function->body, start->loc)->where == IR_MACRO_BODY;
  if (of_macro || param < 0 || (start->flags & IR_CALL_COMMENTED) || !surely_in_task(function))
    return;
  const struct function *body =
      argument_function(pass->program, function, &start->args[param].value);
  const struct ir_event *await = awaited_at_once(pass, function, at, &found);
  if (!await || body == function || runs_elsewhere(pass, function, start))
    return;
  struct finding *finding =
      report(pass, function, start->loc, "this task is awaited at once: nothing runs meanwhile");
  note(pass, finding, function, await->loc, "it is awaited here");
  if (body)
    note(pass, finding, function, start->loc, "call `%s` directly", body->name);
  else
    note(pass, finding, function, start->loc, "call its body directly");
  if (body)
    mend_start(pass, finding, function, start, await, body);
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

/// `task_when_all(&t, 1)` becomes `t`.
static void mend_combined(struct pass *pass, struct finding *finding,
                          const struct function *function, const struct ir_event *call) {
  const char *tasks = argument_text(pass, function, call, 0);
  bool address = tasks && tasks[0] == '&' && !strpbrk(tasks + 1, "&()?,");
  bool name = tasks && !strpbrk(tasks, "&*()?,{} \n");
  struct fix fix = fix_begin(pass->findings, finding, FIX_SAFE, "take the task itself");
  if (address)
    fix_replace(&fix, location_of(function, call->loc), "%s", tasks + 1);
  else if (name)
    fix_replace(&fix, location_of(function, call->loc), "%s[0]", tasks);
  fix_end(&fix);
}

static void check_combined(struct pass *pass, struct function *function,
                           const struct ir_event *call) {
  if (call->kind != IR_CALL || !takes_one(pass, function, call))
    return;
  struct finding *finding = report(pass, function, call->loc, "`%s` of one task is that task",
                                   call_target(pass->program, call)->name);
  note(pass, finding, function, call->loc, "await the task itself");
  mend_combined(pass, finding, function, call);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  struct point skip = {IR_NONE, 0};
  if (!(function->words & (CLAIM_BIT(CLAIM_starts) | CLAIM_BIT(CLAIM_takes))))
    return;
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
    .fixable = true,
    .check_function = check,
};
