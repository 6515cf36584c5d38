/*
A loop asks again and again whether something has happened, and sleeps in between.

Each round costs a timer and a switch, and the answer comes up to one nap late. Whoever makes the
thing happen can wake the waiter at once: await the task itself, or an event that is set when the
flag is.

## Bad

    int join(task *loading, cancel_token token) {
      while (!task_is_done(loading)) {
        int status = task_delay(10, CANCEL_NONE); // a nap
        (void)status;
      }
      return task_await(loading, NULL);
    }

## Good

    int join(task *loading, cancel_token token) {
      int status = task_await(loading, NULL);
      return status ? status : cancel_check(token);
    }

Reported are loops in which nothing is done but pausing, and which end when a handle has completed
or when a variable changes that the loop does not write. Loops that look at a token as well are left
alone: they wait for two things.

## Fix

Unsafe, of `while` loops that poll for one task: one `task_await_until` instead of the naps.

## What it cannot see

- Flags that are read by a function of the program, or with atomic operations.
- Something that offers no other way to wait for it.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(polling-wait) the device has no interrupt
*/
#include "rules/shared/loops.h"
#include "rules/shared/mend/mend.h"

/// What is in a loop.
struct contents {
  const struct ir_event *pause; // a call that only lets time pass, or NULL
  const struct ir_event *test;  // a call that asks whether a handle has completed, or NULL
  uint32_t pauses, tests;       // how many there are
  bool works;                   // something else is done
};

/// True for calls that wait for nothing but a time they are given.
static bool is_pause(const struct function *callee) {
  bool waits = function_claim(callee, CLAIM_suspends) ||
               (function_claim(callee, CLAIM_blocks) && function_claim(callee, CLAIM_instead));
  if (!waits || function_claim(callee, CLAIM_waits_for) || function_claim(callee, CLAIM_next) ||
      function_claim(callee, CLAIM_acquires) || callee->effect.gives || callee->checked)
    return false;
  const struct ir_declaration *declaration = callee->declaration;
  if (!declaration || !declaration->param_count)
    return false; // gives its turn away
  for (uint32_t i = 0; i < declaration->param_count; i++) {
    const char *type = declaration->params[i].type;
    for (; *type; type++)
      if (*type == '*' || *type == '[')
        return false; // works on something
  }
  return true;
}

static void look_at(struct pass *pass, const struct ir_event *event, struct contents *contents) {
  if (event->kind == IR_ESCAPE || event->kind == IR_CLEANUP || event->kind == IR_HAVOC)
    contents->works = true;
  if (event->kind != IR_CALL)
    return;
  const struct function *callee = call_target(pass->program, event);
  if (callee && function_claim(callee, CLAIM_tests_done)) {
    contents->test = event;
    contents->tests++;
  } else if (callee && is_pause(callee)) {
    contents->pause = contents->pause ? contents->pause : event;
    contents->pauses++;
  } else {
    contents->works = true;
  }
}

/// The variable that a branch of the loop compares with a constant to leave it, and that is not
/// written in the loop: somebody else changes it. IR_NONE when there is none.
static uint32_t watched_flag(const struct ir_function *fn, const struct loop *loop) {
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    int64_t value;
    if (!loop->inside[b] || end->kind != IR_BRANCH || end->a.kind != IR_PLACE ||
        (loop->inside[end->targets[0]] && loop->inside[end->targets[1]]) ||
        !operand_constant(fn, &end->b, &value))
      continue;
    const struct ir_place *path = &fn->places[end->a.place];
    const struct ir_var *var = &fn->vars[path->var];
    bool shared = (var->flags & (IR_VAR_GLOBAL | IR_VAR_VOLATILE | IR_VAR_ADDRESS_TAKEN)) != 0;
    for (uint32_t at = end->a.place; at != IR_NONE; at = fn->places[at].parent)
      shared |= fn->places[at].step == IR_STEP_DEREF;
    bool written = false;
    for (uint32_t k = 0; k < fn->block_count; k++)
      for (uint32_t e = 0; loop->inside[k] && e < fn->blocks[k].event_count; e++)
        written |= writes_var(fn, &fn->blocks[k].events[e], path->var);
    if (shared && !written)
      return end->a.place;
  }
  return IR_NONE;
}

// ---- one wait instead of many ----

/// True when some call consumes what is in the place.
static bool is_consumed(struct pass *pass, const struct ir_function *fn, uint32_t place) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (call->kind != IR_CALL)
        continue;
      const struct call_effect *effect = call_effect(pass, fn, call);
      for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++)
        if (effect->params[i].value == HANDLE_TAKEN && call->args[i].value.kind == IR_PLACE &&
            call->args[i].value.place == place)
          return true;
    }
  return false;
}

/// `while (!task_is_done(t)) status = task_delay(10, token);` becomes
/// `if (!task_is_done(t)) status = task_await_until(t, TASK_FOREVER, token);`. Unsafe: what follows
/// may rely on the loop going on when the token is cancelled.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 const struct contents *contents) {
  static const char wait[] = "task_await_until";
  const struct ir_event *test = contents->test, *pause = contents->pause;
  const struct contract *contract = spec_find(program_spec(pass->program), CONTRACT_FUNCTION, wait);
  const struct function *pausing = call_target(pass->program, pause);
  if (contents->tests != 1 || contents->pauses != 1 || !contract || !contract->header ||
      !pausing->contract || pausing->contract->project || callee_token_param(pausing) < 0 ||
      (pause->flags & IR_CALL_UNUSED) || test->args[0].value.kind != IR_PLACE ||
      !is_consumed(pass, function->body, test->args[0].value.place))
    return;
  const struct ir_location *at = location_of(function, pause->loc);
  const char *handle = argument_text(pass, function, test, 0);
  const char *token = argument_text(pass, function, pause, callee_token_param(pausing));
  if (!handle || !token)
    return;
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "wait once, with `%s`", wait);
  fix_while_to_if(&fix, location_of(function, test->loc), at);
  fix_replace(&fix, at, "%s(%s, TASK_FOREVER, %s)", wait, handle, token);
  fix_include(&fix, at->file, contract->header);
  fix_end(&fix);
}

static void check_loop(struct pass *pass, const struct function *function, const struct cfg *cfg,
                       const struct loop *loop) {
  const struct ir_function *fn = function->body;
  struct contents contents = {0};
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; loop->inside[b] && e < fn->blocks[b].event_count; e++)
      look_at(pass, &fn->blocks[b].events[e], &contents);
  if (!contents.pause || contents.works || (!contents.test && watched_flag(fn, loop) == IR_NONE))
    return;
  struct finding *finding =
      report(pass, function, loop_location(cfg, loop),
             contents.test ? "this loop polls for the end of a task"
                           : "this loop polls for a change that somebody else makes");
  note(pass, finding, function, contents.pause->loc, "it pauses here");
  note(pass, finding, function, loop_location(cfg, loop),
       contents.test ? "await the task" : "await an event that is set with the change");
  if (contents.test)
    mend(pass, finding, function, &contents);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  bool blocks = (function->words & CLAIM_BIT(CLAIM_blocks)) != 0;
  bool instead = (function->words & CLAIM_BIT(CLAIM_instead)) != 0;
  if (!(function->words & CLAIM_BIT(CLAIM_suspends)) && !(blocks && instead))
    return; // nothing only lets time pass
  const struct cfg *cfg = function_cfg(pass->program, function);
  struct loop *loops;
  uint32_t count = find_loops(program_arena(pass->program), cfg, &loops);
  for (uint32_t l = 0; l < count; l++)
    check_loop(pass, function, cfg, &loops[l]);
}

const struct rule rule_polling_wait = {
    .name = "polling-wait",
    .summary = "a loop sleeps and polls for something to happen",
    .group = PERFORMANCE,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
