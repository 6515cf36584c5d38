// SPDX-License-Identifier: MIT
// The API spec: contracts read from .api files and from annotations in headers.
// One vocabulary (claims.def), one reader, two carriers. Knows neither libclang nor SQLite.
#ifndef ASYNC_LINT_RULES_API_SPEC_H
#define ASYNC_LINT_RULES_API_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum claim_word {
#define CLAIM(name, spelling, operand, meaning) CLAIM_##name,
#include "claims.def"
#undef CLAIM
  CLAIM_COUNT
};

enum claim_operand {
  OPERAND_NONE,
  OPERAND_PARAM,
  OPERAND_RESULT_OR_PARAM,
  OPERAND_FUNCTION,
  OPERAND_WORD,
  OPERAND_NUMBER
};

/// What claims.def says of one word.
struct claim_info {
  const char *spelling;
  enum claim_operand operand;
  const char *meaning;
};

/// The row of `word` in claims.def.
const struct claim_info *claim_info(enum claim_word word);

/// A parameter index, or one of these.
enum { SPEC_NO_PARAM = -1, SPEC_RESULT = -2 };

enum spec_comparison {
  SPEC_EQ, // P == value
  SPEC_NE, // P != value
  SPEC_LT, // P < value
  SPEC_LE,
  SPEC_GT,
  SPEC_GE,
  SPEC_BIT,         // P & value: any of these bits is set
  SPEC_NONBLOCKING, // nonblocking(P): P is a descriptor known not to block
};

/// One comparison of a condition. `value` is resolved: NULL is 0, named constants come from
/// `constant` lines.
struct spec_term {
  int param;
  enum spec_comparison comparison;
  int64_t value;
  const char *constant; // the name written, or NULL
};

enum { SPEC_MAX_TERMS = 6 };

/// `if A or B` / `unless A or B`. No terms: the claim holds always.
struct spec_condition {
  bool unless;
  unsigned term_count;
  struct spec_term terms[SPEC_MAX_TERMS];
};

/// How often a callback runs or an obligation has to be met.
enum spec_times { SPEC_TIMES_UNSAID, SPEC_ONCE, SPEC_MANY, SPEC_AT_MOST_ONCE };

/// What waits when a lock is not free: the thread (also when nothing is said), or the task.
enum spec_lock { SPEC_LOCK_UNSAID, SPEC_LOCK_OS, SPEC_LOCK_ASYNC };

/// One claim of a contract.
struct claim {
  enum claim_word word;
  int param; // operand parameter; SPEC_RESULT for `gives KIND` without `in`; else SPEC_NO_PARAM
  const char *text; // operand that is no parameter: function, handle kind, context, number; or NULL
  int with;         // `with PARAM` / `until PARAM`, else SPEC_NO_PARAM
  const char *on;   // `on CONTEXT`, else NULL
  int in;           // `in PARAM` beside a parameter operand (`stores P in Q`), else SPEC_NO_PARAM
  bool until;       // `with` was written `until PARAM`
  bool until_done;  // `until done`: until the handle that the call gives has completed
  enum spec_times times; // `once`, `many`, `at most once`
  bool each;             // `each PARAM`: every element of that array
  bool on_success;       // only when the call succeeds
  enum spec_lock lock;   // claims about locks: `os`, `async`
  bool shared;           // ... `shared`: several may hold it at once
  struct spec_condition when;
};

enum contract_kind { CONTRACT_FUNCTION, CONTRACT_FIELD, CONTRACT_TYPEDEF, CONTRACT_ANNOTATION };

struct contract_param {
  const char *name; // "" when the prototype names none
  const char *type; // as written, white space normalised
};

/// What is known of one function (or field of function-pointer type, typedef, annotation word).
/// Text and arrays are owned by the spec they came from.
struct contract {
  enum contract_kind kind;
  const char *name;      // `read`; `BlockDriver.bdrv_co_preadv`; the annotation's word
  const char *prototype; // as written, or NULL
  const char *result;    // result type as written, or NULL
  const char *file;      // where it was declared: the .api file, or the header of the annotation
  unsigned line;
  bool project;       // from --spec, the configuration or an annotation: holds in every unit
  const char *header; // the `include` line it stands under (`<unistd.h>`), or NULL
  unsigned param_count;
  struct contract_param *params;
  unsigned claim_count;
  struct claim *claims;
};

/// A kind of handle: `handle task "task *" exactly-once`.
struct handle_kind {
  const char *name;
  const char *type;  // normalised, without `struct`
  bool exactly_once; // must be consumed, and only once
  bool by_value;
};

/// A token type: `token "cancel_token" none CANCEL_NONE cancelled -125`.
struct token_type {
  const char *type;  // normalised, without `struct`
  const char *none;  // spelling of the token that never cancels, or NULL
  int64_t cancelled; // the status of what was cancelled through it; 0: not said
};

/// Where and why reading failed; `message` is a whole sentence without the place.
struct spec_error {
  char file[512];
  unsigned line;
  char message[512];
};

/// A set of contracts. Not thread-safe while being filled; may be read from any thread afterwards.
struct spec;

/// An empty spec; spec_destroy() frees it and all that came from it. Out of memory ends the
/// program.
struct spec *spec_create(void);
void spec_destroy(struct spec *spec);

/// Reads one .api file. `project` marks its contracts as holding in every unit and lets them
/// override shipped ones claim by claim. False and `*error` filled on the first mistake; the spec
/// then holds what came before.
bool spec_read_file(struct spec *spec, const char *path, bool project, struct spec_error *error);

/// The same from memory; `path` is used in messages only.
bool spec_read_text(struct spec *spec, const char *path, const char *text, size_t length,
                    bool project, struct spec_error *error);

/// Reads the words of one annotation (without the `async-lint: ` prefix) that stands on function
/// `name` at file:line. `params` are the function's parameter names. `param` is the parameter the
/// annotation stands on, or SPEC_NO_PARAM; on a parameter, a claim whose operand is missing speaks
/// of that parameter. Adds to (or creates) the contract of `name`. False and `*error` on a mistake;
/// nothing is added then.
bool spec_read_annotation(struct spec *spec, const char *name, const char *file, unsigned line,
                          const struct contract_param *params, unsigned param_count, int param,
                          const char *words, struct spec_error *error);

/// The contract of function `name` (or field `Record.field`, looked up by the kind), or NULL when
/// nothing is known.
const struct contract *spec_find(const struct spec *spec, enum contract_kind kind,
                                 const char *name);

/// The first claim with `word`, or NULL.
const struct claim *contract_claim(const struct contract *contract, enum claim_word word);

/// The next claim with `word` after `previous` (which came from this contract), or NULL.
const struct claim *contract_next_claim(const struct contract *contract,
                                        const struct claim *previous);

/// True when the contract makes the claim at all (conditions are the caller's to judge).
bool contract_says(const struct contract *contract, enum claim_word word);

/// The handle kind called `name`, or the one with this normalised type; NULL when there is none.
const struct handle_kind *spec_handle(const struct spec *spec, const char *name);
const struct handle_kind *spec_handle_of_type(const struct spec *spec, const char *type);

/// The token type with this normalised type, or NULL.
const struct token_type *spec_token_type(const struct spec *spec, const char *type);

/// Number of contracts, and the i-th in order of reading (for lists, generators and tests).
size_t spec_count(const struct spec *spec);
const struct contract *spec_at(const struct spec *spec, size_t index);

/// A named constant of a `constant NAME VALUE` line. False when unknown.
bool spec_constant(const struct spec *spec, const char *name, int64_t *value);

/// True for a context that was declared to have several threads: `context NAME many`.
bool spec_context_many(const struct spec *spec, const char *name);

/// True for a context that was declared; and the function through which other threads get there:
/// `context NAME through FUNCTION`, or NULL.
bool spec_context_known(const struct spec *spec, const char *name);
const char *spec_context_through(const struct spec *spec, const char *name);

/// The word after `on` that stands for the context of the caller.
#define SPEC_CALLER "caller"

/// The bytes of the stacks of all tasks, whatever `stack` claims; 0: what is claimed holds.
void spec_set_stack(struct spec *spec, uint64_t bytes);
uint64_t spec_stack(const struct spec *spec);

/// Prints one claim as it is written in .api files: `blocks unless nonblocking(fd)`.
void claim_print(FILE *out, const struct contract *contract, const struct claim *claim);

/// A digest of everything in the spec that can change a result: equal specs have equal digests.
uint64_t spec_digest(const struct spec *spec);

#endif
