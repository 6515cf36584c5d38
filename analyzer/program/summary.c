// SPDX-License-Identifier: MIT
// Summaries: what a function does with the handles and descriptors it is given and what it gives,
// from its body, to a fixpoint over the call graph. Calls that are not decided yet do not count.
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

// ---- handles given by parameters ----

enum handle_effect handle_judge(const struct handle_result *result, bool *nonzero_is_success) {
  bool kept = result->leaves_stored, taken = result->leaves_taken, owned = result->leaves_owned;
  if (result->exhausted)
    return HANDLE_UNKNOWN;
  if (!owned)
    return taken               ? HANDLE_TAKEN
           : kept              ? HANDLE_STORED
           : result->undecided ? HANDLE_UNDECIDED
                               : HANDLE_BORROWED;
  if (!taken && !kept)
    return HANDLE_BORROWED;
  if (kept || result->returned)
    return HANDLE_UNKNOWN;
  if (result->success_taken != result->failure_taken &&
      result->success_owned != result->failure_owned &&
      result->success_taken == result->failure_owned) {
    *nonzero_is_success |= result->failure_taken;
    return HANDLE_TAKEN_ON_SUCCESS;
  }
  return HANDLE_MAYBE_TAKEN;
}

static bool claims_about(const struct function *function, uint32_t param) {
  static const enum claim_word words[] = {CLAIM_takes, CLAIM_borrows, CLAIM_stores, CLAIM_refs,
                                          CLAIM_detaches};
  for (uint32_t i = 0; i < function->claim_count; i++)
    for (unsigned w = 0; w < sizeof words / sizeof *words; w++)
      if (function->claims[i].word == words[w] && function->claims[i].param == (int)param)
        return true;
  return false;
}

static const struct handle_kind *param_kind(struct program *program,
                                            const struct function *function, uint32_t param,
                                            bool *pointer) {
  return type_handle(program, function->body->vars[param].type, pointer);
}

static bool set_effect(enum handle_effect *effect, enum handle_effect value) {
  bool changed = *effect != value;
  *effect = value;
  return changed;
}

static bool set_flag(bool *flag, bool value) {
  bool changed = *flag != value;
  *flag = value;
  return changed;
}

// True when the parameter is an array whose elements have variable indices.
static bool takes_as_array(const struct ir_function *body, uint32_t param) {
  for (uint32_t i = 0; i < body->place_count; i++)
    if (body->places[i].step == IR_STEP_ANY && body->places[i].var == param)
      return true;
  return false;
}

static bool summarise_params(struct program *program, struct function *function,
                             struct arena *scratch) {
  struct param_effect *params = (struct param_effect *)function->effect.params;
  bool changed = false, pointer;
  for (uint32_t i = 0; i < function->body->param_count && i < function->effect.param_count; i++) {
    const struct handle_kind *kind = param_kind(program, function, i, &pointer);
    if (!kind || claims_about(function, i))
      continue;
    struct site site = {
        pointer ? SITE_POINTEE : SITE_PARAM, kind->name, IR_NONE, IR_NONE, (int)i, IR_NONE};
    struct handle_result *result =
        handle_follow(scratch, function_cfg(program, function), &program->callees, &site);
    enum handle_effect effect = handle_judge(result, &function->effect.nonzero_is_success);
    if (pointer && effect == HANDLE_MAYBE_TAKEN && takes_as_array(function->body, i))
      effect = HANDLE_UNKNOWN; // a loop over the elements, which may be none
    changed |= set_effect(pointer ? &params[i].pointee : &params[i].value, effect);
    params[i].one = pointer && kind->by_value && !takes_as_array(function->body, i);
    changed |= set_flag(&params[i].kept, result->leaves_stored);
    changed |= set_flag(&params[i].waits, result->leaves_taken && !result->leaves_running);
    changed |= set_flag(&params[i].touches, result->touched);
    changed |= set_flag(&params[i].stale, result->leaves_stale && !result->leaves_cleared);
    if (!pointer && result->returned && function->effect.returns < 0 && !result->leaves_taken) {
      function->effect.returns = (int)i;
      changed = true;
    }
  }
  return changed;
}

// ---- memory that stays in use ----

static bool summarise_kept(struct function *function, const struct handle_result *result) {
  struct param_effect *params = (struct param_effect *)function->effect.params;
  bool changed = false;
  for (uint32_t i = 0; i < function->effect.param_count && i < 32; i++) {
    bool keeps = result->keeps >> i & 1, keeps_on = result->keeps_on >> i & 1;
    changed |= set_flag(&params[i].keeps, params[i].keeps || keeps);
    bool failing = result->keeps_on_failure >> i & 1;
    bool before = params[i].keeps_on;
    changed |= set_flag(&params[i].keeps_on, before || keeps_on);
    if (keeps_on)
      changed |= set_flag(&params[i].keeps_on_success,
                          !failing && (!before || params[i].keeps_on_success));
  }
  return changed;
}

static bool summarise_kept_sites(struct program *program, struct function *function,
                                 struct arena *scratch) {
  struct site *sites;
  bool changed = false;
  uint32_t count = kept_sites(scratch, function_cfg(program, function), &program->callees, &sites);
  for (uint32_t i = 0; i < count; i++)
    changed |= summarise_kept(function, handle_follow(scratch, function_cfg(program, function),
                                                      &program->callees, &sites[i]));
  return changed;
}

// ---- handles given out ----

static bool summarise_sites(struct program *program, struct function *function,
                            struct arena *scratch) {
  struct param_effect *params = (struct param_effect *)function->effect.params;
  struct site *sites;
  bool changed = false;
  uint32_t count =
      handle_sites(scratch, function_cfg(program, function), &program->callees, &sites);
  for (uint32_t i = 0; i < count; i++) {
    struct handle_result *result =
        handle_follow(scratch, function_cfg(program, function), &program->callees, &sites[i]);
    if (result->returned && !function->effect.gives) {
      function->effect.gives = sites[i].handle;
      changed = true;
    }
    changed |= summarise_kept(function, result);
    int out = result->out_param;
    if (out < 0 || (uint32_t)out >= function->effect.param_count || params[out].gives)
      continue;
    params[out].gives = sites[i].handle;
    params[out].gives_on_success = result->success_owned != result->failure_owned;
    function->effect.nonzero_is_success |= result->failure_owned && !result->success_owned;
    changed = true;
  }
  return changed;
}

// ---- descriptors ----

static void mark_field(struct program *program, const struct ir_function *fn, uint32_t place) {
  uint64_t key = descriptor_key(fn, place);
  if (key)
    map_set(&program->nonblocking_fields, key, 1);
}

// Fields that are given this descriptor, before or after it was made not to block: it is the same
// one.
static void mark_copies(struct program *program, const struct ir_function *body, uint32_t place) {
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      const struct ir_event *event = &body->blocks[b].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_PLACE && event->a.place == place)
        mark_field(program, body, event->place);
    }
}

static bool returns_nonblocking(struct program *program, struct function *function) {
  bool some = false;
  for (uint32_t b = 0; b < function->body->block_count; b++) {
    const struct ir_block *block = &function->body->blocks[b];
    if (block->end.kind != IR_RETURN || block->end.a.kind != IR_PLACE)
      continue;
    if (must_holds(function_must(program, function), MUST_NONBLOCKING, b, block->event_count,
                   block->end.a.place))
      some = true;
  }
  return some;
}

// Whether some call may make a descriptor that does not block.
static bool may_meet_nonblocking(const struct function *callee) {
  return callee->effect.gives_nonblocking || callee->effect.makes_nonblocking >= 0 ||
         function_claim(callee, CLAIM_nonblocking);
}

static bool meets_nonblocking(const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct function *callee = function->out[i]->callee;
    if (may_meet_nonblocking(callee))
      return true;
    for (uint32_t k = 0; callee->slot && k < callee->out_count; k++)
      if (may_meet_nonblocking(callee->out[k]->callee))
        return true;
  }
  return false;
}

static bool summarise_descriptors(struct program *program, struct function *function) {
  const struct ir_function *body = function->body;
  bool changed = false, gives = function_claim(function, CLAIM_given_nonblocking);
  if (!gives && !meets_nonblocking(function))
    return false;
  for (uint32_t c = 0; c < function->outline->call_count; c++) {
    const struct ir_event *event = function->outline->calls[c].event;
    if (event->kind != IR_CALL)
      continue;
    const struct call_effect *effect = program_call_effect(program, body, event);
    gives |= effect->gives_nonblocking;
    if (effect->gives_nonblocking && event->place != IR_NONE)
      mark_field(program, body, event->place);
    int made = effect->makes_nonblocking;
    if (made < 0 || (uint32_t)made >= event->arg_count)
      continue;
    const struct ir_operand *value = &event->args[made].value;
    gives = true;
    if (value->kind == IR_PLACE || value->kind == IR_ADDRESS) {
      mark_field(program, body, value->place);
      mark_copies(program, body, value->place);
    }
    int param = operand_param(body, value);
    if (param >= 0 && function->effect.makes_nonblocking < 0) {
      function->effect.makes_nonblocking = param;
      changed = true;
    }
  }
  if (!gives)
    return changed;
  function->must = NULL; // solved before callees were known
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      const struct ir_event *event = &body->blocks[b].events[e];
      if (event->kind == IR_MOVE && event->a.kind == IR_PLACE &&
          (given_nonblocking(function, &event->a) ||
           must_holds(function_must(program, function), MUST_NONBLOCKING, b, e, event->a.place)))
        mark_field(program, body, event->place);
    }
  if (!function->effect.gives_nonblocking && returns_nonblocking(program, function)) {
    function->effect.gives_nonblocking = true;
    changed = true;
  }
  return changed;
}

// ---- the fixpoint ----

// Only functions that meet a handle or a descriptor need following.
static bool touches_handles(struct program *program, const struct function *function) {
  bool pointer;
  for (uint32_t i = 0; i < function->body->param_count; i++)
    if (param_kind(program, function, i, &pointer))
      return true;
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct call_effect *effect = &function->out[i]->callee->effect;
    if (effect->gives)
      return true;
    for (uint32_t p = 0; p < effect->param_count; p++)
      if (effect->params[p].gives || effect->params[p].keeps_on)
        return true;
  }
  return false;
}

// What a function does with its handle parameters is not decided yet, so that recursion does not
// count against it.
static void start_summary(struct program *program, struct function *function) {
  bool pointer, sound = !(function->body->flags & IR_FN_SETJMP) && function->checked;
  struct param_effect *params = (struct param_effect *)function->effect.params;
  for (uint32_t i = 0; i < function->body->param_count && i < function->effect.param_count; i++)
    if (param_kind(program, function, i, &pointer) && !claims_about(function, i) && sound)
      *(pointer ? &params[i].pointee : &params[i].value) = HANDLE_UNDECIDED;
}

// What never got decided only ever calls itself.
static void finish_summary(struct function *function) {
  struct param_effect *params = (struct param_effect *)function->effect.params;
  for (uint32_t i = 0; i < function->effect.param_count; i++) {
    if (params[i].value == HANDLE_UNDECIDED)
      params[i].value = HANDLE_BORROWED;
    if (params[i].pointee == HANDLE_UNDECIDED)
      params[i].pointee = HANDLE_BORROWED;
  }
}

// The functions in an order with callees first, and which of them have to be looked at (again).
struct schedule {
  struct function **order;
  uint32_t count;
  uint32_t *position; // by index of the function
  bool *due;
  uint8_t *visits;
};

// Looked at more often than this, a function does not come to rest: what it does is unknown then.
enum { MAX_VISITS = 8 };

static void make_due(struct schedule *schedule, const struct function *function) {
  schedule->due[schedule->position[function->index]] = true;
}

static void make_callers_due(struct schedule *schedule, const struct function *function) {
  for (uint32_t i = 0; i < function->in_count; i++) {
    const struct function *caller = function->in[i]->caller;
    make_due(schedule, caller);
    for (uint32_t k = 0; caller->slot && k < caller->in_count; k++)
      make_due(schedule, caller->in[k]->caller);
  }
}

static void give_up(struct program *program, struct function *function) {
  struct param_effect *params = (struct param_effect *)function->effect.params;
  bool pointer;
  for (uint32_t i = 0; i < function->body->param_count && i < function->effect.param_count; i++)
    if (param_kind(program, function, i, &pointer) && !claims_about(function, i))
      *(pointer ? &params[i].pointee : &params[i].value) = HANDLE_UNKNOWN;
}

// Looks at one function; true when what it does has changed.
static bool visit(struct program *program, struct schedule *schedule, uint32_t at) {
  struct function *function = schedule->order[at];
  if (!function_transparent(function) || (function->body->flags & IR_FN_SETJMP) ||
      schedule->visits[at] > MAX_VISITS)
    return false;
  if (++schedule->visits[at] > MAX_VISITS) {
    give_up(program, function);
    return true;
  }
  struct arena turn = {0};
  bool changed = summarise_descriptors(program, function);
  if (touches_handles(program, function)) {
    changed |= summarise_params(program, function, &turn);
    changed |= summarise_sites(program, function, &turn);
    changed |= summarise_kept_sites(program, function, &turn);
  }
  arena_free(&turn);
  return changed;
}

static void run_rounds(struct program *program, struct schedule *schedule) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < schedule->count; i++) {
      if (!schedule->due[i])
        continue;
      schedule->due[i] = false;
      if (visit(program, schedule, i)) {
        make_callers_due(schedule, schedule->order[i]);
        changed = true;
      }
    }
    forget_call_effects(program); // they were made from the effects of this round
  }
}

static void order_functions(struct program *program, struct arena *arena,
                            struct schedule *schedule) {
  schedule->order = program_callees_first(program, arena);
  schedule->count = program->count;
  schedule->due = ARENA_ARRAY(arena, bool, schedule->count);
  schedule->visits = ARENA_ARRAY(arena, uint8_t, schedule->count);
  schedule->position = ARENA_ARRAY(arena, uint32_t, schedule->count);
  for (uint32_t i = 0; i < schedule->count; i++) {
    schedule->position[schedule->order[i]->index] = i;
    schedule->due[i] = true;
  }
}

void program_summarise(struct program *program) {
  struct arena scratch = {0};
  struct schedule schedule = {0};
  order_functions(program, &scratch, &schedule);
  for (uint32_t i = 0; i < schedule.count; i++)
    if (function_transparent(schedule.order[i]))
      start_summary(program, schedule.order[i]);
  run_rounds(program, &schedule);
  for (uint32_t i = 0; i < schedule.count; i++) {
    finish_summary(schedule.order[i]);
    schedule.order[i]->must = NULL; // facts are solved anew with the final effects
  }
  forget_call_effects(program);
  arena_free(&scratch);
}
