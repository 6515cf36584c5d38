// SPDX-License-Identifier: MIT
// Slicing: a closure over assignments for the holders, then the variables that steer branches.
#include "analyzer/flow/slice.h"

#include <string.h>

bool place_within(const struct ir_function *fn, uint32_t place, uint32_t prefix) {
  for (;;) {
    if (place == prefix)
      return true;
    const struct ir_place *path = &fn->places[place];
    if (path->step == IR_STEP_VAR || path->step == IR_STEP_DEREF || path->step == IR_STEP_DEEP)
      return false;
    place = path->parent;
  }
}

bool place_behind(const struct ir_function *fn, uint32_t place, uint32_t prefix) {
  for (bool pointer = false;;) {
    if (place == prefix)
      return pointer;
    const struct ir_place *path = &fn->places[place];
    if (path->step == IR_STEP_VAR)
      return false;
    pointer |= path->step == IR_STEP_DEREF || path->step == IR_STEP_DEEP;
    place = path->parent;
  }
}

static uint32_t find_child(const struct ir_function *fn, uint32_t parent,
                           const struct ir_place *like) {
  for (uint32_t i = parent + 1; i < fn->place_count; i++) {
    const struct ir_place *path = &fn->places[i];
    if (path->parent == parent && path->step == like->step && path->field == like->field &&
        path->index == like->index)
      return i;
  }
  return IR_NONE;
}

uint32_t place_rebase(const struct ir_function *fn, uint32_t place, uint32_t from, uint32_t to) {
  if (place == from)
    return to;
  uint32_t parent = place_rebase(fn, fn->places[place].parent, from, to);
  return parent == IR_NONE ? IR_NONE : find_child(fn, parent, &fn->places[place]);
}

int slice_find(const struct slice *slice, uint32_t place) {
  for (uint32_t i = 0; i < slice->count; i++)
    if (slice->items[i].place == place)
      return (int)i;
  return -1;
}

static bool outlives(const struct ir_function *fn, uint32_t place) {
  if (fn->vars[fn->places[place].var].flags & IR_VAR_GLOBAL)
    return true;
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_DEREF || fn->places[place].step == IR_STEP_DEEP)
      return true;
  return false;
}

static bool weak(const struct ir_function *fn, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_ANY || fn->places[place].step == IR_STEP_DEEP)
      return true;
  return false;
}

static bool add(struct slice *slice, uint32_t place, bool holder) {
  int found = slice_find(slice, place);
  if (found >= 0) {
    bool news = holder && !slice->items[found].holder;
    slice->items[found].holder |= holder;
    return news;
  }
  if (slice->count == SLICE_MAX) {
    slice->overflow |= holder;
    return false;
  }
  slice->items[slice->count++] =
      (struct tracked){place, holder, weak(slice->fn, place), outlives(slice->fn, place)};
  return true;
}

// ---- other names ----

uint32_t slice_only_address(const struct ir_function *fn, uint32_t var) {
  uint32_t found = IR_NONE;
  if (fn->vars[var].flags & (IR_VAR_PARAM | IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE))
    return IR_NONE;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool write = event->kind == IR_MOVE || event->kind == IR_CALL || event->kind == IR_BIN ||
                   event->kind == IR_HAVOC;
      if (!write || event->place == IR_NONE || fn->places[event->place].var != var ||
          fn->places[event->place].step != IR_STEP_VAR)
        continue;
      if (event->kind != IR_MOVE || event->a.kind != IR_ADDRESS || found != IR_NONE)
        return IR_NONE;
      found = event->a.place;
    }
  return found;
}

static void compute_canonical(struct arena *arena, struct slice *slice) {
  const struct ir_function *fn = slice->fn;
  slice->canonical = ARENA_ARRAY(arena, uint32_t, fn->place_count);
  for (uint32_t i = 0; i < fn->place_count; i++)
    slice->canonical[i] = i;
  // Twice: the place an address speaks of may have a later id than the place that dereferences it.
  for (int round = 0; round < 2; round++)
    for (uint32_t i = 0; i < fn->place_count; i++) {
      const struct ir_place *path = &fn->places[i];
      if (path->step == IR_STEP_VAR)
        continue;
      if (path->step == IR_STEP_DEREF && fn->places[path->parent].step == IR_STEP_VAR) {
        uint32_t target = slice_only_address(fn, path->var);
        if (target != IR_NONE)
          slice->canonical[i] = slice->canonical[target];
      } else if (slice->canonical[path->parent] != path->parent) {
        uint32_t moved = find_child(fn, slice->canonical[path->parent], path);
        if (moved != IR_NONE)
          slice->canonical[i] = moved;
      }
    }
}

// ---- holders ----

// Where the handle goes when `event` copies `source` while `held` is a holder; IR_NONE when the
// copy does not touch it.
static uint32_t copied_to(const struct slice *slice, const struct ir_event *event, uint32_t held) {
  uint32_t source = slice->canonical[event->a.place], target = slice->canonical[event->place];
  if (source == held)
    return target;
  if (place_within(slice->fn, held, source)) {
    uint32_t exact = place_rebase(slice->fn, held, source, target);
    return exact == IR_NONE ? target : exact;
  }
  return place_within(slice->fn, source, held) ? target : IR_NONE;
}

static bool spread(struct slice *slice) {
  bool changed = false;
  for (uint32_t b = 0; b < slice->fn->block_count; b++)
    for (uint32_t e = 0; e < slice->fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &slice->fn->blocks[b].events[e];
      bool copies = event->kind == IR_MOVE ||
                    (event->kind == IR_BIN && strchr("+-", event->op[0]) && !event->op[1]);
      if (!copies || event->a.kind != IR_PLACE)
        continue;
      for (uint32_t i = 0; i < slice->count; i++) {
        uint32_t target =
            slice->items[i].holder ? copied_to(slice, event, slice->items[i].place) : IR_NONE;
        if (target != IR_NONE)
          changed |= add(slice, target, true);
      }
    }
  return changed;
}

// ---- flags ----

static bool constant(const struct ir_operand *operand) {
  return operand->kind == IR_INT || operand->kind == IR_NULL || operand->kind == IR_ZERO;
}

// How many branches test `place` against a constant.
static unsigned tests_of(const struct slice *slice, uint32_t place) {
  unsigned tests = 0;
  for (uint32_t b = 0; b < slice->fn->block_count; b++) {
    const struct ir_terminator *end = &slice->fn->blocks[b].end;
    bool decides = (end->kind == IR_BRANCH && constant(&end->b)) || end->kind == IR_SWITCH;
    tests += decides && end->a.kind == IR_PLACE && slice->canonical[end->a.place] == place;
  }
  return tests;
}

// Set to a constant, or to what a comparison with one gives.
static bool given_constant(const struct slice *slice, uint32_t place) {
  for (uint32_t b = 0; b < slice->fn->block_count; b++)
    for (uint32_t e = 0; e < slice->fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &slice->fn->blocks[b].events[e];
      bool known = (event->kind == IR_MOVE && constant(&event->a)) ||
                   (event->kind == IR_BIN && constant(&event->b));
      if (known && slice->canonical[event->place] == place)
        return true;
    }
  return false;
}

// Variables whose value decides two branches, or that are set to a constant and tested: they may
// tell later on which path the handle came into being. Values copied into them matter too.
static void add_flags(struct slice *slice, unsigned *flags,
                      bool (*wanted)(const struct slice *, uint32_t)) {
  for (uint32_t b = 0; b < slice->fn->block_count && *flags < SLICE_MAX_FLAGS; b++) {
    const struct ir_terminator *end = &slice->fn->blocks[b].end;
    if ((end->kind != IR_BRANCH && end->kind != IR_SWITCH) || end->a.kind != IR_PLACE)
      continue;
    uint32_t place = slice->canonical[end->a.place];
    if (slice_find(slice, place) < 0 && !weak(slice->fn, place) && wanted(slice, place))
      *flags += add(slice, place, false);
  }
}

static bool steers(const struct slice *slice, uint32_t place) {
  unsigned tests = tests_of(slice, place);
  return tests >= 2 || (tests && given_constant(slice, place));
}

// Set to a constant behind the site: `started = true`. These tell most.
static bool records_site(const struct slice *slice, uint32_t place) {
  for (uint32_t b = 0; b < slice->fn->block_count; b++)
    for (uint32_t e = 0; e < slice->fn->blocks[b].event_count && slice->site_block != IR_NONE;
         e++) {
      const struct ir_event *event = &slice->fn->blocks[b].events[e];
      if (event->kind == IR_MOVE && constant(&event->a) &&
          slice->canonical[event->place] == place &&
          cfg_dominates(slice->cfg, slice->site_block, b))
        return tests_of(slice, place) > 0;
    }
  return false;
}

struct slice *slice_build(struct arena *arena, const struct cfg *cfg, uint32_t seed,
                          uint32_t status, uint32_t site_block) {
  struct slice *slice = ARENA_NEW(arena, struct slice);
  unsigned flags = 0;
  slice->fn = cfg->fn;
  slice->cfg = cfg;
  slice->site_block = site_block;
  compute_canonical(arena, slice);
  if (seed != IR_NONE)
    add(slice, slice->canonical[seed], true);
  while (spread(slice))
    ;
  if (status != IR_NONE)
    add(slice, slice->canonical[status], false);
  add_flags(slice, &flags, records_site);
  add_flags(slice, &flags, steers);
  return slice;
}
