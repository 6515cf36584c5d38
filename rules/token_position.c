/*
A cancellation token stands where nobody looks for it, before something the function works with.

Functions that take their time are read as a family: what they work on and their inputs first, then
the token, then what they fill in. taskrt's own functions do it so, and so do the bodies of tasks:
`(void *arg, cancel_token token, void *result)`. Where the token is somewhere in the middle, a call
has to be looked up before it can be read or written.

The rule is about style, and off until it is asked for.

## Bad

    int resize(cancel_token token, int width, int height) {
      (void)(width * height);
      return task_delay(10, token);
    }

## Good

    int resize(int width, int height, cancel_token token) {
      (void)(width * height);
      return task_delay(10, token);
    }

Behind the token may stand further tokens, what the function writes to, a callback and its argument,
and the format of a variadic function. Asked are functions that suspend or give a task, unless
somebody else prescribes their signature: their address is taken, or they are the body of a task.

## Fix

None: all callers would have to be changed at once.

## What it cannot see

- A pointer that the function hands on: it may be an output, and nothing is said.
- Functions that are declared and defined elsewhere.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(token-position) as in version 1
*/
#include "analyzer/rule.h"

#include <string.h>

/// Whether the function takes its time, so that its token is for the caller to cancel it by.
static bool takes_time(const struct function *function) {
  return function->has[EFFECT_SUSPENDS] || function->effect.gives;
}

static bool is_root(const struct ir_function *fn, uint32_t place, uint32_t var) {
  return place != IR_NONE && fn->places[place].var == var;
}

static bool is_below(const struct ir_function *fn, uint32_t place, uint32_t var) {
  return is_root(fn, place, var) && fn->places[place].step != IR_STEP_VAR;
}

/// True when the pointer, or a place reached through it, goes out of the events that this rule
/// understands: what it points to may be written to.
static bool hands_on(const struct ir_function *fn, const struct ir_event *event, uint32_t var) {
  bool value = (event->a.kind == IR_PLACE && event->a.place != IR_NONE &&
                fn->places[event->a.place].step == IR_STEP_VAR) ||
               event->a.kind == IR_ADDRESS;
  if ((event->kind == IR_MOVE || event->kind == IR_ESCAPE || event->kind == IR_BIN) && value &&
      is_root(fn, event->a.place, var))
    return true;
  for (uint32_t i = 0; i < event->arg_count; i++) {
    const struct ir_operand *arg = &event->args[i].value;
    if ((arg->kind == IR_PLACE || arg->kind == IR_ADDRESS) && is_root(fn, arg->place, var))
      return true;
  }
  return false;
}

/// True when the function only reads what the pointer points to, and does so.
static bool only_reads(const struct ir_function *fn, uint32_t var) {
  bool reads = false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
                    event->kind == IR_HAVOC;
      if ((writes && is_below(fn, event->place, var)) || hands_on(fn, event, var))
        return false;
      reads |= event->kind == IR_DEREF && is_root(fn, event->place, var);
    }
  return reads;
}

/// True when parameter `param` is surely something that the function works with.
static bool is_input(struct pass *pass, const struct ir_function *fn, uint32_t param) {
  const struct spec *spec = program_spec(pass->program);
  const struct ir_var *var = &fn->vars[param];
  if (spec_token_type(spec, var->type) || strcmp(var->type, "void *") == 0 ||
      strstr(var->type, "va_list") || strchr(var->type, '('))
    return false;
  if (spec_handle_of_type(spec, var->type))
    return true;
  if (!(var->flags & IR_VAR_POINTER))
    return !(var->flags & IR_VAR_ARRAY);
  return only_reads(fn, param);
}

static void check(struct pass *pass, const struct function *function) {
  const struct ir_function *fn = function->body;
  uint32_t count = fn->param_count;
  if (function->token_param < 0 || function->address_taken || function->entry_edge ||
      !takes_time(function))
    return;
  if ((fn->flags & IR_FN_VARIADIC) && count)
    count--; // the format
  for (uint32_t i = (uint32_t)function->token_param + 1; i < count; i++) {
    if (!is_input(pass, fn, i))
      continue;
    const struct ir_var *token = &fn->vars[function->token_param], *input = &fn->vars[i];
    struct finding *finding = report(pass, function, token->loc, "`%s` takes its token before `%s`",
                                     function->name, input->name[0] ? input->name : input->type);
    if (input->loc != IR_NONE)
      note(pass, finding, function, input->loc, "this is an input");
    advice(pass, finding, function, token->loc, "put it behind the inputs");
    return;
  }
}

const struct rule rule_token_position = {
    .name = "token-position",
    .summary = "a cancellation token stands before an input",
    .group = STYLE,
    .since = "0.1",
    .check_function = check,
};
