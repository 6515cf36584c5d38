// SPDX-License-Identifier: MIT
// What the parts of the spec reader share: storage, errors, the scanner, and the parsers of claims
// and prototypes. Nobody outside rules/api/ includes it.
#ifndef ASYNC_LINT_RULES_API_SPEC_INTERNAL_H
#define ASYNC_LINT_RULES_API_SPEC_INTERNAL_H

#include "spec.h"

enum { SPEC_MAX_CLAIMS = 256, SPEC_MAX_PARAMS = 128, SPEC_MAX_FILE = 16 << 20 };

/// What an item is, and the name space it is looked up in. The contract kinds keep their numbers.
enum spec_key {
  KEY_FUNCTION = CONTRACT_FUNCTION,
  KEY_FIELD = CONTRACT_FIELD,
  KEY_TYPEDEF = CONTRACT_TYPEDEF,
  KEY_ANNOTATION = CONTRACT_ANNOTATION,
  KEY_HANDLE,
  KEY_HANDLE_TYPE,
  KEY_TOKEN,
  KEY_CONSTANT,
  KEY_CONTEXT,
  KEY_INCLUDE,
};

/// One thing a file declares, in order of reading.
struct spec_item {
  enum spec_key key;
  const char *name;
  const char *file;
  unsigned line;
  int64_t value;             // of a constant; of a context: whether it has several threads
  const char *through;       // of a context: the function that gets there, or NULL
  struct contract *contract; // of a contract
  struct handle_kind handle; // of a handle
  struct token_type token;   // of a token type
};

struct spec_chunk;
struct spec_slot;

struct spec {
  struct spec_chunk *chunks;
  struct spec_slot *slots; // open addressing, a power of two
  size_t slot_count;
  size_t slot_used;
  struct spec_item **items;
  size_t item_count;
  size_t item_capacity;
  struct contract **contracts;
  size_t contract_count;
  size_t contract_capacity;
  uint64_t stack; // spec_set_stack()
};

// Storage (spec_store.c)

/// `memory`, or the end of the program when it is NULL: a spec is read at start, there is nothing
/// to go on with.
void *spec_need(void *memory);

/// Zeroed memory that lives as long as `spec`.
void *spec_alloc(struct spec *spec, size_t size);

/// A terminated copy of `length` bytes of `text`.
char *spec_copy(struct spec *spec, const char *text, size_t length);

/// A new item at the end of the list, findable under `key` and `name` unless it is an include.
struct spec_item *spec_item_add(struct spec *spec, enum spec_key key, const char *name,
                                const char *file, unsigned line);

/// Makes `item` findable under a second name.
void spec_item_alias(struct spec *spec, enum spec_key key, const char *name,
                     struct spec_item *item);

/// The item called `name` (`length` bytes), or NULL.
struct spec_item *spec_item_find(const struct spec *spec, enum spec_key key, const char *name,
                                 size_t length);

/// Appends a contract to the list and makes it findable.
void spec_contract_add(struct spec *spec, struct contract *contract);

/// Writes the normal form of a type into `out`: white space single, `struct` dropped, one space
/// before `*`. False when it does not fit.
bool spec_normalise_type(const char *type, size_t length, char *out, size_t size);

// Errors (spec_scan.c)

/// Where a text came from and where its errors go.
struct spec_place {
  const char *file;
  unsigned line;
  struct spec_error *error;
};

/// Fills the error and returns false.
bool spec_fail(const struct spec_place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// The nearest of the words considered, for "did you mean".
struct spec_guess {
  const char *wanted;
  size_t length;
  const char *best;
  unsigned distance;
};

/// Starts a guess at what was meant by `wanted`.
struct spec_guess spec_guess_start(const char *wanted, size_t length);

/// Looks at one candidate.
void spec_guess_consider(struct spec_guess *guess, const char *candidate);

/// "; did you mean `x`?" in `out`, or nothing when no candidate is near.
const char *spec_guess_text(const struct spec_guess *guess, char *out, size_t size);

// Scanner (spec_scan.c)

enum spec_token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_STRING, TOKEN_PUNCT, TOKEN_BAD };

/// One token; `text` points into what is scanned. A string's text is without its quotes.
struct spec_token {
  enum spec_token_kind kind;
  const char *text;
  size_t length;
};

/// A position in one line. `dashes`: words may hold `-`, as claims do and C does not.
struct spec_scan {
  const char *cursor;
  const char *end;
  bool dashes;
};

/// Takes the next token; `#` ends the line.
struct spec_token spec_scan_next(struct spec_scan *scan);

/// Looks at the next token without taking it.
struct spec_token spec_scan_peek(const struct spec_scan *scan);

/// True when the token is exactly `text`.
bool spec_token_is(const struct spec_token *token, const char *text);

/// Reads a number with an optional minus: decimal, hexadecimal, octal, with C suffixes. False when
/// it is none or does not fit.
bool spec_scan_number(struct spec_scan *scan, int64_t *value);

/// At most 60 printable bytes of a token, for messages; `out` holds 64.
const char *spec_show(const struct spec_token *token, char *out);

/// Takes a name, which has to follow the word `after`; `*name` is a copy that lives as long as
/// `spec`. False after an error was said.
bool spec_read_name(struct spec *spec, const struct spec_place *place, struct spec_scan *scan,
                    const char *after, const char **name);

// Claims (spec_claim.c, spec_merge.c)

/// What claims are read for.
struct spec_claim_reader {
  struct spec *spec;
  struct spec_place place;
  const struct contract *contract; // gives the parameters and the name
  int here;                        // the parameter an annotation stands on, or SPEC_NO_PARAM
  struct claim *claims;            // room for SPEC_MAX_CLAIMS
  unsigned count;
};

/// `==`, `!=`, ...
const char *spec_comparison_text(enum spec_comparison comparison);

/// Reads the claims that are left on one line and appends them.
bool spec_read_claims(struct spec_claim_reader *reader, struct spec_scan *scan);

/// True when both claims use the same word for the same operand, so that one replaces the other.
bool spec_claim_replaces(const struct claim *claim, const struct claim *other);

/// True when both claims say the same, conditions and tails included.
bool spec_claim_equal(const struct claim *a, const struct claim *b);

/// Replaces the claims of `contract` by the old ones overridden by the `count` new ones.
void spec_claims_override(struct spec *spec, struct contract *contract, const struct claim *claims,
                          unsigned count);

/// Gives `contract` its own copy of `count` claims.
void spec_claims_set(struct spec *spec, struct contract *contract, const struct claim *claims,
                     unsigned count);

// Prototypes (spec_prototype.c)

/// Fills name, result, prototype and parameters of `contract` from the tokens of a prototype.
bool spec_read_prototype(struct spec *spec, const struct spec_place *place,
                         const struct spec_token *tokens, size_t count, struct contract *contract);

/// Reads `(a, b, ...)`, parameter names without types, as macros have them.
bool spec_read_names(struct spec *spec, const struct spec_place *place, struct spec_scan *scan,
                     struct contract *contract);

#endif
