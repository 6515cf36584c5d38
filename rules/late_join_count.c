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

## Fix

None: the starter names the counter in another way than the task does.

## What it cannot see

- Loops that ask something else before, or a copy of the counter.
- Counters that are an element of an array, and `__atomic_fetch_add` and its like written out.
- Whether it is the same object: counters are told apart by the name of their member.
- A group that a helper of the task adds to, and handles that are stored.
- Whether the task is awaited as well, by somebody who got its handle.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(late-join-count) start() returns when all have counted themselves
*/
#include <string.h>

#include "rules/shared/counts.h"
#include "rules/shared/joins.h"
#include "rules/shared/loops.h"

// ---- counters: the task that counts itself ----

/// A counter that a body raises, and where.
struct raise {
  struct function *body;
  struct point at;
  struct count count;
};

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
          behind |= comes_after(&scratch, cfg, raise->at, at);
          before |= comes_after(&scratch, cfg, at, raise->at);
        }
    }
  arena_free(&scratch);
  return behind && !before;
}

/// Whether the body, or what it calls, hands over to something else that lowers the counter.
static bool hands_on(struct pass *pass, const struct function *body, const char *key, int depth) {
  for (uint32_t i = 0; i < body->out_count; i++) {
    const struct edge *edge = body->out[i];
    if ((starts_body(edge) || edge->kind == EDGE_LATER) && edge->callee->body &&
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
                comes_after(&scratch, cfg, raise->at, (struct point){b, e});
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
    if (!starts_body(edge) || edge->caller->slot || edge->block == IR_NONE ||
        done_by_start(pass, edge, raise->body, raise->at))
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
                 ? "`%s` counts itself only when it runs: the wait for it may be over by then"
                 : "`%s` counts itself in `%s` only when it runs: the wait may be over by then",
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

static void check_group(struct pass *pass, struct function *body, const struct edge *edge) {
  bool adds =
      function_claim(edge->callee, CLAIM_starts) || function_claim(edge->callee, CLAIM_takes);
  struct early_join early;
  if (!adds || edge->callee->effect.gives || !joined_early(pass, body, edge, &early))
    return;
  const char *group = early.kind->name;
  struct finding *finding =
      report(pass, body, edge->loc, "`%s` starts a task in a %s whose join may be over by then",
             body->name, group);
  note(pass, finding, early.start->caller, early.start->loc, "`%s` is started here, outside the %s",
       body->name, group);
  note(pass, finding, early.start->caller, early.join->loc, "`%s` does not wait for `%s`",
       call_target(pass->program, early.join)->name, body->name);
  advice(pass, finding, body, edge->loc, "start `%s` in the %s, or await it before the join",
         body->name, group);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *body = program_at(pass->program, checked->index);
  bool started = false;
  for (uint32_t i = 0; i < body->in_count; i++)
    started |= starts_body(body->in[i]);
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
