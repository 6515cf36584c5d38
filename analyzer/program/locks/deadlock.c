// SPDX-License-Identifier: MIT
// Waits that cannot end. What is waited for is found by the place that holds its handle: the calls
// that fill this place, in the same function, and what they start.
#include "analyzer/program/locks/deadlock.h"

#include "analyzer/program/locks/lock_table.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_STARTS = 8, MAX_COPIES = 4, MAX_WAY = 32 };

// ---- which call waits, and for what ----

static bool holds_always(const struct claim *claim) {
  return claim && claim->when.term_count == 0;
}

static bool starts_work(const struct edge *edge) {
  return edge->kind == EDGE_STARTS || edge->kind == EDGE_OFFLOADS;
}

/// Elements of an array are one place: nobody tells which is which.
static uint32_t whole(const struct ir_function *fn, uint32_t place) {
  while (place != IR_NONE &&
         (fn->places[place].step == IR_STEP_INDEX || fn->places[place].step == IR_STEP_ANY))
    place = fn->places[place].parent;
  return place;
}

static bool names_place(const struct ir_operand *value) {
  return value->kind == IR_PLACE || value->kind == IR_ADDRESS;
}

/// The calls that may have started what a handle stands for.
struct starts {
  uint32_t count;
  const struct edge *edges[MAX_STARTS];
  bool unknown; // there are others
};

/// Something that fills a place: an event, or the start of what goes with the handle in it.
struct fill {
  uint32_t block, event;
  const struct edge *start; // NULL for events
  struct fill *next;        // in the order of the body
};

struct loop_use;

/// What is asked of a function for each of its waits: gathered in one sweep, so that a function
/// with many waits costs no more than its size for each handle. Of the function asked about last.
struct waits {
  struct arena arena;
  struct program *program;
  struct function *function;
  struct fill **written, **joined; // by whole() place
  struct starts **starts;          // ..., one for each number of copies; NULL: not asked yet
  struct loop_use **loops;         // by variable; NULL: not asked yet
};

static void add_start(struct starts *starts, const struct edge *edge) {
  for (uint32_t i = 0; i < starts->count; i++)
    if (starts->edges[i] == edge)
      return;
  if (starts->count == MAX_STARTS)
    starts->unknown = true;
  else
    starts->edges[starts->count++] = edge;
}

static void add_starts(struct starts *starts, const struct starts *others) {
  for (uint32_t i = 0; i < others->count; i++)
    add_start(starts, others->edges[i]);
  starts->unknown |= others->unknown;
}

// ---- one sweep over a function ----

static void put_fill(struct waits *waits, struct fill **fills, uint32_t place, struct fill fill) {
  struct fill **first = &fills[whole(waits->function->body, place)];
  struct fill *copy = ARENA_NEW(&waits->arena, struct fill);
  fill.next = *first;
  *copy = fill;
  *first = copy;
}

/// The place of every event that writes one. Backward, since the last one comes to the front.
static void gather_written(struct waits *waits) {
  const struct ir_function *fn = waits->function->body;
  for (uint32_t b = fn->block_count; b-- > 0;)
    for (uint32_t e = fn->blocks[b].event_count; e-- > 0;) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_HAVOC;
      if (writes && event->place != IR_NONE)
        put_fill(waits, waits->written, event->place, (struct fill){b, e, NULL, NULL});
    }
}

/// `task_group_run(group, ...)`, `pthread_create(&thread, ...)`: what the call starts goes with the
/// handle it is given.
static void gather_joined(struct waits *waits) {
  for (uint32_t i = waits->function->out_count; i-- > 0;) {
    const struct edge *start = waits->function->out[i];
    if (!starts_work(start) || start->through->effect.gives)
      continue;
    const struct ir_event *call = edge_event(start);
    const struct claim *claim = edge_claim(waits->program, start);
    for (uint32_t k = 0; k < call->arg_count; k++) {
      const struct ir_operand *value = &call->args[k].value;
      bool other = claim && ((int)k == claim->param || (int)k == claim->with);
      if (!other && names_place(value) && value->place != IR_NONE)
        put_fill(waits, waits->joined, value->place,
                 (struct fill){start->block, start->event, start, NULL});
    }
  }
}

void waits_free(struct waits *waits) {
  if (waits)
    arena_free(&waits->arena);
  free(waits);
}

static struct waits *waits_of(struct program *program, struct function *function) {
  if (program->waits && program->waits->function == function)
    return program->waits;
  waits_free(program->waits);
  struct waits *waits = program->waits = xcalloc(1, sizeof *waits);
  const struct ir_function *fn = function->body;
  waits->program = program;
  waits->function = function;
  waits->written = ARENA_ARRAY(&waits->arena, struct fill *, fn->place_count);
  waits->joined = ARENA_ARRAY(&waits->arena, struct fill *, fn->place_count);
  waits->starts = ARENA_ARRAY(&waits->arena, struct starts *, (size_t)fn->place_count * MAX_COPIES);
  waits->loops = ARENA_ARRAY(&waits->arena, struct loop_use *, fn->var_count);
  gather_written(waits);
  gather_joined(waits);
  return waits;
}

// ---- what was started ----

static const struct starts *starts_of(struct waits *waits, uint32_t place, int copies);

static void find_starts(struct waits *waits, const struct ir_operand *handle, int copies,
                        struct starts *starts) {
  if (copies && names_place(handle) && handle->place != IR_NONE)
    add_starts(starts, starts_of(waits, handle->place, copies));
  else
    starts->unknown = true;
}

/// A handle is made of others: `task_when_all(tasks, 2)`.
static bool add_parts(struct waits *waits, const struct ir_event *call,
                      const struct function *callee, int copies, struct starts *starts) {
  bool found = false;
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    if (!claim->each || claim->param < 0 || (uint32_t)claim->param >= call->arg_count)
      continue;
    find_starts(waits, &call->args[claim->param].value, copies - 1, starts);
    found = true;
  }
  return found;
}

/// The only start in a function that gives a handle, or NULL.
static const struct edge *only_start(const struct function *callee) {
  const struct edge *only = NULL;
  for (uint32_t i = 0; callee->checked && i < callee->out_count; i++)
    if (starts_work(callee->out[i])) {
      if (only)
        return NULL;
      only = callee->out[i];
    }
  return only;
}

/// What a call, which fills the place, has started.
static void add_call(struct waits *waits, const struct fill *fill, int copies,
                     struct starts *starts) {
  struct function *function = waits->function;
  const struct ir_event *call = &function->body->blocks[fill->block].events[fill->event];
  struct function *callee = call_target(waits->program, call);
  uint32_t before = starts->count;
  for (uint32_t i = lock_first_edge(function, fill->block, fill->event);
       i < function->out_count && function->out[i]->block == fill->block &&
       function->out[i]->event == fill->event;
       i++)
    if (starts_work(function->out[i]))
      add_start(starts, function->out[i]);
  if (!callee || starts->count > before || add_parts(waits, call, callee, copies, starts))
    return;
  const struct edge *only = only_start(callee);
  if (only)
    add_start(starts, only);
  else
    starts->unknown |= callee->checked || !callee->contract;
}

static void add_joined(const struct waits *waits, uint32_t place, struct starts *starts) {
  uint32_t at = place == IR_NONE ? IR_NONE : whole(waits->function->body, place);
  const struct fill *fill = at == IR_NONE ? NULL : waits->joined[at];
  // Where there are others anyway, no further one tells more.
  for (; fill && !(starts->unknown && starts->count == MAX_STARTS); fill = fill->next)
    add_start(starts, fill->start);
}

/// What may have been started for the handle in `place`, through at most `copies` - 1 copies.
static const struct starts *starts_of(struct waits *waits, uint32_t place, int copies) {
  const struct ir_function *fn = waits->function->body;
  uint32_t at = whole(fn, place);
  struct starts **known = &waits->starts[(size_t)at * MAX_COPIES + (size_t)copies - 1];
  if (*known)
    return *known;
  struct starts *starts = ARENA_NEW(&waits->arena, struct starts);
  for (const struct fill *fill = waits->written[at]; fill; fill = fill->next) {
    const struct ir_event *event = &fn->blocks[fill->block].events[fill->event];
    if (event->kind == IR_CALL)
      add_call(waits, fill, copies, starts);
    else if (event->kind == IR_MOVE && event->a.kind == IR_PLACE)
      find_starts(waits, &event->a, copies - 1, starts);
    else if (event->kind == IR_HAVOC)
      starts->unknown = true;
  }
  add_joined(waits, place, starts);
  return *known = starts;
}

/// The handle that the call waits for, for as long as it takes, or NULL. A call that blocks and
/// gets what was filled in where a thread was started waits for that thread.
static const struct ir_operand *awaited(const struct edge *edge, bool *thread) {
  const struct ir_event *call = edge_event(edge);
  const struct claim *claim = function_claim(edge->callee, CLAIM_waits_for);
  bool blocks = holds_always(function_claim(edge->callee, CLAIM_blocks));
  *thread = !claim && blocks;
  int param = holds_always(claim) ? claim->param : *thread ? 0 : -1;
  if (edge->kind != EDGE_CALL || !call || call->kind != IR_CALL || param < 0 ||
      (uint32_t)param >= call->arg_count || call->args[param].value.kind != IR_PLACE)
    return NULL;
  return &call->args[param].value;
}

// ---- locks ----

/// The place that the body of a start gets as its argument, as a path of the waiting function.
static const char *argument_path(struct lock_table *table, const struct function *function,
                                 const struct edge *start) {
  const struct claim *claim = edge_claim(table->program, start);
  const struct ir_event *call = edge_event(start);
  if (start->caller != function || !claim || claim->until || claim->with < 0 ||
      (uint32_t)claim->with >= call->arg_count)
    return NULL;
  return lock_path(&table->names, function->body, &call->args[claim->with].value);
}

/// Whether the work takes the very lock that the waiting function calls `path`: the same global, or
/// one of the object that both have.
static bool takes_lock(struct lock_table *table, const struct function *function,
                       const struct edge *start, const char *path) {
  struct edge *edges[MAX_WAY];
  struct lock_taking end;
  int param;
  const char *class = lock_class(table->program, path);
  if (!class || lock_is_stray(table->program, class) ||
      !lock_taken_by(table->program, start->callee, class) ||
      lock_taking_way(table->program, start->callee, class, edges, MAX_WAY, &end, &param) < 0)
    return false;
  if (*path == '@')
    return lock_taken_path(table->program, &end) == path;
  const char *argument = param == 0 ? argument_path(table, function, start) : NULL;
  return argument && strncmp(path, argument, strlen(argument)) == 0;
}

static bool find_lock(struct program *program, struct function *function,
                      const struct starts *starts, const struct edge *wait,
                      struct deadlock *deadlock) {
  const struct lock_result *locks = function_locks(program, function);
  const struct lock_sight *sight = locks ? locks_at(locks, wait->block, wait->event) : NULL;
  for (uint32_t i = 0; sight && i < locks->lock_count; i++) {
    const struct lock_followed *lock = &locks->locks[i];
    uint32_t bit = UINT32_C(1) << i;
    uint32_t held = lock_path_weak(lock->path) ? sight->must : sight->may;
    const struct edge *needs = NULL;
    bool all = !starts->unknown;
    for (uint32_t k = 0; (held & bit) && !lock->shared && k < starts->count; k++) {
      bool takes = takes_lock(lock_table_of(program), function, starts->edges[k], lock->path);
      needs = !needs && takes ? starts->edges[k] : needs;
      all &= takes;
    }
    // One of several tasks that a variable holds in turn may be another one by then.
    if (!needs || (!all && starts->count > 1))
      continue;
    *deadlock = (struct deadlock){
        .kind = DEADLOCK_LOCK, .wait = wait, .start = needs, .lock = i, .held = sight};
    return true;
  }
  return false;
}

// ---- contexts ----

/// The context on which the way to the wait begins.
static const char *waiting_context(struct program *program, struct function *function,
                                   const struct edge *wait) {
  struct edge *edges[MAX_WAY];
  struct function *entry;
  int count =
      program_way(program, function, wait->block, wait->event, NULL, edges, MAX_WAY, &entry);
  return count >= 0 && entry->entry_edge ? edge_context(program, entry->entry_edge) : NULL;
}

static bool find_context(struct program *program, struct function *function,
                         const struct starts *starts, const struct edge *wait,
                         struct deadlock *deadlock) {
  if (!function->in_task || !function_claim(wait->callee, CLAIM_blocks) || starts->unknown ||
      starts->count != 1 || starts->edges[0]->kind != EDGE_STARTS)
    return false;
  const char *target = edge_context(program, starts->edges[0]);
  if (!target || spec_context_many(program->spec, target) ||
      waiting_context(program, function, wait) != target)
    return false;
  *deadlock = (struct deadlock){
      .kind = DEADLOCK_CONTEXT, .wait = wait, .start = starts->edges[0], .context = target};
  return true;
}

// ---- a loop that nobody runs ----

/// How a function uses a loop that only it knows.
struct loop_use {
  struct waits *waits;
  uint32_t var;
  bool made;           // it comes from a call here
  bool shared;         // somebody else may run it
  bool *behind;        // blocks that are entered behind a call that runs it
  uint32_t *first_run; // in each block the event of the first such call, plus one; 0: none
};

static bool is_loop(const struct loop_use *use, const struct ir_operand *value) {
  const struct ir_function *fn = use->waits->function->body;
  return names_place(value) && fn->places[value->place].var == use->var;
}

/// What a call does that is given the loop.
static void look_at_call(struct loop_use *use, uint32_t block, uint32_t event) {
  const struct ir_event *call = &use->waits->function->body->blocks[block].events[event];
  struct function *callee = call_target(use->waits->program, call);
  for (uint32_t i = 0; i < call->arg_count; i++) {
    if (!is_loop(use, &call->args[i].value))
      continue;
    bool known =
        callee && !callee->body && callee->claim_count && call->args[i].value.kind == IR_PLACE;
    bool body = false; // given to what may run it elsewhere
    for (uint32_t k = 0; known && k < callee->claim_count; k++)
      body |= callee->claims[k].with == (int)i;
    use->shared |= !known || body;
    if (known && function_claim(callee, CLAIM_runs_loop) && !use->first_run[block])
      use->first_run[block] = event + 1;
  }
}

static void look_at(struct loop_use *use, uint32_t block, uint32_t event) {
  const struct ir_function *fn = use->waits->function->body;
  const struct ir_event *at = &fn->blocks[block].events[event];
  bool writes = at->place != IR_NONE && fn->places[at->place].var == use->var;
  if (writes && at->kind == IR_CALL) {
    const struct function *callee = call_target(use->waits->program, at);
    use->made |=
        callee && callee->effect.gives && !callee->body && !function_claim(callee, CLAIM_calls);
  } else if (writes && at->kind == IR_MOVE && at->a.kind != IR_NULL) {
    use->shared = true;
  }
  if (at->kind == IR_CALL)
    look_at_call(use, block, event);
  else if (at->kind != IR_USE && at->kind != IR_DEREF && at->kind != IR_DEAD &&
           (is_loop(use, &at->a) || is_loop(use, &at->b)))
    use->shared = true;
}

/// Which blocks may be entered behind a call that runs the loop.
static void spread_runs(struct loop_use *use) {
  const struct ir_function *fn = use->waits->function->body;
  uint32_t *stack = ARENA_ARRAY(&use->waits->arena, uint32_t, 2 * (size_t)fn->block_count);
  uint32_t depth = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    if (use->first_run[b])
      stack[depth++] = b;
  while (depth) {
    uint32_t at = stack[--depth];
    for (uint32_t i = 0, next; (next = cfg_successor(&fn->blocks[at], i)) != IR_NONE; i++) {
      if (!use->behind[next])
        stack[depth++] = next;
      use->behind[next] = true;
    }
  }
}

/// How the loop in `var` is used; one sweep for each such variable.
static const struct loop_use *loop_use_of(struct waits *waits, uint32_t var) {
  const struct ir_function *fn = waits->function->body;
  if (waits->loops[var])
    return waits->loops[var];
  struct loop_use *use = waits->loops[var] = ARENA_NEW(&waits->arena, struct loop_use);
  *use = (struct loop_use){.waits = waits, .var = var};
  use->behind = ARENA_ARRAY(&waits->arena, bool, fn->block_count);
  use->first_run = ARENA_ARRAY(&waits->arena, uint32_t, fn->block_count);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      look_at(use, b, e);
    use->shared |= fn->blocks[b].end.kind == IR_RETURN && is_loop(use, &fn->blocks[b].end.a);
  }
  spread_runs(use);
  return use;
}

/// Whether a call that runs the loop may come before the wait.
static bool runs_before(const struct loop_use *use, const struct edge *wait) {
  uint32_t run = use->first_run[wait->block];
  return use->behind[wait->block] || (run && run - 1 < wait->event);
}

static bool find_idle(struct waits *waits, const struct starts *starts, const struct edge *wait,
                      struct deadlock *deadlock) {
  struct function *function = waits->function;
  const struct ir_function *fn = function->body;
  const struct edge *start = starts->count == 1 && !starts->unknown ? starts->edges[0] : NULL;
  const struct claim *claim = start ? edge_claim(waits->program, start) : NULL;
  int param = claim ? claim_context_param(start->through, claim->on) : -1;
  if (param < 0 || start->caller != function || (uint32_t)param >= edge_event(start)->arg_count ||
      !function_claim(wait->callee, CLAIM_blocks) || function_claim(wait->callee, CLAIM_runs_loop))
    return false;
  const struct ir_operand *loop = &edge_event(start)->args[param].value;
  if (loop->kind != IR_PLACE || fn->places[loop->place].step != IR_STEP_VAR)
    return false;
  uint32_t var = fn->places[loop->place].var;
  if (fn->vars[var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM | IR_VAR_ADDRESS_TAKEN))
    return false;
  const struct loop_use *use = loop_use_of(waits, var);
  if (!use->made || use->shared || runs_before(use, wait))
    return false;
  *deadlock = (struct deadlock){.kind = DEADLOCK_IDLE, .wait = wait, .start = start, .loop = var};
  return true;
}

bool deadlock_at(struct program *program, struct function *function, uint32_t block, uint32_t event,
                 struct deadlock *deadlock) {
  for (uint32_t i = lock_first_edge(function, block, event); i < function->out_count; i++) {
    const struct edge *wait = function->out[i];
    bool thread;
    if (wait->block != block || wait->event != event)
      return false;
    const struct ir_operand *handle = awaited(wait, &thread);
    if (!handle)
      continue;
    struct waits *waits = waits_of(program, function);
    struct starts starts = {0};
    if (thread)
      add_joined(waits, handle->place, &starts);
    else
      find_starts(waits, handle, MAX_COPIES, &starts);
    return starts.count && (find_lock(program, function, &starts, wait, deadlock) ||
                            find_context(program, function, &starts, wait, deadlock) ||
                            find_idle(waits, &starts, wait, deadlock));
  }
  return false;
}
