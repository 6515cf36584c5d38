// SPDX-License-Identifier: MIT
// The functions of all units in memory, each once, told by its bytes: a unit that is parsed again
// brings the functions that did not change as they are, with what was found out about each.
#ifndef ASYNC_LINT_LSP_LIBRARY_H
#define ASYNC_LINT_LSP_LIBRARY_H

#include "analyzer/ir/ir.h"

/// A function that some unit has, or had until now.
struct held {
  uint64_t hash[2]; // XXH3-128 of its bytes; the first is odd
  uint32_t users;
  struct arena arena; // of it and of what is kept with it
  struct ir_keep keep;
  struct ir_function *function;
};

/// Zero-initialise.
struct library {
  struct map at; // hash -> index into `items`, plus one; 0 for what is gone
  uint32_t count, capacity;
  struct held **items;
};

/// What one unit was read with: a function or declaration each, in order.
struct reading {
  struct library *library;
  struct ir_library hooks; // for the pool that the unit is read into
  uint32_t function_count, function_capacity, declaration_count, declaration_capacity;
  struct held **functions;
  uint64_t *declarations; // hashes
};

/// Begins to read a unit: `hooks` then are the pool's. reading_free() gives the functions back
/// unless they were taken out of it.
void reading_begin(struct reading *reading, struct library *library);
void reading_free(struct reading *reading);

/// The unit that has these functions is gone. They stay until library_sweep().
void library_release(struct held *const *functions, uint32_t count);

/// Frees what no unit has any more: nothing may point there.
void library_sweep(struct library *library);
void library_free(struct library *library);

#endif
