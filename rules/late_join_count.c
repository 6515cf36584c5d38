/*
A task counts itself only when it runs, so that whoever waits for it may go on before.

A counter of what is under way, a latch or a group tells who waits when all is over. It has to be
raised before the task is started. When the task does it, nobody knows whether it comes to it before
the other one looks: finding 0, that one goes on and frees what the task is about to use. It shows
when the machine is busy, and hardly ever in a test.

Reported are tasks and threads that raise a counter and lower it again before they end, when some
function waits in a loop until it is 0; functions whose contract says `counts-up` and `counts-down`
need no such loop. And tasks that add to a group to which they do not belong, when the group is
joined without waiting for them.

## Bad

    struct batch {
      task_mutex lock;
      task_condition less;
      int running;
    };

    static int work(void *arg, cancel_token token, void *result) {
      struct batch *batch = arg;
      batch->running++;
      int status = task_delay(10, token);
      if (--batch->running == 0)
        task_condition_broadcast(&batch->less);
      return status;
    }

    static int twice(void *arg, cancel_token token, void *result) {
      struct batch *batch = arg;
      int status = 0;
      task_detach(task_run(work, batch, 0, token), NULL, NULL);
      task_detach(task_run(work, batch, 0, token), NULL, NULL);
      while (status == 0 && batch->running > 0)
        status = task_condition_wait(&batch->less, &batch->lock, token);
      return status;
    }

## Good

    struct batch {
      task_mutex lock;
      task_condition less;
      int running;
    };

    static int work(void *arg, cancel_token token, void *result) {
      struct batch *batch = arg;
      int status = task_delay(10, token);
      if (--batch->running == 0)
        task_condition_broadcast(&batch->less);
      return status;
    }

    static int twice(void *arg, cancel_token token, void *result) {
      struct batch *batch = arg;
      int status = 0;
      batch->running += 2;
      task_detach(task_run(work, batch, 0, token), NULL, NULL);
      task_detach(task_run(work, batch, 0, token), NULL, NULL);
      while (status == 0 && batch->running > 0)
        status = task_condition_wait(&batch->less, &batch->lock, token);
      return status;
    }

Nothing is said of counters that are raised in a loop, as the threads of a pool do for each job; of
those that somebody waits for to rise; and where the starter raises or sets them, too, or waits for
a sign of the task first.

## What it cannot see

- Loops that ask something else before, or a copy of the counter.
- Counters that are an element of an array, and `__atomic_fetch_add` and its like written out.
- Whether it is the same object: counters are told apart by the name of their member.
- A group that a helper of the task adds to, and handles that are stored.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(late-join-count) start() returns when all have counted themselves
*/
#include <string.h>

#include "rules/shared/awaits.h"
#include "rules/shared/counts.h"
#include "rules/shared/loops.h"

// ---- counters: the task that counts itself ----

/// A counter that a body raises, and where.
struct raise {
  struct function *body;
  struct point at;
  struct count count;
};

static bool starts(const struct edge *edge) {
  return edge->kind == EDGE_STARTS || edge->kind == EDGE_OFFLOADS;
}

static bool after(struct arena *scratch, const struct cfg *cfg, struct point from,
                  struct point to) {
  return from.block == to.block ? to.event > from.event
                                : cfg_reaches(scratch, cfg, from.block, to.block, IR_NONE);
}

/// Whether the body lowers the counter behind the raise, and not before: then it is for itself.
static bool lowers_behind(struct pass *pass, const struct raise *raise) {
  const struct ir_function *fn = raise->body->body;
  const struct cfg *cfg = function_cfg(pass->program, raise->body);
  struct arena scratch = {0};
  bool before = false, behind = false;
  for (uint32_t i = 0; i < cfg->order_count; i++)
    for (uint32_t e = 0; e < fn->blocks[cfg->order[i]].event_count; e++) {
      struct point at = {cfg->order[i], e};
      struct count found[COUNTS_MAX];
      uint32_t count =
          counted_at(pass, raise->body, &fn->blocks[at.block].events[e], COUNT_DOWN, found);
      for (uint32_t k = 0; k < count; k++)
        if (strcmp(found[k].key, raise->count.key) == 0) {
          behind |= after(&scratch, cfg, raise->at, at);
          before |= after(&scratch, cfg, at, raise->at);
        }
    }
  arena_free(&scratch);
  return behind && !before;
}

/// Whether the body, or what it calls, hands over to something else that lowers the counter.
static bool hands_on(struct pass *pass, const struct function *body, const char *key, int depth) {
  for (uint32_t i = 0; i < body->out_count; i++) {
    const struct edge *edge = body->out[i];
    if ((starts(edge) || edge->kind == EDGE_LATER) && edge->callee->body &&
        counts(pass, edge->callee, key, COUNT_DOWN))
      return true;
    if (edge->kind == EDGE_CALL && depth > 0 && edge->callee->checked &&
        hands_on(pass, edge->callee, key, depth - 1))
      return true;
  }
  return false;
}

static bool in_loop(struct pass *pass, const struct raise *raise) {
  struct arena scratch = {0};
  struct loop *loops;
  uint32_t count = find_loops(&scratch, function_cfg(pass->program, raise->body), &loops);
  bool inside = false;
  for (uint32_t i = 0; i < count; i++)
    inside |= loops[i].inside[raise->at.block];
  arena_free(&scratch);
  return inside;
}

// ---- ... its starters ----

/// Whether the function has a hand in the counter.
static bool raises(struct pass *pass, const struct function *function, const struct count *count) {
  return function->body && (counts(pass, function, count->key, COUNT_UP) ||
                            counts(pass, function, count->key, COUNT_DOWN) ||
                            (!count->claimed && count_is_set(function->body, count->key)));
}

static const char *member_given(const struct ir_function *fn, const struct ir_operand *value) {
  return value->kind == IR_ADDRESS && fn->places[value->place].step == IR_STEP_FIELD
             ? fn->places[value->place].field
             : NULL;
}

/// Whether the body gives this member to a call behind the raise.
static bool body_gives(struct pass *pass, const struct raise *raise, const char *member) {
  const struct ir_function *fn = raise->body->body;
  const struct cfg *cfg = function_cfg(pass->program, raise->body);
  struct arena scratch = {0};
  bool gives = false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      for (uint32_t i = 0; call->kind == IR_CALL && i < call->arg_count && !gives; i++) {
        const char *given = member_given(fn, &call->args[i].value);
        gives = given && strcmp(given, member) == 0 &&
                after(&scratch, cfg, raise->at, (struct point){b, e});
      }
    }
  arena_free(&scratch);
  return gives;
}

/// Whether the starter waits with something that the body gives a sign with: an event, a semaphore.
static bool waits_for_sign(struct pass *pass, struct function *starter, const struct raise *raise) {
  const struct ir_function *fn = starter->body;
  if (count_waits(pass, starter, raise->count.key).until_zero)
    return false; // that one waits for the end
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (call->kind != IR_CALL || !call_effect(pass, fn, call)->pauses)
        continue;
      for (uint32_t i = 0; i < call->arg_count; i++) {
        const char *member = member_given(fn, &call->args[i].value);
        if (member && strcmp(member, raise->count.key) != 0 && body_gives(pass, raise, member))
          return true;
      }
    }
  return false;
}

/// A start of the body, when all its starters leave the counter to it; NULL otherwise.
static const struct edge *start_of(struct pass *pass, const struct raise *raise) {
  const struct edge *start = NULL;
  for (uint32_t i = 0; i < raise->body->in_count; i++) {
    const struct edge *edge = raise->body->in[i];
    if (edge->kind == EDGE_CALL)
      return NULL; // it is more than a body
    if (!starts(edge) || edge->caller->slot || edge->block == IR_NONE)
      continue;
    if (raises(pass, edge->caller, &raise->count) || waits_for_sign(pass, edge->caller, raise))
      return NULL;
    for (uint32_t k = 0; k < edge->caller->in_count; k++)
      if (edge->caller->in[k]->kind == EDGE_CALL &&
          raises(pass, edge->caller->in[k]->caller, &raise->count))
        return NULL;
    start = start ? start : edge;
  }
  return start;
}

// ---- ... and who waits ----

/// A function that waits until the counter is 0; NULL when there is none, or one waits for it to
/// rise.
static struct function *waiter(struct pass *pass, const struct raise *raise, uint32_t *loc) {
  struct function *found = NULL;
  for (uint32_t i = 0; i < program_count(pass->program); i++) {
    struct function *function = program_at(pass->program, i);
    if (!function->checked || function == raise->body)
      continue;
    struct count_wait wait = count_waits(pass, function, raise->count.key);
    if (wait.otherwise)
      return NULL;
    if (wait.until_zero && !found) {
      found = function;
      *loc = wait.loc;
    }
  }
  return found;
}

static bool report_raise(struct pass *pass, const struct raise *raise) {
  if (in_loop(pass, raise) || !lowers_behind(pass, raise) ||
      hands_on(pass, raise->body, raise->count.key, 2))
    return false;
  uint32_t loc = IR_NONE;
  const struct edge *start = start_of(pass, raise);
  const struct function *waits = start ? waiter(pass, raise, &loc) : NULL;
  if (!start || (!waits && !raise->count.claimed))
    return false;
  const char *name = count_name(pass, raise->count.key), *body = raise->body->name;
  const struct ir_event *event =
      &raise->body->body->blocks[raise->at.block].events[raise->at.event];
  struct finding *finding =
      report(pass, raise->body, event->loc,
             raise->count.key[0] == '#'
                 ? "`%s` counts itself, and who waits for it may have gone on before"
                 : "`%s` counts itself in `%s`, and who waits for it may have gone on before",
             body, name);
  note(pass, finding, start->caller, start->loc, "`%s` is started here, not counted yet", body);
  if (waits)
    note(pass, finding, waits, loc, "`%s` waits here until `%s` is 0, which it may be already",
         waits->name, name);
  advice(pass, finding, raise->body, event->loc, "count it where it is started, before the start");
  return true;
}

static void check_counters(struct pass *pass, struct function *body) {
  const struct ir_function *fn = body->body;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      struct count found[COUNTS_MAX];
      uint32_t count = counted_at(pass, body, &fn->blocks[b].events[e], COUNT_UP, found);
      for (uint32_t i = 0; i < count; i++)
        if (report_raise(pass, &(struct raise){body, {b, e}, found[i]}))
          return;
    }
}

// ---- groups: the task that adds to one from outside ----

/// The argument that is the group to which the call adds a task; -1 when it adds none.
static int group_param(struct pass *pass, const struct edge *edge,
                       const struct handle_kind **kind) {
  const struct function *callee = edge->callee;
  const struct claim *borrows = function_claim(callee, CLAIM_borrows);
  bool adds = function_claim(callee, CLAIM_starts) || function_claim(callee, CLAIM_takes);
  if (edge->kind != EDGE_CALL || edge->block == IR_NONE || !borrows || borrows->param < 0 ||
      !adds || callee->effect.gives)
    return -1;
  *kind = callee_param_kind(pass->program, callee, (uint32_t)borrows->param);
  const struct ir_event *call = &edge->caller->body->blocks[edge->block].events[edge->event];
  return *kind && (uint32_t)borrows->param < call->arg_count ? borrows->param : -1;
}

/// The argument whose end the call waits for, as a place; IR_NONE when it waits for none.
static uint32_t waited_place(struct pass *pass, const struct ir_event *call,
                             const struct handle_kind **kind) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  const struct claim *claim = callee ? function_claim(callee, CLAIM_waits_for) : NULL;
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      call->args[claim->param].value.kind != IR_PLACE)
    return IR_NONE;
  *kind = callee_param_kind(pass->program, callee, (uint32_t)claim->param);
  return call->args[claim->param].value.place;
}

/// Whether the handle at `place` of the starter is the one that its body calls `key`: the argument
/// itself, a member that was given it, or a global variable.
static bool is_given(const struct ir_function *fn, uint32_t place, const char *key,
                     const struct ir_operand *arg) {
  if (key[0] == '#')
    return arg->kind == IR_PLACE && arg->place == place;
  const char *own = count_key(fn, &(struct ir_operand){.kind = IR_ADDRESS, .place = place});
  if (fn->places[place].step == IR_STEP_FIELD)
    own = fn->places[place].field;
  if (own && strcmp(own, key) == 0)
    return true;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == place &&
          fn->places[event->place].step == IR_STEP_FIELD &&
          strcmp(fn->places[event->place].field, key) == 0)
        return true;
    }
  return false;
}

/// Whether nobody has waited for the handle, nor will, because the call got it.
static bool leaves_running(struct pass *pass, const struct ir_function *fn,
                           const struct ir_event *call, uint32_t arg) {
  const struct function *callee = call_target(pass->program, call);
  const struct claim *detaches = callee ? function_claim(callee, CLAIM_detaches) : NULL;
  const struct call_effect *effect = call_effect(pass, fn, call);
  return (detaches && detaches->param == (int)arg) ||
         (arg < effect->param_count && effect->params[arg].value == HANDLE_BORROWED);
}

/// Whether the handle of the task may be waited for elsewhere, or before `join`.
static bool is_awaited(struct pass *pass, struct function *starter, uint32_t task,
                       struct point join) {
  const struct ir_function *fn = starter->body;
  const struct cfg *cfg = function_cfg(pass->program, starter);
  struct arena scratch = {0};
  bool awaited = false;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_operand *end = &fn->blocks[b].end.a;
    awaited |= fn->blocks[b].end.kind == IR_RETURN && end->kind == IR_PLACE && end->place == task;
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      const struct handle_kind *kind;
      awaited |= event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == task;
      if (waited_place(pass, event, &kind) == task) {
        awaited |= after(&scratch, cfg, (struct point){b, e}, join);
        continue;
      }
      for (uint32_t i = 0; event->kind == IR_CALL && i < event->arg_count; i++)
        if (event->args[i].value.kind == IR_PLACE && event->args[i].value.place == task)
          awaited |= !leaves_running(pass, fn, event, i);
    }
  }
  arena_free(&scratch);
  return awaited;
}

/// Whether something else is waited for between the start and the join: it may be a sign.
static bool pauses_between(struct pass *pass, struct function *starter, struct point from,
                           struct point to) {
  const struct ir_function *fn = starter->body;
  const struct cfg *cfg = function_cfg(pass->program, starter);
  struct arena scratch = {0};
  bool pauses = false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      struct point at = {b, e};
      if (fn->blocks[b].events[e].kind == IR_CALL &&
          call_effect(pass, fn, &fn->blocks[b].events[e])->pauses &&
          (b != to.block || e != to.event))
        pauses |= after(&scratch, cfg, from, at) && after(&scratch, cfg, at, to);
    }
  arena_free(&scratch);
  return pauses;
}

/// The join of the group behind the start of the body, which does not wait for the body; NULL when
/// there is none.
static const struct ir_event *joined_early(struct pass *pass, const struct edge *start,
                                           const char *key, const struct handle_kind *group) {
  struct function *starter = start->caller;
  const struct ir_function *fn = starter->body;
  const struct cfg *cfg = function_cfg(pass->program, starter);
  const struct ir_event *call = &fn->blocks[start->block].events[start->event];
  const struct claim *claim = function_claim(start->through, CLAIM_starts);
  if (!claim)
    claim = function_claim(start->through, CLAIM_offloads);
  if (!claim || claim->with < 0 || (uint32_t)claim->with >= call->arg_count ||
      call->place == IR_NONE || !plain_local(fn, call->place))
    return NULL;
  struct arena scratch = {0};
  struct point from = {start->block, start->event};
  const struct ir_event *found = NULL;
  for (uint32_t b = 0; b < fn->block_count && !found; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !found; e++) {
      const struct handle_kind *kind = NULL;
      const struct ir_event *join = &fn->blocks[b].events[e];
      uint32_t place = waited_place(pass, join, &kind);
      struct point at = {b, e};
      if (place != IR_NONE && kind == group && after(&scratch, cfg, from, at) &&
          is_given(fn, place, key, &call->args[claim->with].value) &&
          !is_awaited(pass, starter, call->place, at) && !pauses_between(pass, starter, from, at))
        found = join;
    }
  arena_free(&scratch);
  return found;
}

static void check_group(struct pass *pass, struct function *body, const struct edge *added) {
  const struct handle_kind *group = NULL;
  int param = group_param(pass, added, &group);
  const struct ir_event *call =
      param < 0 ? NULL : &body->body->blocks[added->block].events[added->event];
  const char *key = call ? count_key(body->body, &call->args[param].value) : NULL;
  for (uint32_t i = 0; key && i < body->in_count; i++) {
    const struct edge *start = body->in[i];
    if (!starts(start) || start->caller->slot || start->block == IR_NONE || !start->through ||
        !start->through->effect.gives)
      continue;
    const struct ir_event *join = joined_early(pass, start, key, group);
    if (!join)
      continue;
    struct finding *finding =
        report(pass, body, call->loc, "`%s` adds to a %s that may have been joined before",
               body->name, group->name);
    note(pass, finding, start->caller, start->loc, "`%s` is started here, outside the %s",
         body->name, group->name);
    note(pass, finding, start->caller, join->loc, "`%s` does not wait for `%s`",
         call_target(pass->program, join)->name, body->name);
    advice(pass, finding, body, call->loc, "start `%s` in the %s, or await it before the join",
           body->name, group->name);
    return;
  }
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *body = program_at(pass->program, checked->index);
  bool started = false;
  for (uint32_t i = 0; i < body->in_count; i++)
    started |= starts(body->in[i]);
  if (!started)
    return;
  check_counters(pass, body);
  for (uint32_t i = 0; i < body->out_count; i++)
    check_group(pass, body, body->out[i]);
}

const struct rule rule_late_join_count = {
    .name = "late-join-count",
    .summary = "a task counts itself only when it runs, and may not be waited for",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
