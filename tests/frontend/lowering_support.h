// SPDX-License-Identifier: MIT
// Helpers of the front end's tests: lowering a file or a text on a large stack, and looking into
// what came out.
#ifndef ASYNC_LINT_LOWERING_SUPPORT_H
#define ASYNC_LINT_LOWERING_SUPPORT_H

#include "analyzer/frontend/frontend.h"

// cmocka needs these first.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/// A unit and the pool it lives in.
struct lowered {
  struct ir_pool *pool;
  struct ir_unit *unit;
};

/// Lowers a file of testdata/frontend/ (or an absolute path); free with lowered_free().
struct lowered lower_file(const char *name);

/// Lowers a text as the file `case.c` of a fresh folder, which is removed again.
struct lowered lower_text(const char *text, size_t length);
struct lowered lower_string(const char *text);
void lowered_free(struct lowered *lowered);

/// The function called `name`; fails the test when there is none.
const struct ir_function *function_named(const struct lowered *lowered, const char *name);

/// The declaration with this symbol; fails the test when there is none.
const struct ir_declaration *declaration_of(const struct lowered *lowered, const char *symbol);

/// How many events of a kind (calls to `callee` when it is not NULL) the function has.
unsigned count_events(const struct ir_function *fn, enum ir_event_kind kind);
unsigned count_calls(const struct ir_function *fn, const char *callee);

/// The first call to `callee`; fails the test when there is none.
const struct ir_event *call_to(const struct ir_function *fn, const char *callee);

/// True when the blocks, events by kind and callee, and edges of two functions are the same.
bool same_shape(const struct ir_function *a, const struct ir_function *b);

int run_lowering_tests(void);
int run_trap_tests(void);
int run_kept_tests(void);
int run_shared_tests(void);
int run_worker_tests(const char *worker);

#endif
