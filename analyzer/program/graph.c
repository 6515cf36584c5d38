// SPDX-License-Identifier: MIT
// The call graph: direct calls, calls through slots with the functions that may be in them, and
// callbacks handed to functions that call, start or offload them.
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

// More possible targets than MAX_TARGETS say nothing about any of them; but a table of the program
// is started entry by entry, so that all of its functions are tasks.
enum { MAX_TARGETS = 8, MAX_TABLE = 256 };

// ---- edges ----

struct edges {
  struct edge **items;
  uint32_t count, capacity;
};

static struct edge *add_edge(struct program *program, struct edges *edges, enum edge_kind kind,
                             struct function *caller, struct function *callee) {
  struct edge *edge = ARENA_NEW(&program->arena, struct edge);
  *edge = (struct edge){.kind = kind,
                        .caller = caller,
                        .callee = callee,
                        .block = IR_NONE,
                        .event = IR_NONE,
                        .loc = IR_NONE};
  GROW(edges->items, edges->count, edges->capacity);
  edges->items[edges->count++] = edge;
  return edge;
}

static void add_call_edge(struct program *program, struct edges *edges, enum edge_kind kind,
                          struct function *caller, struct function *callee,
                          struct function *through, const struct outline_call *call) {
  struct edge *edge = add_edge(program, edges, kind, caller, callee);
  edge->through = through;
  edge->block = call->block;
  edge->event = call->at;
  edge->loc = call->loc;
}

// ---- what becomes of callbacks ----

static uint8_t claimed_use(const struct function *function, uint32_t param) {
  uint8_t uses = 0;
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct claim *claim = &function->claims[i];
    if (claim->param != (int)param)
      continue;
    if (claim->word == CLAIM_starts)
      uses |= CALLBACK_STARTED;
    else if (claim->word == CLAIM_offloads)
      uses |= CALLBACK_OFFLOADED;
    else if (claim->word == CLAIM_calls || claim->word == CLAIM_posts)
      uses |= claim->on || claim->word == CLAIM_posts ? CALLBACK_LATER : CALLBACK_CALLED;
  }
  return uses;
}

static void start_callbacks(struct program *program) {
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    function->callback_count = function->effect.param_count;
    function->callbacks = ARENA_ARRAY(&program->arena, uint8_t, function->callback_count + 1);
    for (uint32_t p = 0; p < function->callback_count; p++) {
      function->callbacks[p] = claimed_use(function, p);
      function->callback_uses |= function->callbacks[p];
    }
  }
}

static bool use_param(struct function *function, int param, uint8_t uses) {
  if (param < 0 || (uint32_t)param >= function->callback_count ||
      !(uses & ~function->callbacks[param]))
    return false;
  function->callbacks[param] |= uses;
  function->callback_uses |= uses;
  return true;
}

// Parameters that `function` calls, or hands on to functions that do.
static bool infer_callbacks(struct function *function) {
  const struct ir_function *body = function->body;
  const struct outline *outline = function->outline;
  bool changed = false;
  for (uint32_t c = 0; c < outline->call_count; c++) {
    const struct ir_event *event = outline->calls[c].event;
    const struct function *callee = outline_target(function, &outline->calls[c]);
    if (callee && !callee->slot && !callee->callback_uses)
      continue; // most calls
    if (event->kind != IR_CALL)
      continue;
    if (!event->callee && event->callee_place != IR_NONE) {
      struct ir_operand called = ir_value(event->callee_place);
      const struct ir_place *path = &body->places[event->callee_place];
      if (path->step == IR_STEP_DEREF) // (*callback)()
        called.place = path->parent;
      changed |= use_param(function, operand_param(body, &called), CALLBACK_CALLED);
      continue;
    }
    for (uint32_t i = 0; callee && i < event->arg_count && i < callee->callback_count; i++)
      if (callee->callbacks[i])
        changed |=
            use_param(function, operand_param(body, &event->args[i].value), callee->callbacks[i]);
  }
  return changed;
}

// ---- what slots may hold ----

struct hold {
  struct function *slot, *target;
};

struct holds {
  struct hold *items;
  uint32_t count, capacity;
  struct map seen; // index of the slot and that of the target
};

static void add_hold(struct holds *holds, struct function *slot, struct function *target) {
  uint64_t key = ((uint64_t)slot->index << 32 | target->index) + 1;
  if (map_get(&holds->seen, key, 0))
    return;
  map_set(&holds->seen, key, 1);
  GROW(holds->items, holds->count, holds->capacity);
  holds->items[holds->count++] = (struct hold){slot, target};
}

static void free_holds(struct holds *holds) {
  free(holds->items);
  map_free(&holds->seen);
}

// The slot that `place` is: its last field, or a global variable; NULL for locals.
static struct function *slot_of_place(struct program *program, const struct ir_function *fn,
                                      uint32_t place) {
  for (; place != IR_NONE; place = fn->places[place].parent) {
    const struct ir_place *path = &fn->places[place];
    if (path->step == IR_STEP_FIELD)
      return program_named(program, path->field, true);
    if (path->step == IR_STEP_VAR)
      return fn->vars[path->var].flags & IR_VAR_GLOBAL
                 ? program_named(program, fn->vars[path->var].name, true)
                 : NULL;
    if (path->step != IR_STEP_INDEX && path->step != IR_STEP_ANY)
      return NULL;
  }
  return NULL;
}

// A parameter kept in a slot: whatever callers give for it may be there.
struct param_store {
  struct function *slot;
  int param;
  uint32_t next; // of the same function: index plus one
};

struct stores {
  struct param_store *items;
  uint32_t count, capacity;
  uint32_t *last, bodies; // by index of a function: its last one, plus one
};

static void collect_stores(struct program *program, struct function *function, struct holds *holds,
                           struct stores *stores) {
  const struct ir_function *body = function->body;
  for (uint32_t i = 0; i < function->outline->store_count; i++) {
    const struct outline_store *store = &function->outline->stores[i];
    struct function *slot = slot_of_place(program, body, store->event->place);
    if (!slot)
      continue;
    if (store->name != IR_NONE) {
      add_hold(holds, slot, function->named[store->name]);
    } else if (body->vars[store->param].flags & IR_VAR_POINTER) {
      GROW(stores->items, stores->count, stores->capacity);
      stores->items[stores->count++] =
          (struct param_store){slot, store->param, stores->last[function->index]};
      stores->last[function->index] = stores->count;
    }
  }
}

// ---- building ----

// The functions a local variable is ever assigned, directly.
static uint32_t local_targets(const struct function *function, uint32_t place,
                              struct function **targets) {
  const struct ir_function *body = function->body;
  uint32_t count = 0;
  if (place == IR_NONE || body->places[place].step != IR_STEP_VAR)
    return 0;
  for (uint32_t i = 0; i < function->outline->store_count; i++) {
    const struct outline_store *store = &function->outline->stores[i];
    if (store->name != IR_NONE && store->event->place == place && count < MAX_TARGETS)
      targets[count++] = function->named[store->name];
  }
  return count;
}

static int by_slot(const void *key, const void *element) {
  const struct function *slot = key;
  return strcmp(slot->symbol, ((const struct hold *)element)->slot->symbol);
}

// What a slot may hold; nothing when that is more than `max`.
static uint32_t slot_targets(const struct holds *holds, const struct function *slot,
                             struct function **targets, uint32_t max) {
  const struct hold *found = slot && holds->count ? bsearch(slot, holds->items, holds->count,
                                                            sizeof *holds->items, by_slot)
                                                  : NULL;
  if (!found)
    return 0;
  const struct hold *end = holds->items + holds->count;
  while (found > holds->items && found[-1].slot == slot)
    found--;
  uint32_t count = 0;
  for (; found < end && found->slot == slot; found++) {
    if (count == max)
      return 0;
    targets[count++] = found->target;
  }
  return count;
}

// True for an element of a global array, and for a global variable.
static bool in_table(const struct ir_function *fn, uint32_t place) {
  while (fn->places[place].step == IR_STEP_INDEX || fn->places[place].step == IR_STEP_ANY)
    place = fn->places[place].parent;
  return fn->places[place].step == IR_STEP_VAR;
}

// The functions an argument may be, at most MAX_TABLE.
static uint32_t argument_targets(struct program *program, const struct holds *holds,
                                 const struct function *caller, const struct ir_operand *value,
                                 struct function **targets) {
  struct function *only = argument_function(program, caller, value);
  if (only) {
    targets[0] = only;
    return 1;
  }
  if (value->kind != IR_PLACE)
    return 0;
  uint32_t count = local_targets(caller, value->place, targets);
  uint32_t max = in_table(caller->body, value->place) ? MAX_TABLE : MAX_TARGETS;
  const struct function *slot = slot_of_place(program, caller->body, value->place);
  return count ? count : slot_targets(holds, slot, targets, max);
}

static void add_callback_edges(struct program *program, struct edges *edges,
                               const struct holds *holds, struct function *function,
                               struct function *callee, const struct outline_call *from) {
  static const struct {
    enum callback_use use;
    enum edge_kind kind;
  } kinds[] = {{CALLBACK_CALLED, EDGE_CALLBACK},
               {CALLBACK_STARTED, EDGE_STARTS},
               {CALLBACK_OFFLOADED, EDGE_OFFLOADS},
               {CALLBACK_LATER, EDGE_LATER}};
  if (!callee->callback_uses)
    return;
  const struct ir_event *call = from->event;
  struct function *targets[MAX_TABLE];
  for (uint32_t i = 0; i < call->arg_count && i < callee->callback_count; i++) {
    uint8_t uses = callee->callbacks[i];
    uint32_t count =
        uses ? argument_targets(program, holds, function, &call->args[i].value, targets) : 0;
    for (uint32_t t = 0; t < count; t++)
      for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (uses & kinds[k].use && (kinds[k].kind != EDGE_CALLBACK || count <= MAX_TARGETS))
          add_call_edge(program, edges, kinds[k].kind, function, targets[t], callee, from);
  }
}

static void add_body_edges(struct program *program, struct edges *edges, const struct holds *holds,
                           struct function *function) {
  struct function *targets[MAX_TARGETS];
  for (uint32_t i = 0; i < function->outline->return_count; i++)
    function->named[function->outline->returns[i]]->address_taken = true;
  for (uint32_t c = 0; c < function->outline->call_count; c++) {
    const struct outline_call *call = &function->outline->calls[c];
    struct function *callee = outline_target(function, call);
    if (callee) {
      add_call_edge(program, edges, callee->slot ? EDGE_SLOT : EDGE_CALL, function, callee, NULL,
                    call);
      add_callback_edges(program, edges, holds, function, callee, call);
      continue;
    }
    uint32_t count = local_targets(function, call->event->callee_place, targets);
    for (uint32_t t = 0; t < count; t++)
      add_call_edge(program, edges, EDGE_CALL, function, targets[t], NULL, call);
  }
}

// Functions given for parameters that end up in slots.
static void hold_arguments(struct program *program, struct function *function,
                           const struct stores *stores, struct holds *holds) {
  static const struct holds none; // slots are still being filled
  for (uint32_t c = 0; c < function->outline->call_count; c++) {
    const struct ir_event *event = function->outline->calls[c].event;
    const struct function *callee = outline_target(function, &function->outline->calls[c]);
    uint32_t s = callee && callee->index < stores->bodies ? stores->last[callee->index] : 0;
    if (!s || event->kind != IR_CALL || !event->callee)
      continue;
    for (; s; s = stores->items[s - 1].next) {
      const struct param_store *store = &stores->items[s - 1];
      if ((uint32_t)store->param >= event->arg_count)
        continue;
      struct function *targets[MAX_TABLE];
      uint32_t count =
          argument_targets(program, &none, function, &event->args[store->param].value, targets);
      for (uint32_t t = 0; t < count; t++)
        add_hold(holds, store->slot, targets[t]);
    }
  }
}

// ---- parameters of static functions ----

static void mark_addresses(struct program *program, uint32_t bodies) {
  for (uint32_t i = 0; i < bodies; i++) {
    const struct function *function = program->functions[i];
    uint32_t count = function->outline ? function->outline->address_count : 0;
    for (uint32_t k = 0; k < count; k++)
      function->named[function->outline->addresses[k]]->address_taken = true;
  }
}

// Every caller of a static function whose address nobody takes is known, and so is what its
// parameters may hold, when each caller gives a function that can be told.
struct gathered {
  struct function *function;
  uint32_t param;
  bool unknown;
  uint32_t count;
  struct function *targets[MAX_TABLE];
};

static void gather_argument(struct program *program, const struct holds *holds,
                            struct gathered *gathered, const struct function *caller,
                            const struct ir_event *call) {
  struct function *targets[MAX_TABLE];
  uint32_t count =
      gathered->param < call->arg_count
          ? argument_targets(program, holds, caller, &call->args[gathered->param].value, targets)
          : 0;
  gathered->unknown |= count == 0 || gathered->count + count > MAX_TARGETS;
  for (uint32_t t = 0; t < count && !gathered->unknown; t++)
    gathered->targets[gathered->count++] = targets[t];
}

// Direct calls of the functions that are asked about.
struct direct_call {
  const struct function *caller;
  const struct ir_event *call;
  uint32_t next; // of the same callee: index plus one
};

struct direct_calls {
  struct direct_call *items;
  uint32_t count, capacity;
  uint32_t *first; // index of the function -> its last call; 0: none, NONE_YET: asked about
};

static const uint32_t NONE_YET = UINT32_MAX;

// Whether callers tell what parameter `p` may be.
static bool is_closed(const struct function *function, uint32_t p) {
  return function->checked && (function->body->flags & IR_FN_STATIC) && !function->address_taken &&
         p < function->callback_count && p < function->body->param_count &&
         (function->callbacks[p] & CALLBACK_CALLED);
}

// How many parameters may be closed: none, mostly.
static uint32_t called_params(const struct function *function) {
  return function->callback_uses & CALLBACK_CALLED ? function->callback_count : 0;
}

static void find_calls(struct program *program, struct direct_calls *calls, uint32_t bodies) {
  bool any = false;
  calls->first = xcalloc((size_t)program->count + 1, sizeof *calls->first);
  for (uint32_t i = 0; i < bodies; i++)
    for (uint32_t p = 0; p < called_params(program->functions[i]); p++)
      if (is_closed(program->functions[i], p)) {
        calls->first[i] = NONE_YET;
        any = true;
      }
  // From the last to the first, so that each list begins with its first call.
  for (uint32_t i = any ? bodies : 0; i-- > 0;) {
    const struct outline *outline = program->functions[i]->outline;
    for (uint32_t c = outline ? outline->call_count : 0; c-- > 0;) {
      const struct ir_event *call = outline->calls[c].event;
      const struct function *callee = outline_target(program->functions[i], &outline->calls[c]);
      uint32_t *first = callee ? &calls->first[callee->index] : NULL;
      if (!first || !*first || call->kind != IR_CALL || !call->callee)
        continue;
      GROW(calls->items, calls->count, calls->capacity);
      calls->items[calls->count++] = (struct direct_call){program->functions[i], call, *first};
      *first = calls->count;
    }
  }
}

static void gather_callers(struct program *program, const struct holds *holds,
                           const struct direct_calls *calls, struct gathered *gathered) {
  uint32_t at = calls->first[gathered->function->index];
  for (; at && at != NONE_YET && !gathered->unknown; at = calls->items[at - 1].next)
    gather_argument(program, holds, gathered, calls->items[at - 1].caller,
                    calls->items[at - 1].call);
}

static void hold_params(struct program *program, struct holds *holds, uint32_t bodies) {
  struct holds found = {0};
  struct direct_calls calls = {0};
  find_calls(program, &calls, bodies);
  for (uint32_t i = 0; i < bodies; i++) {
    struct function *function = program->functions[i];
    for (uint32_t p = 0; p < called_params(function); p++) {
      struct gathered gathered = {.function = function, .param = p};
      if (!is_closed(function, p))
        continue;
      gather_callers(program, holds, &calls, &gathered);
      const char *slot = arena_printf(&program->arena, "%s#%u", function->symbol, p);
      for (uint32_t t = 0; t < gathered.count && !gathered.unknown; t++)
        add_hold(&found, program_slot(program, slot), gathered.targets[t]);
    }
  }
  for (uint32_t i = 0; i < found.count; i++)
    add_hold(holds, found.items[i].slot, found.items[i].target);
  free_holds(&found);
  free(calls.items);
  free(calls.first);
}

static int by_names(const void *a, const void *b) {
  const struct hold *x = a, *y = b;
  int order = strcmp(x->slot->symbol, y->slot->symbol);
  return order ? order : strcmp(x->target->symbol, y->target->symbol);
}

static void order_holds(struct holds *holds) {
  if (holds->count)
    qsort(holds->items, holds->count, sizeof *holds->items, by_names);
}

static void add_target_edges(struct program *program, struct edges *edges,
                             const struct holds *holds) {
  for (uint32_t i = 0; i < holds->count;) {
    uint32_t end = i;
    while (end < holds->count && holds->items[end].slot == holds->items[i].slot)
      end++;
    for (uint32_t k = i; k < end; k++) {
      holds->items[k].target->address_taken = true;
      if (end - i <= MAX_TARGETS)
        add_edge(program, edges,
                 strchr(holds->items[k].slot->symbol, '#') ? EDGE_PARAM : EDGE_TARGET,
                 holds->items[k].slot, holds->items[k].target);
    }
    i = end;
  }
}

// Gives every function its slices of the edge list, in and out, in a fixed order.
static void link_edges(struct program *program, const struct edges *edges) {
  for (uint32_t i = 0; i < edges->count; i++) {
    edges->items[i]->caller->out_count++;
    edges->items[i]->callee->in_count++;
  }
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    function->out = ARENA_ARRAY(&program->arena, struct edge *, function->out_count + 1);
    function->in = ARENA_ARRAY(&program->arena, struct edge *, function->in_count + 1);
    function->out_count = function->in_count = 0;
  }
  for (uint32_t i = 0; i < edges->count; i++) {
    struct edge *edge = edges->items[i];
    edge->caller->out[edge->caller->out_count++] = edge;
    edge->callee->in[edge->callee->in_count++] = edge;
  }
}

void program_build_graph(struct program *program) {
  struct edges edges = {0};
  struct holds holds = {0};
  struct stores stores = {0};
  start_callbacks(program);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < program->count; i++)
      if (program->functions[i]->checked)
        changed |= infer_callbacks(program->functions[i]);
  }
  for (uint32_t i = 0; i < program->unit->fact_count; i++)
    add_hold(&holds, program_slot(program, program->unit->facts[i].slot),
             program_function(program, program->unit->facts[i].function));
  uint32_t bodies = program->count; // slots found from here on have no body
  stores.last = xcalloc((size_t)bodies + 1, sizeof *stores.last);
  stores.bodies = bodies;
  for (uint32_t i = 0; i < bodies; i++)
    if (program->functions[i]->checked)
      collect_stores(program, program->functions[i], &holds, &stores);
  for (uint32_t i = 0; i < bodies && stores.count; i++)
    if (program->functions[i]->checked)
      hold_arguments(program, program->functions[i], &stores, &holds);
  mark_addresses(program, bodies);
  order_holds(&holds);
  hold_params(program, &holds, bodies);
  order_holds(&holds);
  for (uint32_t i = 0; i < bodies; i++)
    if (program->functions[i]->checked)
      add_body_edges(program, &edges, &holds, program->functions[i]);
  add_target_edges(program, &edges, &holds);
  link_edges(program, &edges);
  free(edges.items);
  free_holds(&holds);
  free(stores.items);
  free(stores.last);
}
