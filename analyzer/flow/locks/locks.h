// SPDX-License-Identifier: MIT
// Which locks are held at each call of a function, path by path, and how it leaves them. What
// callees do to locks comes in through `struct lock_callees`.
#ifndef ASYNC_LINT_LOCKS_H
#define ASYNC_LINT_LOCKS_H

#include "analyzer/flow/flow.h"
#include "analyzer/flow/range.h"

// ---- names of locks ----

// A lock is known by its path: a root (parameter, local or global) and the steps to the lock
// itself, as interned text, so that equal paths are equal pointers. A pointer that is only ever
// given one value stands for that value.

/// Where names are kept, and what is known of the variables of the function asked about last.
/// Zero-initialise with an interner.
struct lock_names {
  struct interner *strings;
  const struct ir_function *fn;
  struct lock_writes *writes; // by variable
  const char **paths;         // by place; a mark of its own until it is asked for
};

void lock_names_free(struct lock_names *names);

/// The path of what the pointer `operand` points to; NULL when nobody can tell.
const char *lock_path(struct lock_names *names, const struct ir_function *fn,
                      const struct ir_operand *operand);

/// The path of a place itself; NULL when it is too deep.
const char *lock_path_place(struct lock_names *names, const struct ir_function *fn, uint32_t place);

/// The path that `path` of a callee has in the function that calls it; NULL when it has none, or
/// leads through too many pointers.
/// `as_written`: without looking through copies of pointers, to be shown.
const char *lock_path_translate(struct lock_names *names, const struct ir_function *fn,
                                const struct ir_event *call, const char *path, bool as_written);

/// Path of what parameter `param` points to, as the function itself would call it.
const char *lock_path_param(struct lock_names *names, uint32_t param);

/// True when callers can name it, too: the root is a parameter or a global. True when it is some
/// element of an array, nobody knows which.
bool lock_path_exported(const char *path);
bool lock_path_weak(const char *path);

/// As one would write it: `queue->lock`.
const char *lock_path_show(struct lock_names *names, const struct ir_function *fn,
                           const char *path);

/// What a lock is in the program, as text to compare.
struct lock_kind {
  const char *member; // the last member and what follows; NULL for globals without members
  const char *longer; // from the member, or the global, before it; NULL for none
  const char *before; // that one alone
  bool embedded;      // lies inside the one before, without a pointer between
};

/// False for locals, which are no kind.
bool lock_path_kind(struct lock_names *names, const char *path, struct lock_kind *kind);

// ---- what callees do ----

enum lock_action {
  LOCK_ACQUIRE,
  LOCK_RELEASE,
  LOCK_ACQUIRE_ON_SUCCESS, // held exactly when the call succeeds
  LOCK_RELEASE_ON_SUCCESS,
  LOCK_PASS,  // held afterwards as before, though it may be let go in between
  LOCK_MAYBE, // nobody can tell
};

/// What one call does to one lock.
struct lock_op {
  const char *path;  // in the terms of the caller
  const char *shown; // the same as it is written there
  enum lock_action action;
  bool nonzero_is_success;
  bool tries;    // gives up instead of waiting
  bool async;    // waiting for it suspends the task instead of stopping the thread
  bool shared;   // several may hold it at once
  bool suspends; // while the caller's lock is still held, the call may suspend
  bool stalls;   // ... stop the thread
};

struct lock_call {
  uint32_t count;
  const struct lock_op *ops;
  bool exits; // does not return
};

struct lock_callees {
  struct lock_names *names;
  /// What the call (IR_CALL or IR_CLEANUP) does; never NULL.
  const struct lock_call *(*call)(void *data, const struct ir_function *fn, uint32_t block,
                                  uint32_t event);
  /// True when what the call runs only looks: it writes nothing, and asked twice it says the same.
  /// May be NULL: nothing of the kind is known.
  bool (*looks)(void *data, const struct ir_function *fn, const struct ir_event *call);
  /// The i-th lock that the caller of the function holds when it calls; NULL past the last.
  const char *(*owed)(void *data, uint32_t i, bool *async);
  void *data;
};

// ---- results ----

enum { LOCKS_MAX = 20 };

/// One lock that the function or a callee acts on.
struct lock_followed {
  const char *path, *shown;
  bool async, shared; // as it was first taken
  bool tries;         // nobody waits for it here
  bool owed;          // held by the caller when the function is called
};

/// Where a lock was taken: the call, or (IR_NONE, IR_NONE), and how many branches came before.
struct lock_site {
  uint32_t block, event, steps;
};

/// What is held right before a call; bits over the locks followed.
struct lock_sight {
  uint32_t block, event;
  uint32_t may;     // on some path
  uint32_t must;    // on every path
  uint32_t callers; // locks that the caller, if it holds them, still holds on some path
  struct lock_site since[LOCKS_MAX]; // where those of `may` were taken
};

/// A lock that is taken while it is held; or released again with nothing in between, no branch and
/// no call that could have taken it.
struct lock_twice {
  uint32_t lock;
  bool released;
  bool straight; // no branch stands between the two
  struct lock_site first, second;
};

/// How one way through the function leaves one lock.
enum lock_left {
  LEFT_ALONE,    // not touched, or taking it failed
  LEFT_HELD,     // taken here
  LEFT_RELEASED, // taken here and released again
  LEFT_DROPPED,  // the caller's, released
  LEFT_RETAKEN,  // the caller's, released and taken again
  LEFT_UNKNOWN,
};

/// A way out.
struct lock_exit {
  uint32_t block;
  uint32_t loc; // of the return, or IR_NONE
  enum lock_left left[LOCKS_MAX];
  struct lock_site since[LOCKS_MAX];
  bool has_value;
  struct range value;         // what is returned
  const struct range *params; // of `lock_result.param_count` parameters that say yes or no
  uint32_t step_count;
  const struct step *steps; // branches taken, oldest first
};

struct lock_result {
  uint32_t lock_count;
  struct lock_followed locks[LOCKS_MAX];
  uint32_t sight_count;
  struct lock_sight *sights; // in order of blocks and events
  uint32_t param_count;      // ... and are asked more than once
  uint32_t exit_count;
  struct lock_exit *exits;
  uint32_t twice_count;
  struct lock_twice *twice;
  bool exhausted; // a limit was reached: not all paths were followed
  bool untaken;   // no call surely takes or releases one: ways were not told apart, and `exits` is
                  // empty
  uint32_t unknown; // ... but these (bits) are LEFT_UNKNOWN by some way out, the others LEFT_ALONE
};

/// Follows all locks of the function; NULL when it touches none.
struct lock_result *locks_follow(struct arena *arena, const struct cfg *cfg,
                                 const struct lock_callees *callees);

/// Follows locks that no call surely takes or releases, which `result` has already, forward over
/// sets of them: nothing is held here, and whichever way is gone is all the same.
void locks_follow_untaken(struct arena *arena, const struct cfg *cfg,
                          const struct lock_callees *callees, struct lock_result *result);

/// What is held right before the call; NULL when the call is never reached.
const struct lock_sight *locks_at(const struct lock_result *result, uint32_t block, uint32_t event);

/// Whether the i-th lock is left held on some ways and released on others, so that the caller
/// cannot tell; the way that leaves it held, or NULL.
const struct lock_exit *locks_leak(const struct ir_function *fn, const struct lock_result *result,
                                   uint32_t i);

/// What all ways out do to the i-th lock together. False when they leave it alone.
bool locks_summary(const struct ir_function *fn, const struct lock_result *result, uint32_t i,
                   struct lock_op *op);

/// The branches of `exit` that decided that the i-th lock stays held: the way not taken could still
/// release it, the way taken could not. `released[b]`: block `b` releases it. Returns how many.
uint32_t locks_deciding(struct arena *scratch, const struct cfg *cfg, const struct lock_exit *exit,
                        uint32_t i, const bool *released, struct step *steps, uint32_t max);

#endif
