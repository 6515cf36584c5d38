/*
A task goes on after the scope that it was started in has ended, with what belongs to the scope.

A group, or a function that awaits what it started, is a scope: behind the join everything in it is
over, so that memory may go, and with the group its token. A task that was started inside and does
not belong to the scope is not waited for. What it was given dies under its hands, although every
function looks right by itself: the one that owns the memory waits for its own task, and that one
gave another one up.

Reported are

- tasks that a body gives up with `task_detach` and that work on what the body was given, when
whoever started the body waits for it and then lets that memory go;
- the same with the token of a group, which is valid until the join;
- tasks outside a group that have its token, or use its handle, and are not awaited before the join.

## Bad

    struct page {
      char url[256];
      int views;
    };

    static int count_view(void *arg, cancel_token token, void *result) {
      struct page *page = arg;
      int status = task_delay(100, token);
      page->views++;
      return status;
    }

    static int show(void *arg, cancel_token token, void *result) {
      struct page *page = arg;
      page->views = 0;
      task_detach(task_run(count_view, page, 0, CANCEL_NONE), NULL, NULL); // not asked for
      return 0;
    }

    int show_once(cancel_token token) {
      struct page page = {"index", 0};
      return task_await(task_start(show, &page, 0, token), NULL);
    }

## Good

    struct page {
      char url[256];
      int views;
    };

    static int count_view(void *arg, cancel_token token, void *result) {
      struct page *page = arg;
      int status = task_delay(100, token);
      page->views++;
      return status;
    }

    static int show(void *arg, cancel_token token, void *result) {
      struct page *page = arg;
      page->views = 0;
      task *counting = task_run(count_view, page, 0, token);
      int status = task_delay(10, token);
      int counted = task_await(counting, NULL);
      return status ? status : counted;
    }

    int show_once(cancel_token token) {
      struct page page = {"index", 0};
      return task_await(task_start(show, &page, 0, token), NULL);
    }

Memory that the very function that starts the task lets go is the subject of `outlived-buffer`, the
source of a token that of `freed-in-flight`, and a task that adds to the group that of
`late-join-count`.

## Fix

None: whether to wait, or to let the memory live on, is for its author to say.

## What it cannot see

- Tasks that are kept instead of given up, and those that a helper of the body starts.
- What is waited for in another way: where the body, or the one that waits for it, pauses once more
before the end, the task is taken to be over.
- Memory that is reached through a pointer in what the body was given.
- That the task is done with the memory before it first suspends.
- A task with the token of a group that does nothing with it: it is left alone.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(escaped-scope) the server outlives its requests
*/
#include <string.h>

#include "rules/shared/joins.h"
#include "rules/shared/way.h"

// ---- tokens of a group that is joined ----

static void report_token(struct pass *pass, const struct function *function,
                         const struct site *site, const struct outlived *outlived) {
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  if (outlived->arg == IR_NONE || ignores_token(pass, function, call))
    return;
  const struct function *giver = call_target(pass->program, call);
  const struct function *loose =
      outlived->loose_callee ? program_find(pass->program, outlived->loose_callee) : NULL;
  struct finding *finding = report(pass, function, outlived->loc,
                                   "`%s` is over here, and a %s that got its token may be running",
                                   place_text(pass, function, outlived->place), site->handle);
  note(pass, finding, function, call->loc, "`%s` gets the token here",
       giver ? giver->name : "this call");
  note_steps(pass, finding, function, outlived->steps, outlived->step_count);
  if (loose && outlived->loose_loc != IR_NONE)
    note(pass, finding, function, outlived->loose_loc,
         "`%s` takes the handle here and does not wait", loose->name);
  advice(pass, finding, function, outlived->loc, "make the %s a part of it, or wait for it before",
         site->handle);
}

static void check_tokens(struct pass *pass, struct function *function) {
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++)
    for (uint32_t k = 0; k < fates->results[i]->outlived_count; k++)
      if (fates->results[i]->outlived[k].kind == OUTLIVED_JOINED) {
        report_token(pass, function, &fates->sites[i], &fates->results[i]->outlived[k]);
        break;
      }
}

// ---- a group that is used from outside ----

static void check_use(struct pass *pass, struct function *body, const struct edge *edge) {
  bool adds = !edge->callee->effect.gives && (function_claim(edge->callee, CLAIM_starts) ||
                                              function_claim(edge->callee, CLAIM_takes));
  struct early_join early;
  if (adds || !joined_early(pass, body, edge, &early)) // adding is for `late-join-count`
    return;
  struct finding *finding = report(pass, body, edge->loc, "`%s` uses a %s that may be over by then",
                                   body->name, early.kind->name);
  note(pass, finding, early.start->caller, early.start->loc, "`%s` is started here", body->name);
  note(pass, finding, early.start->caller, early.join->loc,
       "`%s` ends the %s here, and `%s` may be running",
       call_target(pass->program, early.join)->name, early.kind->name, body->name);
  advice(pass, finding, body, edge->loc, "wait for `%s` before that", body->name);
}

// ---- tasks that a body gives up ----

/// A task that a body starts and gives up.
struct left {
  struct function *body, *task;
  const struct ir_event *start;
  struct point given_up;
  uint32_t loc; // of that
};

/// What the walk from a point to the end of the function looks for.
struct walk {
  struct pass *pass;
  struct function *function;
  const struct ir_operand *memory; // NULL: only the return counts
  bool *seen;
  uint32_t loc; // where the memory goes
};

/// Whether the event may wait for the task, or tell somebody of the memory who does.
static bool may_wait(const struct walk *walk, const struct ir_event *event) {
  if (event->kind != IR_CALL)
    return false;
  const struct call_effect *effect = call_effect(walk->pass, walk->function->body, event);
  return effect->pauses || effect->waits_for >= 0 || !effect->described;
}

/// Whether the event ends the life of the memory.
static bool ends_memory(const struct walk *walk, const struct ir_event *event) {
  const struct ir_function *fn = walk->function->body;
  const struct ir_operand *memory = walk->memory;
  if (!memory)
    return false;
  if (event->kind == IR_DEAD)
    return memory->kind == IR_ADDRESS && fn->places[event->place].step == IR_STEP_VAR &&
           fn->places[event->place].var == fn->places[memory->place].var;
  if (event->kind != IR_CALL || memory->kind != IR_PLACE)
    return false;
  const struct call_effect *effect = call_effect(walk->pass, fn, event);
  for (uint32_t i = 0; i < event->arg_count && i < effect->param_count; i++)
    if (effect->params[i].frees && event->args[i].value.kind == IR_PLACE &&
        event->args[i].value.place == memory->place)
      return true;
  return false;
}

/// Whether some way from the point gets to the end of the memory, or to the return, without a call
/// that may wait.
static bool ends_unpaused(struct walk *walk, struct point from) {
  const struct ir_function *fn = walk->function->body;
  const struct ir_block *block = &fn->blocks[from.block];
  for (uint32_t e = from.event; e < block->event_count; e++) {
    walk->loc = block->events[e].loc;
    if (ends_memory(walk, &block->events[e]))
      return true;
    if (may_wait(walk, &block->events[e]))
      return false;
  }
  walk->loc = block->end.loc;
  if (block->end.kind == IR_RETURN)
    return !walk->memory || walk->memory->kind == IR_ADDRESS;
  uint32_t next;
  for (uint32_t i = 0; (next = cfg_successor(block, i)) != IR_NONE; i++) {
    if (walk->seen[next])
      continue;
    walk->seen[next] = true;
    if (ends_unpaused(walk, (struct point){next, 0}))
      return true;
  }
  return false;
}

static bool reaches_end(struct pass *pass, struct function *function, struct point from,
                        const struct ir_operand *memory, uint32_t *loc) {
  struct arena scratch = {0};
  struct walk walk = {pass, function, memory,
                      ARENA_ARRAY(&scratch, bool, function->body->block_count), IR_NONE};
  bool reaches = function->body->block_count < 4000 && ends_unpaused(&walk, from);
  *loc = walk.loc;
  arena_free(&scratch);
  return reaches;
}

/// The call of the body that gives the task whose handle is in `place`.
static const struct ir_event *giver_of(struct pass *pass, const struct ir_function *fn,
                                       uint32_t place) {
  const struct ir_event *giver = NULL;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind != IR_CALL || event->place != place)
        continue;
      if (giver || started_param(pass, event) < 0)
        return NULL;
      giver = event;
    }
  return giver;
}

/// The task that the edge gives up, when its body is known and nothing pauses behind.
static bool leaves(struct pass *pass, struct function *body, const struct edge *edge,
                   struct left *left) {
  const struct claim *claim = function_claim(edge->callee, CLAIM_detaches);
  if (edge->kind != EDGE_CALL || edge->block == IR_NONE || !claim)
    return false;
  const struct ir_event *call = &body->body->blocks[edge->block].events[edge->event];
  if (claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      call->args[claim->param].value.kind != IR_PLACE)
    return false;
  const struct ir_event *start = giver_of(pass, body->body, call->args[claim->param].value.place);
  if (!start)
    return false;
  struct function *task =
      argument_function(pass->program, body, &start->args[started_param(pass, start)].value);
  uint32_t loc;
  *left = (struct left){body, task, start, {edge->block, edge->event}, edge->loc};
  return task && task->checked &&
         reaches_end(pass, body, (struct point){edge->block, edge->event + 1}, NULL, &loc);
}

static bool uses_argument(const struct function *task) {
  const struct ir_function *fn = task->body;
  for (uint32_t i = 0; fn->param_count > 0 && i < fn->place_count; i++)
    if (fn->places[i].var == 0)
      return true;
  return false;
}

/// Whether the task gets what its starter got as its argument, or a part of it.
static bool gets_argument(struct pass *pass, const struct left *left) {
  const struct function *callee = call_target(pass->program, left->start);
  const struct claim *claim = callee ? function_claim(callee, CLAIM_starts) : NULL;
  if (!claim || claim->with < 0 || (uint32_t)claim->with >= left->start->arg_count)
    return false;
  const struct ir_function *fn = left->body->body;
  struct ir_operand value = left->start->args[claim->with].value;
  if (value.kind == IR_ADDRESS) {
    uint32_t at = value.place;
    while (fn->places[at].step != IR_STEP_VAR && fn->places[at].step != IR_STEP_DEREF)
      at = fn->places[at].parent;
    if (fn->places[at].step != IR_STEP_DEREF)
      return false;
    value = (struct ir_operand){.kind = IR_PLACE, .place = fn->places[at].parent};
  }
  return operand_param(fn, &value) == 0;
}

// ---- ... and who waits for the body ----

/// The handle that has to be waited for so that the body is over: the one that the start gives, or
/// the group that it is started in; IR_NONE when there is none.
static uint32_t handle_of_start(const struct edge *start, const struct ir_event *call) {
  if (start->through->effect.gives)
    return call->place;
  const struct claim *group = function_claim(start->through, CLAIM_borrows);
  return group && group->param >= 0 && (uint32_t)group->param < call->arg_count &&
                 call->args[group->param].value.kind == IR_PLACE
             ? call->args[group->param].value.place
             : IR_NONE;
}

static bool waits_for_place(struct pass *pass, const struct ir_event *event, uint32_t place) {
  const struct function *callee = event->kind == IR_CALL ? call_target(pass->program, event) : NULL;
  const struct claim *claim = callee ? function_claim(callee, CLAIM_waits_for) : NULL;
  return claim && claim->param >= 0 && (uint32_t)claim->param < event->arg_count &&
         event->args[claim->param].value.kind == IR_PLACE &&
         event->args[claim->param].value.place == place;
}

/// Where the memory that the start hands over goes, once the body was waited for at `*wait`; false
/// when nothing says that it goes.
static bool memory_goes(struct pass *pass, const struct edge *start, uint32_t *wait,
                        uint32_t *loc) {
  struct function *starter = start->caller;
  const struct ir_function *fn = starter->body;
  const struct claim *claim = start_claim(start);
  const struct ir_event *call = &fn->blocks[start->block].events[start->event];
  if (!claim || claim->with < 0 || (uint32_t)claim->with >= call->arg_count ||
      strcmp(starter->name, "main") == 0)
    return false;
  const struct ir_operand *memory = &call->args[claim->with].value;
  bool own = memory->kind == IR_PLACE ||
             (memory->kind == IR_ADDRESS &&
              !(fn->vars[fn->places[memory->place].var].flags & IR_VAR_GLOBAL));
  for (uint32_t at = memory->place; own && memory->kind == IR_ADDRESS && at != IR_NONE;
       at = fn->places[at].parent)
    own = fn->places[at].step != IR_STEP_DEREF;
  uint32_t handle = handle_of_start(start, call);
  bool at_once = start->through->effect.pauses && handle == IR_NONE;
  for (uint32_t b = 0; own && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool waits =
          at_once ? event == call : handle != IR_NONE && waits_for_place(pass, event, handle);
      if (waits && reaches_end(pass, starter, (struct point){b, e + 1}, memory, loc)) {
        *wait = event->loc;
        return true;
      }
    }
  return false;
}

static bool report_memory(struct pass *pass, const struct left *left) {
  uint32_t wait, loc;
  const struct edge *start = NULL;
  for (uint32_t i = 0; i < left->body->in_count && !start; i++) {
    const struct edge *edge = left->body->in[i];
    if (starts_body(edge) && edge->through && !edge->caller->slot && edge->block != IR_NONE &&
        memory_goes(pass, edge, &wait, &loc))
      start = edge;
  }
  if (!start)
    return false;
  const char *task = left->task->name, *body = left->body->name;
  struct finding *finding =
      report(pass, left->body, left->start->loc,
             "`%s` works on what `%s` was given, and is not over when `%s` is", task, body, body);
  note(pass, finding, left->body, left->loc, "it is given up here");
  note(pass, finding, start->caller, start->loc, "`%s` gives memory to `%s` here",
       start->caller->name, body);
  note(pass, finding, start->caller, wait, "it waits for `%s` here, not for `%s`", body, task);
  if (loc != IR_NONE && loc != wait)
    note(pass, finding, start->caller, loc, "and then the memory is gone");
  advice(pass, finding, left->body, left->start->loc,
         "wait for it in `%s`, or give it memory that lives on", body);
  return true;
}

/// The kind of group that all starters of the body start it in, or NULL.
static const struct handle_kind *group_of(struct pass *pass, const struct function *body,
                                          const struct edge **start) {
  const struct handle_kind *group = NULL;
  for (uint32_t i = 0; i < body->in_count; i++) {
    const struct edge *edge = body->in[i];
    if (!starts_body(edge) || !edge->through)
      return NULL;
    const struct claim *borrows = function_claim(edge->through, CLAIM_borrows);
    if (edge->through->effect.gives || edge->through->effect.token >= 0 || !borrows ||
        borrows->param < 0)
      return NULL;
    group = callee_param_kind(pass->program, edge->through, (uint32_t)borrows->param);
    if (!group)
      return NULL;
    *start = edge;
  }
  return group;
}

static void report_group_token(struct pass *pass, const struct left *left) {
  const struct edge *start = NULL;
  const struct handle_kind *group = group_of(pass, left->body, &start);
  int token = call_effect(pass, left->body->body, left->start)->token;
  if (!group || token < 0 || (uint32_t)token >= left->start->arg_count ||
      left->body->token_param < 0 ||
      operand_param(left->body->body, &left->start->args[token].value) != left->body->token_param ||
      ignores_token(pass, left->body, left->start))
    return;
  struct finding *finding =
      report(pass, left->body, left->start->loc,
             "`%s` goes on with the token of a %s, which is gone when that is joined",
             left->task->name, group->name);
  note(pass, finding, start->caller, start->loc, "`%s` is started in the %s here", left->body->name,
       group->name);
  note(pass, finding, left->body, left->loc, "the %s does not wait for what is given up here",
       group->name);
  advice(pass, finding, left->body, left->start->loc,
         "start it in the %s, or give it a token that lives on", group->name);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  check_tokens(pass, function);
  bool body = false;
  for (uint32_t i = 0; i < function->in_count; i++)
    body |= starts_body(function->in[i]);
  for (uint32_t i = 0; body && i < function->out_count; i++) {
    struct left left;
    check_use(pass, function, function->out[i]);
    if (!leaves(pass, function, function->out[i], &left))
      continue;
    if (!uses_argument(left.task) || !gets_argument(pass, &left) || !report_memory(pass, &left))
      report_group_token(pass, &left);
  }
}

const struct rule rule_escaped_scope = {
    .name = "escaped-scope",
    .summary = "a task goes on with what belongs to a scope that has ended",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
