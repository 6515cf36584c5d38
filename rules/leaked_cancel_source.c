/*
A cancellation source that nobody destroys keeps its memory, its timer and its link to the parent.

Who creates a source ends it with `cancel_source_destroy`, when all that got its token is over. A
source that is forgotten on some path is memory lost for each call; a linked one stays in the list
of its parent for as long as the parent lives, and a deadline still fires. A completion source, too,
has to be ended by who created it, with `task_source_destroy`: setting its outcome does not free it.

The rule follows the source on every path of its function, as `dropped-task` follows a task: through
copies, fields and out-parameters, and into the functions it is given to.

## Bad

    int fetch(int ms, cancel_token token) {
      cancel_source *limit = cancel_source_create_linked(token);
      if (!limit)
        return TASK_ENOMEM;
      cancel_source_cancel_after(limit, 100);
      int status = task_delay(ms, cancel_source_token(limit));
      if (status != 0)
        return status;
      cancel_source_destroy(limit);
      return 0;
    }

## Good

    int fetch(int ms, cancel_token token) {
      cancel_source *limit = cancel_source_create_linked(token);
      if (!limit)
        return TASK_ENOMEM;
      cancel_source_cancel_after(limit, 100);
      int status = task_delay(ms, cancel_source_token(limit));
      cancel_source_destroy(limit);
      return status;
    }

A source that is returned, stored in something that lives on, or given to a function that destroys
it, is somebody else's. At the end of `main` the program is over, and so is the source.

## Fix

Unsafe: destroys it before the returns that lose it, where it is certainly there.

## What it cannot see

- A source that goes to a function nobody knows: it is taken to be kept there.
- A source that is destroyed through the pointer in one of its tokens.
- A completion source that has no outcome either: `completion-never-set` says so alone.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(leaked-cancel-source) lives as long as the program
*/
#include "rules/shared/completions.h"
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"

static void check_site(struct pass *pass, struct function *function, const struct site *site,
                       const struct handle_kind *kind, const struct handle_result *result) {
  const struct loss *loss = &result->losses[0];
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const struct function *callee = call_target(pass->program, call);
  struct finding *finding = report(pass, function, call->loc,
                                   kept_somewhere(result) || result->exhausted
                                       ? "the source from `%s` is not destroyed on every path"
                                       : "the source from `%s` is never destroyed",
                                   callee ? callee->name : "this call");
  note_lost(pass, finding, function, loss, "the source", "not destroyed");
  const char *destroy = function_claiming(program_spec(pass->program), CLAIM_takes, kind);
  if (destroy)
    note(pass, finding, function, call->loc, "end it with `%s`, return it, or store it", destroy);
  // Unsafe, as a task may still have its token.
  if (destroy)
    mend_at_returns(pass, finding, function, site, result, destroy, "end it with `%s`");
}

/// True for kinds of which somebody creates one and has to end it again: sources of cancellation,
/// and completions whose outcome is set by then.
static bool has_to_end(struct pass *pass, struct function *function, const struct site *site,
                       const struct handle_kind *kind) {
  if (kind->exactly_once)
    return false;
  if (is_cancel_source(program_spec(pass->program), kind))
    return true;
  struct arena scratch = {0};
  bool ends =
      is_completion(pass->program, kind) && !outcome_lost(&scratch, pass, function, site, kind);
  arena_free(&scratch);
  return ends;
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct site *site = &fates->sites[i];
    const struct handle_kind *kind = spec_handle(program_spec(pass->program), site->handle);
    const struct handle_result *result = fates->results[i];
    if (kind && result->loss_count && !ends_with_program(function, result) &&
        !result->losses[0].public && has_to_end(pass, function, site, kind))
      check_site(pass, function, site, kind, result);
  }
}

const struct rule rule_leaked_cancel_source = {
    .name = "leaked-cancel-source",
    .summary = "a source is on some path not destroyed",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
