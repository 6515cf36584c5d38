/*
A task comes back to the context of whoever started it after each await, and has no business there.

A task that is started with `task_start` begins on the context of its starter, and each await in it
resumes there. In a library that is the user's context: often the thread of a user interface, which
is busy, or which waits for this very task. When the task touches nothing of that context, it only
stands in line for it. `task_await_any` goes on in the pool instead; a task that is started with
`task_run` is there from the start.

## Bad

    // fetch.h
    task *fetch_length(int ms, cancel_token token);

    // fetch.c
    static int fetch(void *arg, cancel_token token, void *result) {
      task *first = task_delay_async(5, token);
      task *second = task_delay_async(5, token);
      int status = task_await(first, NULL);
      int other = task_await(second, NULL);
      *(int *)result = 42;
      return status != 0 ? status : other;
    }

    task *fetch_length(int ms, cancel_token token) {
      return task_start(fetch, NULL, sizeof(int), token);
    }

## Good

    // fetch.h
    task *fetch_length(int ms, cancel_token token);

    // fetch.c
    static int fetch(void *arg, cancel_token token, void *result) {
      task *first = task_delay_async(5, token);
      task *second = task_delay_async(5, token);
      int status = task_await_any(first, NULL);
      int other = task_await(second, NULL);
      *(int *)result = 42;
      return status != 0 ? status : other;
    }

    task *fetch_length(int ms, cancel_token token) {
      return task_start(fetch, NULL, sizeof(int), token);
    }

Asked are bodies of tasks that begin on the context of their starter (`starts ... on caller`), where
the starter is an exported function of a program without `main`, or is known to run on a context
with one thread. A body that calls what belongs to a context, asks where it is, or writes to memory
that others see is left alone: its context may be what keeps others away. Functions that suspend in
the task of their caller are not asked: where this task goes on is the caller's business.

## Fix

Unsafe: awaits with the function that resumes anywhere.

## What it cannot see

- Memory that is reached through callees and that only the context protects.
- That the work is over before it could ever suspend.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(captured-context) the caller counts on its own thread
*/
#include "rules/shared/mend/mend.h"

#include <string.h>

// ---- whose context it is ----

static bool is_exported(const struct function *function) {
  const struct ir_declaration *declaration = function->declaration;
  return function->body && !(function->body->flags & IR_FN_STATIC) && declaration &&
         (declaration->flags & IR_DECL_IN_HEADER);
}

static bool has_main(struct pass *pass) {
  const struct function *entry = program_find(pass->program, "main");
  return entry && entry->body;
}

/// The context with one thread on which the call surely or possibly is made, or NULL.
static const char *single_context(struct pass *pass, const struct edge *edge) {
  const struct spec *spec = program_spec(pass->program);
  struct sight sight = context_sight(pass->program, edge->caller, edge->block, edge->event);
  if (sight.kind == SIGHT_CONTEXT)
    return spec_context_many(spec, sight.context) ? NULL : sight.context;
  const struct running *running =
      sight.kind == SIGHT_ENTERED ? function_running(pass->program, edge->caller) : NULL;
  while (running && (running->context == where_thread || spec_context_many(spec, running->context)))
    running = running->next;
  return running ? running->context : NULL;
}

static bool begins_on_caller(struct pass *pass, const struct edge *edge) {
  const struct claim *claim = edge->kind == EDGE_STARTS ? edge_claim(pass->program, edge) : NULL;
  return claim && claim->on && !strcmp(claim->on, SPEC_CALLER);
}

/// The start that takes the body to somebody else's context; NULL when there is none, or when the
/// body is used otherwise, too.
static const struct edge *captured_start(struct pass *pass, const struct function *body) {
  const struct edge *found = NULL;
  for (uint32_t i = 0; i < body->in_count; i++) {
    const struct edge *edge = body->in[i];
    if (edge->kind == EDGE_TARGET && !edge->caller->in_count)
      continue; // in a table that nobody calls through
    if (!begins_on_caller(pass, edge))
      return NULL;
    bool anybody = is_exported(edge->caller) && !has_main(pass);
    if (!found && (anybody || single_context(pass, edge)))
      found = edge;
  }
  return found;
}

// ---- whether the body needs it ----

static bool is_about_contexts(const struct function *function) {
  return function_claim(function, CLAIM_runs_on) || function_claim(function, CLAIM_asserts) ||
         function_claim(function, CLAIM_tests_on) || function_claim(function, CLAIM_switches_to);
}

/// Whether the function, or what it calls, has to do with contexts.
static bool needs_context(const struct function *function, int depth) {
  enum { MAX_DEPTH = 6 };
  if (depth > MAX_DEPTH || is_about_contexts(function))
    return true;
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    bool call = edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT || edge->kind == EDGE_TARGET ||
                edge->kind == EDGE_CALLBACK;
    bool looked_at = edge->callee->checked || edge->callee->slot;
    if (call &&
        (looked_at ? needs_context(edge->callee, depth + 1) : is_about_contexts(edge->callee)))
      return true;
  }
  return false;
}

/// Whether a variable of the body is its argument, or a copy of it.
static bool is_argument(const struct ir_function *fn, uint32_t var) {
  if (var == 0 && fn->param_count)
    return true;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool move = event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->place != IR_NONE;
      if (move && fn->places[event->place].step == IR_STEP_VAR &&
          fn->places[event->place].var == var && fn->places[event->a.place].var == 0 &&
          fn->param_count)
        return true;
    }
  return false;
}

/// Whether the body writes where others may read: globals, and what its argument points to.
static bool writes_shared(const struct ir_function *fn) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
                    event->kind == IR_HAVOC;
      if (!writes || event->place == IR_NONE)
        continue;
      uint32_t var = fn->places[event->place].var;
      bool through = fn->places[event->place].step != IR_STEP_VAR;
      if ((fn->vars[var].flags & IR_VAR_GLOBAL) || (through && is_argument(fn, var)))
        return true;
    }
  return false;
}

// ---- the first suspension ----

/// The first call of the body that may suspend it, where it still is where it began; NULL when
/// there is none.
static const struct edge *first_suspension(struct pass *pass, struct function *body) {
  const struct edge *first = NULL;
  const struct cfg *cfg = function_cfg(pass->program, body);
  for (uint32_t i = 0; i < body->out_count; i++) {
    const struct edge *edge = body->out[i];
    bool suspends =
        (edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT) &&
        (function_claim(edge->callee, CLAIM_suspends) || edge->callee->has[EFFECT_SUSPENDS]);
    if (!suspends || cfg->position[edge->block] == IR_NONE)
      continue;
    bool earlier = !first || cfg->position[edge->block] < cfg->position[first->block] ||
                   (edge->block == first->block && edge->event < first->event);
    first = earlier ? edge : first;
  }
  return first;
}

static bool same_params(const struct contract *one, const struct contract *other) {
  bool same = one->param_count == other->param_count;
  for (uint32_t i = 0; same && i < one->param_count; i++)
    same = !strcmp(one->params[i].type, other->params[i].type);
  return same;
}

static bool goes_on_anywhere(const struct spec *spec, const struct contract *contract) {
  const struct claim *claim = contract_claim(contract, CLAIM_switches_to);
  return claim && spec_context_many(spec, claim->text);
}

static bool starts_anywhere(const struct spec *spec, const struct contract *contract) {
  const struct claim *claim = contract_claim(contract, CLAIM_starts);
  return claim && claim->on && spec_context_many(spec, claim->on);
}

/// What does the same as `function` and does not stay on the context of the caller: a contract that
/// `is_so` and takes the same.
static const char *twin_of(struct pass *pass, const struct function *function,
                           bool (*is_so)(const struct spec *, const struct contract *)) {
  const struct spec *spec = program_spec(pass->program);
  for (size_t i = 0; function->contract && i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    if (is_so(spec, contract) && same_params(contract, function->contract))
      return contract->name;
  }
  return NULL;
}

static void report_body(struct pass *pass, const struct function *body, const struct edge *start,
                        const struct edge *at) {
  const char *twin = twin_of(pass, at->callee, goes_on_anywhere);
  const char *other = twin_of(pass, start->through, starts_anywhere);
  struct finding *finding =
      report(pass, body, at->loc,
             "`%s` resumes on the context of its starter, and needs nothing there", body->name);
  note(pass, finding, start->caller, start->loc, "`%s` is started here, on the context of `%s`",
       body->name, start->caller->name);
  if (twin)
    advice(pass, finding, body, at->loc, "call `%s` instead, which goes on in the pool", twin);
  else if (other)
    advice(pass, finding, start->caller, start->loc, "start it with `%s`", other);
  const struct function *known = twin ? program_find(pass->program, twin) : NULL;
  if (known && known->declaration && at->kind == EDGE_CALL)
    mend_with_twin(pass, finding, body, &body->body->blocks[at->block].events[at->event], twin,
                   FIX_UNSAFE);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *body = program_at(pass->program, checked->index);
  const struct edge *start = body->in_count ? captured_start(pass, body) : NULL;
  if (!start || body->has[EFFECT_UNRESOLVED] || needs_context(body, 0) || writes_shared(body->body))
    return;
  const struct edge *at = first_suspension(pass, body);
  if (at)
    report_body(pass, body, start, at);
}

const struct rule rule_captured_context = {
    .name = "captured-context",
    .summary = "a task resumes on the context of its starter and needs nothing there",
    .group = PEDANTIC,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
