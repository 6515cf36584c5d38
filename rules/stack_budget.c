/*
The stack of a task is small, and this code needs more of it than there is.

A task gets a stack of a fixed size, 64 KiB in taskrt if nothing else is asked for. What its body
calls runs there, too, however far down: a buffer of 64 KiB that is harmless on the stack of a
thread ends the program in a task. The rule adds up the local variables along the calls from the
body of each task and reports

- a way that takes more than the stack has, at its largest variable;
- a recursion of which less than 32 rounds fit (8, when more than two functions call each other), at
  the call that closes the circle;
- `alloca` and arrays of variable length when nobody asks how large they get.

## Bad

    int serve(void *arg, cancel_token token, void *result) {
      char request[64 * 1024];
      return (int)task_read(*(int *)arg, request, sizeof request, token);
    }

    int main(void) {
      int in = 0;
      return task_wait(task_run(serve, &in, 0, CANCEL_NONE));
    }

## Good

    int serve(void *arg, cancel_token token, void *result) {
      char request[4096];
      return (int)task_read(*(int *)arg, request, sizeof request, token);
    }

    int main(void) {
      int in = 0;
      return task_wait(task_run(serve, &in, 0, CANCEL_NONE));
    }

How large stacks are is known from `stack` in the contract of the function that starts the task, and
from the `stack_size` that the program asks for when it starts the runtime; `stack-size` in
`.async-lint` outranks both. Of that, 8 KiB are for the guard and for the C library. Stackless tasks
and offloaded bodies have no such stack. A recursion that counts its depth, or halves its work, is
left alone.

## Fix

None: whether to use less stack or to ask for more is for its author to say.

## What it cannot see

- What functions without a body take, and what the compiler adds: a way that just fits may not.
- A `stack_size` that is no constant: then nothing is added up.
- Which of several functions in a table is called here: the one that needs most.
- Recursion through pointers.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(stack-budget) runs before the stack is used otherwise
*/
#include "rules/shared/frames.h"
#include "rules/shared/way.h"

#include <stdlib.h>
#include <string.h>

// What is not for the program's own frames; rounds of a recursion that have to fit, and of a circle
// of more than two functions, which is mostly a dispatcher that is called again once; variables
// that are worth a note.
enum { RESERVE = 8192, LEAST_ROUNDS = 32, FEW_ROUNDS = 8, WORTH_A_NOTE = 1024, MOST_WRAPPERS = 4 };

enum visit { NEW, ON_STACK, DONE };

/// What one function needs, with all that it calls.
struct need {
  enum visit visit;
  bool reported, circle_reported;
  uint64_t frame, bytes;
  struct edge *next; // to the callee that needs most
  struct edge *from; // by which the function was met first; NULL for the bodies of tasks
};

struct step_down {
  struct function *function;
  uint32_t at; // next edge to look at
};

struct budget {
  struct pass *pass;
  struct need *needs; // one a function
  uint64_t asked;     // by options of the runtime; 0: nothing
  bool unknown;       // ... by one that is no constant
  uint32_t depth, capacity;
  struct step_down *stack;
};

// ---- how large stacks are ----

/// The bytes of the stack that tasks started by `starter` have, itself or a function it calls.
static uint64_t claimed_stack(const struct function *starter, int wrappers) {
  const struct claim *claim = starter ? function_claim(starter, CLAIM_stack) : NULL;
  if (claim)
    return strtoull(claim->text, NULL, 10);
  for (uint32_t i = 0; starter && wrappers && i < starter->out_count; i++)
    if (starter->out[i]->kind == EDGE_CALL) {
      uint64_t bytes = claimed_stack(starter->out[i]->callee, wrappers - 1);
      if (bytes)
        return bytes;
    }
  return 0;
}

/// The stack of tasks with this body; 0 when it has none of its own, or nobody knows.
static uint64_t stack_of(const struct budget *budget, const struct function *body) {
  uint64_t claimed = 0, set = spec_stack(program_spec(budget->pass->program));
  for (uint32_t i = 0; i < body->in_count && !claimed; i++)
    if (body->in[i]->kind == EDGE_STARTS)
      claimed = claimed_stack(body->in[i]->through, MOST_WRAPPERS);
  if (!claimed || set)
    return claimed ? set : 0;
  if (budget->unknown)
    return 0;
  return budget->asked ? budget->asked : claimed;
}

static uint64_t usable(uint64_t stack) {
  return stack >= (uint64_t)RESERVE * 4 ? stack - RESERVE : stack / 4 * 3;
}

/// Looks for `stack_size` among the options of the runtime.
static void look_for_options(struct budget *budget, const struct ir_function *fn) {
  static const char member[] = "task_runtime_options.stack_size", record[] = "task_runtime_options";
  for (uint32_t v = 0; v < fn->var_count; v++)
    budget->unknown |= (fn->vars[v].flags & IR_VAR_GLOBAL) && !strcmp(fn->vars[v].type, record);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      const struct ir_place *place = event->place == IR_NONE ? NULL : &fn->places[event->place];
      if (event->kind == IR_DEREF || event->kind == IR_DEAD || !place ||
          place->step != IR_STEP_FIELD || strcmp(place->field, member) != 0)
        continue;
      int64_t bytes = 0;
      bool known = event->kind == IR_MOVE && operand_constant(fn, &event->a, &bytes) && bytes >= 0;
      budget->unknown |= !known;
      budget->asked = (uint64_t)bytes > budget->asked ? (uint64_t)bytes : budget->asked;
    }
}

// ---- notes ----

/// The edges from the body of a task to `function`, the last ones if there are many.
static int way_to(const struct budget *budget, const struct function *function, struct edge **edges,
                  const struct function **body) {
  int count = 0;
  struct edge *from;
  for (; (from = budget->needs[function->index].from); function = from->caller) {
    if (count == WAY_MAX)
      memmove(edges + 1, edges, (WAY_MAX - 1) * sizeof *edges);
    else
      memmove(edges + 1, edges, (size_t)count++ * sizeof *edges);
    edges[0] = from;
  }
  *body = function;
  return count;
}

static void note_way(const struct budget *budget, struct finding *finding,
                     const struct function *function) {
  struct edge *edges[WAY_MAX];
  const struct function *body;
  int count = way_to(budget, function, edges, &body);
  note_entry(budget->pass, finding, body);
  note_calls(budget->pass, finding, edges, count);
}

static void note_variable(const struct budget *budget, struct finding *finding,
                          const struct function *function) {
  uint32_t var = function->body ? frame_largest(function->body) : IR_NONE;
  if (var != IR_NONE && function->body->vars[var].size >= WORTH_A_NOTE)
    note(budget->pass, finding, function, function->body->vars[var].loc, "`%s` takes %s",
         function->body->vars[var].name, frame_text(budget->pass, function->body->vars[var].size));
}

// ---- recursion ----

/// True when the argument is a parameter that is counted up or down, or divided: somebody minds how
/// deep it goes.
static bool is_counted(const struct ir_function *fn, const struct ir_operand *argument) {
  if (argument->kind != IR_PLACE || fn->places[argument->place].step != IR_STEP_VAR)
    return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->kind == IR_BIN && event->place == argument->place && event->b.kind == IR_INT &&
          (!strcmp(event->op, "+") || !strcmp(event->op, "-") || !strcmp(event->op, "/") ||
           !strcmp(event->op, ">>")))
        return true;
    }
  return false;
}

static const struct ir_event *call_of(const struct edge *edge) {
  return edge->block == IR_NONE ? NULL
                                : &edge->caller->body->blocks[edge->block].events[edge->event];
}

static bool counts_depth(const struct edge *edge) {
  const struct ir_event *call = call_of(edge);
  for (uint32_t i = 0; call && i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    bool number = value->kind == IR_PLACE &&
                  !(edge->caller->body->vars[edge->caller->body->places[value->place].var].flags &
                    IR_VAR_POINTER);
    if (number && is_counted(edge->caller->body, value))
      return true;
  }
  return false;
}

/// The edge by which the function at position `i` of the stack calls the next one.
static struct edge *edge_at(const struct budget *budget, uint32_t i) {
  return budget->stack[i].function->out[budget->stack[i].at - 1];
}

/// The circle from position `first` of the stack back to it. False when part of it is a guess, or
/// somebody minds how deep it goes.
static bool is_free_circle(const struct budget *budget, uint32_t first, uint64_t *bytes,
                           const struct function **largest) {
  *bytes = 0;
  *largest = NULL;
  for (uint32_t i = first; i < budget->depth; i++) {
    const struct function *function = budget->stack[i].function;
    const struct need *need = &budget->needs[function->index];
    if (edge_at(budget, i)->kind != EDGE_CALL || counts_depth(edge_at(budget, i)))
      return false;
    *bytes += need->frame;
    if (!*largest || need->frame > budget->needs[(*largest)->index].frame)
      *largest = function;
  }
  return true;
}

/// `edge` goes back to a function that is being looked at.
static void check_circle(struct budget *budget, const struct edge *edge) {
  uint64_t bytes, stack = stack_of(budget, budget->stack[0].function);
  const struct function *largest;
  uint32_t first = budget->depth;
  while (first && budget->stack[first - 1].function != edge->callee)
    first--;
  struct need *head = &budget->needs[edge->callee->index];
  if (!first || !stack || head->circle_reported ||
      !is_free_circle(budget, first - 1, &bytes, &largest))
    return;
  uint64_t rounds = budget->depth - (first - 1) > 2 ? FEW_ROUNDS : LEAST_ROUNDS;
  if (bytes * rounds <= usable(stack))
    return;
  head->circle_reported = true;
  struct pass *pass = budget->pass;
  struct finding *finding =
      report(pass, edge->caller, edge->loc,
             "each round of `%s` takes %s of the stack of a task, which has %s", edge->callee->name,
             frame_text(pass, bytes), frame_text(pass, stack));
  note_way(budget, finding, edge->caller);
  note_variable(budget, finding, largest);
  advice(pass, finding, edge->caller, edge->loc, "allocate what is large, or limit the depth");
}

// ---- the depth of calls ----

static bool is_within(const struct edge *edge) {
  return !edge->not_in_task && (edge->kind == EDGE_CALL || edge->kind == EDGE_SLOT ||
                                edge->kind == EDGE_TARGET || edge->kind == EDGE_CALLBACK);
}

static void enter(struct budget *budget, struct function *function, struct edge *from) {
  struct need *need = &budget->needs[function->index];
  need->visit = ON_STACK;
  need->from = from;
  need->frame = need->bytes = frame_size(budget->pass, function);
  GROW(budget->stack, budget->depth, budget->capacity);
  budget->stack[budget->depth++] = (struct step_down){function, 0};
}

static void take_need(struct budget *budget, struct edge *edge) {
  struct need *caller = &budget->needs[edge->caller->index];
  uint64_t bytes = caller->frame + budget->needs[edge->callee->index].bytes;
  if (bytes <= caller->bytes)
    return;
  caller->bytes = bytes;
  caller->next = edge;
}

/// Finds out what a body needs: depth first, without recursion of its own.
static void look_at(struct budget *budget, struct function *body) {
  if (budget->needs[body->index].visit == NEW)
    enter(budget, body, NULL);
  while (budget->depth) {
    struct step_down *top = &budget->stack[budget->depth - 1];
    struct function *function = top->function;
    if (top->at == function->out_count) {
      budget->needs[function->index].visit = DONE;
      if (--budget->depth)
        take_need(budget, edge_at(budget, budget->depth - 1));
      continue;
    }
    struct edge *edge = function->out[top->at++];
    if (!is_within(edge))
      continue;
    if (budget->needs[edge->callee->index].visit == NEW)
      enter(budget, edge->callee, edge);
    else if (budget->needs[edge->callee->index].visit == DONE)
      take_need(budget, edge);
    else
      check_circle(budget, edge);
  }
}

/// The function on the way from `body` down that takes most itself.
static struct function *largest_below(const struct budget *budget, struct function *body) {
  struct function *largest = body;
  for (struct edge *edge = budget->needs[body->index].next; edge;
       edge = budget->needs[edge->callee->index].next)
    if (budget->needs[edge->callee->index].frame > budget->needs[largest->index].frame)
      largest = edge->callee;
  return largest;
}

static void note_way_down(const struct budget *budget, struct finding *finding,
                          const struct function *body, const struct function *told) {
  struct edge *edges[WAY_MAX];
  int count = 0;
  for (struct edge *edge = budget->needs[body->index].next; edge && count < WAY_MAX;
       edge = budget->needs[edge->callee->index].next)
    edges[count++] = edge;
  while (count && budget->needs[edges[count - 1]->callee->index].frame < WORTH_A_NOTE &&
         edges[count - 1]->callee != told)
    count--; // small ones at the end
  note_entry(budget->pass, finding, body);
  note_calls(budget->pass, finding, edges, count);
  if (body != told)
    note_variable(budget, finding, body);
  for (int i = 0; i < count; i++)
    if (edges[i]->callee != told)
      note_variable(budget, finding, edges[i]->callee);
}

static void check_body(struct budget *budget, struct function *body, uint64_t stack) {
  struct pass *pass = budget->pass;
  const struct need *need = &budget->needs[body->index];
  if (need->bytes <= usable(stack))
    return;
  struct function *largest = largest_below(budget, body);
  if (budget->needs[largest->index].reported)
    return;
  budget->needs[largest->index].reported = true;
  uint32_t var = frame_largest(largest->body);
  struct finding *finding;
  if (var != IR_NONE && largest->body->vars[var].size >= WORTH_A_NOTE)
    finding = report(pass, largest, largest->body->vars[var].loc,
                     "with `%s`, a task of `%s` may need %s of stack, and can use %s",
                     largest->body->vars[var].name, body->name, frame_text(pass, need->bytes),
                     frame_text(pass, usable(stack)));
  else
    finding = report(pass, body, IR_NONE, "a task of `%s` may need %s of stack, and can use %s",
                     body->name, frame_text(pass, need->bytes), frame_text(pass, usable(stack)));
  note_way_down(budget, finding, body, largest);
  advice(pass, finding, largest, var == IR_NONE ? IR_NONE : largest->body->vars[var].loc,
         "allocate what is large, or give tasks a larger stack");
}

// ---- sizes that the program computes ----

/// True when some condition looks at the variable.
static bool is_compared(const struct ir_function *fn, uint32_t var) {
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if ((end->kind != IR_BRANCH && end->kind != IR_SWITCH) || end->a.kind == IR_UNKNOWN)
      continue;
    bool a = end->a.kind == IR_PLACE && fn->places[end->a.place].var == var;
    bool other = end->b.kind == IR_PLACE && fn->places[end->b.place].var == var;
    if (a || other)
      return true;
  }
  return false;
}

/// True when all callers that are known give a constant for the parameter.
static bool gets_constants(const struct function *function, uint32_t param) {
  for (uint32_t i = 0; i < function->in_count; i++) {
    const struct edge *edge = function->in[i];
    const struct ir_event *call = call_of(edge);
    int64_t value;
    if (edge->kind != EDGE_CALL || !call || param >= call->arg_count ||
        !operand_constant(edge->caller->body, &call->args[param].value, &value))
      return false;
  }
  return function->in_count > 0;
}

/// True when nothing is seen that keeps the value small: it comes out of variables, through
/// arithmetic, that no condition looks at.
static bool is_unbounded(const struct function *function, const struct ir_operand *size, int most) {
  const struct ir_function *fn = function->body;
  int64_t value;
  if (size->kind != IR_PLACE || operand_constant(fn, size, &value) || !most)
    return false;
  uint32_t var = fn->places[size->place].var;
  if (is_compared(fn, var))
    return false;
  if (fn->vars[var].flags & IR_VAR_PARAM)
    return !gets_constants(function, var);
  bool unbounded = false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (event->place != size->place || (event->kind != IR_BIN && event->kind != IR_MOVE &&
                                          event->kind != IR_CALL && event->kind != IR_HAVOC))
        continue;
      if (event->kind == IR_CALL)
        unbounded = true;
      if (event->kind == IR_BIN && (!strcmp(event->op, "&") || !strcmp(event->op, "%")))
        return false;
      if (event->kind == IR_BIN || event->kind == IR_MOVE)
        unbounded |= is_unbounded(function, &event->a, most - 1) ||
                     (event->kind == IR_BIN && is_unbounded(function, &event->b, most - 1));
    }
  return unbounded;
}

static void report_open(const struct budget *budget, const struct function *function, uint32_t loc,
                        const char *what) {
  struct finding *finding =
      report(budget->pass, function, loc,
             "%s may take any amount of the stack of a task: nothing bounds it", what);
  note_way(budget, finding, function);
  advice(budget->pass, finding, function, loc, "allocate it, or compare the size with a limit");
}

/// The use of a variable in the size of the array that is declared at `declared`: it stands behind
/// the name, in its line.
static bool is_size_of(const struct ir_function *fn, const struct ir_event *event,
                       const struct ir_location *declared) {
  if (event->kind != IR_USE || event->loc == IR_NONE || event->a.kind != IR_PLACE)
    return false;
  const struct ir_location *loc = ir_location(fn, event->loc);
  return loc->file == declared->file && loc->line == declared->line &&
         loc->column > declared->column;
}

static void check_arrays(const struct budget *budget, const struct function *function) {
  const struct ir_function *fn = function->body;
  for (uint32_t v = fn->param_count; v < fn->var_count; v++) {
    if (fn->vars[v].size != IR_SIZE_OPEN || fn->vars[v].loc == IR_NONE)
      continue;
    const struct ir_location *declared = ir_location(fn, fn->vars[v].loc);
    bool unbounded = false;
    for (uint32_t b = 0; b < fn->block_count; b++)
      for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
        const struct ir_event *event = &fn->blocks[b].events[e];
        unbounded |= is_size_of(fn, event, declared) && is_unbounded(function, &event->a, 4);
      }
    if (unbounded)
      report_open(budget, function, fn->vars[v].loc,
                  arena_printf(program_arena(budget->pass->program), "`%s`", fn->vars[v].name));
  }
}

static void check_open_sizes(const struct budget *budget, const struct function *function) {
  const struct ir_function *fn = function->body;
  uint64_t size;
  check_arrays(budget, function);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (frame_alloca(fn, call, &size) && size == IR_SIZE_OPEN &&
          is_unbounded(function, &call->args[0].value, 4))
        report_open(budget, function, call->loc, "this `alloca`");
    }
}

// ---- all tasks ----

static bool has_tasks(struct program *program) {
  for (uint32_t i = 0; i < program_count(program); i++)
    if (program_at(program, i)->task_entry)
      return true;
  return false;
}

static void check(struct pass *pass) {
  uint32_t count = program_count(pass->program);
  if (!has_tasks(pass->program))
    return;
  struct budget budget = {.pass = pass, .needs = xcalloc((size_t)count + 1, sizeof *budget.needs)};
  for (uint32_t i = 0; i < count; i++)
    if (program_at(pass->program, i)->body)
      look_for_options(&budget, program_at(pass->program, i)->body);
  for (uint32_t i = 0; i < count; i++) {
    struct function *body = program_at(pass->program, i);
    uint64_t stack = body->checked && body->task_entry ? stack_of(&budget, body) : 0;
    if (!stack)
      continue;
    look_at(&budget, body);
    check_body(&budget, body, stack);
  }
  for (uint32_t i = 0; i < count; i++)
    if (budget.needs[i].visit == DONE && program_at(pass->program, i)->checked)
      check_open_sizes(&budget, program_at(pass->program, i));
  free(budget.stack);
  free(budget.needs);
}

const struct rule rule_stack_budget = {
    .name = "stack-budget",
    .summary = "a task may need more stack than it has",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_program = check,
};
