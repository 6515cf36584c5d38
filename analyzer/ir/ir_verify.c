// SPDX-License-Identifier: MIT
// Checks functions and units against the rules of ir.h: every id in range, every required name
// there, every path interned once and not too long, every block with its terminator.
#include "analyzer/ir/ir_internal.h"

#include <stdlib.h>
#include <string.h>

/// The function being checked and the first thing found wrong.
struct verifier {
  struct ir_pool *pool;
  const struct ir_function *fn;
  uint32_t block; // being checked, for messages
  const char *wrong;
};

// Records `message` unless something is wrong already. False when nothing is.
static bool holds(struct verifier *verifier, bool good, const char *message) {
  if (good)
    return true;
  if (!verifier->wrong)
    verifier->wrong = message;
  return false;
}

static bool holds_in_block(struct verifier *verifier, bool good, const char *message) {
  if (!good && !verifier->wrong)
    verifier->wrong =
        arena_printf(&verifier->pool->arena, "block bb%u: %s", verifier->block, message);
  return good;
}

static bool is_location(const struct ir_function *fn, uint32_t loc) {
  return loc < fn->location_count;
}

static bool is_optional_location(const struct ir_function *fn, uint32_t loc) {
  return loc == IR_NONE || is_location(fn, loc);
}

// ---- locations and variables ----

static bool location_is_sound(const struct ir_location *loc) {
  if ((unsigned)loc->where > IR_MACRO_BODY)
    return false;
  if (!loc->file)
    return loc->where == IR_PLAIN && !loc->macro && !loc->macro_file && !loc->line;
  if (loc->where == IR_PLAIN && loc->macro)
    return false;
  return loc->where == IR_MACRO_BODY || !loc->macro_file;
}

static void verify_locations(struct verifier *verifier) {
  if (verifier->fn->late) // they were verified before they became these bytes
    return;
  for (uint32_t i = 0; i < verifier->fn->location_count; i++)
    if (!holds(verifier, location_is_sound(&verifier->fn->locations[i]),
               "a location has parts that do not belong to its kind"))
      return;
}

static bool one_kind(uint32_t flags) {
  uint32_t kinds = flags & (IR_VAR_PARAM | IR_VAR_GLOBAL | IR_VAR_TEMP);
  return (kinds & (kinds - 1)) == 0;
}

static bool size_is_sound(const struct ir_var *var) {
  bool given = var->size >= IR_LARGE && (var->size <= INT64_MAX || var->size == IR_SIZE_OPEN);
  return !var->size || (given && !(var->flags & IR_VAR_GLOBAL));
}

static void verify_vars(struct verifier *verifier) {
  const struct ir_function *fn = verifier->fn;
  if (!holds(verifier, fn->param_count <= fn->var_count, "more parameters than variables"))
    return;
  for (uint32_t i = 0; i < fn->var_count && !verifier->wrong; i++) {
    const struct ir_var *var = &fn->vars[i];
    holds(verifier, var->name && var->type, "a variable has no name or type");
    holds(verifier, var->flags < IR_VAR_THREAD_LOCAL * 2, "a variable has an unknown flag");
    holds(verifier, one_kind(var->flags), "a variable is of two kinds");
    holds(verifier, !(var->flags & IR_VAR_PARAM) == (i >= fn->param_count),
          "parameters do not come first");
    holds(verifier, size_is_sound(var), "a variable has a size that is none");
    holds(verifier, is_optional_location(fn, var->loc), "a variable has a location out of range");
  }
}

// ---- places ----

static bool step_is_sound(const struct ir_function *fn, uint32_t id) {
  const struct ir_place *place = &fn->places[id];
  if ((unsigned)place->step > IR_STEP_DEEP || place->var >= fn->var_count)
    return false;
  if (place->step == IR_STEP_VAR)
    return place->parent == IR_NONE;
  return place->parent < id && fn->places[place->parent].var == place->var &&
         fn->places[place->parent].step != IR_STEP_DEEP &&
         (place->step != IR_STEP_FIELD || place->field);
}

static bool depth_is_sound(const struct ir_function *fn, uint32_t id) {
  unsigned depth = ir_place_depth(fn, id);
  return fn->places[id].step == IR_STEP_DEEP ? depth == IR_MAX_DEPTH + 1 : depth <= IR_MAX_DEPTH;
}

static bool places_are_unique(const struct ir_function *fn) {
  size_t capacity = 16;
  while (capacity / 2 < fn->place_count)
    capacity *= 2;
  uint32_t *slots = xcalloc(capacity, sizeof *slots); // id plus one
  bool unique = true;
  for (uint32_t i = 0; i < fn->place_count && unique; i++) {
    size_t at = ir_place_hash(&fn->places[i]) & (capacity - 1);
    for (; slots[at] && unique; at = (at + 1) & (capacity - 1))
      unique = !ir_place_same(&fn->places[slots[at] - 1], &fn->places[i]);
    slots[at] = i + 1;
  }
  free(slots);
  return unique;
}

static void verify_places(struct verifier *verifier) {
  const struct ir_function *fn = verifier->fn;
  for (uint32_t i = 0; i < fn->place_count && !verifier->wrong; i++) {
    if (holds(verifier, step_is_sound(fn, i), "a place has a wrong parent, variable or field"))
      holds(verifier, depth_is_sound(fn, i), "a place is too deep, or marked so and is not");
  }
  if (!verifier->wrong && !fn->late) // as for locations; to be told twice harms nobody
    holds(verifier, places_are_unique(fn), "two places are the same path");
}

// ---- operands and events ----

static bool is_place(const struct ir_function *fn, uint32_t place) {
  return place < fn->place_count;
}

static void verify_operand(struct verifier *verifier, const struct ir_operand *operand) {
  const struct ir_function *fn = verifier->fn;
  if (!holds_in_block(verifier, (unsigned)operand->kind <= IR_STRING, "unknown kind of operand"))
    return;
  if (operand->kind == IR_FUNCTION || operand->kind == IR_STRING)
    holds_in_block(verifier, operand->symbol, "an operand has no symbol");
  if (operand->kind != IR_PLACE && operand->kind != IR_ADDRESS)
    return;
  if (!holds_in_block(verifier, is_place(fn, operand->place), "an operand's place is out of range"))
    return;
  uint32_t var = operand->kind == IR_ADDRESS ? ir_direct_variable(fn, operand->place) : IR_NONE;
  holds_in_block(verifier, var == IR_NONE || (fn->vars[var].flags & IR_VAR_ADDRESS_TAKEN),
                 "the address of a variable is used that is not marked so");
}

static void verify_call(struct verifier *verifier, const struct ir_event *event) {
  const struct ir_function *fn = verifier->fn;
  holds_in_block(verifier, is_location(fn, event->loc), "a call has no location");
  holds_in_block(verifier, event->place == IR_NONE || is_place(fn, event->place),
                 "a call's place is out of range");
  holds_in_block(verifier, event->callee_place == IR_NONE || is_place(fn, event->callee_place),
                 "the place called is out of range");
  holds_in_block(verifier, !event->callee || (event->callee_place == IR_NONE && !event->slot),
                 "a direct call also names a place or slot");
  holds_in_block(verifier, event->flags < IR_CALL_TAIL * 2, "a call has an unknown flag");
  holds_in_block(verifier, event->args || !event->arg_count, "a call has no arguments");
  for (uint32_t i = 0; i < event->arg_count && !verifier->wrong; i++) {
    verify_operand(verifier, &event->args[i].value);
    holds_in_block(verifier, is_optional_location(fn, event->args[i].loc),
                   "an argument's location is out of range");
  }
}

static bool operator_is_sound(const struct ir_event *event) {
  return memchr(event->op, '\0', sizeof event->op) && ir_is_operator(event->op);
}

static void verify_event(struct verifier *verifier, const struct ir_event *event) {
  const struct ir_function *fn = verifier->fn;
  holds_in_block(verifier, is_optional_location(fn, event->loc),
                 "an event's location is out of range");
  if (event->kind == IR_CALL) {
    verify_call(verifier, event);
    return;
  }
  bool reads = event->kind == IR_ESCAPE || event->kind == IR_USE;
  holds_in_block(verifier, reads || is_place(fn, event->place), "an event has no place");
  if (reads || event->kind == IR_MOVE || event->kind == IR_BIN)
    verify_operand(verifier, &event->a);
  if (event->kind == IR_BIN) {
    verify_operand(verifier, &event->b);
    holds_in_block(verifier, operator_is_sound(event), "unknown operator");
  }
  if (event->kind == IR_CLEANUP)
    holds_in_block(verifier, event->callee, "a cleanup names no function");
}

// ---- terminators ----

static uint32_t wanted_targets(const struct ir_terminator *end) {
  switch (end->kind) {
  case IR_JUMP:
  case IR_SWITCH:
    return 1;
  case IR_BRANCH:
    return 2;
  case IR_MULTI:
    return end->target_count;
  default:
    return 0;
  }
}

static void verify_targets(struct verifier *verifier, const struct ir_terminator *end) {
  uint32_t blocks = verifier->fn->block_count;
  if (!holds_in_block(verifier,
                      end->target_count == wanted_targets(end) &&
                          (end->targets || !end->target_count),
                      "no terminator, or one with a wrong number of targets"))
    return;
  for (uint32_t i = 0; i < end->target_count; i++)
    holds_in_block(verifier, end->targets[i] < blocks, "a target is out of range");
  if (!holds_in_block(verifier, end->kind == IR_SWITCH || !end->case_count,
                      "cases without a switch") ||
      !holds_in_block(verifier, end->cases || !end->case_count, "a switch has lost its cases"))
    return;
  for (uint32_t i = 0; i < end->case_count; i++)
    holds_in_block(verifier, end->cases[i].target < blocks, "a case's target is out of range");
}

static void verify_terminator(struct verifier *verifier, const struct ir_terminator *end) {
  if (!holds_in_block(verifier, (unsigned)end->kind <= IR_UNREACHABLE, "unknown terminator"))
    return;
  holds_in_block(verifier, is_optional_location(verifier->fn, end->loc),
                 "a terminator's location is out of range");
  verify_targets(verifier, end);
  if (end->kind == IR_BRANCH || end->kind == IR_SWITCH || end->kind == IR_RETURN)
    verify_operand(verifier, &end->a);
  if (end->kind == IR_BRANCH) {
    verify_operand(verifier, &end->b);
    holds_in_block(verifier, (unsigned)end->compare <= IR_GE, "unknown comparison");
  }
  if (end->kind == IR_RETURN)
    holds_in_block(verifier, end->has_value || end->a.kind == IR_UNKNOWN,
                   "a plain return has a value");
}

static void verify_blocks(struct verifier *verifier) {
  const struct ir_function *fn = verifier->fn;
  holds(verifier, fn->block_count > 0, "no blocks");
  for (uint32_t i = 0; i < fn->block_count && !verifier->wrong; i++) {
    const struct ir_block *block = &fn->blocks[i];
    verifier->block = i;
    for (uint32_t e = 0; e < block->event_count && !verifier->wrong; e++)
      if (holds_in_block(verifier, (unsigned)block->events[e].kind <= IR_DEAD,
                         "unknown kind of event"))
        verify_event(verifier, &block->events[e]);
    verify_terminator(verifier, &block->end);
  }
}

// ---- functions and units ----

static void verify_head(struct verifier *verifier) {
  const struct ir_function *fn = verifier->fn;
  holds(verifier, fn->symbol && fn->name && fn->result, "no symbol, name or result type");
  holds(verifier, fn->flags < IR_FN_TOO_DEEP * 2, "unknown flag");
  holds(verifier, is_location(fn, fn->loc), "no location");
  bool given_up = fn->flags & (IR_FN_TAINTED | IR_FN_TOO_DEEP);
  holds(verifier, given_up == (fn->problem != NULL),
        "a problem without its flag, or a flag without");
}

const char *ir_verify_function(struct ir_pool *pool, const struct ir_function *fn) {
  struct verifier verifier = {.pool = pool, .fn = fn};
  verify_head(&verifier);
  static void (*const parts[])(struct verifier *) = {verify_locations, verify_vars, verify_places,
                                                     verify_blocks};
  for (size_t i = 0; i < sizeof parts / sizeof *parts && !verifier.wrong; i++)
    parts[i](&verifier);
  if (!verifier.wrong)
    return NULL;
  return arena_printf(&pool->arena, "function `%s`: %s", fn->symbol ? fn->symbol : "?",
                      verifier.wrong);
}

const char *ir_verify_declaration(const struct ir_declaration *declaration) {
  if ((unsigned)declaration->kind > IR_DECL_TYPEDEF)
    return "a declaration is of an unknown kind";
  if (!declaration->symbol || !declaration->name || !declaration->result)
    return "a declaration has no symbol, name or result type";
  if (declaration->flags >= IR_DECL_DEFINED * 2)
    return "a declaration has an unknown flag";
  if (!location_is_sound(&declaration->loc))
    return "a declaration has a wrong location";
  if (!declaration->params && declaration->param_count)
    return "a declaration has lost its parameters";
  for (uint32_t i = 0; i < declaration->param_count; i++)
    if (!declaration->params[i].name || !declaration->params[i].type)
      return "a parameter has no name or type";
  return NULL;
}

static const char *verify_declarations(const struct ir_unit *unit) {
  for (uint32_t i = 0; i < unit->declaration_count; i++) {
    const char *wrong = ir_verify_declaration(&unit->declarations[i]);
    if (wrong)
      return wrong;
  }
  return NULL;
}

static const char *verify_includes(const struct ir_unit *unit) {
  for (uint32_t i = 0; i < unit->include_count; i++)
    if (!unit->includes[i].path)
      return "an include has no path";
  if (unit->include_count && strcmp(unit->includes[0].path, unit->path) != 0)
    return "the main file is not the first include";
  return NULL;
}

static const char *verify_rest(const struct ir_unit *unit) {
  for (uint32_t i = 0; i < unit->fact_count; i++)
    if (!unit->facts[i].slot || !unit->facts[i].function || !location_is_sound(&unit->facts[i].loc))
      return "a fact is not complete";
  for (uint32_t i = 0; i < unit->suppression_count; i++) {
    const struct ir_suppression *allow = &unit->suppressions[i];
    if ((unsigned)allow->kind > IR_ALLOW_FILE || !allow->file || !allow->rules || !allow->reason)
      return "a suppression is not complete";
  }
  for (uint32_t i = 0; i < unit->problem_count; i++)
    if (!unit->problems[i].message || !location_is_sound(&unit->problems[i].loc))
      return "a problem is not complete";
  return NULL;
}

const char *ir_verify_frame(const struct ir_unit *unit) {
  if (!unit->path)
    return "a unit has no path";
  const char *wrong = verify_includes(unit);
  if (!wrong)
    wrong = verify_declarations(unit);
  return wrong ? wrong : verify_rest(unit);
}

const char *ir_verify_unit(struct ir_pool *pool, const struct ir_unit *unit) {
  const char *wrong = ir_verify_frame(unit);
  for (uint32_t i = 0; i < unit->function_count && !wrong; i++)
    wrong = ir_verify_function(pool, unit->functions[i]);
  return wrong;
}
