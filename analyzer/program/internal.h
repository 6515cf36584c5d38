// SPDX-License-Identifier: MIT
// What the parts of program/ share. Nobody outside the folder includes it.
#ifndef ASYNC_LINT_PROGRAM_INTERNAL_H
#define ASYNC_LINT_PROGRAM_INTERNAL_H

#include "analyzer/program/program.h"

struct problem {
  struct ir_location loc;
  const char *message;
};

struct lock_table;

struct completing;

struct where_table;

struct waits;
struct known_type;

struct program {
  struct arena arena;
  struct interner names;
  const struct ir_unit *unit;
  const struct spec *spec;
  struct spec *annotations;    // contracts read from headers, by symbol
  struct function **functions; // by symbol; slots after functions
  uint32_t count, capacity;
  struct map by_symbol, by_slot; // interned symbol -> index
  struct map by_word[2];         // a symbol as the IR has it (slots: [1]) -> index
  struct problem *problems;
  uint32_t problem_count, problem_capacity;
  const struct program_memory *memory; // or NULL
  struct flow_callees callees;
  struct call_effect unknown; // of a callee nobody can tell
  struct map call_effects;    // call event -> index into `adjusted`
  struct call_effect **adjusted;
  uint32_t adjusted_count, adjusted_capacity;
  struct map nonblocking_fields; // fields and globals that are given a non-blocking descriptor
  struct map of_type;            // type, by address -> index into `types`
  const struct known_type **types;
  uint32_t type_count, type_capacity;
  struct lock_table *locks;      // made when it is first asked for (locks.c)
  struct completing *completing; // ... (completing.c)
  struct where_table *where;     // ... (where.c), in `arena`
  struct waits *waits;           // of the function asked about last (deadlock.c)
};

/// The function (slot) called so, made when it is new.
struct function *program_function(struct program *program, const char *symbol);
struct function *program_slot(struct program *program, const char *slot);

/// The same for a symbol of the IR, whose text stays where it is as long as the program: by its
/// address.
struct function *program_named(struct program *program, const char *symbol, bool slot);

/// Fills claims and the effects that follow from claims alone (claims.c).
void program_read_claims(struct program *program);

/// Adds what one claim says to the effect of a call.
void claim_apply(struct call_effect *effect, const struct claim *claim);

/// Whether a comparison with these two values holds; TRUTH_UNKNOWN for what no value decides.
enum truth claim_compare(int64_t value, enum spec_comparison comparison, int64_t with);

/// What tells a field or a global variable that may keep a descriptor; 0 for other places.
uint64_t descriptor_key(const struct ir_function *fn, uint32_t place);

/// True when the contract of the function says that what the operand holds, one of its parameters,
/// does not block.
bool given_nonblocking(const struct function *function, const struct ir_operand *value);

/// Makes all edges and the callback uses of parameters (graph.c).
void program_build_graph(struct program *program);

/// Effects of a call as the flow engine sees it; kept until forget_call_effects(), after callees
/// changed (call_effect.c).
const struct call_effect *program_call_effect(void *data, const struct ir_function *fn,
                                              const struct ir_event *call);
void forget_call_effects(struct program *program);

/// What functions do with handles and descriptors, to a fixpoint (summary.c).
void program_summarise(struct program *program);

/// What a function does with a handle that it gets, judged from where that handle goes in it.
enum handle_effect handle_judge(const struct handle_result *result, bool *nonzero_is_success);

/// Frees what is known of completions; NULL is allowed (completing.c).
void completing_free(struct completing *completing);

/// Which functions ask whether a task, or a loop, runs on their thread (contexts/marks.c); before
/// the summaries.
void program_find_tests(struct program *program);

/// Witnesses of effects, entries and contexts (effect.c).
void program_spread_effects(struct program *program);
void program_spread_contexts(struct program *program);

/// Where certainly no task runs (outside.c); after the contexts.
void program_spread_outside(struct program *program);

/// What functions may meet (meets.c): `words` once the graph is made, `meets` after the summaries.
void program_find_words(struct program *program);
void program_find_meetings(struct program *program);

/// Frees what is known of the waits of a function; NULL is allowed (deadlock.c).
void waits_free(struct waits *waits);

/// Frees what is known of locks; NULL is allowed (locks.c).
void lock_table_free(struct lock_table *table);

/// The name of the context that an argument is: a global variable, or a member. Or NULL
/// (contexts.c).
const char *held_context(struct program *program, const struct ir_function *fn,
                         const struct ir_operand *value);

/// True when the body of `function` says more about it than its contract: no shipped contract
/// covers it.
bool function_transparent(const struct function *function);

/// The kind of handle that a type is (`task *`), or with `*pointer` set points to (`task **`); NULL
/// for neither.
const struct handle_kind *type_handle(struct program *program, const char *type, bool *pointer);

/// True for the types of tokens. Both remember a type by the address of its text.
bool type_is_token(struct program *program, const char *type);

/// All functions, callees before their callers as far as there is no recursion; in `arena`.
struct function **program_callees_first(const struct program *program, struct arena *arena);

/// The same, component by component: functions that reach each other by calls stand together.
struct components {
  struct function **functions;
  uint32_t *starts, count; // the i-th is from starts[i] up to starts[i + 1]
};

struct components program_components(const struct program *program, struct arena *arena);

/// True when the function is declared not to return: it ends the program, so that nobody minds what
/// it does on the way.
bool function_ends(const struct function *function);

/// Whether a test or an assertion before the call says that a task runs, or a loop (outside.c).
bool program_edge_in_task(struct program *program, const struct edge *edge);

/// The event of an edge; NULL for EDGE_TARGET.
const struct ir_event *edge_event(const struct edge *edge);

#endif
