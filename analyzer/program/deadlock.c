// SPDX-License-Identifier: MIT
// Waits that cannot end. What is waited for is found by the place that holds its handle: the calls
// that fill this place, in the same function, and what they start.
#include "analyzer/program/deadlock.h"

#include "analyzer/program/lock_table.h"

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

static bool same_place(const struct ir_function *fn, uint32_t one, uint32_t other) {
  return one != IR_NONE && other != IR_NONE && whole(fn, one) == whole(fn, other);
}

static bool names_place(const struct ir_operand *value) {
  return value->kind == IR_PLACE || value->kind == IR_ADDRESS;
}

/// The calls that may have started what a handle stands for.
struct starts {
  struct program *program;
  struct function *function;
  uint32_t count;
  const struct edge *edges[MAX_STARTS];
  bool unknown; // there are others
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

static void find_starts(struct starts *starts, const struct ir_operand *handle, int copies);

/// A handle is made of others: `task_when_all(tasks, 2)`.
static bool add_parts(struct starts *starts, const struct ir_event *call,
                      const struct function *callee, int copies) {
  bool found = false;
  for (uint32_t i = 0; i < callee->claim_count; i++) {
    const struct claim *claim = &callee->claims[i];
    if (!claim->each || claim->param < 0 || (uint32_t)claim->param >= call->arg_count)
      continue;
    find_starts(starts, &call->args[claim->param].value, copies - 1);
    found = true;
  }
  return found;
}

/// What the call at (block, event), which fills the place, has started.
static void add_call(struct starts *starts, uint32_t block, uint32_t event, int copies) {
  struct function *function = starts->function;
  const struct ir_event *call = &function->body->blocks[block].events[event];
  struct function *callee = call_target(starts->program, call);
  uint32_t before = starts->count, inner = 0;
  const struct edge *only = NULL;
  for (uint32_t i = 0; i < function->out_count; i++)
    if (function->out[i]->block == block && function->out[i]->event == event &&
        starts_work(function->out[i]))
      add_start(starts, function->out[i]);
  if (!callee || starts->count > before || add_parts(starts, call, callee, copies))
    return;
  for (uint32_t i = 0; callee->checked && i < callee->out_count; i++)
    if (starts_work(callee->out[i])) {
      only = callee->out[i];
      inner++;
    }
  if (inner == 1)
    add_start(starts, only);
  else
    starts->unknown |= callee->checked || !callee->contract;
}

/// `task_group_run(group, ...)`, `pthread_create(&thread, ...)`: what the call starts goes with the
/// handle it is given.
static bool joins_handle(const struct ir_function *fn, const struct ir_event *call,
                         const struct edge *start, const struct claim *claim, uint32_t place) {
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    bool other = claim && ((int)i == claim->param || (int)i == claim->with);
    if (!other && names_place(value) && same_place(fn, value->place, place))
      return start->through->effect.gives == NULL;
  }
  return false;
}

static void add_joined(struct starts *starts, uint32_t place) {
  struct function *function = starts->function;
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (starts_work(edge) && joins_handle(function->body, edge_event(edge), edge,
                                          edge_claim(starts->program, edge), place))
      add_start(starts, edge);
  }
}

static void find_starts(struct starts *starts, const struct ir_operand *handle, int copies) {
  const struct ir_function *fn = starts->function->body;
  if (!copies || !names_place(handle)) {
    starts->unknown = true;
    return;
  }
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool writes = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_HAVOC;
      if (!writes || !same_place(fn, event->place, handle->place))
        continue;
      if (event->kind == IR_CALL)
        add_call(starts, b, e, copies);
      else if (event->kind == IR_MOVE && event->a.kind == IR_PLACE)
        find_starts(starts, &event->a, copies - 1);
      else if (event->kind == IR_HAVOC)
        starts->unknown = true;
    }
  add_joined(starts, handle->place);
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

/// How the only function that knows a loop uses it.
struct loop_use {
  struct program *program;
  struct function *function;
  uint32_t var;
  const struct edge *wait;
  bool made;   // it comes from a call here
  bool shared; // somebody else may run it
};

static bool is_loop(const struct loop_use *use, const struct ir_operand *value) {
  const struct ir_function *fn = use->function->body;
  return names_place(value) && fn->places[value->place].var == use->var;
}

/// Whether a call of the program that runs the loop may come before the wait.
static bool comes_before(const struct loop_use *use, uint32_t block, uint32_t event) {
  if (block == use->wait->block && event < use->wait->event)
    return true;
  const struct ir_function *fn = use->function->body;
  struct arena scratch = {0};
  bool *seen = ARENA_ARRAY(&scratch, bool, fn->block_count);
  uint32_t *queue = ARENA_ARRAY(&scratch, uint32_t, fn->block_count);
  uint32_t head = 0, count = 0;
  bool found = false;
  queue[count++] = block;
  while (head < count && !found) {
    uint32_t at = queue[head++];
    for (uint32_t i = 0, next; (next = cfg_successor(&fn->blocks[at], i)) != IR_NONE; i++) {
      found |= next == use->wait->block;
      if (!seen[next])
        queue[count++] = next;
      seen[next] = true;
    }
  }
  arena_free(&scratch);
  return found;
}

/// What a call does that is given the loop.
static void look_at_call(struct loop_use *use, uint32_t block, uint32_t event) {
  const struct ir_event *call = &use->function->body->blocks[block].events[event];
  struct function *callee = call_target(use->program, call);
  for (uint32_t i = 0; i < call->arg_count; i++) {
    if (!is_loop(use, &call->args[i].value))
      continue;
    bool known =
        callee && !callee->body && callee->claim_count && call->args[i].value.kind == IR_PLACE;
    bool body = false; // given to what may run it elsewhere
    for (uint32_t k = 0; known && k < callee->claim_count; k++)
      body |= callee->claims[k].with == (int)i;
    use->shared |= !known || body;
    if (known && function_claim(callee, CLAIM_runs_loop) && comes_before(use, block, event))
      use->shared = true;
  }
}

static void look_at(struct loop_use *use, uint32_t block, uint32_t event) {
  const struct ir_function *fn = use->function->body;
  const struct ir_event *at = &fn->blocks[block].events[event];
  bool writes = at->place != IR_NONE && fn->places[at->place].var == use->var;
  if (writes && at->kind == IR_CALL) {
    const struct function *callee = call_target(use->program, at);
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

static bool find_idle(struct program *program, struct function *function,
                      const struct starts *starts, const struct edge *wait,
                      struct deadlock *deadlock) {
  const struct ir_function *fn = function->body;
  const struct edge *start = starts->count == 1 && !starts->unknown ? starts->edges[0] : NULL;
  const struct claim *claim = start ? edge_claim(program, start) : NULL;
  int param = claim ? claim_context_param(start->through, claim->on) : -1;
  if (param < 0 || start->caller != function || (uint32_t)param >= edge_event(start)->arg_count ||
      !function_claim(wait->callee, CLAIM_blocks) || function_claim(wait->callee, CLAIM_runs_loop))
    return false;
  const struct ir_operand *loop = &edge_event(start)->args[param].value;
  if (loop->kind != IR_PLACE || fn->places[loop->place].step != IR_STEP_VAR)
    return false;
  struct loop_use use = {program, function, fn->places[loop->place].var, wait, false, false};
  if (fn->vars[use.var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM | IR_VAR_ADDRESS_TAKEN))
    return false;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      look_at(&use, b, e);
  for (uint32_t b = 0; b < fn->block_count; b++)
    use.shared |= fn->blocks[b].end.kind == IR_RETURN && is_loop(&use, &fn->blocks[b].end.a);
  if (!use.made || use.shared)
    return false;
  *deadlock =
      (struct deadlock){.kind = DEADLOCK_IDLE, .wait = wait, .start = start, .loop = use.var};
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
    struct starts starts = {.program = program, .function = function};
    if (thread)
      add_joined(&starts, handle->place);
    else
      find_starts(&starts, handle, MAX_COPIES);
    return starts.count && (find_lock(program, function, &starts, wait, deadlock) ||
                            find_context(program, function, &starts, wait, deadlock) ||
                            find_idle(program, function, &starts, wait, deadlock));
  }
  return false;
}
