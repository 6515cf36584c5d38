// SPDX-License-Identifier: MIT
// Kinds of locks over the program: where tasks take them, and which are taken while others are
// held.
#include "analyzer/program/locks/lock_table.h"

#include <stdlib.h>
#include <string.h>

// Further away than this, a way that nobody ever takes is likelier than a deadlock.
enum { MAX_DEPTH = 3 };

// ---- kinds ----

/// A member wraps locks of many kinds when it lies inside another member, or is reached by way of
/// several: `mutex.os` alone says little when there are `cache.lock.os` and `queue.lock.os`.
static void find_wrappers(struct lock_table *table) {
  for (uint32_t i = 0; i < table->function_count; i++) {
    const struct lock_result *result = table->facts[i].result;
    for (uint32_t k = 0; result && k < result->lock_count; k++) {
      struct lock_kind kind;
      if (!lock_path_kind(&table->names, result->locks[k].path, &kind) || !kind.before)
        continue;
      uint32_t way = (uint32_t)hash_bytes(HASH_SEED, kind.before, strlen(kind.before)) | 1;
      uint32_t known = map_get(&table->way_to, map_key(kind.member), way);
      map_set(&table->way_to, map_key(kind.member), way);
      bool inside_member = kind.embedded && *kind.before != '@';
      if (inside_member || known != way)
        map_set(&table->wrapped, map_key(kind.member), 1);
    }
  }
}

static const char *class_of(struct lock_table *table, const char *path) {
  struct lock_kind kind;
  if (lock_path_weak(path) || !lock_path_kind(&table->names, path, &kind))
    return NULL;
  bool wrapped = kind.member && map_get(&table->wrapped, map_key(kind.member), 0);
  return !kind.member || kind.embedded || wrapped ? kind.longer : kind.member;
}

static bool waits(const struct lock_op *op) {
  return !op->tries && (op->action == LOCK_ACQUIRE || op->action == LOCK_ACQUIRE_ON_SUCCESS);
}

// ---- where tasks take them ----

static void add_taking(struct lock_table *table, struct function *function, const char *class,
                       const struct lock_sight *sight) {
  for (const struct lock_taking *taking = table->takings; taking; taking = taking->next)
    if (taking->class == class)
      return;
  struct lock_taking *taking = ARENA_NEW(&table->program->arena, struct lock_taking);
  *taking = (struct lock_taking){class, function, sight->block, sight->event, table->takings};
  table->takings = taking;
}

static void find_takings(struct lock_table *table) {
  for (uint32_t i = 0; i < table->function_count; i++) {
    struct function *function = table->program->functions[i];
    const struct lock_result *result = function->in_task ? table->facts[i].result : NULL;
    for (uint32_t s = 0; result && s < result->sight_count; s++) {
      const struct lock_sight *sight = &result->sights[s];
      const struct lock_call *call = lock_call_at(table, function, sight->block, sight->event);
      for (uint32_t k = 0; k < call->count; k++) {
        const char *class = waits(&call->ops[k]) ? class_of(table, call->ops[k].path) : NULL;
        if (class && !call->ops[k].async)
          add_taking(table, function, class, sight);
      }
    }
  }
}

// ---- who releases them ----

static void hand(struct lock_table *table, const char *path) {
  struct lock_kind kind;
  if (!lock_path_kind(&table->names, path, &kind))
    return;
  if (kind.member)
    map_set(&table->handed, map_key(kind.member), 1);
  if (kind.longer)
    map_set(&table->handed, map_key(kind.longer), 1);
}

static bool is_handed(const struct lock_table *table, const char *class) {
  const char *member = strrchr(class, '\2');
  member = member ? intern(&table->program->names, member) : class;
  return map_get(&table->handed, map_key(class), 0) || map_get(&table->handed, map_key(member), 0);
}

/// Whether the i-th lock of a function is released by another one than the one that took it, or
/// may be.
static bool changes_hands(const struct lock_table *table, const struct function *function,
                          const struct lock_result *result, uint32_t i) {
  if (result->untaken)
    return (result->unknown >> i & 1) || lock_path_weak(result->locks[i].path);
  for (uint32_t k = 0; k < result->exit_count; k++) {
    const struct lock_exit *exit = &result->exits[k];
    if (exit->left[i] == LEFT_DROPPED || exit->left[i] == LEFT_UNKNOWN ||
        lock_path_weak(result->locks[i].path))
      return true;
    if (exit->left[i] != LEFT_RELEASED)
      continue;
    const struct lock_site *since = &exit->since[i];
    const struct ir_event *taking = &function->body->blocks[since->block].events[since->event];
    const struct function *taker = call_target(table->program, taking);
    if (!taker || taker->slot || taker->checked)
      return true;
  }
  return result->exhausted;
}

/// Whether the function takes the i-th lock and releases it on every path on which it took it.
static bool pairs_up(const struct lock_result *result, uint32_t i) {
  bool released = false;
  for (uint32_t k = 0; k < result->exit_count; k++) {
    released |= result->exits[k].left[i] == LEFT_RELEASED;
    if (result->exits[k].left[i] != LEFT_ALONE && result->exits[k].left[i] != LEFT_RELEASED)
      return false;
  }
  return released && !result->exhausted;
}

/// A function that nobody calls directly releases a lock that somebody else has taken: what is held
/// where depends on when it runs.
static bool released_from_afar(const struct function *function, const struct lock_result *result,
                               uint32_t i) {
  for (uint32_t k = 0; k < function->in_count; k++)
    if (function->in[k]->kind == EDGE_CALL)
      return false;
  for (uint32_t k = 0; k < result->exit_count; k++)
    if (result->exits[k].left[i] == LEFT_DROPPED)
      return function->address_taken;
  return false;
}

/// What functions release that cannot be followed.
static void hand_unfollowed(struct lock_table *table, const struct function *function) {
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++) {
      const struct ir_event *event = &function->body->blocks[b].events[e];
      if (event->kind != IR_CALL && event->kind != IR_CLEANUP)
        continue;
      const struct lock_call *call = lock_call_at(table, function, b, e);
      for (uint32_t k = 0; k < call->count; k++)
        hand(table, call->ops[k].path);
    }
}

static const char *file_of(const struct function *function) {
  const struct ir_function *body = function->body;
  bool own = body && body->loc != IR_NONE && !(body->flags & IR_FN_IN_HEADER);
  return own ? ir_location(body, body->loc)->file : NULL;
}

/// True when the program is all there: `main`, and a body or a contract of all that is called.
static bool is_complete(struct program *program) {
  const struct function *entry = program_find(program, "main");
  if (!entry || !entry->body)
    return false;
  for (uint32_t i = 0; i < program->count; i++) {
    const struct function *function = program->functions[i];
    bool system = function->declaration && (function->declaration->flags & IR_DECL_SYSTEM);
    if (!function->slot && !function->body && !function->contract && !system && function->in_count)
      return false;
  }
  return true;
}

static void find_handed(struct lock_table *table) {
  const char *first = NULL;
  table->whole = is_complete(table->program);
  for (uint32_t i = 0; i < table->function_count; i++) {
    const struct function *function = table->program->functions[i];
    const struct lock_result *result = table->facts[i].result;
    const char *file = file_of(function);
    first = first ? first : file;
    table->whole |= file && strcmp(file, first) != 0;
    table->blind |= function->body && !function->checked;
    for (uint32_t k = 0; result && k < result->lock_count; k++)
      if (changes_hands(table, function, result, k))
        hand(table, result->locks[k].path);
    for (uint32_t k = 0; result && k < result->lock_count; k++) {
      const char *class = class_of(table, result->locks[k].path);
      if (class && released_from_afar(function, result, k))
        map_set(&table->stray, map_key(class), 1);
      if (class && pairs_up(result, k))
        map_set(&table->paired, map_key(class), 1);
    }
    if (function->checked && (function->body->flags & IR_FN_SETJMP))
      hand_unfollowed(table, function);
  }
}

static struct lock_table *kinds_of(struct program *program) {
  struct lock_table *table = lock_table_of(program);
  if (!table->kinds_known) {
    table->kinds_known = true;
    find_wrappers(table);
    find_takings(table);
    find_handed(table);
  }
  return table;
}

const char *lock_class(struct program *program, const char *path) {
  return class_of(kinds_of(program), path);
}

bool lock_is_private(struct program *program, const char *path) {
  struct lock_table *table = kinds_of(program);
  const char *class = class_of(table, path);
  // A global of one file is known to that file only. What others release themselves is not meant
  // to be handed on, though not all who could release it are here.
  bool closed = table->whole || (*path == '@' && strchr(path + 1, '@')) ||
                (class && map_get(&table->paired, map_key(class), 0));
  return class && closed && !table->blind && !is_handed(table, class);
}

const struct lock_taking *lock_taken_in_task(struct program *program, const char *class) {
  const struct lock_taking *taking = kinds_of(program)->takings;
  while (taking && taking->class != class)
    taking = taking->next;
  return taking;
}

bool lock_is_stray(struct program *program, const char *class) {
  return map_get(&kinds_of(program)->stray, map_key(class), 0) != 0;
}

// ---- what is taken on the way ----

static struct class_taken *taken_by(struct lock_table *table, const struct function *function,
                                    const char *class) {
  struct lock_facts *facts = &table->facts[function->index];
  for (uint32_t i = 0; i < facts->taken_count; i++)
    if (facts->taken[i].class == class)
      return &facts->taken[i];
  return NULL;
}

static bool is_news(struct lock_table *table, const struct function *function,
                    const struct class_taken *taken) {
  const struct class_taken *known = taken_by(table, function, taken->class);
  return !known || taken->depth < known->depth;
}

static void add_taken(struct lock_table *table, const struct function *function,
                      const struct class_taken *taken) {
  struct lock_facts *facts = &table->facts[function->index];
  struct class_taken *known = taken_by(table, function, taken->class);
  if (!known) {
    GROW(facts->taken, facts->taken_count, facts->taken_capacity);
    known = &facts->taken[facts->taken_count++];
  } else if (taken->depth >= known->depth) {
    return;
  }
  *known = *taken;
}

/// The parameter that a lock is reached by, or -1.
static int param_of(const char *path) {
  return *path == '#' ? atoi(path + 1) : -1;
}

/// The same of the caller; false when it gives NULL, so that there is nothing to lock.
static bool lift_param(const struct edge *edge, int *param) {
  const struct ir_event *call = edge_event(edge);
  int64_t constant;
  if (*param < 0 || edge->kind != EDGE_CALL || !call || call->kind != IR_CALL ||
      (uint32_t)*param >= call->arg_count) {
    *param = -1;
    return true;
  }
  const struct ir_operand *value = &call->args[*param].value;
  *param = operand_param(edge->caller->body, value);
  return !operand_constant(edge->caller->body, value, &constant) || constant != 0;
}

/// Locks that `function` itself takes, or by a helper that returns with them held.
static void take_here(struct lock_table *table, struct function *function) {
  const struct lock_result *result = table->facts[function->index].result;
  for (uint32_t s = 0; result && s < result->sight_count; s++) {
    const struct lock_sight *sight = &result->sights[s];
    const struct lock_call *call = lock_call_at(table, function, sight->block, sight->event);
    for (uint32_t k = 0; k < call->count; k++) {
      const char *class = waits(&call->ops[k]) ? class_of(table, call->ops[k].path) : NULL;
      if (class)
        add_taken(table, function,
                  &(struct class_taken){.class = class,
                                        .path = call->ops[k].shown,
                                        .param = param_of(call->ops[k].path),
                                        .block = sight->block,
                                        .event = sight->event,
                                        .shared = call->ops[k].shared});
    }
  }
}

/// Whether what the callee takes counts as taken by the caller. Not by way of a pointer that may
/// hold several functions: which one it is depends on what the caller asked for.
static bool passes_up(const struct lock_table *table, const struct edge *edge) {
  const struct function *callee = edge->callee;
  bool one_of_many = edge->kind == EDGE_TARGET && edge->caller->out_count > 1;
  return lock_edge_within(edge) && !one_of_many && !table->facts[callee->index].exits &&
         (callee->slot || function_transparent(callee));
}

/// Upward along the calls, so that each kind is known with a shortest way to it.
static void spread_taken(struct lock_table *table) {
  struct program *program = table->program;
  struct function **queue = xcalloc((size_t)program->count + 1, sizeof *queue);
  bool *queued = xcalloc((size_t)program->count + 1, sizeof *queued);
  uint32_t head = 0, count = 0;
  for (uint32_t i = 0; i < program->count; i++) {
    take_here(table, program->functions[i]);
    if (table->facts[i].taken_count) {
      queue[count++] = program->functions[i];
      queued[i] = true;
    }
  }
  while (count) {
    struct function *function = queue[head];
    head = (head + 1) % (program->count + 1);
    count--;
    queued[function->index] = false;
    for (uint32_t k = 0; k < function->in_count; k++) {
      struct edge *edge = function->in[k];
      bool added = false;
      if (!passes_up(table, edge))
        continue;
      for (uint32_t i = 0; i < table->facts[function->index].taken_count; i++) {
        struct class_taken taken = table->facts[function->index].taken[i];
        taken = (struct class_taken){.class = taken.class,
                                     .edge = edge,
                                     .block = edge->block,
                                     .event = edge->event,
                                     .param = taken.param,
                                     .depth = taken.depth + !edge->caller->slot,
                                     .shared = taken.shared};
        // What is known already is told first: it costs nothing.
        if (taken.depth > MAX_DEPTH || !is_news(table, edge->caller, &taken) ||
            !lift_param(edge, &taken.param))
          continue;
        add_taken(table, edge->caller, &taken);
        added = true;
      }
      if (added && !queued[edge->caller->index]) {
        queue[(head + count++) % (program->count + 1)] = edge->caller;
        queued[edge->caller->index] = true;
      }
    }
  }
  free(queue);
  free(queued);
}

// ---- orders ----

/// Keeps the order, or a witness of it that holds fewer other locks.
static void add_order(struct lock_table *table, const struct lock_order *order) {
  for (uint32_t i = 0; i < table->order_count; i++) {
    struct lock_order *known = &table->orders[i];
    if (known->first != order->first || known->second != order->second)
      continue;
    if (order->gate_count < known->gate_count || (known->shared && !order->shared))
      *known = *order;
    return;
  }
  GROW(table->orders, table->order_count, table->order_capacity);
  table->orders[table->order_count++] = *order;
}

struct holding {
  struct lock_table *table;
  struct function *function;
  const struct lock_result *result;
  const struct lock_sight *sight;
  const struct lock_call *call;
};

static void add_gates(const struct holding *holding, struct lock_order *order, uint32_t first) {
  for (uint32_t i = 0; i < holding->result->lock_count; i++) {
    const char *class = (holding->sight->must >> i & 1) && i != first
                            ? class_of(holding->table, holding->result->locks[i].path)
                            : NULL;
    if (class && class != order->first && class != order->second)
      order->gates[order->gate_count++] = class;
  }
}

/// Whether the callee may let go of the lock before it takes another one: it touches it, or
/// releases one of the same kind, which may be the same by another name.
static bool lets_go(const struct holding *holding, const struct lock_followed *lock,
                    const char *class) {
  const struct lock_call *call = holding->call;
  for (uint32_t i = 0; i < call->count; i++) {
    const struct lock_op *op = &call->ops[i];
    bool takes = op->action == LOCK_ACQUIRE || op->action == LOCK_ACQUIRE_ON_SUCCESS;
    if (op->path == lock->path || (!takes && class_of(holding->table, op->path) == class))
      return true;
  }
  return false;
}

/// `second` is taken by the call: is it while others are held?
static void order_against(const struct holding *holding, const char *second, const char *path,
                          bool shared) {
  for (uint32_t i = 0; i < holding->result->lock_count; i++) {
    const struct lock_followed *lock = &holding->result->locks[i];
    const char *first =
        (holding->sight->may >> i & 1) ? class_of(holding->table, lock->path) : NULL;
    if (!first || first == second || (!path && lets_go(holding, lock, first)))
      continue;
    struct lock_order order = {.first = first,
                               .second = second,
                               .function = holding->function,
                               .since = holding->sight->since[i],
                               .block = holding->sight->block,
                               .event = holding->sight->event,
                               .first_path = lock->shown,
                               .second_path = path,
                               .shared = lock->shared && shared};
    add_gates(holding, &order, i);
    add_order(holding->table, &order);
  }
}

static void order_call(const struct holding *holding) {
  struct lock_table *table = holding->table;
  const struct function *function = holding->function;
  for (uint32_t k = 0; k < holding->call->count; k++) {
    const struct lock_op *op = &holding->call->ops[k];
    const char *class = waits(op) ? class_of(table, op->path) : NULL;
    if (class)
      order_against(holding, class, op->shown, op->shared);
  }
  uint32_t i = lock_first_edge(function, holding->sight->block, holding->sight->event);
  for (; i < function->out_count && function->out[i]->block == holding->sight->block &&
         function->out[i]->event == holding->sight->event;
       i++) {
    const struct function *callee = function->out[i]->callee;
    if (!passes_up(table, function->out[i]))
      continue;
    const struct lock_facts *facts = &table->facts[callee->index];
    for (uint32_t k = 0; k < facts->taken_count; k++) {
      int param = facts->taken[k].param;
      if (lift_param(function->out[i], &param))
        order_against(holding, facts->taken[k].class, NULL, facts->taken[k].shared);
    }
  }
}

static void find_orders(struct lock_table *table) {
  spread_taken(table);
  for (uint32_t i = 0; i < table->function_count; i++) {
    const struct lock_result *result = table->facts[i].result;
    for (uint32_t s = 0; result && s < result->sight_count; s++) {
      struct holding holding = {.table = table,
                                .function = table->program->functions[i],
                                .result = result,
                                .sight = &result->sights[s]};
      if (!holding.sight->may)
        continue;
      holding.call =
          lock_call_at(table, holding.function, holding.sight->block, holding.sight->event);
      order_call(&holding);
    }
  }
}

uint32_t lock_orders(struct program *program, const struct lock_order **orders) {
  struct lock_table *table = kinds_of(program);
  if (!table->ordered)
    find_orders(table);
  table->ordered = true;
  *orders = table->orders;
  return table->order_count;
}

int lock_order_way(struct program *program, const struct lock_order *order, struct edge **edges,
                   int max) {
  struct lock_table *table = kinds_of(program);
  const struct function *function = order->function;
  int count = 0;
  if (order->second_path)
    return 0;
  for (uint32_t i = lock_first_edge(function, order->block, order->event);
       i < function->out_count && function->out[i]->block == order->block &&
       function->out[i]->event == order->event && !count;
       i++)
    if (lock_edge_within(function->out[i]) &&
        taken_by(table, function->out[i]->callee, order->second))
      edges[count++] = function->out[i];
  while (count && count < max) {
    const struct class_taken *taken = taken_by(table, edges[count - 1]->callee, order->second);
    if (!taken->edge)
      break;
    edges[count++] = taken->edge;
  }
  return count;
}

const char *lock_order_end(struct program *program, const struct lock_order *order,
                           const struct edge *last, uint32_t *block, uint32_t *event) {
  const struct class_taken *taken = taken_by(kinds_of(program), last->callee, order->second);
  *block = taken->block;
  *event = taken->event;
  return taken->path;
}

bool lock_taken_by(struct program *program, const struct function *function, const char *class) {
  const struct lock_order *orders;
  lock_orders(program, &orders); // finds what is taken, too
  return taken_by(kinds_of(program), function, class) != NULL;
}

int lock_taking_way(struct program *program, const struct function *function, const char *class,
                    struct edge **edges, int max, struct lock_taking *end, int *param) {
  struct lock_table *table = kinds_of(program);
  int count = 0;
  const struct class_taken *taken = taken_by(table, function, class);
  *param = taken ? taken->param : -1;
  while (taken && taken->edge && count < max) {
    edges[count++] = taken->edge;
    taken = taken_by(table, taken->edge->callee, class);
  }
  if (!taken || taken->edge)
    return -1;
  struct function *at = count ? edges[count - 1]->callee : (struct function *)function;
  *end = (struct lock_taking){class, at, taken->block, taken->event, NULL};
  return count;
}

const char *lock_taken_path(struct program *program, const struct lock_taking *taking) {
  struct lock_table *table = kinds_of(program);
  const struct lock_call *call =
      lock_call_at(table, taking->function, taking->block, taking->event);
  for (uint32_t k = 0; k < call->count; k++)
    if (waits(&call->ops[k]) && class_of(table, call->ops[k].path) == taking->class)
      return call->ops[k].path;
  return NULL;
}
