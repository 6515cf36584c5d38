/*
A name does not say whether the function waits or gives a task, or says the wrong one.

Most operations come in two forms: one waits until it has finished, the other starts it and returns
a task. In taskrt the second one ends in `_async`, as in .NET it ends in `Async`: a reader of `n =
load(path, token)` knows that it has been loaded, and a reader of `load_async(path, token)` that
somebody still has to await it.

The rule is about style, and off until it is asked for.

## Bad

    static int fetch(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    task *profile(void *user, cancel_token token) {
      return task_run(fetch, user, 0, token);
    }

    int settle_async(cancel_token token) {
      return task_delay(10, token);
    }

## Good

    static int fetch(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    task *profile_async(void *user, cancel_token token) {
      return task_run(fetch, user, 0, token);
    }

    int settle(cancel_token token) {
      return task_delay(10, token);
    }

A function that gives a task may also say so by another word: `start_copy`, `run_all`,
`session_task`. One that only returns a task that it keeps somewhere has started nothing. `_async`
may also mean that a callback is called later, or that a task is started and given up.

## Fix

Safe, of functions that only their own file uses: the other name, wherever the file has it.

## What it cannot see

- Tasks that are given through a pointer: `int load(const char *path, task **out)`; streams.
- Tasks that come out of a call through a table.
- That a word of the project's own says it, too: `kick` is reported.
- Functions that are named by a macro.
- What `_async` means where nothing is known to suspend: nothing is said.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(async-naming) the name is part of the protocol
*/
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/// True when `word` is a word of the name, as `load_async`, `loadAsync` and `AsyncLoad` have words.
static bool has_word(const char *name, const char *word) {
  size_t length = strlen(word);
  for (const char *at = name; *at; at++) {
    bool begins = at == name || !isalnum((unsigned char)at[-1]) ||
                  (isupper((unsigned char)*at) && !isupper((unsigned char)at[-1]));
    bool ends = at[0] && strlen(at) >= length && !islower((unsigned char)at[length]) &&
                !isdigit((unsigned char)at[length]);
    if (begins && ends && strncasecmp(at, word, length) == 0)
      return true;
  }
  return false;
}

static bool ends_in_async(const char *name) {
  size_t length = strlen(name);
  return length > 6 &&
         (!strcmp(name + length - 6, "_async") || !strcmp(name + length - 5, "Async"));
}

/// True when the name says in its own way that something is started, or what it makes.
static bool speaks_of_tasks(const char *name) {
  static const char *const words[] = {
      "async",   "start",    "begin",  "spawn", "launch", "run",       "offload", "when",
      "post",    "schedule", "submit", "fork",  "queue",  "task",      "tasks",   "future",
      "promise", "create",   "make",   "new",   "ref",    "completed", "failed",  "cancelled"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (has_word(name, words[i]))
      return true;
  return false;
}

/// The call in which the task that the function gives may be started, or NULL.
static const struct ir_event *starting_call(struct pass *pass, const struct function *function) {
  const struct ir_function *fn = function->body;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (call->kind != IR_CALL)
        continue;
      const char *gives = call_effect(pass, fn, call)->gives;
      if (gives && !strcmp(gives, function->effect.gives))
        return call;
    }
  return NULL;
}

/// Another name, when only this file uses the function.
static void mend(struct pass *pass, struct finding *finding, const struct function *function,
                 const char *name) {
  uint32_t uses = uses_in_file(function);
  if (!uses || program_find(pass->program, name) ||
      spec_find(program_spec(pass->program), CONTRACT_FUNCTION, name))
    return;
  struct fix fix = fix_begin(pass->findings, finding, FIX_SAFE, "call it `%s`", name);
  fix_rename(&fix, location_of(function, IR_NONE)->file, function->name, name, uses);
  fix_end(&fix);
}

static void check_giver(struct pass *pass, const struct function *function) {
  const struct handle_kind *kind = spec_handle(program_spec(pass->program), function->effect.gives);
  if (!kind || !kind->exactly_once || is_stream(program_spec(pass->program), kind) ||
      !awaiting_function(pass, kind) || speaks_of_tasks(function->name))
    return;
  const struct ir_event *call = starting_call(pass, function);
  const struct function *callee = call ? call_target(pass->program, call) : NULL;
  if (!callee)
    return;
  struct finding *finding =
      report(pass, function, IR_NONE, "`%s` gives a %s, and its name hides it", function->name,
             kind->name);
  note(pass, finding, function, call->loc, "`%s` starts it here", callee->name);
  bool snake = strchr(function->name, '_') || islower((unsigned char)function->name[0]);
  const char *name = arena_printf(program_arena(pass->program), "%s%s", function->name,
                                  snake ? "_async" : "Async");
  advice(pass, finding, function, IR_NONE, "call it `%s`", name);
  mend(pass, finding, function, name);
}

/// True when something that the function begins goes on when it has returned: a callback that is
/// called later, a task that is given up, a function that finishes it.
static bool leaves_something(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (edge->kind == EDGE_LATER || function_claim(edge->callee, CLAIM_detaches) ||
        function_claim(edge->callee, CLAIM_stores))
      return true;
  }
  for (uint32_t i = 0; i < function->effect.param_count; i++)
    if (function->effect.params[i].gives)
      return true;
  for (uint32_t i = 0; i < function->body->param_count; i++)
    if (strchr(function->body->vars[i].type, '('))
      return true;
  return function->effect.gives || function_claim(function, CLAIM_pairs) ||
         function_claim(function, CLAIM_gives);
}

static void check_waiter(struct pass *pass, const struct function *function) {
  const struct edge *way = function->witness[EFFECT_SUSPENDS];
  if (!ends_in_async(function->name) || !way || leaves_something(function))
    return;
  struct finding *finding =
      report(pass, function, IR_NONE,
             "`%s` waits and gives no task: `_async` says that it gives one", function->name);
  if (way->loc != IR_NONE)
    note(pass, finding, function, way->loc, "it waits in `%s` here", way->callee->name);
  advice(pass, finding, function, IR_NONE, "leave `_async` to the function that starts it");
  size_t length = strlen(function->name);
  length -= function->name[length - 6] == '_' ? 6 : 5;
  mend(pass, finding, function,
       arena_printf(program_arena(pass->program), "%.*s", (int)length, function->name));
}

static void check(struct pass *pass, const struct function *function) {
  if (location_of(function, IR_NONE)->where == IR_MACRO_BODY)
    return;
  if (function->effect.gives)
    check_giver(pass, function);
  else
    check_waiter(pass, function);
}

const struct rule rule_async_naming = {
    .name = "async-naming",
    .summary = "a name does not say whether the function waits or gives a task",
    .group = STYLE,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
