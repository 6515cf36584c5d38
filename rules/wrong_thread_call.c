/*
A function that belongs to one thread is called on another one.

Event loops, windows and their like take no locks: whoever runs them is the only one who touches
them. A call from a thread, from an offloaded body or from the pool changes a queue or a heap while
its owner walks through it. Nothing is reported where it happens; some later callback crashes, or
never comes. Do such work on the owning context: hand it over, or go there first.

## Bad

    static task_context *ui;
    void label_set(const char *text) ASYNC_LINT("runs on ui");

    static int count(void *arg, cancel_token token, void *result) {
      int status = task_delay(100, token);
      if (status == 0)
        label_set("done");
      return status;
    }

    task *begin(void) {
      return task_run(count, NULL, 0, CANCEL_NONE);
    }

## Good

    static task_context *ui;
    void label_set(const char *text) ASYNC_LINT("runs on ui");

    static int count(void *arg, cancel_token token, void *result) {
      int status = task_delay(100, token);
      if (status == 0)
        status = task_switch_to(ui);
      if (status == 0)
        label_set("done");
      return status;
    }

    task *begin(void) {
      return task_run(count, NULL, 0, CANCEL_NONE);
    }

Contracts say what belongs where: `runs on`, `asserts`; those of libuv come with async-lint, where
other threads may only call `uv_async_send`. Contexts begin where a task is started, a body
offloaded or a callback handed over, and are followed through calls, tables and callbacks, over
switches (`switches to`) and past tests (`tests on`, `task_context_current() == ui`; a thread-local
number that only threads with a loop have). A function that is declared to run on a context is taken
to do so, and is reported where it is called or started elsewhere.

## Fix

None: all that follows would run on the other context, too, and so would the caller.

## What it cannot see

- Where `main`, and whoever else is called by nobody the program knows, runs.
- Which of several loops a handle belongs to. A thread that runs a loop is taken to be the right
  one for all it calls.
- Two contexts of which one may be a copy of the other, and those that members hold.
- The context behind a join of two ways, of which one is still that of the beginning.
- Calls that are more than ten calls away from where the thread, or the context, begins.
- That the loop does not run yet, or no longer, while the thread does.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(wrong-thread-call) the loop has ended before this thread starts
*/
#include "rules/shared/way.h"

#include <string.h>

/// A context as text: `app.window` -> "`window`".
static const char *context_text(struct pass *pass, const char *context) {
  if (context == where_thread)
    return "another thread";
  size_t length = strcspn(context, "@"), start = length;
  while (start > 0 && context[start - 1] != '.')
    start--;
  return arena_printf(program_arena(pass->program), "`%.*s`", (int)(length - start),
                      context + start);
}

// ---- how one gets there ----

static void note_begin(struct pass *pass, struct finding *finding, const struct running *first) {
  const struct edge *entry = first->entry;
  const char *name = first->function->name, *where = context_text(pass, first->context);
  if (first->by)
    note(pass, finding, first->by->caller, first->switched, "`%s` is on %s from here",
         first->by->caller->name, where);
  else if (!entry)
    note(pass, finding, first->function, IR_NONE, "`%s` is declared to run on %s", name, where);
  else
    note(pass, finding, entry->caller, entry->loc,
         entry->kind == EDGE_LATER ? "`%s` is called back on %s" : "`%s` is started on %s", name,
         where);
}

/// Says each step from where the context begins.
static void note_way(struct pass *pass, struct finding *finding, const struct running *running) {
  struct edge *edges[WAY_MAX];
  int count = WAY_MAX;
  const struct running *first = running;
  for (; first->by && count > 0; first = first->from) {
    edges[--count] = (struct edge *)first->by;
    if (!first->from)
      break;
  }
  note_begin(pass, finding, first);
  for (; count < WAY_MAX; count++) {
    struct edge *edge = edges[count];
    bool pair = count + 1 < WAY_MAX && edges[count + 1]->kind == EDGE_TARGET;
    if (edge->kind == EDGE_STARTS)
      note(pass, finding, edge->caller, edge->loc, "`%s` starts `%s` here", edge->caller->name,
           edge->callee->name);
    else
      note_calls(pass, finding, edges + count, pair ? 2 : 1);
  }
}

/// Whether the call is made in a task: then the task itself may go where it has to be.
static bool is_in_task(const struct running *running, const struct function *function) {
  return function->in_task && !function->outside && (!running || running->context != where_thread);
}

/// The function that gets work onto a context such as the one wanted: that of its declaration, or
/// one of the program's headers that switches there, or posts.
static const char *remedy(struct pass *pass, const char *wanted, bool in_task) {
  const struct spec *spec = program_spec(pass->program);
  const char *through = wanted ? spec_context_through(spec, wanted) : NULL;
  for (size_t i = 0; !through && i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *claim = contract_claim(contract, in_task ? CLAIM_switches_to : CLAIM_posts);
    const char *context = !claim ? NULL : in_task ? claim->text : claim->on;
    const struct function *function = context && !spec_context_known(spec, context)
                                          ? program_find(pass->program, contract->name)
                                          : NULL;
    if (function && function->declaration)
      through = contract->name;
  }
  return through;
}

static void advise(struct pass *pass, struct finding *finding, const struct function *function,
                   const struct edge *edge, const char *wanted, bool in_task) {
  const char *name = remedy(pass, wanted, in_task);
  const char *context = wanted ? context_text(pass, wanted) : "its context";
  if (!name)
    advice(pass, finding, function, edge->loc, "call it on %s", context);
  else if (in_task)
    advice(pass, finding, function, edge->loc, "go to %s first, with `%s`", context, name);
  else
    advice(pass, finding, function, edge->loc, "have it done on %s, with `%s`", context, name);
}

// ---- calls ----

/// One call of a function that belongs somewhere.
struct bound_call {
  struct pass *pass;
  struct function *function;
  const struct edge *edge;
  const struct function *callee;
  const struct claim *claim;
  const char *wanted;
};

static struct finding *report_call(const struct bound_call *bound, const char *current) {
  const char *wanted = bound->wanted ? context_text(bound->pass, bound->wanted) : "its context";
  return report(bound->pass, bound->function, bound->edge->loc,
                bound->claim->word == CLAIM_asserts
                    ? "`%s` insists on %s, and is called on %s here"
                    : "`%s` runs only on %s, and is called on %s here",
                bound->callee->name, wanted, context_text(bound->pass, current));
}

static void check_sight(const struct bound_call *bound, struct sight sight) {
  if (!contexts_differ(bound->pass->program, bound->wanted, sight.context))
    return;
  struct finding *finding = report_call(bound, sight.context);
  note(bound->pass, finding, bound->function, sight.loc, "`%s` is on %s from here",
       bound->function->name, context_text(bound->pass, sight.context));
  advise(bound->pass, finding, bound->function, bound->edge, bound->wanted,
         is_in_task(NULL, bound->function));
}

/// Whether the call is made on a context that is not the one wanted.
static bool is_elsewhere(const struct bound_call *bound, const struct running *running) {
  struct program *program = bound->pass->program;
  return contexts_differ(program, bound->wanted, running->context) &&
         !(running->context == where_thread && edge_on_loop(program, bound->edge));
}

static void check_running(const struct bound_call *bound) {
  const struct running *running = function_running(bound->pass->program, bound->function);
  while (running && !is_elsewhere(bound, running))
    running = running->next;
  if (!running)
    return;
  struct finding *finding = report_call(bound, running->context);
  note_way(bound->pass, finding, running);
  advise(bound->pass, finding, bound->function, bound->edge, bound->wanted,
         is_in_task(running, bound->function));
}

static bool claim_holds(struct pass *pass, struct function *function, const struct edge *edge,
                        const struct claim *claim) {
  return claim_applies(claim,
                       claim_truth(pass->program, function, edge->block, edge->event, claim, NULL));
}

/// Whether the claim says where a function may be called.
static bool binds(const struct claim *claim) {
  return (claim->word == CLAIM_runs_on || claim->word == CLAIM_asserts) &&
         strcmp(claim->text, SPEC_CALLER) != 0;
}

static void check_callee(struct pass *pass, struct function *function, const struct edge *edge,
                         const struct function *callee) {
  if (!(callee->claimed & (CLAIM_BIT(CLAIM_runs_on) | CLAIM_BIT(CLAIM_asserts))))
    return;
  const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
  for (uint32_t i = 0; call->kind == IR_CALL && i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    if (!binds(claim) || !claim_holds(pass, function, edge, claim))
      continue;
    struct bound_call bound = {
        pass,   function, edge,
        callee, claim,    claimed_context(pass->program, function, call, callee, claim->text)};
    struct sight sight = context_sight(pass->program, function, edge->block, edge->event);
    if (sight.kind == SIGHT_CONTEXT)
      check_sight(&bound, sight);
    else if (sight.kind == SIGHT_ENTERED)
      check_running(&bound);
    return;
  }
}

// ---- functions handed over ----

/// Whether the call that offloads a function has it run among others; a thread that is created may
/// be the very one.
static bool is_shared_thread(const struct function *through) {
  bool shared = through->effect.gives != NULL;
  for (uint32_t i = 0; i < through->claim_count; i++)
    shared |= through->claims[i].on != NULL;
  return shared;
}

/// A function that belongs to one context is handed to somebody who runs it on another one.
static void check_handed(struct pass *pass, const struct function *function,
                         const struct edge *edge) {
  const struct claim *claim = function_claim(edge->callee, CLAIM_runs_on);
  if (!claim || !edge->through || claim_context_param(edge->callee, claim->text) >= 0)
    return;
  if (edge->kind == EDGE_OFFLOADS && !is_shared_thread(edge->through))
    return;
  const char *current =
      edge->kind == EDGE_OFFLOADS ? where_thread : edge_context(pass->program, edge);
  if (!current || !contexts_differ(pass->program, claim->text, current))
    return;
  const char *wanted = context_text(pass, claim->text);
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` runs only on %s, and `%s` has it run on %s",
             edge->callee->name, wanted, edge->through->name, context_text(pass, current));
  note(pass, finding, edge->callee, IR_NONE, "`%s` is declared to run on %s", edge->callee->name,
       wanted);
  advice(pass, finding, function, edge->loc, "give it to a function that runs it on %s", wanted);
}

static void check_edge(struct pass *pass, struct function *function, const struct edge *edge) {
  switch (edge->kind) {
  case EDGE_CALL:
    check_callee(pass, function, edge, edge->callee);
    break;
  case EDGE_SLOT:
    check_callee(pass, function, edge, edge->callee);
    for (uint32_t k = 0; k < edge->callee->out_count; k++)
      check_callee(pass, function, edge, edge->callee->out[k]->callee);
    break;
  case EDGE_STARTS:
  case EDGE_OFFLOADS:
  case EDGE_LATER:
    check_handed(pass, function, edge);
    break;
  case EDGE_TARGET:
  case EDGE_PARAM:
  case EDGE_CALLBACK:
    break;
  }
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  for (uint32_t i = 0; i < function->out_count; i++)
    check_edge(pass, function, function->out[i]);
}

const struct rule rule_wrong_thread_call = {
    .name = "wrong-thread-call",
    .summary = "a function that belongs to one thread is called on another one",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
