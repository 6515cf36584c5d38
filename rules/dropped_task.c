/*
A task that nobody awaits goes on alone, and nobody learns how it ended.

A task handle is to be consumed exactly once: awaited, waited for, combined, returned, stored where
it lives on, or given up with `task_detach`, which names a handler for its error. When a path leaves
the function without any of it, the task may still use what the function is about to free, its error
is lost, and its memory is reported by the runtime when the program ends.

The rule follows each handle on every path, through copies, fields, arrays and out-parameters, and
into the functions it is given to, across files. The notes show the branches that decide and the
place where the handle is lost.

## Bad

    static int fetch(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    int show(void *user, int offline, cancel_token token) {
      task *profile = task_run(fetch, user, 0, token);
      if (offline)
        return TASK_EINVAL;
      return task_await(profile, NULL);
    }

## Good

    static int fetch(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    int show(void *user, int offline, cancel_token token) {
      if (offline)
        return TASK_EINVAL;
      task *profile = task_run(fetch, user, 0, token);
      return task_await(profile, NULL);
    }

    void warm_up(void *user, cancel_token token) {
      task_detach(task_run(fetch, user, 0, token), NULL, NULL);
    }

## Fix

Unsafe, of a handle that nobody keeps: awaits it, where the task may be suspended, or gives it up.

## What it cannot see

- A handle that goes to a function nobody knows: it is taken to be kept there.
- Which element of an array is meant when the index is a variable: the elements are one thing then,
  and dropping one of them may be missed.
- A handle that is stored where others get at it, or given to a task as its data, or of which one
more reference was taken: somebody else may await it.
- Functions that use `setjmp` are not judged.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(dropped-task) kept alive by the plugin, which joins it
*/
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"

/// A handle that nobody keeps is awaited on the spot, or given up; which one, somebody has to say.
static void mend(struct pass *pass, struct finding *finding, struct function *function,
                 const struct site *site, const struct handle_kind *kind, const char *detach) {
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const char *await = awaiting_function(pass, kind);
  if (await)
    mend_with_await(pass, finding, function, (struct point){site->block, site->event}, await);
  if (detach)
    mend_with_consumer(pass, finding, function, call, detach, "give it up with `%s`");
}

static void check_site(struct pass *pass, struct function *function, const struct site *site,
                       const struct handle_kind *kind, const struct handle_result *result) {
  struct program *program = pass->program;
  if (!result->loss_count)
    return;
  const struct loss *loss = &result->losses[0];
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const struct function *callee = call_target(program, call);
  const char *giver = callee ? callee->name : "this call", *format;
  if (loss->kind == LOSS_DISCARDED)
    format = "%s from `%s` is dropped: nobody keeps it";
  else if (kept_somewhere(result))
    format = "%s from `%s` is not awaited on every path";
  else
    format = "%s from `%s` is never awaited";
  struct finding *finding = report(pass, function, call->loc, format, kind->name, giver);
  note_lost(pass, finding, function, loss, "the task", "still running");
  const char *detach = function_claiming(program_spec(program), CLAIM_detaches, kind);
  if (detach)
    note(pass, finding, function, call->loc, "await it, return it, or give it up with `%s`",
         detach);
  else
    note(pass, finding, function, call->loc, "consume it on every path, or return it");
  if (loss->kind == LOSS_DISCARDED && call->place == IR_NONE)
    mend(pass, finding, function, site, kind, detach);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct site *site = &fates->sites[i];
    const struct handle_kind *kind = spec_handle(program_spec(pass->program), site->handle);
    if (kind && kind->exactly_once && !is_stream(program_spec(pass->program), kind))
      check_site(pass, function, site, kind, fates->results[i]);
  }
}

const struct rule rule_dropped_task = {
    .name = "dropped-task",
    .summary = "a task is on some path neither awaited nor given to anybody",
    .group = CORRECTNESS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
