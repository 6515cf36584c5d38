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

## What it cannot see

- A handle that goes to a function nobody knows: it is taken to be kept there.
- Which element of an array is meant when the index is a variable: the elements are one thing then,
  and dropping one of them may be missed.
- Functions that use `setjmp` are not judged.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(dropped-task) kept alive by the plugin, which joins it
*/
#include "rules/way.h"

#include <string.h>

/// The function that gives handles of this kind up, or NULL: `task_detach` for tasks.
static const char *detaching_function(const struct spec *spec, const struct handle_kind *kind) {
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *claim = contract_claim(contract, CLAIM_detaches);
    if (claim && claim->param >= 0 && (unsigned)claim->param < contract->param_count &&
        spec_handle_of_type(spec, contract->params[claim->param].type) == kind)
      return contract->name;
  }
  return NULL;
}

// ---- the path ----

static const char *holder_of(const struct loss *loss) {
  return loss->holder ? loss->holder : "the task";
}

/// The call that got the handle and left it with the caller.
static void note_borrower(struct pass *pass, struct finding *finding,
                          const struct function *function, const struct loss *loss) {
  if (!loss->callee)
    return;
  const struct function *callee = program_find(pass->program, loss->callee);
  const char *name = callee ? callee->name : loss->callee;
  note(pass, finding, function, loss->callee_loc,
       loss->kind == LOSS_CALLEE ? "`%s` does not take `%s` on every path"
                                 : "`%s` does not take `%s`",
       name, holder_of(loss));
}

static void note_loss(struct pass *pass, struct finding *finding, const struct function *function,
                      const struct loss *loss) {
  const char *text = NULL;
  switch (loss->kind) {
  case LOSS_DISCARDED:
  case LOSS_CALLEE:
    return;
  case LOSS_OVERWRITTEN:
    text = "`%s` is overwritten here";
    break;
  case LOSS_SCOPE_END:
    text = "`%s` ends its life here, still running";
    break;
  case LOSS_RETURN:
    text = "the function returns here with `%s` still running";
    break;
  case LOSS_FREED:
    text = "the memory that holds `%s` is freed here";
    break;
  }
  if (loss->loc != IR_NONE)
    note(pass, finding, function, loss->loc, text, holder_of(loss));
}

// ---- findings ----

/// Whether some path does with the handle what has to be done.
static bool kept_somewhere(const struct handle_result *result) {
  return result->leaves_taken || result->leaves_stored || result->returned ||
         result->out_param >= 0;
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
  note_steps(pass, finding, function, loss->steps, loss->step_count);
  note_borrower(pass, finding, function, loss);
  note_loss(pass, finding, function, loss);
  const char *detach = detaching_function(program_spec(program), kind);
  if (detach)
    note(pass, finding, function, call->loc, "await it, return it, or give it up with `%s`",
         detach);
  else
    note(pass, finding, function, call->loc, "consume it on every path, or return it");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct site *site = &fates->sites[i];
    const struct handle_kind *kind = spec_handle(program_spec(pass->program), site->handle);
    if (kind && kind->exactly_once)
      check_site(pass, function, site, kind, fates->results[i]);
  }
}

const struct rule rule_dropped_task = {
    .name = "dropped-task",
    .summary = "a task is on some path neither awaited nor given to anybody",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
