/*
A loop starts a task in each round and gives it up, so nobody bounds how many there are.

What comes in decides how many tasks run at once: a client that sends a thousand requests gets a
thousand stacks. A limit (a semaphore taken in each round) or a join (`task_when_all` behind the
loop, a group) keeps the number, and the memory, in hand.

## Bad

    static int serve(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    void serve_all(int *requests, int count, cancel_token token) {
      for (int i = 0; i < count; i++)
        task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
    }

## Good

    static int serve(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    int serve_all(int *requests, cancel_token token) {
      task *serving[16];
      for (int i = 0; i < 16; i++)
        serving[i] = task_run(serve, &requests[i], 0, token);
      return task_await(task_when_all(serving, 16), NULL);
    }

Nothing is said of loops that run a constant number of times, up to 256; of loops that take a lock
or a permit in each round; and where a comment says what the limit is.

## Fix

None: what the limit is, and who waits, is for its author to say.

## What it cannot see

- A limit that a function of the program keeps: one that waits in each round is taken for it.
- Tasks that are kept in a list that grows.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(unbounded-spawn) at most one a client
*/
#include "rules/shared/awaits.h"
#include "rules/shared/loops.h"

enum { FEW = 256 };

/// The call in the loop that gives a task up, and the one that takes a permit, or NULL.
struct contents {
  const struct edge *detach;
  bool limited;
};

/// Whether the edge is a call somewhere in the body.
static bool is_call(const struct edge *edge) {
  return edge->block != IR_NONE && (edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT);
}

static bool gives_up(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++)
    if (is_call(function->out[i]) && function_claim(function->out[i]->callee, CLAIM_detaches))
      return true;
  return false;
}

static struct contents look_into(struct function *function, const struct loop *loop) {
  struct contents contents = {0};
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (!is_call(edge) || !loop->inside[edge->block])
      continue;
    const struct function *callee = edge->callee;
    if (function_claim(callee, CLAIM_detaches))
      contents.detach = contents.detach ? contents.detach : edge;
    contents.limited |= function_claim(callee, CLAIM_acquires) != NULL ||
                        (callee->checked && callee->has[EFFECT_SUSPENDS]) ||
                        function_claim(callee, CLAIM_waits_for) != NULL;
  }
  return contents;
}

/// The start in the loop whose handle is given up there, or NULL.
static const struct ir_event *started(struct pass *pass, struct function *function,
                                      const struct loop *loop, const struct edge *detach) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[detach->block].events[detach->event];
  const struct claim *claim = function_claim(detach->callee, CLAIM_detaches);
  if (claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      call->args[claim->param].value.kind != IR_PLACE || (call->flags & IR_CALL_COMMENTED))
    return NULL;
  uint32_t place = call->args[claim->param].value.place;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; loop->inside[b] && e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_CALL && event->place == place && call_effect(pass, fn, event)->gives &&
          !(event->flags & IR_CALL_COMMENTED))
        return event;
    }
  return NULL;
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (!gives_up(function))
    return; // the loops of a large function cost much
  const struct cfg *cfg = function_cfg(pass->program, function);
  struct arena scratch = {0};
  struct loop *loops;
  uint32_t count = find_loops(&scratch, cfg, &loops);
  for (uint32_t l = 0; l < count; l++) {
    struct contents contents = look_into(function, &loops[l]);
    if (!contents.detach || contents.limited || is_short_loop(cfg, &loops[l], FEW) ||
        in_inner_loop(loops, count, &loops[l], contents.detach->block))
      continue;
    const struct ir_event *start = started(pass, function, &loops[l], contents.detach);
    if (!start)
      continue;
    struct finding *finding =
        report(pass, function, start->loc, "each round starts a task, and nobody bounds how many");
    note(pass, finding, function, contents.detach->loc, "it is given up here");
    note(pass, finding, function, start->loc, "take a permit in each round, or join the tasks");
  }
  arena_free(&scratch);
}

const struct rule rule_unbounded_spawn = {
    .name = "unbounded-spawn",
    .summary = "a loop starts tasks without a limit and without joining them",
    .group = PEDANTIC,
    .since = "0.1",
    .check_function = check,
};
