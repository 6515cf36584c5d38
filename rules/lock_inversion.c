/*
Two locks are taken in both orders.

One takes `a` and wants `b`, the other one has taken `b` and wants `a`: both wait for ever. It
happens when the two meet, which tests seldom see. Agree on one order for the whole program, and
take both locks in that order everywhere; or let go of the first before taking the second; or take
the second one by an attempt (`trylock`) that gives up.

The rule looks at the whole program: an order is also one when a function calls another one, in
another file, that takes the second lock. Locks are told apart by what they are in the program: a
global, or a member of a type. The notes show both orders.

## Bad

    static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;
    static pthread_mutex_t groups = PTHREAD_MUTEX_INITIALIZER;

    void join(void) {
      pthread_mutex_lock(&users);
      pthread_mutex_lock(&groups);
      pthread_mutex_unlock(&groups);
      pthread_mutex_unlock(&users);
    }

    void rename_group(void) {
      pthread_mutex_lock(&groups);
      pthread_mutex_lock(&users);
      pthread_mutex_unlock(&users);
      pthread_mutex_unlock(&groups);
    }

## Good

    static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;
    static pthread_mutex_t groups = PTHREAD_MUTEX_INITIALIZER;

    void join(void) {
      pthread_mutex_lock(&users);
      pthread_mutex_lock(&groups);
      pthread_mutex_unlock(&groups);
      pthread_mutex_unlock(&users);
    }

    void rename_group(void) {
      pthread_mutex_lock(&users);
      pthread_mutex_lock(&groups);
      pthread_mutex_unlock(&groups);
      pthread_mutex_unlock(&users);
    }

Nothing is said when the second lock is only attempted, when both are only shared (read locks), and
when a third lock is held in both orders.

## Fix

None: which order is the right one concerns the whole program.

## What it cannot see

- Whether two objects of a type are the same: two locks of one member (parent and child) are not
  compared, and two members count as taken in both orders even if the objects differ.
- Circles of three locks or more.
- Second locks so far away that both orders together have more than three calls, and those behind a
pointer that may hold several functions: whether such a way is ever taken while the first is held,
nobody can tell.
- Locks of local variables, and elements of arrays.
- That the two orders never run at the same time.

## How to allow it

On the line of the finding, or on the line above it:

    // async-lint: allow(lock-inversion) start-up: no other thread runs yet
*/
#include "rules/shared/locked.h"

#include <string.h>

/// The order that is the reverse of `order`, or NULL.
static const struct lock_order *reverse(const struct lock_order *orders, uint32_t count,
                                        const struct lock_order *order) {
  for (uint32_t i = 0; i < count; i++)
    if (orders[i].first == order->second && orders[i].second == order->first)
      return &orders[i];
  return NULL;
}

/// Whether another lock is held in both, so that they never meet.
static bool gated(const struct lock_order *a, const struct lock_order *b) {
  for (uint32_t i = 0; i < a->gate_count; i++)
    for (uint32_t k = 0; k < b->gate_count; k++)
      if (a->gates[i] == b->gates[k])
        return true;
  return false;
}

/// Where the second lock is taken, and how it is called there.
struct second {
  const struct function *function;
  uint32_t loc;
  const char *name;
};

static struct second find_second(struct pass *pass, const struct lock_order *order,
                                 struct edge **edges, int count) {
  if (order->second_path)
    return (struct second){order->function, lock_loc(order->function, order->block, order->event),
                           lock_name(pass->program, order->function, order->second_path)};
  const struct function *function = edges[count - 1]->callee;
  uint32_t block, event;
  const char *path = lock_order_end(pass->program, order, edges[count - 1], &block, &event);
  return (struct second){function, lock_loc(function, block, event),
                         lock_name(pass->program, function, path)};
}

static void note_order(struct pass *pass, struct finding *finding, const struct lock_order *order) {
  struct edge *edges[WAY_MAX];
  int count = lock_order_way(pass->program, order, edges, WAY_MAX);
  struct second second = find_second(pass, order, edges, count);
  note_taken(pass, finding, order->function,
             lock_name(pass->program, order->function, order->first_path), order->since);
  note_calls(pass, finding, edges, count);
  note(pass, finding, second.function, second.loc, "and then `%s`, in `%s`", second.name,
       second.function->name);
}

static void report_pair(struct pass *pass, const struct lock_order *order,
                        const struct lock_order *other) {
  struct edge *edges[WAY_MAX];
  int count = lock_order_way(pass->program, order, edges, WAY_MAX);
  struct second second = find_second(pass, order, edges, count);
  struct finding *finding =
      report(pass, order->function, lock_loc(order->function, order->block, order->event),
             "`%s` and `%s` are taken in both orders",
             lock_name(pass->program, order->function, order->first_path), second.name);
  note_order(pass, finding, order);
  note_order(pass, finding, other);
  note(pass, finding, order->function, lock_loc(order->function, order->block, order->event),
       "take them in one order everywhere, or release the first before taking the second");
}

/// Whether `a` stands before `b` in the source.
static bool stands_before(const struct lock_order *a, const struct lock_order *b) {
  const struct ir_location *x =
      ir_location(a->function->body, lock_loc(a->function, a->block, a->event));
  const struct ir_location *y =
      ir_location(b->function->body, lock_loc(b->function, b->block, b->event));
  int files = x->file && y->file ? strcmp(x->file, y->file) : 0;
  if (files != 0)
    return files < 0;
  return x->line != y->line ? x->line < y->line : a < b;
}

/// Whether a pair before the i-th was reported at the same call: one mistake, however many locks
/// are held there.
static bool told(const struct lock_order *orders, const bool *reported, uint32_t i) {
  for (uint32_t k = 0; k < i; k++)
    if (reported[k] && orders[k].function == orders[i].function &&
        orders[k].block == orders[i].block && orders[k].event == orders[i].event)
      return true;
  return false;
}

/// Long ways are taken under conditions that nobody knows; both together may have three calls.
static bool far_apart(struct pass *pass, const struct lock_order *a, const struct lock_order *b) {
  struct edge *edges[WAY_MAX];
  return lock_order_way(pass->program, a, edges, WAY_MAX) +
             lock_order_way(pass->program, b, edges, WAY_MAX) >
         3;
}

static void check(struct pass *pass) {
  const struct lock_order *orders;
  uint32_t count = lock_orders(pass->program, &orders);
  bool *reported = ARENA_ARRAY(program_arena(pass->program), bool, count);
  for (uint32_t i = 0; i < count; i++) {
    const struct lock_order *other = reverse(orders, count, &orders[i]);
    // Once for both: at the one that stands first.
    reported[i] = other && stands_before(&orders[i], other) && !gated(&orders[i], other) &&
                  !(orders[i].shared && other->shared) && !far_apart(pass, &orders[i], other) &&
                  !told(orders, reported, i);
    if (reported[i])
      report_pair(pass, &orders[i], other);
  }
}

const struct rule rule_lock_inversion = {
    .name = "lock-inversion",
    .summary = "two locks are taken in both orders",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_program = check,
};
