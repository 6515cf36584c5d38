/*
A task handle is used as if it were the result of the task.

An operation that gives a task has not produced its value yet: the handle is a pointer, never NULL
unless starting failed, and says nothing of what the task will find out. A condition on it is always
true, a sum over it adds addresses, and a function that is given the handle where it expects the
result reads memory of the runtime.

Reported are: a condition that asks a task straight from the call that gave it, arithmetic and order
comparisons with a handle, a handle converted to a number or printed as one, and a handle given to a
task body that takes its argument for something else. Testing a handle that was kept for NULL is
right: starting may have failed.

## Bad

    static int look_up(void *arg, cancel_token token, void *result) {
      *(int *)result = 1;
      return task_delay(1, token);
    }

    int count_all(void *user, int known) {
      task *found = task_run(look_up, user, sizeof(int), CANCEL_NONE);
      int count = known + (int)(long)found;
      return task_await(found, NULL) == 0 ? count : known;
    }

## Good

    static int look_up(void *arg, cancel_token token, void *result) {
      *(int *)result = 1;
      return task_delay(1, token);
    }

    int count_all(void *user, int known) {
      int found = 0;
      task *looking = task_run(look_up, user, sizeof found, CANCEL_NONE);
      if (!looking)
        return known;
      return task_await(looking, &found) == 0 ? known + found : known;
    }

## Fix

None: there is no variable for the result, and its type is not in the code.

## What it cannot see

- Members: only variables and parameters are known to be handles.
- `uintptr_t`, `size_t` and `unsigned long` hold addresses rightly, for hashing and printing.
- A cast to another pointer type before the handle is given away.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(task-as-value) the address is the key of the table
*/
#include "rules/shared/way.h"

#include <string.h>

// ---- types ----

/// The kind of handle that a variable's value is, or NULL.
static const struct handle_kind *kind_of(struct pass *pass, const struct ir_function *fn,
                                         const struct ir_operand *value) {
  if (value->kind != IR_PLACE || fn->places[value->place].step != IR_STEP_VAR)
    return NULL;
  const struct ir_var *var = &fn->vars[fn->places[value->place].var];
  const struct handle_kind *kind = spec_handle_of_type(program_spec(pass->program), var->type);
  bool telling = kind && strcmp(kind->type, "void *") != 0; // that type says nothing of a value
  return telling && kind->exactly_once && !kind->by_value ? kind : NULL;
}

/// Types that no address belongs into: not `bool`, which only asks for NULL.
static bool is_number(const char *type) {
  static const char *const numbers[] = {"int",     "unsigned int", "unsigned",  "short",
                                        "char",    "long",         "long long", "float",
                                        "double",  "int8_t",       "int16_t",   "int32_t",
                                        "int64_t", "uint8_t",      "uint16_t",  "uint32_t"};
  for (unsigned i = 0; type && i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(type, numbers[i]) == 0)
      return true;
  return false;
}

// ---- the finding ----

static const char *name_of(const struct ir_function *fn, const struct ir_operand *value,
                           const struct handle_kind *kind) {
  const struct ir_var *var = &fn->vars[fn->places[value->place].var];
  return var->flags & IR_VAR_TEMP ? kind->name : var->name;
}

static void tell(struct pass *pass, const struct function *function, uint32_t loc,
                 const struct ir_operand *value, const struct handle_kind *kind, const char *what) {
  struct finding *finding = report(pass, function, loc, "`%s` is a %s, and is %s",
                                   name_of(function->body, value, kind), kind->name, what);
  note(pass, finding, function, loc, "await it, and use the result that it hands over");
}

// ---- conditions ----

static bool is_null(const struct ir_operand *value) {
  return value->kind == IR_NULL || value->kind == IR_ZERO ||
         (value->kind == IR_INT && value->value == 0);
}

/// Whether `place` is named by anything but the call that fills it and one branch.
static bool used_elsewhere(const struct ir_function *fn, uint32_t place) {
  unsigned uses = 0;
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    uses += (end->a.kind == IR_PLACE && end->a.place == place) +
            (end->b.kind == IR_PLACE && end->b.place == place);
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      uses += (event->a.kind == IR_PLACE && event->a.place == place) +
              (event->b.kind == IR_PLACE && event->b.place == place);
      for (uint32_t i = 0; i < event->arg_count; i++)
        uses += event->args[i].value.kind == IR_PLACE && event->args[i].value.place == place;
    }
  }
  return uses > 1;
}

/// `if (is_known_async(user))`: the call gives a task, and only that it does is asked.
static void check_fresh(struct pass *pass, const struct function *function,
                        const struct ir_block *block, const struct handle_kind *kind) {
  const struct ir_function *fn = function->body;
  uint32_t place = block->end.a.place;
  const struct ir_event *last = block->event_count ? &block->events[block->event_count - 1] : NULL;
  if (!(fn->vars[fn->places[place].var].flags & IR_VAR_TEMP) || !last || last->kind != IR_CALL ||
      last->place != place || used_elsewhere(fn, place))
    return;
  const struct function *callee = call_target(pass->program, last);
  if (callee && !callee->effect.gives) // `task_current() != NULL`: the task is somebody else's
    return;
  struct finding *finding =
      report(pass, function, last->loc,
             "`%s` gives a %s, and the condition asks only whether there is one",
             callee ? callee->name : "this call", kind->name);
  note(pass, finding, function, last->loc, "await it, and test the result that it hands over");
}

static void check_end(struct pass *pass, const struct function *function,
                      const struct ir_block *block) {
  const struct ir_function *fn = function->body;
  const struct ir_terminator *end = &block->end;
  const struct handle_kind *kind = kind_of(pass, fn, &end->a);
  if (!kind || end->loc == IR_NONE)
    return;
  if (end->kind == IR_RETURN && is_number(fn->result))
    tell(pass, function, end->loc, &end->a, kind, "returned as a number");
  if (end->kind == IR_SWITCH)
    tell(pass, function, end->loc, &end->a, kind, "compared with numbers");
  if (end->kind != IR_BRANCH)
    return;
  bool orders = end->compare != IR_EQ && end->compare != IR_NE;
  if (orders || (end->b.kind == IR_INT && end->b.value != 0))
    tell(pass, function, end->loc, &end->a, kind, "compared with a number");
  else if (is_null(&end->b))
    check_fresh(pass, function, block, kind);
}

// ---- values ----

static void check_arithmetic(struct pass *pass, const struct function *function,
                             const struct ir_event *event) {
  const struct ir_function *fn = function->body;
  const struct ir_operand *value = &event->a;
  const struct handle_kind *kind = kind_of(pass, fn, value);
  if (!kind) {
    value = &event->b;
    kind = kind_of(pass, fn, value);
  }
  const struct ir_place *target = &fn->places[event->place];
  bool number = target->step == IR_STEP_VAR && is_number(fn->vars[target->var].type);
  if (!kind || !number || !strchr("+-*/<>", event->op[0]) || strcmp(event->op, "<<") == 0 ||
      strcmp(event->op, ">>") == 0)
    return;
  tell(pass, function, event->loc, value, kind,
       strchr("<>", event->op[0]) ? "compared with a number" : "calculated with");
}

static void check_move(struct pass *pass, const struct function *function,
                       const struct ir_event *event) {
  const struct ir_function *fn = function->body;
  const struct handle_kind *kind = kind_of(pass, fn, &event->a);
  const struct ir_place *target = &fn->places[event->place];
  if (kind && target->step == IR_STEP_VAR && is_number(fn->vars[target->var].type))
    tell(pass, function, event->loc, &event->a, kind, "turned into a number");
}

// ---- calls ----

/// A format that is all there (the IR keeps the beginning) and prints no pointer.
static bool prints_numbers(const struct ir_event *call, uint32_t before) {
  for (uint32_t i = 0; i < before; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if (value->kind == IR_STRING && value->symbol && strchr(value->symbol, '%'))
      return strlen(value->symbol) < 60 && !strstr(value->symbol, "%p") &&
             !strstr(value->symbol, "%l") && !strstr(value->symbol, "%z") &&
             !strstr(value->symbol, "%j");
  }
  return false;
}

/// The type that the body takes its argument for: that of the only variable it is copied to.
static const char *taken_for(const struct function *body) {
  const struct ir_function *fn = body->body;
  for (uint32_t b = 0; fn && body->checked && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool copies = event->kind == IR_MOVE && event->a.kind == IR_PLACE &&
                    fn->places[event->a.place].step == IR_STEP_VAR &&
                    fn->places[event->a.place].var == 0 &&
                    fn->places[event->place].step == IR_STEP_VAR;
      if (copies)
        return fn->vars[fn->places[event->place].var].type;
    }
  return NULL;
}

static void check_user_data(struct pass *pass, const struct function *function,
                            const struct ir_event *call, const struct function *callee) {
  const struct claim *claim = function_claim(callee, CLAIM_starts);
  if (!claim)
    claim = function_claim(callee, CLAIM_offloads);
  if (!claim || claim->with < 0 || claim->param < 0 || (uint32_t)claim->with >= call->arg_count ||
      (uint32_t)claim->param >= call->arg_count)
    return;
  const struct ir_operand *value = &call->args[claim->with].value;
  const struct handle_kind *kind = kind_of(pass, function->body, value);
  const struct function *body =
      kind ? argument_function(pass->program, function, &call->args[claim->param].value) : NULL;
  const char *type = body ? taken_for(body) : NULL;
  if (!type || strcmp(type, "void *") == 0 || strcmp(type, kind->type) == 0)
    return;
  struct finding *finding =
      report(pass, function, call->loc, "`%s` is a %s, and `%s` takes it for a `%s`",
             name_of(function->body, value, kind), kind->name, body->name, type);
  note(pass, finding, function, call->loc,
       "await it first, and give the result that it hands over");
}

static void check_call(struct pass *pass, const struct function *function,
                       const struct ir_event *call) {
  const struct function *callee = call_target(pass->program, call);
  if (!callee || !callee->declaration)
    return;
  const struct ir_declaration *declaration = callee->declaration;
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    const struct handle_kind *kind = kind_of(pass, function->body, value);
    bool variable = i >= declaration->param_count;
    if (!kind)
      continue;
    if (!variable && is_number(declaration->params[i].type))
      tell(pass, function, call->loc, value, kind, "given where a number is wanted");
    else if (variable && (declaration->flags & IR_DECL_VARIADIC) && prints_numbers(call, i))
      tell(pass, function, call->loc, value, kind, "printed as if it were the result");
  }
  check_user_data(pass, function, call, callee);
}

static void check(struct pass *pass, const struct function *function) {
  const struct ir_function *fn = function->body;
  if (!(function->meets & MEETS_VARIABLE))
    return;
  const struct cfg *cfg = function_cfg(pass->program, program_at(pass->program, function->index));
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    if (cfg->position[b] == IR_NONE)
      continue;
    for (uint32_t e = 0; e < block->event_count; e++) {
      const struct ir_event *event = &block->events[e];
      if (event->kind == IR_BIN)
        check_arithmetic(pass, function, event);
      else if (event->kind == IR_MOVE)
        check_move(pass, function, event);
      else if (event->kind == IR_CALL)
        check_call(pass, function, event);
    }
    check_end(pass, function, block);
  }
}

const struct rule rule_task_as_value = {
    .name = "task-as-value",
    .summary = "a task handle is used as if it were its result",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
