/*
The outcome of a completion source is set, and then set once more.

A task has one outcome. The second `task_source_set_result` or `task_source_set_error` changes
nothing and gives TASK_EINVAL; whatever it was meant to say is lost. Most often an error path goes
on where it should have returned, and the success that follows is the second outcome; or a helper
has reported the failure already.

Set the outcome once on each path. Where several may be the first, as an answer and a timeout are,
use `task_source_try_result` and its like, of which all but the first do nothing.

## Bad

    void answered(task_source *source, int status, int value) {
      if (status != 0)
        (void)task_source_set_error(source, status);
      (void)task_source_set_result(source, &value);
    }

## Good

    void answered(task_source *source, int status, int value) {
      if (status != 0)
        (void)task_source_set_error(source, status);
      else
        (void)task_source_set_result(source, &value);
    }

The source is followed on every path, through copies and members, and into the functions of the
program that set its outcome.

## Fix

None: which of the two outcomes is meant is not in the code.

## What it cannot see

- That two callbacks run, and each sets the outcome.
- Outcomes that a function sets on some of its paths only, when its result does not say on which.
- What is set twice behind a function that nobody knows, or that sets the outcome on some of its
paths: the source may have its outcome by then.
- Elements of an array: they are not told apart.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(completion-set-twice) the second one is to fail
*/
#include "rules/shared/completions.h"
#include "rules/shared/way.h"

static const char *name_of(struct pass *pass, const char *symbol) {
  const struct function *function = symbol ? program_find(pass->program, symbol) : NULL;
  return function ? function->name : symbol ? symbol : "this call";
}

static void tell(struct pass *pass, const struct function *function, const struct handle_kind *kind,
                 const struct use *use) {
  const char *holder =
      use->holder == IR_NONE ? "the source" : place_text(pass, function, use->holder);
  const char *callee = name_of(pass, use->callee);
  bool again = use->loc == use->consumer_loc;
  struct finding *finding =
      report(pass, function, use->loc,
             again ? "`%s` sets the outcome of `%s` again in the next turn of the loop"
                   : "`%s` sets the outcome of `%s`, which has one already",
             callee, holder);
  note_steps(pass, finding, function, use->steps, use->consuming_steps);
  if (!again && use->consumer_loc != IR_NONE)
    note(pass, finding, function, use->consumer_loc, "`%s` sets it here",
         name_of(pass, use->consumer));
  note_steps(pass, finding, function, use->steps + use->consuming_steps,
             use->step_count - use->consuming_steps);
  const char *tries = completer_of(pass, kind, false);
  if (tries)
    note(pass, finding, function, use->loc,
         "set it once on each path, or use `%s` where several may be first", tries);
}

static void follow(struct pass *pass, struct function *function, uint32_t place,
                   const struct handle_kind *kind, struct map *told) {
  struct arena scratch = {0};
  const struct site site = {SITE_PLACE, kind->name, IR_NONE, IR_NONE, -1, place};
  const struct handle_result *result = handle_follow(
      &scratch, function_cfg(pass->program, function), program_completers(pass->program), &site);
  for (uint32_t i = 0; i < result->use_count; i++) {
    const struct use *use = &result->uses[i];
    const struct function *callee = use->callee ? program_find(pass->program, use->callee) : NULL;
    if (use->kind != USE_TAKEN || !callee || !completes_once(callee) ||
        map_get(told, (uint64_t)use->loc + 1, 0))
      continue;
    map_set(told, (uint64_t)use->loc + 1, 1);
    tell(pass, function, kind, use);
  }
  arena_free(&scratch);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *body = function->body;
  struct map followed = {0}, told = {0};
  if ((body->flags & IR_FN_SETJMP) || !meets_completions(pass->program, function))
    return;
  for (uint32_t c = 0; c < function->outline->call_count; c++) {
    const struct ir_event *call = function->outline->calls[c].event;
    bool known = function->outline->calls[c].name != IR_NONE;
    for (uint32_t i = 0; known && i < call->arg_count; i++) {
      const struct handle_kind *kind = NULL;
      uint32_t place = completed_place(pass, function, call, i, &kind);
      if (place == IR_NONE || map_get(&followed, (uint64_t)place + 1, 0))
        continue;
      map_set(&followed, (uint64_t)place + 1, 1);
      follow(pass, function, place, kind, &told);
    }
  }
  map_free(&followed);
  map_free(&told);
}

const struct rule rule_completion_set_twice = {
    .name = "completion-set-twice",
    .summary = "the outcome of a completion source is set twice",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
