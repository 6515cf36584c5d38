// SPDX-License-Identifier: MIT
// What the files of the front end share about the function being lowered: the current block, the
// scopes around it, and the lowering of expressions and statements.
#ifndef ASYNC_LINT_FRONTEND_BODY_H
#define ASYNC_LINT_FRONTEND_BODY_H

#include "analyzer/frontend/unit.h"

/// Nesting of statements and expressions beyond which the front end gives up on a function.
enum { MAX_NESTING = 20000 };

/// How many cursors are remembered with their children.
enum { RECENT = 64 };

/// A local whose life ends with a scope. Nodes form a tree that grows from the function's body:
/// what ends between two places is the path up to where their paths meet.
struct scope_node {
  uint32_t parent, depth;
  uint32_t place;
  const char *cleanup; // function of the cleanup attribute, or NULL
};

/// Where `break` or `continue` goes, and the scope there.
struct exit_target {
  uint32_t block, scope;
};

struct label {
  CXSourceLocation where; // identifies it: cursors of one label may differ
  const char *name;
  uint32_t block, scope;
  bool placed, address_taken;
};

/// A goto: `block` waits for the scope ends and the jump to the label.
struct pending_jump {
  uint32_t block, scope, label, loc;
};

/// A computed goto or asm goto: `from` gets one block for each label.
struct pending_fan {
  uint32_t from, scope, loc;
  bool all;             // every label, not only those whose address is taken
  uint32_t fallthrough; // IR_NONE for none
};

/// The switch that case labels belong to.
struct switch_frame {
  struct ir_case *cases; // heap
  uint32_t count, capacity;
  uint32_t default_block;
};

/// The children of a cursor asked about a moment ago.
struct recent_children {
  CXCursor cursor;
  struct children kids;
};

/// A function being lowered.
struct body {
  struct unit *unit;
  struct ir_pool *pool;
  struct ir_function *fn;
  struct arena scratch; // children and other short-lived arrays
  uint32_t block;       // events go here; IR_NONE after a terminator
  uint32_t scope;       // innermost scope node, or IR_NONE
  struct scope_node *nodes;
  uint32_t node_count, node_capacity;
  struct label *labels;
  uint32_t label_count, label_capacity;
  struct pending_jump *jumps;
  uint32_t jump_count, jump_capacity;
  struct pending_fan *fans;
  uint32_t fan_count, fan_capacity;
  struct exit_target break_to, continue_to;
  struct switch_frame *frame;
  struct cursor_map vars;
  struct map locations; // range -> index
  uint32_t *order;      // blocks in the order in which they were begun
  uint32_t order_count, order_capacity;
  unsigned nesting, temps;
  struct recent_children recent[RECENT]; // by a hash of the cursor: many are looked at often
};

// ---- body.c: blocks, variables, locations ----

/// Lowers a function definition; NULL when the cursor has no body.
struct ir_function *lower_function(struct unit *unit, CXCursor cursor);

/// Marks the function as not analysable, with the reason of the first call.
void taint(struct body *body, uint32_t flag, const char *problem);

uint32_t new_block(struct body *body);

/// Ends the current block with a jump to `block`, which becomes the current one.
void begin_block(struct body *body, uint32_t block);

/// The current block; a fresh one that nothing reaches after a terminator.
uint32_t current_block(struct body *body);

/// Ends the current block. The terminator has no operands yet.
struct ir_terminator *terminate(struct body *body, enum ir_terminator_kind kind);
void jump_to(struct body *body, uint32_t block);

/// `count` block ids in the pool.
uint32_t *target_list(struct body *body, uint32_t count);

/// Adds an event with neither place nor operands; `loc` is a location index or IR_NONE.
struct ir_event *emit(struct body *body, enum ir_event_kind kind, uint32_t loc);
void emit_move(struct body *body, uint32_t place, struct ir_operand value, uint32_t loc);
void emit_operand(struct body *body, enum ir_event_kind kind, struct ir_operand value,
                  uint32_t loc);
void emit_place(struct body *body, enum ir_event_kind kind, uint32_t place, uint32_t loc);

/// The location of a cursor's extent, once for each extent; of its last character (a brace).
uint32_t location_of(struct body *body, CXCursor cursor);
uint32_t end_location(struct body *body, CXCursor cursor);

/// A place for a value in between.
uint32_t new_temp(struct body *body, CXType type);

/// The place of a variable, parameter or global.
uint32_t variable_place(struct body *body, CXCursor declaration);

/// The variable behind a place when no pointer lies in between, else IR_NONE.
uint32_t direct_variable(const struct body *body, uint32_t place);

/// One level deeper; false, with the function given up, when that is too deep. leave() undoes.
bool enter(struct body *body);
void leave(struct body *body);

/// They last as long as the body.
struct children body_children(struct body *body, CXCursor cursor);

// ---- finish.c ----

/// Drops the blocks nothing reaches, joins straight lines and numbers blocks as they were begun.
void finish_blocks(struct body *body);

// ---- scopes.c ----

/// A local's life begins; it ends when the scope is left. `cleanup` may be NULL.
void push_local(struct body *body, uint32_t place, const char *cleanup);

/// Emits the ends of all lives between the current scope and `outer`, in the current block.
void emit_exits(struct body *body, uint32_t outer, uint32_t loc);

/// The same as `statement` ends, and makes `outer` the current scope.
void leave_scope(struct body *body, uint32_t outer, CXCursor statement);

/// Runs the cleanups of every scope, as a return does.
void emit_return_cleanups(struct body *body, uint32_t loc);

/// True when some local around has a cleanup function.
bool has_cleanups(const struct body *body);

/// break, continue, goto; labels; computed and asm goto.
void lower_exit(struct body *body, struct exit_target target, uint32_t loc);
void lower_goto(struct body *body, CXCursor cursor);
void lower_label(struct body *body, CXCursor cursor);
void take_label_address(struct body *body, CXCursor cursor);
void lower_fan(struct body *body, bool all, uint32_t fallthrough, uint32_t loc);

/// Gives gotos their targets, once every label is known.
void resolve_jumps(struct body *body);

// ---- statements.c, control.c ----

void lower_statement(struct body *body, CXCursor cursor);

/// The same in a scope of its own.
void lower_scoped(struct body *body, CXCursor cursor);
void lower_compound(struct body *body, CXCursor cursor);
void lower_if(struct body *body, CXCursor cursor);
void lower_while(struct body *body, CXCursor cursor);
void lower_do(struct body *body, CXCursor cursor);
void lower_for(struct body *body, CXCursor cursor);
void lower_switch(struct body *body, CXCursor cursor);
void lower_case(struct body *body, CXCursor cursor);
void lower_variable(struct body *body, CXCursor cursor);

// ---- expressions ----

/// The expression without implicit casts, parentheses and `__extension__`; strip_casts() takes
/// C casts away too; strip_function() also `*` and `&` on functions.
CXCursor strip(struct body *body, CXCursor expression);
CXCursor strip_casts(struct body *body, CXCursor expression);
CXCursor strip_function(struct body *body, CXCursor expression);

/// Whether the expression is an array: of its own, not a parameter, which is a pointer.
bool is_array(struct body *body, CXCursor expression);
CXCursor cast_operand(struct body *body, CXCursor cast);

/// The kinds of UnexposedExpr that are expressions of their own.
bool is_conditional_default(struct children kids); // GNU `a ?: b`

/// Evaluates for the value.
struct ir_operand lower_value(struct body *body, CXCursor expression);

/// Evaluates into `place`. `flags` are for a call that computes it.
void lower_into(struct body *body, CXCursor expression, uint32_t place, uint32_t flags);

/// Evaluates for the effects only. `flags` may hold IR_CALL_VOID.
void lower_effect(struct body *body, CXCursor expression, uint32_t flags);

/// The place an lvalue names (a temp for an rvalue). Pointers on the way are dereferenced; the last
/// one only when `touch`.
uint32_t lower_place(struct body *body, CXCursor expression, bool touch);

/// The value of what lies at `place`: its address for arrays.
struct ir_operand load(struct body *body, uint32_t place, CXType type);

/// The address of a place: the pointer itself for what a pointer points to.
struct ir_operand address_of(struct body *body, uint32_t place);

/// A place that holds the value.
uint32_t hold(struct body *body, struct ir_operand value, CXType type, uint32_t loc);

/// The statements of `({ ... })`; the value of the last one goes to `place`, before the locals end,
/// or nowhere (IR_NONE; `flags` are for lower_effect() then).
void lower_statement_expression(struct body *body, CXCursor expression, uint32_t place,
                                uint32_t flags);

/// Branches to `yes` or `no`.
void lower_condition(struct body *body, CXCursor expression, uint32_t yes, uint32_t no);

/// Operators; `place` is where the result shall go, or IR_NONE. The result tells where it is.
struct ir_operand lower_binary(struct body *body, CXCursor expression, uint32_t place);
struct ir_operand lower_unary(struct body *body, CXCursor expression, uint32_t place);
struct ir_operand lower_compound_assignment(struct body *body, CXCursor expression);
void lower_step_effect(struct body *body, CXCursor expression);

/// The C operator of a comparison; false for any other.
bool comparison_of(enum CXBinaryOperatorKind kind, enum ir_compare *compare);

/// A call; `place` is for its result, or IR_NONE.
void lower_call(struct body *body, CXCursor call, uint32_t place, uint32_t flags);

/// The argument that a call hands through (`__builtin_expect`), or a null cursor.
CXCursor forwarded_argument(struct body *body, CXCursor call);

/// True for calls that compute nothing we model and do not evaluate their arguments.
bool is_unevaluated_call(struct body *body, CXCursor call);

/// `_Generic`: the associations that may be chosen.
struct children generic_choices(struct body *body, CXCursor expression);

/// Statement expressions, `?:`, `_Generic`, && and || into `place`.
void lower_branches_into(struct body *body, CXCursor expression, uint32_t place, uint32_t flags);

// ---- constants.c ----

/// The value of a literal, enum constant, sizeof or case label.
bool evaluate(CXCursor expression, int64_t *value);

/// Folds two integers; false when the operator is not one of ours.
bool fold(enum CXBinaryOperatorKind kind, int64_t a, int64_t b, int64_t *result);

/// 0 or NULL, to compare a value of this type with.
struct ir_operand zero_of(CXType type);

/// True for initialisers that make everything zero.
bool is_all_zero(struct body *body, CXCursor initialiser);

// ---- initialisers.c ----

/// Initialises `place` of type `type`.
void lower_initialiser(struct body *body, CXCursor initialiser, uint32_t place, CXType type);

/// Functions named by a static initialiser become facts about `symbol`. `body` is the function
/// around it; may be one made up for the purpose.
void static_initialiser(struct body *body, CXCursor variable);

#endif
