/*
Something that an operation needs is destroyed while the operation may still be running.

A token is valid as long as its source is: a task that asks the token after the source was destroyed
reads memory that is gone. So the task has to be awaited or waited for first, also when it was
cancelled: `cancel_request` only asks. The handle of a task is the runtime's memory, too: it is
consumed by awaiting or given up with `task_detach`, never freed with `free`.

Buffers and other memory that a task works on are the subject of `outlived-buffer`.

## Bad

    static int poll_feed(void *arg, cancel_token token, void *result) {
      return task_delay(1000, token);
    }

    int poll_once(void *feed) {
      cancel_source *stop = cancel_source_create();
      task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
      cancel_request(stop);
      cancel_source_destroy(stop);
      return task_await(polling, NULL);
    }

## Good

    static int poll_feed(void *arg, cancel_token token, void *result) {
      return task_delay(1000, token);
    }

    int poll_once(void *feed) {
      cancel_source *stop = cancel_source_create();
      task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
      cancel_request(stop);
      int status = task_await(polling, NULL);
      cancel_source_destroy(stop);
      return status;
    }

## Fix

None: where the operation is over is for its author to say.

## What it cannot see

- A source that is destroyed in another function than the one that made the token.
- Tokens that are assigned twice, or kept in a structure.
- A detached task that another function waits for: a call that may block or suspend counts as
waiting.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(freed-in-flight) the task never looks at its token
*/
#include "rules/shared/awaits.h"
#include "rules/shared/way.h"

#include <string.h>

static void tell(struct pass *pass, const struct function *function, const struct site *site,
                 const struct outlived *outlived) {
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const struct function *callee = call_target(pass->program, call);
  const char *name = place_text(pass, function, outlived->place);
  const char *giver = callee ? callee->name : "this call";
  if (callee && outlived->arg != IR_NONE && ignores_token(pass, function, call))
    return;
  if (outlived->arg == IR_NONE) {
    struct finding *finding =
        report(pass, function, outlived->loc, "`%s` is a %s that may be running, and is freed",
               name, site->handle);
    note(pass, finding, function, call->loc, "`%s` gives it here", giver);
    note_steps(pass, finding, function, outlived->steps, outlived->step_count);
    note(pass, finding, function, outlived->loc, "await it, or give it up as its kind wants it");
    return;
  }
  struct finding *finding = report(
      pass, function, outlived->loc,
      "`%s` is destroyed while the %s that got its token may be running", name, site->handle);
  note(pass, finding, function, call->loc, "`%s` gets the token here", giver);
  note_steps(pass, finding, function, outlived->steps, outlived->step_count);
  const struct function *loose =
      outlived->loose_callee ? program_find(pass->program, outlived->loose_callee) : NULL;
  if (outlived->loose_callee && outlived->loose_loc != IR_NONE)
    note(pass, finding, function, outlived->loose_loc,
         "`%s` takes the handle here and does not wait",
         loose ? loose->name : outlived->loose_callee);
  note(pass, finding, function, outlived->loc, "wait for the %s before", site->handle);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++)
    for (uint32_t k = 0; k < fates->results[i]->outlived_count; k++)
      if (fates->results[i]->outlived[k].handle &&
          fates->results[i]->outlived[k].kind != OUTLIVED_JOINED) {
        tell(pass, function, &fates->sites[i], &fates->results[i]->outlived[k]);
        break;
      }
}

const struct rule rule_freed_in_flight = {
    .name = "freed-in-flight",
    .summary = "something an operation needs is destroyed while it may be running",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
