// SPDX-License-Identifier: MIT
// What earlier runs found out about functions, from the store, for the program of this run.
#ifndef ASYNC_LINT_RUN_MEMORY_H
#define ASYNC_LINT_RUN_MEMORY_H

#include "analyzer/program/program.h"
#include "analyzer/store/store.h"

/// Zero-initialise; memory_free() may come without memory_begin().
struct memory {
  struct store *store;
  struct program_memory hooks;
  uint64_t base[2]; // of this program and the contracts
  bool loaded, good;
  struct store_memos memos;
};

/// Makes the hooks for a program over `spec`. The store is read when they are first asked.
void memory_begin(struct memory *memory, struct store *store, const struct spec *spec);

/// Puts what was found out in this run, inside a transaction; `whole`: about the whole project.
/// False when it cannot be written.
bool memory_keep(struct memory *memory, bool whole);
void memory_free(struct memory *memory);

#endif
