// SPDX-License-Identifier: MIT
// What holds inside one function: reachability, facts that hold on every path, and what becomes of
// handles on each. Knows nothing of the program: what callees do comes in through `struct
// flow_callees`.
#ifndef ASYNC_LINT_FLOW_H
#define ASYNC_LINT_FLOW_H

#include "analyzer/ir/ir.h"

// ---- control-flow graph ----

/// Successors, predecessors, reverse postorder and dominators of a function. Everything in the
/// arena.
struct cfg {
  const struct ir_function *fn;
  uint32_t *order; // reachable blocks in reverse postorder
  uint32_t order_count;
  uint32_t *position;   // block -> index in `order`; IR_NONE when unreachable
  uint32_t *dominator;  // immediate dominator; the entry's is itself; IR_NONE when unreachable
  uint32_t *pred_start; // block -> first index into `preds`; one more entry than blocks
  uint32_t *preds;
  // The dominator tree in preorder: a block comes at `entered`, all below it in the `below` places
  // from there on.
  uint32_t *entered, *below;
  struct arena *arena;      // what all this lives in
  struct outline **outline; // made when it is asked for, or NULL (flow/outline.h)
};

/// Builds the graph. Dominators: Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm"
/// (2001).
struct cfg *cfg_build(struct arena *arena, const struct ir_function *fn);

/// The i-th successor of a block, or IR_NONE past the last. Switch: the default first, then the
/// cases.
uint32_t cfg_successor(const struct ir_block *block, uint32_t i);

/// True when every path from the entry to `block` passes `dominator`.
bool cfg_dominates(const struct cfg *cfg, uint32_t dominator, uint32_t block);

/// True when `to` can be reached from `from` without passing `avoid` (IR_NONE: nothing to avoid).
bool cfg_reaches(struct arena *scratch, const struct cfg *cfg, uint32_t from, uint32_t to,
                 uint32_t avoid);

/// From which blocks some goal can be reached.
struct ways;

/// Goals are the blocks `b` with `goals[b]`. Everything in the arena.
struct ways *ways_find(struct arena *arena, const struct cfg *cfg, const bool *goals);

/// True when a goal can be reached from `from` without passing `avoid`.
bool ways_from(struct ways *ways, uint32_t from, uint32_t avoid);

// ---- what callees do ----

enum handle_effect {
  HANDLE_BORROWED,         // looked at; the caller still owns it
  HANDLE_TAKEN,            // consumed on every path
  HANDLE_TAKEN_ON_SUCCESS, // consumed exactly when the call succeeds
  HANDLE_MAYBE_TAKEN,      // consumed on some paths, and the result does not tell which
  HANDLE_STORED,           // kept by something that outlives the call
  HANDLE_UNKNOWN,          // nothing is known: it may be anywhere afterwards
  HANDLE_UNDECIDED,        // not known yet (recursion): paths through such a call do not count
};

/// What a call does with what one argument holds.
struct param_effect {
  enum handle_effect value; // a handle that is the argument
  enum handle_effect
      pointee;   // a handle at the place the argument points to, or in the elements from there on
  bool one;      // ... of which there is one, where it points, and not an array
  bool touches;  // looks into the handle, or at what has become of it
  bool stale;    // consumes the pointee and leaves it where it was
  bool waits;    // the handle has completed when the call returns
  bool keeps;    // uses this memory until the handle that the call gives has completed
  bool keeps_on; // ... until something that nobody can see here
  bool keeps_on_success; // ... only when the call succeeds
  bool kept;             // HANDLE_TAKEN: on some path it is kept somewhere instead
  const char *gives;     // kind of handle written there, or NULL
  bool gives_on_success; // only when the call succeeds
  bool abandons;         // HANDLE_MAYBE_TAKEN: only a mistake while it is owned
  bool frees;            // ends the life of the memory
};

/// What a call does. Parameters past `param_count` behave like `rest`.
struct call_effect {
  uint32_t param_count;
  const struct param_effect *params;
  struct param_effect rest;
  const char *gives;       // kind of handle that is the result, or NULL
  int returns;             // the result is this argument, or -1
  int tests_done;          // result true = this argument's handle has completed, or -1
  int waits_for;           // returns after this argument's handle has completed, or -1
  int makes_nonblocking;   // this argument is a non-blocking descriptor afterwards, or -1
  bool gives_nonblocking;  // the result is one
  bool tests_in_task;      // result true = a task is running
  bool numbers_threads;    // the result is a number of threads that run tasks, negative elsewhere
  bool pauses;             // may block, suspend or run a loop: others get on meanwhile
  bool status;             // the result is 0 on success, an error otherwise
  bool acquires;           // takes a lock or a permit
  bool described;          // by a contract, so that what it does not say does not happen
  bool nonzero_is_success; // `on success` means that the result is not 0, instead of 0
  int token;               // this argument is the token of the operation, or -1
  int token_of;            // the result is a token of the source that is this argument, or -1
  int checks_token;        // result true or an error = this argument's token is cancelled, or -1
};

/// Effects of a call event of `fn` (IR_CALL or IR_CLEANUP). Never NULL.
struct flow_callees {
  const struct call_effect *(*effect)(void *data, const struct ir_function *fn,
                                      const struct ir_event *call);
  void *data;
};

// ---- facts on every path ----

enum must_fact {
  MUST_DONE,        // the handle in a place has completed
  MUST_NONBLOCKING, // the descriptor in a place does not block
  MUST_NOT_IN_TASK, // no task is running (no place)
  MUST_IN_TASK,     // a task is running (no place)
  MUST_CANCELLED,   // a token was found cancelled, or a status found to be an error: clean-up runs
                    // (no place)
};

struct must;

/// Solves which facts hold on every path to each event: forward, intersection at joins.
struct must *must_solve(struct arena *arena, const struct cfg *cfg,
                        const struct flow_callees *callees);

/// True when `fact` holds right before event `event` of `block` (event count: before the
/// terminator) for `place` (IR_NONE for facts without one).
bool must_holds(const struct must *must, enum must_fact fact, uint32_t block, uint32_t event,
                uint32_t place);

// ---- handles ----

enum site_kind {
  SITE_RESULT,  // a call gives the handle as its result
  SITE_OUT,     // a call writes the handle where argument `param` points
  SITE_PARAM,   // the function got it as parameter `param`
  SITE_POINTEE, // ... at the place parameter `param` points to
  SITE_PLACE,   // whatever `place` holds, from the entry and again from each time it is given
                // another value; not this function's to lose
  SITE_OWED,    // the same, but it is for this function to consume it
  SITE_KEPT,    // a call keeps memory that it is given, and there is no handle to wait for
};

/// Where a handle comes into a function.
struct site {
  enum site_kind kind;
  const char *handle;    // kind of handle
  uint32_t block, event; // of the call; IR_NONE for parameters and places
  int param;
  uint32_t place; // SITE_PLACE, SITE_OWED
};

enum loss_kind {
  LOSS_DISCARDED,   // the result is not kept at all
  LOSS_OVERWRITTEN, // its last holder got another value
  LOSS_SCOPE_END,   // its last holder ended its life
  LOSS_RETURN,      // the function returned
  LOSS_FREED,       // the memory that held it was freed
  LOSS_CALLEE,      // given to a function that on some path neither keeps nor consumes it
                    // (HANDLE_MAYBE_TAKEN)
};

/// A branch taken on the way, newest last.
struct step {
  uint32_t block;  // whose terminator decided
  uint32_t target; // where it went
};

/// True when a goal can be reached by the way that the step took, and by one of the others; in both
/// cases without coming by its branch again.
bool ways_taken(struct ways *ways, const struct step *step);
bool ways_other(struct ways *ways, const struct step *step);

/// One way in which the handle of a site is lost.
struct loss {
  enum loss_kind kind;
  uint32_t loc; // of the statement that loses it; IR_NONE at the end of the function
  uint32_t block;
  const char *holder;  // name of the variable that held it last, or NULL
  bool public;         // ... a global variable, so that others may have seen to it
  const char *callee;  // LOSS_CALLEE and a borrowing callee on the way: its symbol, or NULL
  uint32_t callee_loc; // of that call
  uint32_t step_count;
  struct step *steps; // relevant branches from the site to the loss
};

enum use_kind {
  USE_TAKEN,    // consumed once more
  USE_TOUCHED,  // given to a function that looks at it, or keeps it
  USE_DEREF,    // dereferenced
  USE_RETURNED, // returned to the caller
};

/// One way in which a handle is used after it was consumed.
struct use {
  enum use_kind kind;
  uint32_t loc, block;
  uint32_t holder;      // place it is used through, a variable or member; IR_NONE: a temporary
  const char *callee;   // symbol of the function that gets it, or NULL
  const char *consumer; // symbol of the function that consumed it before, or NULL
  uint32_t consumer_loc, consumer_block;
  uint32_t step_count;
  struct step *steps;       // relevant branches: to the consuming call, then on to the use
  uint32_t consuming_steps; // how many of them lead to the consuming call
};

enum outlived_kind {
  OUTLIVED_SCOPE_END, // the scope of the variable ends
  OUTLIVED_FREED,     // the memory is freed
  OUTLIVED_JOINED,    // a handle ends its life in a call that waits for what it stands for
  OUTLIVED_RETURNED,  // the function returns, and gives the handle to its caller
  OUTLIVED_LEFT,      // the function returns, and the handle is with somebody else
};

/// One way in which memory dies while an operation may still use it.
struct outlived {
  enum outlived_kind kind;
  uint32_t loc, block;
  uint32_t var;   // whose memory it is, or the pointer to it
  uint32_t place; // pointers: the place that holds it; else IR_NONE
  uint32_t arg;   // argument of the site's call that leads to it
  uint32_t via;   // place in the memory given that holds its address; IR_NONE: given itself
  bool stack;     // a local variable or alloca(); else from the heap
  bool handle;    // a handle: the source of the operation's token, or (`arg` IR_NONE) its own
  const char *loose_callee; // symbol of what took the handle without waiting, or NULL
  uint32_t loose_loc;
  uint32_t step_count;
  struct step *steps; // relevant branches
};

/// A read of memory that an operation uses, while its handle says that it may be running.
struct early {
  uint32_t place; // what is read
  uint32_t arg;   // argument of the site's call that leads to the memory
  uint32_t block, loc;
  uint32_t step_count;
  struct step *steps; // relevant branches
};

/// How a handle fares over all paths.
struct handle_result {
  uint32_t loss_count;
  struct loss *losses; // at most one a kind and place, shortest path first
  uint32_t use_count;
  struct use *uses; // after it was consumed; at most one a place
  uint32_t early_count;
  struct early *early; // in the order met, each place once a read
  uint32_t outlived_count;
  struct outlived *outlived; // memory given to the operation that dies too early
  uint32_t keeps, keeps_on;  // parameters (bits) whose memory is in use when the function returns:
                             // until the handle it gives has completed; for longer
  uint32_t keeps_on_failure; // ... and on some such path the function fails
  bool leaves_running;       // some path returns with the handle consumed and not waited for
  bool touched;              // something looks at the handle while it is owned
  bool undecided;            // some path goes through a call that is HANDLE_UNDECIDED
  bool exhausted;            // a limit was reached: what is not reported is unknown
  // over all ways out (exits of the program do not count):
  bool leaves_owned; // some path returns while the handle is still owned and held only by the
                     // caller (SITE_PARAM/POINTEE)
  bool leaves_taken; // some path returns with the handle consumed
  bool leaves_stale, leaves_cleared; // ... still, or no longer, in the place it came in
  bool leaves_stored;                // ... stored or escaped
  bool success_taken,
      success_owned; // the same by the sign of the status returned: 0 (or non-NULL) is success
  bool failure_taken, failure_owned;
  bool returned;   // some path returns the handle itself
  int out_param;   // some path leaves it where this parameter points, or -1
  bool out_always; // ... on failure too
};

/// Most disjuncts a block may have. Further ones are not followed, and the result is marked
/// `exhausted`: losses found until then are real, but silence says nothing.
enum { FLOW_MAX_DISJUNCTS = 48 };

/// Most ways in which memory dies too early that are kept for one site.
enum { FLOW_MAX_OUTLIVED = 8 };

/// Most early reads that are kept for one site.
enum { FLOW_MAX_EARLY = 16 };

/// Follows the handle of `site` through the function: forward, disjunctive on the handle's state,
/// its holders and the signs of the places that steer correlated branches; equal states are joined
/// whatever their history (after Das, Lerner and Seigle, "ESP: Path-Sensitive Program Verification
/// in Polynomial Time", 2002).
struct handle_result *handle_follow(struct arena *arena, const struct cfg *cfg,
                                    const struct flow_callees *callees, const struct site *site);

/// All places where a call gives a handle, in order of blocks and events.
uint32_t handle_sites(struct arena *arena, const struct cfg *cfg,
                      const struct flow_callees *callees, struct site **sites);

/// All calls that keep memory they are given, without a handle to wait for (SITE_KEPT).
uint32_t kept_sites(struct arena *arena, const struct cfg *cfg, const struct flow_callees *callees,
                    struct site **sites);

// ---- values ----

/// True when `operand` can only be this constant: a literal, or a local that is never given
/// anything else. NULL and all-zero aggregates are 0.
bool operand_constant(const struct ir_function *fn, const struct ir_operand *operand,
                      int64_t *value);

/// True when `operand` cannot be NULL or 0 by its form: an address, a function, a string.
bool operand_nonnull(const struct ir_operand *operand);

/// The parameter whose unchanged value `operand` is, or -1.
int operand_param(const struct ir_function *fn, const struct ir_operand *operand);

#endif
