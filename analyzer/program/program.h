// SPDX-License-Identifier: MIT
// The whole program: functions with their contracts, the call graph with indirect calls resolved
// through facts, effects with a witness each, contexts, and summaries to a fixpoint. Built from the
// store's contents; knows no rule.
#ifndef ASYNC_LINT_PROGRAM_H
#define ASYNC_LINT_PROGRAM_H

#include "analyzer/flow/flow.h"
#include "analyzer/ir/ir.h"
#include "rules/api/spec.h"

struct store;
struct program;
struct function;
struct body;
struct counted;

enum edge_kind {
  EDGE_CALL,   // a direct call
  EDGE_SLOT,   // a call through a field, variable or table: callee is the slot
  EDGE_TARGET, // from a slot to a function it may hold (no event)
  EDGE_PARAM,  // from a parameter of a static function to what some caller gives for it (no event);
               // which of them runs depends on the caller, see EDGE_CALLBACK
  EDGE_CALLBACK, // the callee calls this function, which the call hands to it, before it returns
  EDGE_STARTS,   // ... starts it as a task
  EDGE_OFFLOADS, // ... runs it where blocking is allowed
  EDGE_LATER,    // ... calls it later on a context
};

/// A way from one function to another.
struct edge {
  enum edge_kind kind;
  struct function *caller, *callee;
  struct function
      *through;          // EDGE_CALLBACK and later kinds: the function that was handed the callback
  uint32_t block, event; // the call in `caller`; IR_NONE for EDGE_TARGET
  uint32_t loc;          // its location in `caller`
  bool not_in_task;      // on every path here no task is running
  bool in_task;          // on every path here a task is running; set for callers that are `outside`
};

/// A function, or a slot, that a body names; each once, in the order of the body.
struct outline_name {
  const char *symbol;
  bool slot;
};

/// An IR_CALL or IR_CLEANUP of a body.
struct outline_call {
  const struct ir_event *event;
  uint32_t block, at, loc;
  uint32_t name; // what it calls, or the slot it calls through; IR_NONE when nobody can tell
};

/// An IR_MOVE of a body that may put a function into a slot: a constant, or a parameter.
struct outline_store {
  const struct ir_event *event;
  uint32_t name; // the constant; IR_NONE: parameter `param`
  int param;
};

/// What a body has for the call graph, in the order of the body: most events are about neither.
/// Follows from the body alone.
struct outline {
  uint32_t name_count, call_count, store_count, address_count, return_count;
  struct outline_name *names;
  struct outline_call *calls;
  struct outline_store *stores;
  uint32_t *addresses; // names of functions that are operands of events
  uint32_t *returns;   // ... and that are returned
};

/// Which effect a witness is asked for.
enum effect {
  EFFECT_BLOCKS,      // may stop the thread
  EFFECT_SUSPENDS,    // may suspend the running task
  EFFECT_CANCELLABLE, // reaches a cancellable operation without giving it a token
  EFFECT_UNRESOLVED,  // reaches a callee nothing is known of
  EFFECT_COUNT
};

/// What a function does with a function given to it as a parameter; bits.
enum callback_use {
  CALLBACK_CALLED = 1,
  CALLBACK_STARTED = 2,
  CALLBACK_OFFLOADED = 4,
  CALLBACK_LATER = 8
};

/// What a function may meet in its calls or have in its variables; bits. What is not set is not
/// there: nothing is claimed of what is.
enum meeting {
  MEETS_GIVER = 1,     // a call that gives a handle
  MEETS_TAKER = 2,     // ... that consumes one
  MEETS_KEEPER = 4,    // ... that goes on using memory
  MEETS_WAIT = 8,      // ... that returns when something has completed
  MEETS_TOKEN = 16,    // ... that takes, tests or cancels a token
  MEETS_VARIABLE = 32, // a variable of the type of a handle that is consumed once
};

/// A set of claim words has one bit for each.
#define CLAIM_BIT(word) (UINT64_C(1) << (word))

/// One function, or one slot (a function-pointer field or variable), of the program.
struct function {
  const char *symbol, *name;
  const struct ir_function *body;           // NULL when only declared, and for slots
  const struct outline *outline;            // of the body
  struct function *const *named;            // by number of the outline's name
  const struct ir_declaration *declaration; // merged over all units; NULL when unseen
  bool slot;
  bool checked; // has a body that was lowered wholly
  uint32_t index;
  uint32_t claim_count; // from the spec (where its header applies) and from annotations
  const struct claim *claims;
  uint64_t claimed;                // CLAIM_BIT()s of these
  const struct contract *contract; // for names and printing; NULL when nothing is claimed
  uint32_t out_count, in_count;
  struct edge **out, **in;
  bool address_taken; // some slot, parameter or callback may hold it: its signature is fixed
                      // elsewhere
  bool task_entry;    // declared async, or started as a task
  bool loop_entry;    // called on a loop's context
  bool in_task;       // may run inside a task or on a loop
  struct edge
      *in_task_by; // the shortest way from an entry; NULL for entries themselves and declared ones
  bool asks_in_task; // calls a function whose result says whether a task is running
  bool outside;      // runs where no task does: reached from main, a thread, an offloaded body
  struct edge *outside_by;    // the shortest way from there; NULL for those themselves
  struct edge *outside_entry; // those themselves: the call that offloads it, or NULL
  struct edge *entry_edge;    // entries: the call that starts it, or NULL when only declared
  struct edge *witness[EFFECT_COUNT]; // first step of the shortest way to the effect; NULL: none
  bool has[EFFECT_COUNT];
  uint32_t callback_count;           // parameters; what becomes of a function given as each (enum
                                     // callback_use bits)
  uint8_t *callbacks, callback_uses; // of each, and of all together
  int token_param;                   // first parameter of token type, or -1
  bool forwards_token;               // gives it to some call
  struct call_effect effect;         // what a call of it does
  unsigned meets;                    // enum meeting bits
  uint64_t words;     // CLAIM_BIT()s of all that its calls reach, through slots and by callbacks
                      // too
  struct body *known; // what follows from the body alone
  // kept for rules, built on demand
  struct must *must;
  struct fates *fates;
  struct counted **counted; // rules/shared/counts.c
};

/// Every place where a call gives a handle to a function, and what becomes of each.
struct fates {
  uint32_t count;
  struct site *sites;
  const struct handle_result **results;
};

/// Builds functions, claims and the call graph. `all` and `spec` must outlive the program. Mistakes
/// in annotations are kept as problems (program_problem), and the annotation is left out.
struct program *program_create(const struct ir_unit *all, const struct spec *spec);

/// Where what was found out about functions is kept from one run to the next, by a key of all that
/// it follows from but the contracts and this program (which `find` and `keep` have to tell apart).
struct program_memory {
  /// The bytes kept for `key`, which stay as long as the program; NULL when there are none.
  const void *(*find)(void *data, const uint64_t key[2], size_t *length);
  void (*keep)(void *data, const uint64_t key[2], const void *bytes, size_t length);
  void *data;
};

/// Lets a program use `memory`, which outlives it. Before anything is asked of the program.
void program_remember(struct program *program, const struct program_memory *memory);

/// Computes summaries, effects and contexts. Once, before anything below is asked.
void program_analyse(struct program *program);
void program_destroy(struct program *program);

/// Functions in a fixed order: by symbol.
uint32_t program_count(const struct program *program);
struct function *program_at(struct program *program, uint32_t index);
struct function *program_find(struct program *program, const char *symbol);

/// The i-th mistake found in an annotation; false past the last.
bool program_problem(const struct program *program, uint32_t i, const struct ir_location **loc,
                     const char **message);

struct arena *program_arena(struct program *program);
const struct spec *program_spec(const struct program *program);
const struct ir_unit *program_unit(const struct program *program);
const struct flow_callees *program_callees(struct program *program);

/// Graph and facts of a function with a body; built once.
struct cfg *function_cfg(struct program *program, struct function *function);
struct must *function_must(struct program *program, struct function *function);

/// What becomes of the handles that calls give to a function with a body; solved once.
const struct fates *function_fates(struct program *program, struct function *function);

/// spec_handle_of_type() of a type of the IR, whose text stays where it is: remembered by address.
const struct handle_kind *program_handle_of_type(struct program *program, const char *type);

/// The kind of handle that the i-th parameter of `callee` is, by its declaration, or NULL.
const struct handle_kind *callee_param_kind(struct program *program, const struct function *callee,
                                            uint32_t i);

/// ... and the kind of handle that it points to, as `task_value *` does.
const struct handle_kind *callee_pointee_kind(struct program *program,
                                              const struct function *callee, uint32_t i);

/// The claim with this word, or the next one after `previous`; NULL when there is none.
const struct claim *function_claim(const struct function *function, enum claim_word word);
const struct claim *function_next_claim(const struct function *function,
                                        const struct claim *previous);

/// What a call of the outline of `function` reaches, as call_target() says.
struct function *outline_target(const struct function *function, const struct outline_call *call);

/// True when the call waits for a condition in a function that is called a lock (`tree_rdlock`):
/// this is how the program takes a lock of its own, and no more of a wait than any lock.
bool edge_takes_own_lock(const struct edge *edge);

/// The function a call event may reach: the callee of a direct call, the slot of an indirect one;
/// NULL when nobody can tell.
struct function *call_target(struct program *program, const struct ir_event *call);

/// The function an argument is, when it is one function: a constant, or a local that holds nothing
/// else. NULL otherwise.
struct function *argument_function(struct program *program, const struct function *caller,
                                   const struct ir_operand *value);

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

/// Whether the tail of `claim` holds at this call. An unknown `if` counts as no, an unknown
/// `unless` as yes: the caller sees TRUTH_UNKNOWN and decides with claim_applies(). With `depends`
/// non-NULL: the caller's parameter that decides, or -1.
enum truth claim_truth(struct program *program, struct function *caller, uint32_t block,
                       uint32_t event, const struct claim *claim, int *depends);
bool claim_applies(const struct claim *claim, enum truth truth);

/// True when no task is running, and no loop, whenever the call at (block, event) waits: a test
/// says so on every path, or, for a call that blocks, what it waits for is done before in a task.
bool program_no_task_at(struct program *program, struct function *function, uint32_t block,
                        uint32_t event);

/// True when the call of `edge` does in a task what others have another thread do and wait for:
/// where it waits for them in turn, there is nobody to wait for.
bool program_is_handover(struct program *program, const struct edge *edge);

/// The shortest way from a task or loop entry to the call at (block, event) of `function` on which
/// `claim` holds there
/// (`claim` NULL: any way). Fills `edges`, entry first, and returns how many (0: the function is an
/// entry itself); -1 when there is no such way. `*entry` is the entry.
int program_way(struct program *program, struct function *function, uint32_t block, uint32_t event,
                const struct claim *claim, struct edge **edges, int max, struct function **entry);

/// The edges of the way from where no task runs to `function`, which is `outside`; `*entry` is
/// where the way begins. Returns how many edges there are.
int program_outside_way(const struct function *function, struct edge **edges, int max,
                        const struct function **entry);

// ---- callbacks and contexts ----

/// What the function that got the callback of this edge says of it: the claim (`calls`, `posts`,
/// `starts`, `offloads`) about the argument that is the callback. NULL when nothing is claimed.
const struct claim *edge_claim(struct program *program, const struct edge *edge);

/// The context that a claim of `callee` names, at this call of it: a `context NAME`, or the global
/// variable or the member (`record.member`) that is given for a parameter. Equal names are equal
/// pointers; NULL when nobody can tell. And the parameter of that name, or -1.
const char *claimed_context(struct program *program, const struct function *caller,
                            const struct ir_event *call, const struct function *callee,
                            const char *name);
int claim_context_param(const struct function *callee, const char *name);

/// The context on which the callback of this edge runs, so named, or NULL.
const char *edge_context(struct program *program, const struct edge *edge);

// ---- completions ----

/// True for handles whose outcome somebody has to set: some function claims `completes` of them.
bool is_completion(struct program *program, const struct handle_kind *kind);

/// True when the function, which has a body, names one that is given such a handle.
bool meets_completions(struct program *program, const struct function *function);

/// Calls, seen so that setting the outcome of a completion is what consumes it. What ends its life
/// may then take it (HANDLE_MAYBE_TAKEN), for it sets no outcome.
const struct flow_callees *program_completers(struct program *program);

/// True when the function sets an outcome, itself or in what it calls, that has to be the first.
bool completes_once(const struct function *function);

/// True when `operand`, given as a token, is one that never cancels.
bool token_is_none(const struct ir_function *fn, const struct ir_operand *operand);

/// The parameter of `callee` that takes the token, or -1.
int callee_token_param(const struct function *callee);

/// One thing known of a function: `words` of a contract, where they stand (`from`; NULL: found in
/// the body), and for an effect found there the first step of the shortest way to it. `words` lives
/// during the call.
typedef void program_fact(void *data, const char *words, const struct contract *from,
                          const struct edge *first, enum effect effect);

/// Calls `put` for each thing known of the function, declared ones first.
void program_describe(struct program *program, const struct function *function, program_fact *put,
                      void *data);

/// Prints what is known of a function, declared and inferred, and why (chains). False when no such
/// function is known.
bool program_print_contract(struct program *program, const char *function, FILE *out);

/// Writes contracts and call edges into the store, those of functions of which something else is
/// known than in the last run. Inside a transaction; false on failure.
bool program_store(struct program *program, struct store *store);

#endif
