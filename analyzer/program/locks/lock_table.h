// SPDX-License-Identifier: MIT
// What the files of this folder share. Nobody outside the folder includes it.
#ifndef ASYNC_LINT_LOCK_TABLE_H
#define ASYNC_LINT_LOCK_TABLE_H

#include "analyzer/program/internal.h"
#include "analyzer/program/locks/locks.h"

/// A kind of lock that a function takes, itself (`edge` NULL) or through its callees.
struct class_taken {
  const char *class;
  const char *path; // in the function that takes it
  struct edge *edge;
  uint32_t block, event;
  int param;      // the lock is reached by this parameter, or -1
  unsigned depth; // calls on the way
  bool shared;
};

/// What is known of one function.
struct lock_facts {
  bool exits;    // never returns
  uint8_t looks; // 0: not asked yet, 1: it writes nothing, 2: it may
  bool stale;    // something it calls has changed
  unsigned solved;
  uint32_t op_count; // its summary
  struct lock_op *ops;
  struct lock_result *result;
  struct edge *stalls; // first step of a shortest way to a call that stalls
  unsigned doubts;     // how often on that way one of several functions has to be the right one
  unsigned far;        // how many calls it has
  struct class_taken *taken;
  uint32_t taken_count, taken_capacity;
};

struct lock_table {
  struct program *program;
  struct lock_names names;
  uint32_t function_count;
  struct lock_facts *facts; // by index of the function
  struct map made;          // call event -> index into `calls`
  struct lock_call **calls;
  uint32_t call_count, call_capacity;
  struct lock_callees callees;
  struct function *current; // whose locks are being followed
  struct map
      leaves_alone; // retaking.c: function, lock and depth, of calls that do not take it again
  // lock_order.c:
  bool kinds_known, ordered;
  bool blind;         // some function could not be read
  bool whole;         // files enough to be a program, or one with all that `main` needs
  struct map wrapped; // member that wraps locks of many kinds -> 1
  struct map stray;   // kind that some callback releases for others -> 1
  struct map paired;  // kind that some function takes and releases -> 1
  struct map handed;  // kind that some function leaves to others to release -> 1
  struct map way_to;  // member -> a hash of what one gets to it by
  struct lock_order *orders;
  uint32_t order_count, order_capacity;
  const struct lock_taking *takings;
};

/// The table, made when it is first asked for.
struct lock_table *lock_table_of(struct program *program);

/// What a call of `function` does to locks.
const struct lock_call *lock_call_at(struct lock_table *table, const struct function *function,
                                     uint32_t block, uint32_t event);

/// What a call does to locks, before it is put into the terms of the caller.
struct lock_ops {
  struct lock_op items[LOCKS_MAX];
  uint32_t count;
};

enum { LOCK_CALLEES_MAX = 8 };

/// Adds an operation, while there is room; one without a path is none.
void lock_add_op(struct lock_ops *ops, struct lock_op op);

/// Whether claims say what the function does to locks: its body is not asked then.
bool lock_claims(const struct function *function);

/// The functions that a call may reach, at most LOCK_CALLEES_MAX, and what one of them does, in its
/// own terms.
uint32_t lock_callees_of(const struct function *caller, uint32_t block, uint32_t event,
                         struct function **callees);
void lock_ops_of(struct lock_table *table, struct function *caller, uint32_t block, uint32_t event,
                 const struct function *callee, struct lock_ops *ops);

/// True when all callees return and do nothing to locks.
bool lock_call_is_quiet(const struct lock_table *table, const struct function *caller,
                        uint32_t block, uint32_t event);

/// True for edges that run the callee before the call returns.
bool lock_edge_within(const struct edge *edge);

/// ... and whose callee has a body that says what is done then.
bool lock_edge_runs_body(const struct edge *edge);

/// The first edge of `function` that starts at this call or a later one; its index in `out`.
uint32_t lock_first_edge(const struct function *function, uint32_t block, uint32_t event);

/// Whether the i-th edge in `out` is there, and starts at this call.
bool lock_edge_at(const struct function *function, uint32_t i, uint32_t block, uint32_t event);

/// Finds `stalls` and `doubts` of all functions (stalls.c).
void stalls_find(struct lock_table *table);

/// Whether the call of this edge stops the thread itself, and whether it does when its callee does.
bool stall_is_here(struct program *program, const struct edge *edge);
bool stall_passes_up(struct program *program, const struct edge *edge);

/// The lock that an operation is about, by its path in `path`.
const struct lock_op *lock_op_on(const struct lock_call *call, const char *path);

#endif
