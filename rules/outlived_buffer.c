/*
Memory is given to an operation and dies before the operation is over, which then writes into
whatever is there by now.

A task goes on after the call that started it has returned. What it was given must live until it is
over: a local variable dies when its function returns or its scope ends, stack memory from `alloca`
when the function returns, and memory from the heap when it is freed. So the task has to be awaited
or waited for before, on every path. Returning its handle, storing it or detaching it while it works
on a local variable is never right.

The rule knows from contracts which memory an operation keeps (`keeps buffer until done`,
`starts body with arg`), and from bodies which helpers pass it on. It follows the handle of the
operation on every path, and addresses that lie inside the memory given, as in `job.buffer =
buffer`.

## Bad

    static int resize(void *arg, cancel_token token, void *result) {
      int *width = arg;
      *width /= 2;
      return task_delay(1, token);
    }

    task *begin_resize(int width, cancel_token token) {
      return task_run(resize, &width, 0, token);
    }

## Good

    static int resize(void *arg, cancel_token token, void *result) {
      int *width = arg;
      *width /= 2;
      return task_delay(1, token);
    }

    int resize_now(int width, cancel_token token) {
      return task_await(task_run(resize, &width, 0, token), NULL);
    }

    task *begin_resize(int *width, cancel_token token) {
      return task_run(resize, width, 0, token);
    }

## Fix

None: who is to own the memory is for its author to say.

## What it cannot see

- Memory that another operation waits for: after a task was detached, a call that may block,
suspend, or get at the memory counts as waiting.
- A handle given to a function nobody knows: it is taken to be waited for there.
- What earlier rounds of a loop have started, when the last one did not: a loop that waits is taken
to wait for all.
- Pointers that are assigned twice, and addresses stored after the operation was started.
- A handle that is lost is reported by `dropped-task` alone.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(outlived-buffer) main() stops the runtime before it returns
*/
#include "rules/shared/way.h"

#include <string.h>

static const char *memory_name(struct pass *pass, const struct function *function,
                               const struct outlived *outlived) {
  if (outlived->place != IR_NONE)
    return place_text(pass, function, outlived->place);
  const struct ir_var *var = &function->body->vars[outlived->var];
  return var->flags & IR_VAR_TEMP ? "a temporary" : var->name;
}

static void note_how(struct pass *pass, struct finding *finding, const struct function *function,
                     const struct outlived *outlived, const char *memory) {
  const struct function *callee =
      outlived->loose_callee ? program_find(pass->program, outlived->loose_callee) : NULL;
  if (outlived->loose_loc != IR_NONE && outlived->loose_callee)
    note(pass, finding, function, outlived->loose_loc,
         "`%s` takes the handle here and does not wait",
         callee ? callee->name : outlived->loose_callee);
  if (outlived->loc == IR_NONE)
    return;
  switch (outlived->kind) {
  case OUTLIVED_SCOPE_END:
    note(pass, finding, function, outlived->loc, "`%s` ends its life here", memory);
    break;
  case OUTLIVED_FREED:
  case OUTLIVED_JOINED:
    note(pass, finding, function, outlived->loc, "`%s` is freed here", memory);
    break;
  case OUTLIVED_RETURNED:
    note(pass, finding, function, outlived->loc,
         "the function returns the handle here, and `%s` is gone", memory);
    break;
  case OUTLIVED_LEFT:
    note(pass, finding, function, outlived->loc, "the function returns here, and `%s` is gone",
         memory);
    break;
  }
}

static void tell(struct pass *pass, const struct function *function, const struct site *site,
                 const struct outlived *outlived) {
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const struct function *callee = call_target(pass->program, call);
  const char *memory = memory_name(pass, function, outlived);
  const char *giver = callee ? callee->name : "this call";
  struct finding *finding =
      report(pass, function, call->loc,
             outlived->stack ? "`%s` keeps using `%s`, which dies before it is done"
                             : "`%s` keeps using `%s`, which is freed before it is done",
             giver, memory);
  if (outlived->via != IR_NONE) {
    const char *via = place_text(pass, function, outlived->via);
    note(pass, finding, function, call->args[outlived->arg].loc, "`%s` leads to `%s`", via, memory);
  }
  note_steps(pass, finding, function, outlived->steps, outlived->step_count);
  note_how(pass, finding, function, outlived, memory);
  if (site->kind == SITE_KEPT)
    note(pass, finding, function, call->loc,
         "give it memory that lives on, or wait here until it is done");
  else
    note(pass, finding, function, call->loc,
         "wait for the %s before, or give it memory that lives on", site->handle);
}

/// The first way that matters: when main() returns, the program ends, and all with it.
static void tell_first(struct pass *pass, const struct function *function, const struct site *site,
                       const struct handle_result *result) {
  bool main = strcmp(function->name, "main") == 0;
  for (uint32_t i = 0; i < result->outlived_count; i++)
    if (!result->outlived[i].handle && (!main || result->outlived[i].kind != OUTLIVED_LEFT)) {
      tell(pass, function, site, &result->outlived[i]);
      return;
    }
}

static void check(struct pass *pass, const struct function *checked) {
  struct program *program = pass->program;
  struct function *function = program_at(program, checked->index);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(program, function);
  for (uint32_t i = 0; i < fates->count; i++)
    tell_first(pass, function, &fates->sites[i], fates->results[i]);
  if (!(function->meets & MEETS_KEEPER))
    return;
  struct arena scratch = {0};
  struct site *sites;
  struct cfg *cfg = function_cfg(program, function);
  uint32_t count = kept_sites(&scratch, cfg, program_callees(program), &sites);
  for (uint32_t i = 0; i < count; i++)
    tell_first(pass, function, &sites[i],
               handle_follow(&scratch, cfg, program_callees(program), &sites[i]));
  arena_free(&scratch);
}

const struct rule rule_outlived_buffer = {
    .name = "outlived-buffer",
    .summary = "memory given to an operation dies before the operation is over",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
