/*
What was read from shared state before an await is trusted after it, when others may have changed
it.

Between two awaits a task on one thread has the state to itself, so that code reads as if nothing
could happen. At the await something can: other tasks run, and what was read or tested before is old
news afterwards. A sum that was read before and written back after loses what others added; two
tasks that find a cache empty both fill it; a pointer that was taken out of a structure may lead to
memory that another task has freed.

Reported are three forms, each only when another task of the program certainly writes that member or
variable, and no lock is held over the await:

- written back: the state gets a value that was computed from what was read before the await;
- filled twice: the state was found empty, or below a limit, and is filled or counted up after the
await without looking again;
- freed meanwhile: a pointer that was read before is followed after, and another task frees what the
state points to.

## Bad

    static int stock;

    static int sell(void *arg, cancel_token token, void *result) {
      int left = stock;
      int status = task_delay(1, token);
      stock = left - 1;
      return status;
    }

    static int restock(void *arg, cancel_token token, void *result) {
      stock += 10;
      return task_delay(1, token);
    }

    void open_shop(cancel_token token) {
      task_detach(task_run(sell, NULL, 0, token), NULL, NULL);
      task_detach(task_run(restock, NULL, 0, token), NULL, NULL);
    }

## Good

    static int stock;

    static int sell(void *arg, cancel_token token, void *result) {
      int status = task_delay(1, token);
      stock = stock - 1;
      return status;
    }

    static int restock(void *arg, cancel_token token, void *result) {
      stock += 10;
      return task_delay(1, token);
    }

    void open_shop(cancel_token token) {
      task_detach(task_run(sell, NULL, 0, token), NULL, NULL);
      task_detach(task_run(restock, NULL, 0, token), NULL, NULL);
    }

## Fix

None: what to do when the state has changed is for its author to say.

## What it cannot see

- Values that go through a function or a structure before they are used.
- State in elements of arrays and lists, and state that a helper reads or writes.
- That two tasks never work on the same object: members are told apart by name. A body that is
started once for each object counts as one task.
- Locks that the caller holds.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(stale-after-await) only this task writes it while it is open
*/
#include <string.h>

#include "rules/shared/counts.h"
#include "rules/shared/joins.h"
#include "rules/shared/loops.h"
#include "rules/shared/way.h"

// ---- what others do to the state ----

static bool same_key(const char *a, const char *b) {
  return a && b && (a == b || strcmp(a, b) == 0);
}

static bool writes(const struct ir_event *event) {
  return (event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_CALL ||
          event->kind == IR_HAVOC) &&
         event->place != IR_NONE;
}

/// Whether the pointer that the call frees is what the state holds, itself or in a variable.
static bool frees_state(struct pass *pass, const struct ir_function *fn,
                        const struct ir_event *call, const char *key) {
  const struct call_effect *effect = call_effect(pass, fn, call);
  for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++) {
    if (!effect->params[i].frees || call->args[i].value.kind != IR_PLACE)
      continue;
    uint32_t freed = call->args[i].value.place;
    if (same_key(place_key(fn, freed), key))
      return true;
    for (uint32_t b = 0; plain_local(fn, freed) && b < fn->block_count; b++)
      for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
        const struct ir_event *event = &fn->blocks[b].events[e];
        if (event->kind == IR_MOVE && event->place == freed && event->a.kind == IR_PLACE &&
            same_key(place_key(fn, event->a.place), key))
          return true;
      }
  }
  return false;
}

/// Where the function writes the state, or frees what it points to; IR_NONE when it does not.
static uint32_t change_in(struct pass *pass, const struct function *function, const char *key,
                          bool freed) {
  const struct ir_function *fn = function->body;
  for (uint32_t b = 0; fn && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool changes = freed ? event->kind == IR_CALL && frees_state(pass, fn, event, key)
                           : writes(event) && same_key(place_key(fn, event->place), key);
      if (changes)
        return event->loc;
    }
  return IR_NONE;
}

/// The task that the function runs in, by the shortest way.
static const struct function *entry_of(const struct function *function) {
  for (int i = 0; i < 64 && function->in_task_by; i++)
    function = function->in_task_by->caller;
  return function;
}

/// Whether the start hands the same object to each of the tasks that it starts in a loop.
static bool starts_many(struct pass *pass, const struct edge *start, bool global) {
  if (start->caller->slot || start->block == IR_NONE || !start->caller->body)
    return false;
  const struct ir_function *fn = start->caller->body;
  const struct claim *claim = start_claim(start);
  const struct ir_event *call = &fn->blocks[start->block].events[start->event];
  struct arena scratch = {0};
  struct loop *loops;
  uint32_t count = find_loops(&scratch, function_cfg(pass->program, start->caller), &loops);
  bool many = false;
  for (uint32_t l = 0; l < count && !many; l++) {
    if (!loops[l].inside[start->block])
      continue;
    many = global;
    if (global || !claim || claim->with < 0 || (uint32_t)claim->with >= call->arg_count)
      continue;
    const struct ir_operand *arg = &call->args[claim->with].value;
    if (arg->kind != IR_PLACE && arg->kind != IR_ADDRESS)
      continue;
    many = fn->places[arg->place].step == IR_STEP_VAR;
    for (uint32_t b = 0; many && b < fn->block_count; b++)
      for (uint32_t e = 0; loops[l].inside[b] && e < fn->blocks[b].event_count; e++)
        many &= !writes_var(fn, &fn->blocks[b].events[e], fn->places[arg->place].var);
  }
  arena_free(&scratch);
  return many;
}

/// Who else may change the state while the function is suspended.
struct rival {
  const struct function *function;
  uint32_t loc; // of the change
  bool starts;  // it starts several tasks that do the same, at `loc`
};

static bool runs_often(struct pass *pass, const struct function *function, const char *key,
                       struct rival *rival) {
  const struct function *entry = entry_of(function);
  bool global = strchr(key, '.') == NULL || strchr(key, '@') != NULL;
  for (uint32_t i = 0; i < entry->in_count; i++)
    if (starts_body(entry->in[i]) && starts_many(pass, entry->in[i], global)) {
      *rival = (struct rival){entry->in[i]->caller, entry->in[i]->loc, true};
      return true;
    }
  return false;
}

static bool find_rival(struct pass *pass, const struct function *function, const char *key,
                       bool freed, struct rival *rival) {
  const struct function *entry = entry_of(function);
  for (uint32_t i = 0; i < program_count(pass->program); i++) {
    const struct function *other = program_at(pass->program, i);
    if (other == function || !other->checked || !other->in_task || entry_of(other) == entry)
      continue;
    *rival = (struct rival){other, change_in(pass, other, key, freed), false};
    if (rival->loc != IR_NONE)
      return true;
  }
  return !freed && runs_often(pass, function, key, rival);
}

// ---- the way from the read over the await ----

enum form { FORM_WRITTEN_BACK, FORM_FILLED, FORM_FREED };

/// One read of the state, and what is looked for behind an await.
struct read {
  struct pass *pass;
  struct function *function;
  enum form form;
  uint32_t state; // the place that was read
  const char *key;
  uint32_t value; // the variable that has what was read; IR_NONE: it was only tested
  uint32_t loc;   // of the read
  bool limit;     // FORM_FILLED: it was compared with a limit, and not found empty
  uint32_t guard; // FORM_FILLED: the block behind the test
  uint32_t await; // found: location of the await, and of the use
  uint32_t use;
};

enum step_result { STEP_ON, STEP_STOP, STEP_FOUND };

static bool is_place(const struct ir_operand *operand, uint32_t place) {
  return operand->kind == IR_PLACE && operand->place == place;
}

/// Whether the event reads the state, or might.
static bool reads_state(const struct read *read, const struct ir_event *event) {
  if (event->kind == IR_DEREF)
    return false;
  if (is_place(&event->a, read->state) || is_place(&event->b, read->state))
    return true;
  for (uint32_t i = 0; event->kind == IR_CALL && i < event->arg_count; i++) {
    const struct ir_operand *value = &event->args[i].value;
    if (is_place(value, read->state) || (value->kind == IR_ADDRESS && value->place == read->state))
      return true;
  }
  return false;
}

/// Whether the task may be suspended in the call, with no lock held.
static bool suspends(const struct read *read, uint32_t block, uint32_t event) {
  struct program *program = read->pass->program;
  if (!lock_effect_at(program, read->function, block, event, LOCK_SUSPENDS))
    return false;
  const struct lock_result *locks = function_locks(program, read->function);
  const struct lock_sight *sight = locks ? locks_at(locks, block, event) : NULL;
  return !sight || !sight->may;
}

/// Whether the variable holds what was computed from the value, by one sum.
static bool comes_from(const struct ir_function *fn, const struct ir_operand *operand,
                       uint32_t value) {
  if (operand->kind != IR_PLACE)
    return false;
  if (operand->place == value)
    return true;
  const struct ir_event *made = NULL;
  for (uint32_t b = 0; plain_local(fn, operand->place) && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (writes(&fn->blocks[b].events[e]) && fn->blocks[b].events[e].place == operand->place) {
        if (made)
          return false;
        made = &fn->blocks[b].events[e];
      }
  return made && (made->kind == IR_BIN || made->kind == IR_MOVE) &&
         (is_place(&made->a, value) || is_place(&made->b, value));
}

static bool is_nothing(const struct ir_operand *operand) {
  return operand->kind == IR_NULL || (operand->kind == IR_INT && operand->value == 0);
}

/// The event that the form looks for, behind the await.
static enum step_result use_at(const struct read *read, const struct ir_event *event,
                               uint32_t block) {
  const struct ir_function *fn = read->function->body;
  bool writes_state = writes(event) && event->place == read->state;
  switch (read->form) {
  case FORM_FREED:
    if (event->kind == IR_DEREF && event->place == read->value)
      return STEP_FOUND;
    break;
  case FORM_WRITTEN_BACK:
    if (writes_state && (event->kind == IR_MOVE || event->kind == IR_BIN) &&
        (comes_from(fn, &event->a, read->value) ||
         (event->kind == IR_BIN && comes_from(fn, &event->b, read->value))))
      return is_place(&event->a, read->state) || is_place(&event->b, read->state) ? STEP_STOP
                                                                                  : STEP_FOUND;
    break;
  case FORM_FILLED:
    if (!writes_state ||
        !cfg_dominates(function_cfg(read->pass->program, read->function), read->guard, block))
      break;
    if (read->limit)
      return event->kind == IR_BIN && is_place(&event->a, read->state) && event->b.kind == IR_INT &&
                     strcmp(event->op, "+") == 0
                 ? STEP_FOUND
                 : STEP_STOP;
    return (event->kind == IR_MOVE && !is_nothing(&event->a)) || event->kind == IR_CALL ? STEP_FOUND
                                                                                        : STEP_STOP;
  }
  return writes_state || reads_state(read, event) ? STEP_STOP : STEP_ON;
}

/// Before the await: what ends the story.
static bool is_over(const struct read *read, const struct ir_event *event) {
  if (writes(event) && event->place == read->state)
    return true;
  bool given = false;
  for (uint32_t i = 0; event->kind == IR_CALL && i < event->arg_count; i++)
    given |= is_place(&event->args[i].value, read->value);
  return given && read->form == FORM_FREED; // it may hold a reference from now on
}

static enum step_result step_block(struct read *read, struct point from, bool *awaited) {
  const struct ir_function *fn = read->function->body;
  const struct ir_block *block = &fn->blocks[from.block];
  for (uint32_t e = from.event; e < block->event_count; e++) {
    const struct ir_event *event = &block->events[e];
    enum step_result result = *awaited               ? use_at(read, event, from.block)
                              : is_over(read, event) ? STEP_STOP
                                                     : STEP_ON;
    bool root = writes(event) && fn->places[read->state].step != IR_STEP_VAR &&
                fn->places[event->place].step == IR_STEP_VAR &&
                fn->places[event->place].var == fn->places[read->state].var;
    bool sum = event->kind == IR_BIN && is_place(&event->a, read->value); // still the old one
    bool renewed = read->value != IR_NONE && writes(event) && event->place == read->value && !sum;
    if (result == STEP_FOUND)
      read->use = event->loc;
    if (result != STEP_ON)
      return result;
    if (root || renewed)
      return STEP_STOP;
    if (!*awaited && event->kind == IR_CALL && suspends(read, from.block, e)) {
      *awaited = true;
      read->await = event->loc;
    }
  }
  bool asked = is_place(&block->end.a, read->state) || is_place(&block->end.b, read->state);
  return *awaited && asked ? STEP_STOP : STEP_ON;
}

/// Follows the read from the point; `seen` has one bit for before and one for behind the await.
static bool follow(struct read *read, struct point from, bool awaited, uint8_t *seen) {
  enum step_result result = step_block(read, from, &awaited);
  if (result != STEP_ON)
    return result == STEP_FOUND;
  const struct ir_block *block = &read->function->body->blocks[from.block];
  uint32_t next, await = read->await;
  for (uint32_t i = 0; (next = cfg_successor(block, i)) != IR_NONE; i++) {
    if (seen[next] & (1 << awaited))
      continue;
    seen[next] |= (uint8_t)(1 << awaited);
    read->await = await;
    if (follow(read, (struct point){next, 0}, awaited, seen))
      return true;
  }
  return false;
}

static bool follow_from(struct read *read, struct point from) {
  struct arena scratch = {0};
  uint8_t *seen = ARENA_ARRAY(&scratch, uint8_t, read->function->body->block_count);
  bool found = follow(read, from, false, seen);
  arena_free(&scratch);
  return found;
}

// ---- findings ----

static void report_read(const struct read *read, const struct rival *rival) {
  struct pass *pass = read->pass;
  const char *state = place_text(pass, read->function, read->state);
  struct finding *finding = NULL;
  switch (read->form) {
  case FORM_WRITTEN_BACK:
    finding = report(pass, read->function, read->use,
                     "`%s` gets a value that was read from it before a suspension", state);
    break;
  case FORM_FILLED:
    finding =
        report(pass, read->function, read->use,
               "`%s` was tested before a suspension, and is changed untested after it", state);
    break;
  case FORM_FREED:
    finding = report(pass, read->function, read->use,
                     "`%s` was read from `%s` before a suspension, and may be freed by now",
                     place_text(pass, read->function, read->value), state);
    break;
  }
  note(pass, finding, read->function, read->loc, "`%s` is %s here", state,
       read->form == FORM_FILLED ? "tested" : "read");
  note(pass, finding, read->function, read->await, "the task may be suspended here");
  if (!rival->starts)
    note(pass, finding, rival->function, rival->loc, "`%s`, in another task, %s it here",
         rival->function->name, read->form == FORM_FREED ? "frees" : "changes");
  else
    note(pass, finding, rival->function, rival->loc, "several tasks that do so are started here");
  advice(pass, finding, read->function, read->use,
         read->form == FORM_FILLED ? "test it again after the suspension, or hold a lock for tasks"
                                   : "read it again after the suspension");
}

/// State that another function could change: a global variable, or a member behind a pointer.
static const char *state_key(const struct ir_function *fn, uint32_t place) {
  for (uint32_t at = place; at != IR_NONE; at = fn->places[at].parent)
    if (fn->places[at].step == IR_STEP_ANY || fn->places[at].step == IR_STEP_INDEX ||
        fn->places[at].step == IR_STEP_DEEP)
      return NULL;
  const struct ir_var *var = &fn->vars[fn->places[place].var];
  const char *key = place_key(fn, place);
  return var->flags & IR_VAR_THREAD_LOCAL || !key || key[0] == '#' ? NULL : key;
}

static void check_read(struct read *read, struct point from) {
  struct rival rival = {NULL, IR_NONE, false};
  if (follow_from(read, from) &&
      find_rival(read->pass, read->function, read->key, read->form == FORM_FREED, &rival))
    report_read(read, &rival);
}

static void check_event(struct pass *pass, struct function *function, uint32_t b, uint32_t e) {
  const struct ir_function *fn = function->body;
  const struct ir_event *event = &fn->blocks[b].events[e];
  if (event->kind != IR_MOVE || event->a.kind != IR_PLACE || !plain_local(fn, event->place))
    return;
  const char *key = state_key(fn, event->a.place);
  if (!key)
    return;
  struct read read = {pass,       function, FORM_WRITTEN_BACK, event->a.place, key,    event->place,
                      event->loc, false,    IR_NONE,           IR_NONE,        IR_NONE};
  check_read(&read, (struct point){b, e + 1});
  read.form = FORM_FREED;
  if (fn->vars[fn->places[event->place].var].flags & IR_VAR_POINTER)
    check_read(&read, (struct point){b, e + 1});
}

/// The way on which the state was found empty (or below a limit); IR_NONE when there is none.
static uint32_t empty_way(const struct ir_terminator *end, bool *limit) {
  *limit = !is_nothing(&end->b);
  if (is_nothing(&end->b) && (end->compare == IR_EQ || end->compare == IR_NE))
    return end->targets[end->compare == IR_NE];
  if (*limit && (end->compare == IR_LT || end->compare == IR_LE))
    return end->targets[0];
  if (*limit && (end->compare == IR_GE || end->compare == IR_GT))
    return end->targets[1];
  return IR_NONE;
}

static void check_branch(struct pass *pass, struct function *function, uint32_t b) {
  const struct ir_function *fn = function->body;
  const struct ir_terminator *end = &fn->blocks[b].end;
  const struct cfg *cfg = function_cfg(pass->program, function);
  if (end->kind != IR_BRANCH || end->a.kind != IR_PLACE || end->loc == IR_NONE)
    return;
  const char *key = state_key(fn, end->a.place);
  bool limit;
  uint32_t way = key ? empty_way(end, &limit) : IR_NONE;
  if (way == IR_NONE || cfg->pred_start[way + 1] - cfg->pred_start[way] != 1)
    return;
  struct read read = {pass,     function, FORM_FILLED, end->a.place, key,    IR_NONE,
                      end->loc, limit,    way,         IR_NONE,      IR_NONE};
  check_read(&read, (struct point){way, 0});
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *fn = function->body;
  if (!function->in_task || !function->has[EFFECT_SUSPENDS] || (fn->flags & IR_FN_SETJMP) ||
      fn->block_count > 4000 || function_claim(function, CLAIM_needs_lock))
    return;
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t i = 0; i < cfg->order_count; i++) {
    uint32_t b = cfg->order[i];
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      check_event(pass, function, b, e);
    check_branch(pass, function, b);
  }
}

const struct rule rule_stale_after_await = {
    .name = "stale-after-await",
    .summary = "shared state that was read before a suspension is trusted after it",
    .group = PEDANTIC,
    .since = "0.1",
    .check_function = check,
};
