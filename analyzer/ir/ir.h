// SPDX-License-Identifier: MIT
// The intermediate representation: what the front end keeps of a translation unit and all that
// analysis ever sees. Calls are not classified here: what a callee does is a contract claim, looked
// up at analysis time.
//
// All strings are interned in the interner the unit was built with, so pointers compare like names.
// Symbols: an external function or variable is its name (`task_run`); one with internal linkage is
// `name@path` with the path of the file that defines it; a static local is `function.name@path`.
// Fields are `record.member`, where record is the typedef name when the type was written through
// one, else the tag, and for an unnamed record the file and offset; a member that holds a function,
// of a record that the main file defines, is `record.member@path`. Types are normalised: typedef
// names kept, `const`/`volatile`/`struct `/`union `/`enum ` dropped, one space before `*`: "task
// *".
#ifndef ASYNC_LINT_IR_H
#define ASYNC_LINT_IR_H

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define IR_NONE UINT32_MAX

/// Longest access path the front end keeps; deeper ones end in IR_STEP_DEEP.
enum { IR_MAX_DEPTH = 5 };

// ---- places in the source ----

enum ir_where {
  IR_PLAIN,      // written where it is shown: may be edited
  IR_MACRO_ARG,  // inside the argument of a macro
  IR_MACRO_BODY, // inside a macro's definition; shown at the expansion
};

struct ir_location {
  const char *file;              // as index paths are: absolute; NULL for no place
  uint32_t line, column;         // 1-based; columns are bytes
  uint32_t end_line, end_column; // one past the last character; equal to the start when unknown
  uint32_t offset, length;       // bytes in the file
  enum ir_where where;
  const char *macro;      // the macro's name when `where` is not IR_PLAIN, else NULL
  const char *macro_file; // IR_MACRO_BODY: where the characters stand in the definition; else NULL
  uint32_t macro_line, macro_column;
};

// ---- variables, places, operands ----

enum ir_var_flag {
  IR_VAR_PARAM = 1,  // parameters come first in `vars`, in order
  IR_VAR_GLOBAL = 2, // has static storage; `name` is its symbol
  IR_VAR_TEMP = 4,   // made by lowering
  IR_VAR_ADDRESS_TAKEN = 8,
  IR_VAR_ARRAY = 16,
  IR_VAR_VOLATILE = 32,
  IR_VAR_POINTER = 64, // pointer type
  IR_VAR_RECORD = 128, // struct or union by value
  IR_VAR_THREAD_LOCAL = 256,
};

struct ir_var {
  const char *name; // as written; for globals the symbol; for temps "t1", "t2", ...
  const char *type; // normalised
  uint32_t flags;
  uint32_t loc;  // index into locations, or IR_NONE
  uint64_t size; // bytes of a local array or structure, when IR_LARGE or more; IR_SIZE_OPEN; else 0
};

/// Locals that are smaller than this have no size: they are many, and their stack is little. And
/// the size of one that the program computes (a variable length array).
#define IR_LARGE 64
#define IR_SIZE_OPEN UINT64_MAX

enum ir_step {
  IR_STEP_VAR,   // the variable `var`
  IR_STEP_FIELD, // member `field` of the parent
  IR_STEP_DEREF, // what the parent points to
  IR_STEP_INDEX, // element `index` of the parent
  IR_STEP_ANY,   // some element of the parent
  IR_STEP_DEEP,  // deeper than IR_MAX_DEPTH: some place below the parent
};

/// An access path as a tree: `p->field[2]` is INDEX(2) of FIELD of DEREF of VAR. Interned: equal
/// paths are equal ids, and a parent's id is smaller than its children's.
struct ir_place {
  enum ir_step step;
  uint32_t parent;   // place id; IR_NONE for IR_STEP_VAR
  uint32_t var;      // root variable of the whole path
  const char *field; // IR_STEP_FIELD: `record.member`
  int64_t index;     // IR_STEP_INDEX
};

enum ir_operand_kind {
  IR_UNKNOWN,  // a value nothing is known of
  IR_INT,      // `value`
  IR_NULL,     // null pointer constant
  IR_ZERO,     // an aggregate all of whose members are zero: `{0}`, `(struct t){NULL}`
  IR_PLACE,    // the value of place `place`
  IR_ADDRESS,  // the address of place `place`
  IR_FUNCTION, // function `symbol`
  IR_STRING,   // a string literal; `symbol` holds up to 64 bytes of it
};

struct ir_operand {
  enum ir_operand_kind kind;
  uint32_t place;
  int64_t value;
  const char *symbol;
};

// ---- events ----

enum ir_event_kind {
  IR_CALL,   // place <- callee(args)
  IR_MOVE,   // place <- a   (a struct copy is the same, for all paths below)
  IR_BIN,    // place <- a op b
  IR_HAVOC,  // place <- something unknown
  IR_ESCAPE, // the value of a becomes reachable from somewhere unknown
  IR_DEREF,  // place (a pointer) is dereferenced
  IR_USE,    // the value of a is read and decides nothing we model (condition kept apart, discarded
             // expression)
  IR_CLEANUP, // `callee`(&place) runs by __attribute__((cleanup)) as the scope ends
  IR_DEAD,    // the variable of place ends its life
};

enum ir_call_flag {
  IR_CALL_UNUSED = 1,    // nobody uses the result
  IR_CALL_VOID = 2,      // ... and it was cast to void
  IR_CALL_COMMENTED = 4, // a comment stands on the lines of the call or ends the line above, and
                         // is not one that suppresses findings
  IR_CALL_TAIL = 8,      // the result is returned as it is
};

struct ir_arg {
  struct ir_operand value;
  uint32_t loc; // place of the argument, or IR_NONE
};

struct ir_event {
  enum ir_event_kind kind;
  uint32_t loc;   // index into locations; never IR_NONE for IR_CALL
  uint32_t place; // destination or subject; IR_NONE for a call without one
  struct ir_operand a, b;
  char op[4]; // IR_BIN: the C operator, "+", "&", "<<", "==", "~" and "-" with b IR_UNKNOWN for
              // unary
  // IR_CALL and IR_CLEANUP:
  const char *callee;    // symbol, or NULL for an indirect call
  uint32_t callee_place; // indirect: the place that holds the function, or IR_NONE
  const char *slot;      // indirect: what names its targets: `record.member`, a variable's symbol,
                         // `function#0` for a parameter; or NULL
  uint32_t flags;
  uint32_t arg_count;
  struct ir_arg *args;
};

// ---- control flow ----

enum ir_terminator_kind {
  IR_JUMP,        // to targets[0]
  IR_BRANCH,      // a cmp b ? targets[0] : targets[1]
  IR_SWITCH,      // on a; cases say which target
  IR_RETURN,      // a, IR_UNKNOWN with `has_value` false for a plain return
  IR_MULTI,       // to any of targets (computed goto, asm goto)
  IR_UNREACHABLE, // after a call that does not return
};

enum ir_compare { IR_EQ, IR_NE, IR_LT, IR_LE, IR_GT, IR_GE };

/// Whether `a` compares to `b` in that way.
static inline bool ir_compares(int64_t a, enum ir_compare compare, int64_t b) {
  switch (compare) {
  case IR_EQ:
    return a == b;
  case IR_NE:
    return a != b;
  case IR_LT:
    return a < b;
  case IR_LE:
    return a <= b;
  case IR_GT:
    return a > b;
  default:
    return a >= b;
  }
}

struct ir_case {
  int64_t low, high;
  uint32_t target; // block id
};

struct ir_terminator {
  enum ir_terminator_kind kind;
  uint32_t loc; // of the condition, the return, ...; IR_NONE when implicit
  struct ir_operand a, b;
  enum ir_compare compare;
  bool has_value;        // IR_RETURN
  uint32_t target_count; // IR_SWITCH: one, the default
  uint32_t *targets;     // block ids
  uint32_t case_count;
  struct ir_case *cases;
};

/// Straight-line code: events in evaluation order (left to right where C leaves it open), then a
/// terminator.
struct ir_block {
  const char *label; // of a goto label that begins the block, or NULL
  uint32_t event_count, event_capacity;
  struct ir_event *events;
  struct ir_terminator end;
};

// ---- functions, declarations, units ----

enum ir_function_flag {
  IR_FN_STATIC = 1, // internal linkage
  IR_FN_INLINE = 2,
  IR_FN_VARIADIC = 4,
  IR_FN_TAINTED = 8,    // part of it was lost to a compile error: says nothing about the rest
  IR_FN_SETJMP = 16,    // calls setjmp: no path-based findings
  IR_FN_IN_HEADER = 32, // defined in a header
  IR_FN_TOO_DEEP = 64,  // the front end gave up inside
};

struct ir_place_table;
struct ir_late;

/// Where those who look at a function may keep what they found out. Lives and ends with the
/// function, whose owner makes it and frees both arenas; no part of what the function is.
struct ir_keep {
  struct arena *arena;   // for what follows from the function alone
  struct arena changing; // for the rest, which may be forgotten
  void *of_program;      // struct body (program/body.h), or NULL
};

/// How a variable is written, other than through pointers.
struct ir_written {
  uint32_t block, event; // the first event that writes the whole of it; IR_NONE: there is none
  uint8_t times;         // that the whole is written, at most 2
  bool parts;            // members or elements are written
};

/// One function definition. Block 0 is the entry.
struct ir_function {
  const char *symbol; // key in the program
  const char *name;   // as written
  const char *result; // normalised type; "void" for none
  uint32_t flags;
  uint32_t param_count;
  uint32_t loc;        // the name in the definition
  uint32_t end_line;   // last line of the body
  const char *problem; // IR_FN_TAINTED, IR_FN_TOO_DEEP: why; else NULL
  uint32_t var_count, var_capacity;
  struct ir_var *vars;
  uint32_t place_count, place_capacity;
  struct ir_place *places;
  struct ir_place_table *index; // finds places by path; made and kept by ir_place_*()
  uint32_t location_count, location_capacity;
  struct ir_location *locations; // ir_location() looks at them, which may be bytes yet:
  struct ir_late *late;          // NULL when `locations` holds them
  uint32_t block_count, block_capacity;
  struct ir_block *blocks;
  const struct ir_written *written; // by variable, in large functions; NULL: ir_written() looks
  struct ir_keep *keep;             // NULL: nothing is kept
  uint64_t digest[2]; // XXH3-128 of its binary form, where whoever read it says so; else 0
};

/// The location with this index, below `location_count`. It stays as long as the function.
const struct ir_location *ir_location(const struct ir_function *fn, uint32_t index);

enum ir_declaration_kind { IR_DECL_FUNCTION, IR_DECL_FIELD, IR_DECL_TYPEDEF };

enum ir_declaration_flag {
  IR_DECL_STATIC = 1,
  IR_DECL_NORETURN = 2,
  IR_DECL_WARN_UNUSED = 4,
  IR_DECL_VARIADIC = 8,
  IR_DECL_SYSTEM = 16, // declared in a system header
  IR_DECL_IN_HEADER =
      32, // some declaration stands in a header: the function is exported to other files on purpose
  IR_DECL_DEFINED = 64, // defined in this unit
};

struct ir_param {
  const char *name;  // "" when unnamed
  const char *type;  // normalised
  const char *words; // annotations on the parameter, joined by "; ", or NULL
};

/// A function, function-pointer field or typedef that the unit's code refers to, or that carries an
/// annotation.
struct ir_declaration {
  enum ir_declaration_kind kind;
  const char *symbol; // as in calls; fields `record.member`
  const char *name;
  const char *result; // normalised result type
  uint32_t flags;
  struct ir_location loc; // of the declaration that carries the most; a header's when there is one
  const char *header;     // how the file that declares it was included, as written: `<unistd.h>`,
                          // `"net/job.h"`; NULL unknown
  const char *words;   // annotations `async-lint: ...`, joined by "; ", without the prefix, or NULL
  const char *markers; // words before the name that are neither C nor its type, by blanks, or NULL
  uint32_t param_count;
  struct ir_param *params;
};

/// `slot` may hold `function` (from an initialiser or a store of constants at file scope).
struct ir_fact {
  const char *slot;     // `record.member`, a variable's symbol
  const char *function; // symbol
  struct ir_location loc;
};

enum ir_suppression_kind { IR_ALLOW_LINE, IR_ALLOW_FUNCTION, IR_ALLOW_FILE };

/// `// async-lint: allow(rule, ...) reason`. `line` is the line it speaks of.
struct ir_suppression {
  enum ir_suppression_kind kind;
  const char *file;
  uint32_t line, column; // of the comment itself
  uint32_t target_line;  // the line it covers (IR_ALLOW_LINE)
  const char *rules;     // comma list without blanks; "*" for all
  const char *reason;    // "" when none was given
};

/// Something in the unit that could not be read: a compile error and its like.
struct ir_problem {
  struct ir_location loc; // file NULL when it has no place
  const char *message;
};

struct ir_include {
  const char *path; // absolute
  uint64_t hash[2]; // XXH3-128 of the content that was parsed; both 0: see below
  bool system;
};

/// Whether the file was looked for and was not there. Only the store is given such ones.
static inline bool ir_include_is_absent(const struct ir_include *include) {
  return !include->hash[0] && !include->hash[1];
}

/// `failure` of a unit on which libclang crashed and recovered: its process is not to be trusted
/// any more.
#define IR_FAILURE_CRASHED "the compiler front end crashed on this file"

/// Everything kept of one translation unit. Allocated in one arena, strings in one interner.
struct ir_unit {
  const char *path;       // absolute path of the main file
  const char *failure;    // why the unit could not be parsed at all, or NULL
  uint32_t include_count; // the main file is the first
  struct ir_include *includes;
  uint32_t declaration_count;
  struct ir_declaration *declarations;
  uint32_t function_count;
  struct ir_function **functions;
  uint32_t fact_count;
  struct ir_fact *facts;
  uint32_t suppression_count;
  struct ir_suppression *suppressions;
  uint32_t problem_count;
  struct ir_problem *problems;
};

// ---- building ----

struct ir_pool;

/// Keeps functions that were read before, told by their bytes, so that they are read once.
struct ir_library {
  /// The function with these bytes: one that is kept, or read with ir_read_function() into a pool
  /// of its own with the names of `pool`. NULL when the bytes are malformed.
  struct ir_function *(*function)(void *data, struct ir_pool *pool, const void *bytes,
                                  size_t length);
  /// Is told the bytes of each declaration that is read.
  void (*declaration)(void *data, const void *bytes, size_t length);
  void *data;
};

/// What a unit or function lives in.
struct ir_pool {
  struct arena arena;
  struct interner names; // its arena is `arena`
  const char *here; // stands in for PATH_HERE in what is read into the pool; NULL: nothing does
  bool late; // functions are read from bytes that were verified, and locations only when asked for
  const struct ir_library *library; // is asked for the functions that are read, in order; or NULL
};

/// Makes the pool ready, and frees it with everything in it.
void ir_pool_init(struct ir_pool *pool);
void ir_pool_free(struct ir_pool *pool);

/// The place id of a path one step below `parent` (IR_NONE with IR_STEP_VAR). Interned in `fn`;
/// past IR_MAX_DEPTH every step gives the IR_STEP_DEEP place of the deepest allowed parent, and
/// steps below a DEEP place give that place itself.
uint32_t ir_place_var(struct ir_pool *pool, struct ir_function *fn, uint32_t var);
uint32_t ir_place_field(struct ir_pool *pool, struct ir_function *fn, uint32_t parent,
                        const char *field);
uint32_t ir_place_deref(struct ir_pool *pool, struct ir_function *fn, uint32_t parent);
uint32_t ir_place_index(struct ir_pool *pool, struct ir_function *fn, uint32_t parent,
                        int64_t index);
uint32_t ir_place_any(struct ir_pool *pool, struct ir_function *fn, uint32_t parent);

/// How the variable is written in the function.
struct ir_written ir_written(const struct ir_function *fn, uint32_t var);

/// The value that the only write to the variable moves into it, or NULL.
const struct ir_operand *ir_only_move(const struct ir_function *fn,
                                      const struct ir_written *written);

/// Has ir_written() look no more, where looking each time takes long. In `arena`.
void ir_find_written(struct arena *arena, struct ir_function *fn);

/// True when `place` is `prefix` or lies below it (fields and elements; derefs count as below).
bool ir_place_below(const struct ir_function *fn, uint32_t place, uint32_t prefix);

/// Appends to a growing array of the function (memory from the pool's arena) and returns the new
/// index.
uint32_t ir_add_var(struct ir_pool *pool, struct ir_function *fn, struct ir_var var);
uint32_t ir_add_location(struct ir_pool *pool, struct ir_function *fn, struct ir_location location);
uint32_t ir_add_block(struct ir_pool *pool, struct ir_function *fn);

/// Appends an event to block `block`; the pointer stays good until the next event is added there.
struct ir_event *ir_add_event(struct ir_pool *pool, struct ir_function *fn, uint32_t block,
                              enum ir_event_kind kind);

/// Operands.
struct ir_operand ir_unknown(void);
struct ir_operand ir_int(int64_t value);
struct ir_operand ir_value(uint32_t place);
struct ir_operand ir_address(uint32_t place);

// ---- checking, text, bytes ----

/// Checks every id and every rule stated above. NULL when the unit (function) is sound, else what
/// is wrong, in the pool.
const char *ir_verify_function(struct ir_pool *pool, const struct ir_function *fn);
const char *ir_verify_unit(struct ir_pool *pool, const struct ir_unit *unit);

/// Prints the text form. Printing, parsing and printing again gives the same bytes.
void ir_print_function(FILE *out, const struct ir_function *fn);
void ir_print_unit(FILE *out, const struct ir_unit *unit);

/// Reads the text form. NULL and a message `line N: ...` in the pool on the first mistake. The
/// result is verified.
struct ir_unit *ir_parse_unit(struct ir_pool *pool, const char *text, size_t length,
                              const char **error);

/// Appends the binary form. Reading back gives an equal unit (function); equal input gives equal
/// bytes. A function's bytes do not depend on the unit it came in.
void ir_write_function(struct text *out, const struct ir_function *fn);
void ir_write_declaration(struct text *out, const struct ir_declaration *declaration);
void ir_write_unit(struct text *out, const struct ir_unit *unit);

/// Functions in the binary form, for a unit that is larger than what is to be in memory at once.
/// Zero-initialise.
struct ir_code {
  struct text bytes;
  uint32_t count;
};
void ir_code_add(struct ir_code *code, const struct ir_function *fn);
void ir_code_clear(struct ir_code *code);
void ir_code_free(struct ir_code *code);

/// ir_write_unit() of a unit whose functions are in `code`, behind those that it has itself.
void ir_write_unit_code(struct text *out, const struct ir_unit *unit, const struct ir_code *code);

/// Reads the binary form; NULL on any malformed input (all lengths and ids are checked; the result
/// is verified).
struct ir_function *ir_read_function(struct ir_pool *pool, const void *data, size_t length);
struct ir_declaration *ir_read_declaration(struct ir_pool *pool, const void *data, size_t length);
struct ir_unit *ir_read_unit(struct ir_pool *pool, const void *data, size_t length);

#endif
