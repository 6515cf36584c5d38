// SPDX-License-Identifier: MIT
// What the parts of the handle solver share. Inner to flow/.
#ifndef ASYNC_LINT_SOLVER_H
#define ASYNC_LINT_SOLVER_H

#include "analyzer/flow/handles/slice.h"
#include "analyzer/flow/range.h"
#include "analyzer/flow/sweep.h"

#include <stddef.h>
#include <string.h>

enum handle_state {
  HANDLE_BEFORE, // the site has not run on this path
  HANDLE_ABSENT, // it ran and gave nothing (NULL, failure)
  HANDLE_OWNED,
  HANDLE_CONSUMED,
  HANDLE_GONE, // stored or escaped: no longer followed
  HANDLE_LOST, // reported, or left to the caller: no longer followed
};

// Whether the operation behind the handle may still be running.
enum life {
  LIFE_OVER,     // it is not, nobody cares, or nobody can tell
  LIFE_RUNNING,  // ... and the handle says when it is over
  LIFE_COMBINED, // ... and another handle that was made of it does
  LIFE_LOOSE,    // ... and nothing here does
};

enum memory_kind {
  MEMORY_LOCAL,
  MEMORY_ALLOCA,
  MEMORY_POINTER,
  MEMORY_HANDLE, // a handle that the operation needs: it dies when it is taken
};

// Memory that the operation uses.
struct memory {
  enum memory_kind kind;
  uint32_t var;      // whose memory it is, or the root of `place`
  uint32_t place;    // a pointer to it; IR_NONE for MEMORY_LOCAL
  uint32_t arg, via; // as in struct outlived
  int param;         // MEMORY_POINTER: the parameter that the pointer is, or -1
};

enum { SOLVER_MAX_MEMORY = 16 };

struct trail {
  const struct trail *older;
  struct step step;
};

struct state {
  // the key:
  enum handle_state handle;
  uint32_t holders; // bit set over the slice
  uint32_t known;   // ... whose address somebody unknown has
  uint32_t shared;  // ... whose address some call was given: others may write there meanwhile
  bool several;     // a loop met the site again: the holders are those of several handles
  enum life life;
  bool dead;              // some of the memory died while it was running
  uint32_t live_pointers; // bit set over the memory: the pointer is still the one given
  // `values`, below
  // history, not part of the key:
  const struct trail *trail;
  const char *borrower;
  uint32_t borrower_loc;
  const char *consumer;
  uint32_t consumer_loc, consumer_block;
  const struct trail *consumer_trail;
  uint32_t combined; // LIFE_COMBINED: place of the other handle
  const char *loose_callee;
  uint32_t loose_loc;
  enum outlived_kind dead_kind;
  uint32_t dead_block, dead_loc, dead_memory;
  // Part of the key, and last: only those of the slice are copied, and kept.
  struct range values[SLICE_MAX];
};

// A state that a block is entered in; allocated as far as the slice goes.
struct kept {
  struct kept *next;   // of the same block
  struct kept *behind; // to be gone on from afterwards
  uint32_t block;
  struct state state;
};

struct solver {
  struct arena *arena;
  const struct cfg *cfg;
  const struct ir_function *fn;
  const struct flow_callees *callees;
  const struct site *site;
  struct slice *slice;
  struct handle_result *result;
  struct kept **kept; // per block: states already explored
  uint32_t *kept_count;
  struct kept *first, **last; // where to go on
  struct memory memory[SOLVER_MAX_MEMORY];
  uint32_t memory_count;
  bool *waits;    // blocks in which the operation is waited for
  bool *consumes; // blocks in which the handle stops being owned the right way
  struct sweeps *sweeps;
  const uint64_t *relevant; // bit set over the events of the function: the others change no state
  struct ways *to_site;     // ... of a call; else NULL
  bool again;               // the site may come by once more behind itself
  uint32_t loss_capacity, use_capacity;
};

/// Copies what the slice has of a state. Nearly all are short, and each block on each path has one.
static inline void state_copy(const struct solver *solver, struct state *to,
                              const struct state *from) {
  memcpy(to, from, offsetof(struct state, values) + solver->slice->count * sizeof *from->values);
}

// ---- holders.c ----

/// What is known of an operand.
struct range state_value(const struct solver *solver, const struct state *state,
                         const struct ir_operand *operand);

/// Whether `place` holds the handle (`*which`: as which item of the slice); the holders inside
/// `place`, and behind it by way of a pointer.
bool state_holds(const struct solver *solver, const struct state *state, uint32_t place,
                 uint32_t *which);
uint32_t state_within(const struct solver *solver, const struct state *state, uint32_t place);
uint32_t state_behind(const struct solver *solver, const struct state *state, uint32_t place);

/// Those of `holders` that are some element of an array, nobody knows which.
uint32_t solver_weak(const struct solver *solver, uint32_t holders);

/// Whether the handle came as a parameter, so that it is the caller's to lose.
bool solver_is_lent(const struct solver *solver);

void record_loss(struct solver *solver, const struct state *state, enum loss_kind kind,
                 uint32_t block, uint32_t loc, uint32_t holders);

/// The handle is consumed by `call` (NULL: by a loop that takes every element); is kept where
/// nobody follows it; is no longer held by `gone`, and lost when nobody else holds it.
void state_consume(struct solver *solver, struct state *state, const struct ir_event *call,
                   uint32_t block);
void state_forget(struct solver *solver, struct state *state, uint32_t block);
void state_unseat(struct solver *solver, struct state *state, uint32_t gone, enum loss_kind kind,
                  uint32_t block, uint32_t loc);

/// `place` gets a value; gets another one in the place of what it held; gets the handle; gets a
/// copy (IR_MOVE).
void state_set(struct solver *solver, struct state *state, uint32_t place, struct range value);
void state_overwrite(struct solver *solver, struct state *state, uint32_t place, uint32_t block,
                     uint32_t loc);
void state_hold(struct solver *solver, struct state *state, uint32_t place, uint32_t block);
void state_move(struct solver *solver, struct state *state, const struct ir_event *event,
                uint32_t block);

/// The branches of `trail` in an array, oldest first.
struct step *trail_steps(struct arena *arena, const struct trail *trail, uint32_t *count);

// ---- uses.c ----

/// After the handle was consumed, exactly `place` holds it still: bit in the slice, or 0.
uint32_t state_stale(const struct solver *solver, const struct state *state, uint32_t place);

/// The consumed handle is no longer in `gone`.
void state_drop(struct state *state, uint32_t gone);

/// A consumed handle is given to the i-th parameter of a call; is dereferenced; is returned.
void use_argument(struct solver *solver, struct state *state, const struct ir_event *call,
                  uint32_t i, const struct param_effect *param, uint32_t block);
void use_deref(struct solver *solver, struct state *state, const struct ir_event *event,
               uint32_t block);
bool use_return(struct solver *solver, struct state *state, const struct ir_terminator *end,
                uint32_t block);

/// What a call that may write anywhere, or an event that writes `place`, takes from a consumed
/// handle's holders beyond what it surely overwrites: other names of the same memory.
void use_forget_call(const struct solver *solver, struct state *state,
                     const struct call_effect *effect);
void use_forget_write(const struct solver *solver, struct state *state, uint32_t place);

/// Keeps the branches that lead to the consuming call where both ways lead to the use, and those
/// behind it that lead to the use.
void use_keep_relevant(struct solver *solver, struct use *use);

// ---- lifetime.c ----

/// Finds the memory that the site's call keeps.
void life_collect(struct solver *solver);

/// The operation begins; has completed.
void life_begin(const struct solver *solver, struct state *state);
void life_done(struct solver *solver, struct state *state, uint32_t block);

/// The handle is the i-th argument of a call that consumes it, or that stores it.
void life_consumed(struct solver *solver, struct state *state, const struct ir_event *call,
                   const struct call_effect *effect, uint32_t i, uint32_t block);
void life_stored(struct state *state, const struct ir_event *call);

/// The handle of the operation itself is freed, with a function that frees memory.
void life_freed(struct solver *solver, const struct state *state, const struct ir_event *call,
                const struct ir_operand *value, uint32_t block);

/// Reports memory that died before, now that the handle is not simply lost.
void life_told(struct solver *solver, struct state *state);

/// What else ends the operation, the memory, or what is known of either.
void life_call(struct solver *solver, struct state *state, const struct ir_event *call,
               const struct call_effect *effect, uint32_t block);
void life_write(struct solver *solver, struct state *state, uint32_t place);
void life_scope_end(struct solver *solver, struct state *state, uint32_t place, uint32_t block,
                    uint32_t loc);
void life_escape(struct solver *solver, struct state *state, const struct ir_operand *value,
                 uint32_t block);
void life_branch(struct solver *solver, struct state *state, const struct ir_terminator *end,
                 enum ir_compare compare, uint32_t block);
void life_return(struct solver *solver, struct state *state, bool given, bool success,
                 uint32_t block, uint32_t loc);

/// Keeps the branches after which nobody waits any more.
void life_keep_relevant(struct solver *solver, struct outlived *outlived);

// ---- early.c ----

/// Records reads of memory that the operation uses while it may be running.
void early_read(struct solver *solver, const struct state *state, const struct ir_operand *value,
                uint32_t block, uint32_t loc);
void early_event(struct solver *solver, const struct state *state, const struct ir_event *event,
                 uint32_t block);

/// Keeps the branches whose other way does not lead to the read.
void early_keep_relevant(struct solver *solver, struct early *early);

// ---- handle_calls.c ----

/// How an operand reaches the handle: not at all, as the handle itself, by a pointer to its holder,
/// or inside a record.
enum reach { REACH_NOT, REACH_VALUE, REACH_POINTEE, REACH_RECORD, REACH_INSIDE };
enum reach state_reach(const struct solver *solver, const struct state *state,
                       const struct ir_operand *value);

/// What the call does with its i-th argument.
const struct param_effect *effect_of_param(const struct call_effect *effect, uint32_t i);

/// The place an out-argument writes to, or IR_NONE.
uint32_t solver_out_place(const struct solver *solver, const struct ir_operand *value);

/// Somebody unknown learns the address that `value` is.
void state_expose(const struct solver *solver, struct state *state, const struct ir_operand *value);

void state_call(struct solver *solver, struct state *state, const struct ir_event *call,
                uint32_t block, uint32_t event);
void state_cleanup(struct solver *solver, struct state *state, const struct ir_event *event,
                   uint32_t block);

// ---- relevant.c ----

/// The events that may change a state; which blocks lead to the site.
void relevant_find(struct solver *solver);

/// The first event of `block` from `event` on that may change a state, or the number of its events.
uint32_t relevant_next(const struct solver *solver, uint32_t block, uint32_t event);

/// True when nothing more can come of the state, from right before `event` of `block` on.
bool state_finished(const struct solver *solver, const struct state *state, uint32_t block,
                    uint32_t event);

// ---- handles.c ----

/// Goes on from `event` of `block` with a state of its own.
void solver_run(struct solver *solver, const struct state *state, uint32_t block, uint32_t event);

#endif
