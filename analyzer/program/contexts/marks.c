// SPDX-License-Identifier: MIT
// Threads that say of themselves that they run a loop: a thread-local variable that is set where a
// loop is run holds nothing (0, NULL or a negative number) on all other threads. A function that
// returns a test of it is a test of where one is, as `task_running` is by its contract; one that
// returns the variable itself gives the number of the thread, which others compare.
#include "analyzer/program/internal.h"

#include <string.h>

static bool writes(const struct ir_event *event) {
  return event->kind == IR_MOVE || event->kind == IR_CALL || event->kind == IR_BIN ||
         event->kind == IR_HAVOC;
}

/// The symbol of the thread-local variable that the place is, or NULL.
static const char *of_thread(const struct ir_function *fn, uint32_t place) {
  if (place == IR_NONE || fn->places[place].step != IR_STEP_VAR)
    return NULL;
  const struct ir_var *var = &fn->vars[fn->places[place].var];
  return (var->flags & IR_VAR_THREAD_LOCAL) && (var->flags & IR_VAR_GLOBAL) ? var->name : NULL;
}

static bool has_thread_local(const struct ir_function *fn) {
  for (uint32_t i = 0; i < fn->var_count; i++)
    if (fn->vars[i].flags & IR_VAR_THREAD_LOCAL)
      return true;
  return false;
}

// ---- which variables are marks ----

/// Adds the thread-local variables that the body writes.
static void add_written(struct program *program, const struct function *function,
                        struct map *marks) {
  const struct ir_function *fn = function->body;
  if (!function->checked || !has_thread_local(fn))
    return;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      const char *name = writes(event) ? of_thread(fn, event->place) : NULL;
      if (name)
        map_set(marks, map_key(intern(&program->names, name)), 1);
    }
}

static void find_marks(struct program *program, struct map *marks) {
  for (uint32_t i = 0; i < program->count; i++) {
    const struct function *function = program->functions[i];
    if (!function->checked || !(function->words & CLAIM_BIT(CLAIM_runs_loop)))
      continue;
    add_written(program, function, marks);
    for (uint32_t k = 0; k < function->out_count; k++)
      if (function->out[k]->kind == EDGE_CALL)
        add_written(program, function->out[k]->callee, marks);
  }
}

// ---- which functions test them ----

static bool is_mark(struct program *program, const struct map *marks, const struct ir_function *fn,
                    const struct ir_operand *value) {
  const char *name = value->kind == IR_PLACE ? of_thread(fn, value->place) : NULL;
  return name && map_get(marks, map_key(intern(&program->names, name)), 0);
}

/// Whether `mark op b` is true only for a variable that says something.
static bool asks_for_something(const struct ir_event *test) {
  if (test->b.kind != IR_INT && test->b.kind != IR_NULL)
    return false;
  int64_t value = test->b.kind == IR_INT ? test->b.value : 0;
  if (strcmp(test->op, "!=") == 0)
    return value <= 0;
  if (strcmp(test->op, ">=") == 0)
    return value >= 0;
  if (strcmp(test->op, ">") == 0)
    return value >= -1;
  return strcmp(test->op, "==") == 0 && value > 0;
}

/// Whether the event makes a value that is true only on a thread that runs a loop, or in a task.
static bool makes_test(struct program *program, const struct map *marks,
                       const struct ir_function *fn, const struct ir_event *event) {
  if (event->kind == IR_CALL)
    return program_call_effect(program, fn, event)->tests_in_task;
  return event->kind == IR_BIN && is_mark(program, marks, fn, &event->a) &&
         asks_for_something(event);
}

/// Whether the function does nothing but return the variable, which is a number.
static bool is_number(struct program *program, const struct map *marks,
                      const struct function *function) {
  const struct ir_function *fn = function->body;
  const struct ir_block *code = fn->blocks;
  return fn->block_count == 1 && code->end.kind == IR_RETURN && code->event_count == 0 &&
         !strcmp(fn->result, "int") && is_mark(program, marks, fn, &code->end.a);
}

/// Whether the function does nothing but return such a value.
static bool is_test(struct program *program, const struct map *marks,
                    const struct function *function) {
  const struct ir_function *fn = function->body;
  const struct ir_block *code = fn->blocks;
  if (fn->block_count != 1 || code->end.kind != IR_RETURN || code->event_count > 1 ||
      code->end.a.kind != IR_PLACE)
    return false;
  if (code->event_count == 0) // a number may be negative where nothing is said
    return strcmp(fn->result, "int") && is_mark(program, marks, fn, &code->end.a);
  return code->events[0].place == code->end.a.place &&
         makes_test(program, marks, fn, &code->events[0]);
}

static void mark_callers(struct function *function) {
  for (uint32_t i = 0; i < function->in_count; i++)
    function->in[i]->caller->asks_in_task = true;
}

void program_find_tests(struct program *program) {
  struct arena scratch = {0};
  struct map marks = {0};
  struct function **order = program_callees_first(program, &scratch);
  find_marks(program, &marks);
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = order[i];
    struct call_effect *effect = &function->effect;
    if (function_transparent(function) && !function->claim_count) {
      effect->tests_in_task |= is_test(program, &marks, function);
      effect->numbers_threads = is_number(program, &marks, function);
    }
    if (effect->tests_in_task || effect->numbers_threads)
      mark_callers(function);
  }
  forget_call_effects(program);
  map_free(&marks);
  arena_free(&scratch);
}
