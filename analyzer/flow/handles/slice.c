// SPDX-License-Identifier: MIT
// Slicing: a closure over assignments for the holders, then the variables that steer branches.
#include "analyzer/flow/handles/slice.h"

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

uint32_t place_rebase(const struct ir_function *fn, uint32_t place, uint32_t from, uint32_t to) {
  if (place == from)
    return to;
  uint32_t parent = place_rebase(fn, fn->places[place].parent, from, to);
  return parent == IR_NONE ? IR_NONE : place_child(fn, parent, &fn->places[place]);
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

// Adds where copies of what the i-th item holds go.
static void spread(struct slice *slice, uint32_t i) {
  uint32_t held = slice->items[i].place, var = slice->fn->places[held].var;
  const struct mentions *of_var = &slice->outline->of_var;
  for (uint32_t m = of_var->start[var]; m < of_var->start[var + 1]; m++) {
    const struct ir_event *event = mentioned(slice->fn, &of_var->items[m]);
    bool copies = event->kind == IR_MOVE ||
                  (event->kind == IR_BIN && strchr("+-", event->op[0]) && !event->op[1]);
    uint32_t target = copies && event->a.kind == IR_PLACE ? copied_to(slice, event, held) : IR_NONE;
    if (target != IR_NONE)
      add(slice, target, true);
  }
}

// Items that were added as something else before may become holders on the way.
static void spread_all(struct slice *slice) {
  bool done[SLICE_MAX] = {false};
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < slice->count; i++)
      if (slice->items[i].holder && !done[i]) {
        done[i] = changed = true;
        spread(slice, i);
      }
  }
}

// ---- flags ----

// Variables whose value decides two branches, or that are set to a constant and tested: they may
// tell later on which path the handle came into being. Values copied into them matter too.
static void add_flags(struct slice *slice, unsigned *flags,
                      bool (*wanted)(const struct slice *, uint32_t)) {
  for (uint32_t i = 0; i < slice->outline->steering_count && *flags < SLICE_MAX_FLAGS; i++) {
    uint32_t place = slice->outline->steering[i];
    if (slice_find(slice, place) < 0 && !weak(slice->fn, place) &&
        (!wanted || wanted(slice, place)))
      *flags += add(slice, place, false);
  }
}

// Set to a constant behind the site: `started = true`. These tell most.
static bool records_site(const struct slice *slice, uint32_t place) {
  const struct mentions *sets = &slice->outline->sets;
  for (uint32_t i = sets->start[place]; i < sets->start[place + 1]; i++)
    if (slice->site_block != IR_NONE &&
        cfg_dominates(slice->cfg, slice->site_block, sets->items[i].block))
      return true;
  return false;
}

struct slice *slice_build(struct arena *arena, const struct cfg *cfg, uint32_t seed,
                          uint32_t status, uint32_t site_block) {
  struct slice *slice = ARENA_NEW(arena, struct slice);
  unsigned flags = 0;
  slice->fn = cfg->fn;
  slice->cfg = cfg;
  slice->site_block = site_block;
  slice->outline = outline_of(cfg);
  slice->canonical = slice->outline->canonical;
  if (seed != IR_NONE)
    add(slice, slice->canonical[seed], true);
  spread_all(slice);
  if (status != IR_NONE)
    add(slice, slice->canonical[status], false);
  add_flags(slice, &flags, records_site);
  add_flags(slice, &flags, NULL);
  return slice;
}
