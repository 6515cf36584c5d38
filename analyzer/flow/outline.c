// SPDX-License-Identifier: MIT
// One pass over a function for what would otherwise be searched again for each handle in it.
#include "analyzer/flow/outline.h"

#include <string.h>

uint32_t place_child(const struct ir_function *fn, uint32_t parent, const struct ir_place *like) {
  for (uint32_t i = parent + 1; i < fn->place_count; i++) {
    const struct ir_place *path = &fn->places[i];
    if (path->parent == parent && path->step == like->step && path->field == like->field &&
        path->index == like->index)
      return i;
  }
  return IR_NONE;
}

static bool constant(const struct ir_operand *operand) {
  return operand->kind == IR_INT || operand->kind == IR_NULL || operand->kind == IR_ZERO;
}

static bool writes(const struct ir_event *event) {
  return event->place != IR_NONE && (event->kind == IR_MOVE || event->kind == IR_CALL ||
                                     event->kind == IR_BIN || event->kind == IR_HAVOC);
}

// ---- other names ----

static void find_only_addresses(struct arena *arena, const struct ir_function *fn,
                                struct outline *outline) {
  uint32_t not_plain = IR_VAR_PARAM | IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE;
  bool *written = ARENA_ARRAY(arena, bool, fn->var_count);
  outline->only_address = ARENA_ARRAY(arena, uint32_t, fn->var_count);
  memset(outline->only_address, 0xff, sizeof(uint32_t) * fn->var_count);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!writes(event) || fn->places[event->place].step != IR_STEP_VAR)
        continue;
      uint32_t var = fn->places[event->place].var;
      bool once = !written[var] && event->kind == IR_MOVE && event->a.kind == IR_ADDRESS &&
                  !(fn->vars[var].flags & not_plain);
      outline->only_address[var] = once ? event->a.place : IR_NONE;
      written[var] = true;
    }
}

static void find_names(struct arena *arena, const struct ir_function *fn, struct outline *outline) {
  uint32_t *names = outline->canonical = ARENA_ARRAY(arena, uint32_t, fn->place_count);
  for (uint32_t i = 0; i < fn->place_count; i++)
    names[i] = i;
  // Twice: the place an address speaks of may have a later id than the place that dereferences it.
  for (int round = 0; round < 2; round++)
    for (uint32_t i = 0; i < fn->place_count; i++) {
      const struct ir_place *path = &fn->places[i];
      if (path->step == IR_STEP_VAR)
        continue;
      if (path->step == IR_STEP_DEREF && fn->places[path->parent].step == IR_STEP_VAR) {
        uint32_t target = outline->only_address[path->var];
        if (target != IR_NONE)
          names[i] = names[target];
      } else if (names[path->parent] != path->parent) {
        uint32_t moved = place_child(fn, names[path->parent], path);
        if (moved != IR_NONE)
          names[i] = moved;
      }
    }
}

// ---- lists ----

/// A list for each of `keys` keys, built in two rounds: the first counts, the second fills.
struct filling {
  struct mentions *lists;
  uint32_t *next; // NULL in the first round
};

static void add(struct filling *filling, uint32_t key, uint32_t block, uint32_t event) {
  if (filling->next)
    filling->lists->items[filling->next[key]++] = (struct mention){block, event};
  else
    filling->lists->start[key + 1]++;
}

static void begin_filling(struct arena *arena, struct filling *filling, uint32_t keys) {
  struct mentions *lists = filling->lists;
  for (uint32_t i = 0; i < keys; i++)
    lists->start[i + 1] += lists->start[i];
  lists->items = ARENA_ARRAY(arena, struct mention, lists->start[keys]);
  filling->next = arena_copy(arena, lists->start, sizeof(uint32_t) * (keys + 1));
}

// ---- what events speak of ----

struct outliner {
  const struct ir_function *fn;
  struct outline *outline;
  struct filling vars, writes, sets;
  uint32_t block, event;
};

static void speak_place(struct outliner *outliner, uint32_t place, bool address) {
  const struct ir_function *fn = outliner->fn;
  if (place == IR_NONE)
    return;
  uint32_t var = fn->places[place].var;
  uint32_t same = fn->places[outliner->outline->canonical[place]].var;
  add(&outliner->vars, var, outliner->block, outliner->event);
  if (same != var)
    add(&outliner->vars, same, outliner->block, outliner->event);
  outliner->outline->addressed[var] |= address;
  outliner->outline->addressed[same] |= address;
}

static void speak_operand(struct outliner *outliner, const struct ir_operand *operand) {
  if (operand->kind == IR_PLACE || operand->kind == IR_ADDRESS)
    speak_place(outliner, operand->place, operand->kind == IR_ADDRESS);
}

static void outline_event(struct outliner *outliner, const struct ir_event *event) {
  struct outline *outline = outliner->outline;
  speak_place(outliner, event->place, event->kind == IR_CLEANUP);
  speak_operand(outliner, &event->a);
  speak_operand(outliner, &event->b);
  for (uint32_t i = 0; i < event->arg_count; i++)
    speak_operand(outliner, &event->args[i].value);
  if (writes(event))
    add(&outliner->writes, event->place, outliner->block, outliner->event);
  bool moved = event->kind == IR_MOVE && constant(&event->a);
  if (moved)
    add(&outliner->sets, outline->canonical[event->place], outliner->block, outliner->event);
  if (moved || (event->kind == IR_BIN && constant(&event->b)))
    outline->given_constant[outline->canonical[event->place]] = true;
}

static void outline_events(struct outliner *outliner) {
  const struct ir_function *fn = outliner->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      outliner->block = b;
      outliner->event = e;
      outline_event(outliner, &fn->blocks[b].events[e]);
    }
}

static void find_mentions(struct arena *arena, const struct ir_function *fn,
                          struct outline *outline) {
  struct outliner outliner = {.fn = fn,
                              .outline = outline,
                              .vars = {&outline->of_var, NULL},
                              .writes = {&outline->writes, NULL},
                              .sets = {&outline->sets, NULL}};
  outline->addressed = ARENA_ARRAY(arena, bool, fn->var_count);
  outline->given_constant = ARENA_ARRAY(arena, bool, fn->place_count);
  outline->of_var.start = ARENA_ARRAY(arena, uint32_t, fn->var_count + 1);
  outline->writes.start = ARENA_ARRAY(arena, uint32_t, fn->place_count + 1);
  outline->sets.start = ARENA_ARRAY(arena, uint32_t, fn->place_count + 1);
  outline_events(&outliner);
  begin_filling(arena, &outliner.vars, fn->var_count);
  begin_filling(arena, &outliner.writes, fn->place_count);
  begin_filling(arena, &outliner.sets, fn->place_count);
  outline_events(&outliner);
}

// ---- tests ----

static void find_tests(struct arena *arena, const struct ir_function *fn, struct outline *outline) {
  bool *listed = ARENA_ARRAY(arena, bool, fn->place_count);
  uint32_t *tests = ARENA_ARRAY(arena, uint32_t, fn->place_count); // against a constant
  outline->steering = ARENA_ARRAY(arena, uint32_t, fn->block_count);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    bool decides = (end->kind == IR_BRANCH && constant(&end->b)) || end->kind == IR_SWITCH;
    if (decides && end->a.kind == IR_PLACE)
      tests[outline->canonical[end->a.place]]++;
  }
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if ((end->kind != IR_BRANCH && end->kind != IR_SWITCH) || end->a.kind != IR_PLACE)
      continue;
    uint32_t place = outline->canonical[end->a.place];
    if (!listed[place] && (tests[place] >= 2 || (tests[place] && outline->given_constant[place])))
      outline->steering[outline->steering_count++] = place;
    listed[place] = true;
  }
}

static void number_events(struct arena *arena, const struct ir_function *fn,
                          struct outline *outline) {
  outline->first_event = ARENA_ARRAY(arena, uint32_t, fn->block_count + 1);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    outline->first_event[b] = outline->event_count;
    outline->event_count += fn->blocks[b].event_count;
  }
  outline->first_event[fn->block_count] = outline->event_count;
}

const struct outline *outline_of(const struct cfg *cfg) {
  if (!*cfg->outline) {
    struct outline *outline = *cfg->outline = ARENA_NEW(cfg->arena, struct outline);
    find_only_addresses(cfg->arena, cfg->fn, outline);
    find_names(cfg->arena, cfg->fn, outline);
    find_mentions(cfg->arena, cfg->fn, outline);
    find_tests(cfg->arena, cfg->fn, outline);
    number_events(cfg->arena, cfg->fn, outline);
  }
  return *cfg->outline;
}
