// SPDX-License-Identifier: MIT
// Counters by the events that change them: `n++`, atomic operations, and functions whose contract
// says so.
#include "rules/shared/counts.h"

#include <stdlib.h>
#include <string.h>

#include "rules/shared/awaits.h"
#include "rules/shared/loops.h"

/// Calls that are followed to find what they count.
enum { MAX_DEPTH = 3 };

/// Keys of what a parameter leads to.
static const char *const of_param[] = {"#0", "#1", "#2", "#3", "#4", "#5"};

enum { PARAM_KEYS = sizeof of_param / sizeof *of_param };

// ---- keys ----

const char *place_key(const struct ir_function *fn, uint32_t place) {
  const char *member = NULL;
  uint32_t at = place;
  for (; fn->places[at].step != IR_STEP_VAR; at = fn->places[at].parent) {
    if (fn->places[at].step == IR_STEP_FIELD && !member)
      member = fn->places[at].field;
    if (fn->places[at].step == IR_STEP_DEREF)
      break;
  }
  const struct ir_var *var = &fn->vars[fn->places[place].var];
  if (fn->places[at].step == IR_STEP_VAR)
    return !(var->flags & IR_VAR_GLOBAL) ? NULL : member ? member : var->name;
  if (member)
    return member;
  const struct ir_operand pointer = {.kind = IR_PLACE, .place = fn->places[at].parent};
  int param = operand_param(fn, &pointer);
  return param >= 0 && param < PARAM_KEYS ? of_param[param] : NULL;
}

const char *count_key(const struct ir_function *fn, const struct ir_operand *value) {
  if (value->kind == IR_ADDRESS)
    return place_key(fn, value->place);
  int param = operand_param(fn, value);
  if (param >= 0)
    return param < PARAM_KEYS ? of_param[param] : NULL;
  return value->kind == IR_PLACE && fn->places[value->place].step == IR_STEP_FIELD
             ? fn->places[value->place].field
             : NULL;
}

static bool same_key(const char *a, const char *b) {
  return a && b && (a == b || strcmp(a, b) == 0);
}

// ---- what one event does ----

/// True when functions count objects of this record type down by contract.
static bool is_counted_record(struct pass *pass, const char *member) {
  const struct spec *spec = program_spec(pass->program);
  const char *dot = strchr(member, '.');
  size_t length = dot ? (size_t)(dot - member) : 0;
  for (size_t i = 0; length && i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *claim = contract_claim(contract, CLAIM_counts_down);
    if (!claim || claim->param < 0 || (unsigned)claim->param >= contract->param_count)
      continue;
    const char *type = contract->params[claim->param].type;
    if (strncmp(type, member, length) == 0 && strcmp(type + length, " *") == 0)
      return true;
  }
  return false;
}

/// The counter that a sum or an atomic operation changes: a member of a latch is the latch.
static bool counted_place(struct pass *pass, const struct ir_function *fn, uint32_t place,
                          struct count *count) {
  const struct ir_place *path = &fn->places[place];
  bool inner = path->step == IR_STEP_FIELD && is_counted_record(pass, path->field);
  *count = (struct count){place_key(fn, inner ? path->parent : place), inner};
  return count->key && (inner || count->key[0] != '#');
}

static bool adds_one(const struct ir_event *event, enum count_direction direction) {
  if (event->kind == IR_HAVOC)
    return false;
  bool plus = strcmp(event->op, "+") == 0, minus = strcmp(event->op, "-") == 0;
  return event->kind == IR_BIN && event->a.kind == IR_PLACE && event->a.place == event->place &&
         event->b.kind == IR_INT && event->b.value > 0 && (direction == COUNT_UP ? plus : minus);
}

/// The macros of <stdatomic.h>, which have no function behind them that a contract could name.
static bool adds_atomically(const struct ir_function *fn, const struct ir_event *event,
                            enum count_direction direction) {
  static const char *const words[] = {"atomic_fetch_add", "atomic_fetch_sub"};
  const char *macro = event->loc == IR_NONE ? NULL : ir_location(fn, event->loc)->macro;
  const char *word = words[direction == COUNT_DOWN];
  return event->kind == IR_HAVOC && macro && strncmp(macro, word, strlen(word)) == 0;
}

static bool counted_here(struct pass *pass, const struct function *function,
                         const struct ir_event *event, enum count_direction direction,
                         struct count *count) {
  const struct ir_function *fn = function->body;
  if (event->kind == IR_BIN || event->kind == IR_HAVOC)
    return event->place != IR_NONE &&
           (adds_one(event, direction) || adds_atomically(fn, event, direction)) &&
           counted_place(pass, fn, event->place, count);
  const struct function *callee = event->kind == IR_CALL || event->kind == IR_CLEANUP
                                      ? call_target(pass->program, event)
                                      : NULL;
  const struct claim *claim =
      callee ? function_claim(callee, direction == COUNT_UP ? CLAIM_counts_up : CLAIM_counts_down)
             : NULL;
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= event->arg_count)
    return false;
  *count = (struct count){count_key(fn, &event->args[claim->param].value), true};
  return count->key != NULL;
}

// ---- and what it calls ----

static uint32_t look(struct pass *pass, const struct function *function,
                     const struct ir_event *event, enum count_direction direction,
                     struct count *found, int depth);

/// True when the function changes the counter in this direction.
static bool changes(struct pass *pass, const struct function *function, const char *key,
                    enum count_direction direction, int depth) {
  const struct ir_function *fn = function->body;
  struct count found[COUNTS_MAX];
  for (uint32_t b = 0; fn && b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      uint32_t count = look(pass, function, &fn->blocks[b].events[e], direction, found, depth);
      for (uint32_t i = 0; i < count; i++)
        if (same_key(found[i].key, key))
          return true;
    }
  return false;
}

/// The key in the caller's terms of what the callee calls `key`.
static const char *key_in_caller(const struct ir_function *fn, const struct ir_event *call,
                                 const char *key) {
  if (key[0] != '#')
    return key;
  uint32_t param = (uint32_t)(key[1] - '0');
  return param < call->arg_count ? count_key(fn, &call->args[param].value) : NULL;
}

/// What a function counts, in its own terms and order; without what it counts back.
struct counted {
  uint32_t count, capacity;
  struct count *items;
};

static bool has_key(const struct counted *counted, const char *key) {
  for (uint32_t i = 0; i < counted->count; i++)
    if (same_key(counted->items[i].key, key))
      return true;
  return false;
}

/// All that a function counts in one direction, in order.
static struct counted count_all(struct pass *pass, const struct function *function,
                                enum count_direction direction, int depth) {
  const struct ir_function *body = function->body;
  struct counted all = {0};
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      struct count found[COUNTS_MAX];
      uint32_t count = look(pass, function, &body->blocks[b].events[e], direction, found, depth);
      for (uint32_t i = 0; i < count; i++) {
        GROW(all.items, all.count, all.capacity);
        all.items[all.count++] = found[i];
      }
    }
  return all;
}

/// ... but what it counts back.
static struct counted count_inside(struct pass *pass, const struct function *function,
                                   enum count_direction direction, int depth) {
  struct counted inside = count_all(pass, function, direction, depth);
  if (!inside.count)
    return inside;
  struct counted back =
      count_all(pass, function, direction == COUNT_UP ? COUNT_DOWN : COUNT_UP, depth);
  uint32_t all = inside.count;
  inside.count = 0;
  for (uint32_t i = 0; i < all; i++)
    if (!has_key(&back, inside.items[i].key))
      inside.items[inside.count++] = inside.items[i];
  free(back.items);
  return inside;
}

/// The same, found once for each function, direction and depth.
static const struct counted *counted_inside(struct pass *pass, const struct function *function,
                                            enum count_direction direction, int depth) {
  struct program *program = pass->program;
  struct function *known = program_at(program, function->index);
  if (!known->counted)
    known->counted =
        ARENA_ARRAY(program_arena(program), struct counted *, 2 * (size_t)(MAX_DEPTH + 1));
  struct counted **at = &known->counted[2 * depth + (direction == COUNT_UP)];
  if (!*at) {
    struct counted inside = count_inside(pass, function, direction, depth);
    *at = ARENA_NEW(program_arena(program), struct counted);
    **at = (struct counted){.count = inside.count};
    (*at)->items =
        arena_copy(program_arena(program), inside.items, sizeof *inside.items * inside.count);
    free(inside.items);
  }
  return *at;
}

static uint32_t look_into(struct pass *pass, const struct function *function,
                          const struct ir_event *call, const struct function *callee,
                          enum count_direction direction, struct count *found, int depth) {
  const struct counted *inside = counted_inside(pass, callee, direction, depth - 1);
  uint32_t total = 0;
  for (uint32_t i = 0; i < inside->count && total < COUNTS_MAX; i++) {
    const char *key = key_in_caller(function->body, call, inside->items[i].key);
    if (key)
      found[total++] = (struct count){key, inside->items[i].claimed};
  }
  return total;
}

static uint32_t look(struct pass *pass, const struct function *function,
                     const struct ir_event *event, enum count_direction direction,
                     struct count *found, int depth) {
  if (counted_here(pass, function, event, direction, found))
    return 1;
  const struct function *callee = event->kind == IR_CALL || event->kind == IR_CLEANUP
                                      ? call_target(pass->program, event)
                                      : NULL;
  if (!callee || !callee->checked || callee == function || depth == 0)
    return 0;
  return look_into(pass, function, event, callee, direction, found, depth);
}

uint32_t counted_at(struct pass *pass, const struct function *function,
                    const struct ir_event *event, enum count_direction direction,
                    struct count *found) {
  return look(pass, function, event, direction, found, MAX_DEPTH);
}

bool counts(struct pass *pass, const struct function *function, const char *key,
            enum count_direction direction) {
  return changes(pass, function, key, direction, MAX_DEPTH);
}

bool count_is_set(const struct ir_function *fn, const char *key) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool written = event->kind == IR_MOVE || event->kind == IR_CALL;
      bool zero = event->kind == IR_MOVE && event->a.kind == IR_INT && event->a.value == 0;
      if (!written || zero || event->place == IR_NONE)
        continue;
      const struct ir_place *path = &fn->places[event->place];
      const char *name = path->step == IR_STEP_FIELD ? path->field
                         : path->step == IR_STEP_VAR ? fn->vars[path->var].name
                                                     : NULL;
      if (same_key(name, key))
        return true;
    }
  return false;
}

// ---- waiting ----

/// Whether the branch of the block asks the counter; `atomic_load` reads it in the block.
static bool asks(const struct ir_function *fn, uint32_t block, const char *key) {
  const struct ir_block *code = &fn->blocks[block];
  uint32_t place = IR_NONE;
  if (code->end.kind != IR_BRANCH)
    return false;
  if (code->end.a.kind == IR_PLACE)
    place = code->end.a.place;
  const struct ir_event *last = code->event_count ? &code->events[code->event_count - 1] : NULL;
  if (code->end.a.kind == IR_UNKNOWN && last && last->kind == IR_HAVOC)
    place = last->place;
  if (place == IR_NONE)
    return false;
  const struct ir_place *path = &fn->places[place];
  if (path->step == IR_STEP_FIELD)
    return same_key(path->field, key);
  return path->step == IR_STEP_VAR && same_key(fn->vars[path->var].name, key);
}

/// Whether the branch leaves the loop exactly when what it asks is 0.
static bool leaves_at_zero(const struct ir_terminator *end, const struct loop *loop) {
  bool stays_if = loop->inside[end->targets[0]], stays_else = loop->inside[end->targets[1]];
  if (stays_if == stays_else || end->b.kind != IR_INT)
    return false;
  int64_t limit = end->b.value;
  if (stays_if)
    return (limit == 0 && (end->compare == IR_NE || end->compare == IR_GT)) ||
           (limit == 1 && end->compare == IR_GE);
  return (limit == 0 && (end->compare == IR_EQ || end->compare == IR_LE)) ||
         (limit == 1 && end->compare == IR_LT);
}

static bool pauses(struct pass *pass, const struct ir_function *fn, const struct loop *loop) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; loop->inside[b] && e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL &&
          call_effect(pass, fn, &fn->blocks[b].events[e])->pauses)
        return true;
  return false;
}

/// The block behind `block` in the condition of the loop, where all parts have to hold; IR_NONE
/// where the condition ends.
static uint32_t next_part(const struct ir_function *fn, const struct loop *loop, uint32_t block) {
  const struct ir_terminator *end = &fn->blocks[block].end;
  if (end->kind == IR_JUMP)
    return loop->inside[end->targets[0]] ? end->targets[0] : IR_NONE;
  if (end->kind != IR_BRANCH || loop->inside[end->targets[0]] == loop->inside[end->targets[1]])
    return IR_NONE;
  return end->targets[loop->inside[end->targets[0]] ? 0 : 1];
}

/// Whether the loop goes on only while what the block asks holds, whatever else it asks.
static bool is_part(const struct ir_function *fn, const struct loop *loop, uint32_t block) {
  uint32_t at = loop->header;
  for (uint32_t n = 0; n < fn->block_count && at != IR_NONE && at != block; n++)
    at = next_part(fn, loop, at);
  return at == block;
}

static void look_at_loop(struct pass *pass, const struct ir_function *fn, const struct loop *loop,
                         const char *key, struct count_wait *wait) {
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if (!loop->inside[b] || !asks(fn, b, key) ||
        loop->inside[end->targets[0]] == loop->inside[end->targets[1]])
      continue;
    bool zero = leaves_at_zero(end, loop);
    wait->otherwise |= !zero;
    if (zero && is_part(fn, loop, b) && pauses(pass, fn, loop) && !wait->until_zero) {
      wait->until_zero = true;
      wait->loc = end->loc;
    }
  }
}

struct count_wait count_waits(struct pass *pass, struct function *function, const char *key) {
  struct count_wait wait = {.loc = IR_NONE};
  const struct ir_function *fn = function->body;
  bool asked = false;
  for (uint32_t b = 0; b < fn->block_count && !asked; b++)
    asked = asks(fn, b, key);
  if (!asked)
    return wait;
  struct arena scratch = {0};
  struct loop *loops;
  uint32_t count = find_loops(&scratch, function_cfg(pass->program, function), &loops);
  for (uint32_t l = 0; l < count; l++)
    look_at_loop(pass, fn, &loops[l], key, &wait);
  arena_free(&scratch);
  return wait;
}

const char *count_name(struct pass *pass, const char *key) {
  if (key[0] == '#')
    return "the counter";
  char *name = arena_printf(program_arena(pass->program), "%s", key);
  name[strcspn(name, "@")] = '\0';
  const char *dot = strrchr(name, '.');
  return dot ? dot + 1 : name;
}
