/*
A loop starts a task, awaits it, and only then starts the next one.

When no round needs anything of the one before, all of them can run at the same time: start them in
the loop, keep the handles in an array, and await `task_when_all` behind it. The rule is pedantic,
because one after another is often right: to spare a server, to keep an order, to bound the memory.

## Bad

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(*(int *)arg, token);
    }

    int load_all(int *sizes, int count, cancel_token token) {
      int status = 0;
      for (int i = 0; i < count && status == 0; i++)
        status = task_await(task_run(load, &sizes[i], 0, token), NULL);
      return status;
    }

## Good

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(*(int *)arg, token);
    }

    int load_all(int *sizes, cancel_token token) {
      task *loading[8];
      for (int i = 0; i < 8; i++)
        loading[i] = task_run(load, &sizes[i], 0, token);
      return task_await(task_when_all(loading, 8), NULL);
    }

Nothing is said when a round uses what the one before gave, when every round does the same (a
poll), when the next one is another try after a failure, when something else in the loop waits or is
unknown, and where a comment says why.

## Fix

None: the handles need an array, and how many rounds may overlap is for its author to say.

## What it cannot see

- That the order matters, or that too many at a time are too many.
- That the tasks of two rounds use the same memory.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(await-in-loop) one request at a time
*/
#include "rules/shared/loops.h"
#include "rules/shared/overlap.h"

/// The loop a search is in, and which variables hold something of an earlier round.
struct search {
  struct pass *pass;
  struct function *function;
  const struct loop *loop;
  bool *stained; // one a variable
};

static bool is_stained(const struct search *search, const struct ir_operand *operand) {
  return (operand->kind == IR_PLACE || operand->kind == IR_ADDRESS) &&
         search->stained[search->function->body->places[operand->place].var];
}

static bool reads_stained(const struct search *search, const struct ir_event *event) {
  bool found = is_stained(search, &event->a) || is_stained(search, &event->b);
  for (uint32_t i = 0; i < event->arg_count; i++)
    found |= is_stained(search, &event->args[i].value);
  return found;
}

static void stain_results(struct search *search, const struct operation *operation) {
  const struct ir_function *fn = search->function->body;
  const struct ir_event *calls[] = {operation->giver, operation->await};
  if (operation->await->place != IR_NONE)
    search->stained[fn->places[operation->await->place].var] = true;
  for (int c = 0; c < 2; c++)
    for (uint32_t i = 0; i < calls[c]->arg_count; i++) {
      const struct ir_operand *value = &calls[c]->args[i].value;
      bool element = false;
      for (uint32_t at = value->kind == IR_ADDRESS ? value->place : IR_NONE; at != IR_NONE;
           at = fn->places[at].parent)
        element |= fn->places[at].step == IR_STEP_ANY;
      if (value->kind == IR_ADDRESS && !element && calls[c] == operation->await)
        search->stained[fn->places[value->place].var] = true;
    }
}

static void spread_stains(struct search *search, const struct operation *operation) {
  const struct ir_function *fn = search->function->body;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t b = 0; b < fn->block_count; b++)
      for (uint32_t e = 0; search->loop->inside[b] && e < fn->blocks[b].event_count; e++) {
        const struct ir_event *event = &fn->blocks[b].events[e];
        bool writes = event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_CALL;
        if (!writes || event->place == IR_NONE || event == operation->await ||
            !reads_stained(search, event))
          continue;
        bool *stain = &search->stained[fn->places[event->place].var];
        changed |= !*stain;
        *stain = true;
      }
  }
}

/// True when something the call is given changes from round to round.
static bool differs(const struct search *search, const struct ir_event *call) {
  const struct ir_function *fn = search->function->body;
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
      continue;
    for (uint32_t at = value->place; at != IR_NONE; at = fn->places[at].parent)
      if (fn->places[at].step == IR_STEP_ANY)
        return true;
    for (uint32_t b = 0; b < fn->block_count; b++)
      for (uint32_t e = 0; search->loop->inside[b] && e < fn->blocks[b].event_count; e++)
        if (writes_var(fn, &fn->blocks[b].events[e], fn->places[value->place].var))
          return true;
  }
  return false;
}

/// True when another call in the loop waits, or nobody knows what it does.
static bool waits_otherwise(const struct search *search, const struct operation *operation) {
  const struct ir_function *fn = search->function->body;
  for (uint32_t i = 0; i < search->function->out_count; i++) {
    const struct edge *edge = search->function->out[i];
    if (edge->block == IR_NONE || !search->loop->inside[edge->block])
      continue;
    const struct ir_event *event = &fn->blocks[edge->block].events[edge->event];
    if (event == operation->giver || event == operation->await)
      continue;
    const struct function *callee = edge->callee;
    bool system = callee->declaration && (callee->declaration->flags & IR_DECL_SYSTEM);
    bool known = callee->checked || callee->contract || system;
    if (!known || callee->has[EFFECT_SUSPENDS] || callee->has[EFFECT_BLOCKS] ||
        function_claim(callee, CLAIM_suspends) || function_claim(callee, CLAIM_async) ||
        function_claim(callee, CLAIM_blocks))
      return true;
  }
  return false;
}

/// True when the loop goes on because the operation failed: another try.
static bool tries_again(const struct search *search, const struct operation *operation) {
  const struct ir_function *fn = search->function->body;
  if (operation->await->place == IR_NONE)
    return false;
  uint32_t status = fn->places[operation->await->place].var;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    bool equality = end->compare == IR_EQ || end->compare == IR_NE;
    if (!search->loop->inside[b] || end->kind != IR_BRANCH || !equality ||
        !mentions_var(fn, &end->a, status) || end->b.kind != IR_INT)
      continue;
    bool equal = search->loop->inside[end->targets[end->compare == IR_EQ ? 0 : 1]];
    bool other = search->loop->inside[end->targets[end->compare == IR_EQ ? 1 : 0]];
    if (end->b.value == 0 ? other && !equal : equal && !other)
      return true;
  }
  return false;
}

static void check_operation(struct search *search, const struct operation *operation) {
  struct pass *pass = search->pass;
  const struct ir_function *fn = search->function->body;
  if ((operation->giver->flags & IR_CALL_COMMENTED) ||
      !search->loop->inside[operation->end.block] || !differs(search, operation->giver) ||
      waits_otherwise(search, operation) || tries_again(search, operation))
    return;
  search->stained = ARENA_ARRAY(program_arena(pass->program), bool, fn->var_count + 1);
  stain_results(search, operation);
  spread_stains(search, operation);
  if (reads_stained(search, operation->giver))
    return;
  struct finding *finding = report(pass, search->function, operation->await->loc,
                                   "the tasks of this loop run one after another");
  note(pass, finding, search->function, operation->giver->loc,
       "start them all in the loop, and await them behind it");
}

static bool has_operation(struct pass *pass, struct function *function) {
  struct operation operation;
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++)
      if (operation_at(pass, function, (struct point){b, e}, &operation))
        return true;
  return false;
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *fn = function->body;
  struct arena scratch = {0};
  struct loop *loops;
  struct operation operation;
  if (!has_operation(pass, function))
    return; // the loops of a large function cost much
  uint32_t count = find_loops(&scratch, function_cfg(pass->program, function), &loops);
  for (uint32_t l = 0; l < count; l++)
    for (uint32_t b = 0; b < fn->block_count; b++)
      for (uint32_t e = 0; loops[l].inside[b] && e < fn->blocks[b].event_count; e++)
        if (operation_at(pass, function, (struct point){b, e}, &operation) &&
            !in_inner_loop(loops, count, &loops[l], b))
          check_operation(&(struct search){pass, function, &loops[l], NULL}, &operation);
  arena_free(&scratch);
}

const struct rule rule_await_in_loop = {
    .name = "await-in-loop",
    .summary = "a loop awaits each task before it starts the next one",
    .group = PEDANTIC,
    .since = "0.1",
    .check_function = check,
};
