// SPDX-License-Identifier: MIT
// Scenarios for the seeded mode: bodies of tasks that check what must hold in every interleaving.
#ifndef TESTS_RUNTIME_SEEDED_SCENARIO_H
#define TESTS_RUNTIME_SEEDED_SCENARIO_H

#include "test.h"

/// So many checks did not hold.
extern atomic_int scenario_failures;

// A scenario goes on after a check that does not hold, to give back what it took.
#undef CHECK
#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                     \
      atomic_fetch_add(&scenario_failures, 1);                                                     \
    }                                                                                              \
  } while (0)

/// The scenario's own decisions follow `seed` as well.
void scenario_begin(uint64_t seed);

/// A decision: less than `count`.
unsigned scenario_draw(unsigned count);

/// A token that is cancelled after a few milliseconds, or at once, or not at all; `source` is to be
/// destroyed, NULL or not.
cancel_token scenario_token(cancel_source **source);

#define SCENARIO(name) int scenario_##name(void *arg, cancel_token token, void *result);
#include "scenarios.def"
#undef SCENARIO

#endif
