/*
An event loop is run from inside a task or a callback, where a loop is running already.

The inner loop calls back whatever is ready, among it what the outer one is in the middle of: state
that a callback was about to change is used half changed, handles are closed below a function that
still holds them, and the outer loop does not get on before the inner one ends. Loops of taskrt
refuse it and return `TASK_ECONTEXT`, so that the work that was waited for is simply not done. In a
task, await what the loop was run for; in a callback, return, and go on in the callback of what was
started.

## Bad

    static int save(void *arg, cancel_token token, void *result) {
      return task_loop_run(arg);
    }

    int main(void) {
      task_context *loop = task_loop_create();
      int status = task_wait(task_run(save, loop, 0, CANCEL_NONE));
      task_context_destroy(loop);
      return status;
    }

## Good

    static int save(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    int main(void) {
      task_context *loop = task_loop_create();
      task *saving = task_run_on(loop, save, NULL, 0, CANCEL_NONE);
      int status = task_loop_run_until(loop, saving, NULL);
      task_context_destroy(loop);
      return status;
    }

Calls are followed across files, through tables of functions and callbacks, and the notes show the
way. Nothing is said in threads and offloaded bodies, where `task_running()` was false, and of a
loop that is a local variable of the same function: that one is another loop, and `blocking-call`
speaks.

## Fix

None: what waits for the inner loop has to become something that is called back.

## What it cannot see

- That a loop that comes in a pointer is not the one that is running.
- That a function is only called before the loop is run.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(nested-loop-run) a modal dialog, no callback of ours runs meanwhile
*/
#include "rules/shared/way.h"

/// The function that runs a loop and that the call surely or possibly reaches, or NULL.
static const struct function *loop_runner(const struct edge *edge) {
  if (function_claim(edge->callee, CLAIM_runs_loop))
    return edge->callee;
  for (uint32_t k = 0; edge->kind == EDGE_SLOT && k < edge->callee->out_count; k++)
    if (function_claim(edge->callee->out[k]->callee, CLAIM_runs_loop))
      return edge->callee->out[k]->callee;
  return NULL;
}

static void check_call(struct pass *pass, struct function *function, const struct edge *edge) {
  struct edge *edges[WAY_MAX];
  struct function *entry;
  const struct function *callee = loop_runner(edge);
  if (!callee || !nests_loop(function, edge, callee))
    return;
  int count =
      program_way(pass->program, function, edge->block, edge->event, NULL, edges, WAY_MAX, &entry);
  if (count < 0)
    return;
  bool task = entry->task_entry;
  struct finding *finding = report(pass, function, edge->loc, "`%s` runs a loop inside %s",
                                   callee->name, task ? "a task" : "a callback of a loop");
  note_entry(pass, finding, entry);
  note_calls(pass, finding, edges, count);
  note(pass, finding, function, edge->loc, "%s",
       task ? "await what the loop is run for"
            : "return, and go on in the callback of what was started");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  for (uint32_t i = 0; function->in_task && i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT)
      check_call(pass, function, edge);
  }
}

const struct rule rule_nested_loop_run = {
    .name = "nested-loop-run",
    .summary = "an event loop is run inside a task or a callback of a loop",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
