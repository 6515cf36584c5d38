// SPDX-License-Identifier: MIT
// The table of the kinds of defects.
#include "tests/seeded/patterns.h"

const struct seed seeds[] = {
#define SEED(name, rules, function) {name, rules, 1, plant_##function},
#define SEED_PAIR(name, rules, function) {name, rules, 2, plant_##function},
#include "tests/seeded/kinds.def"
#undef SEED
#undef SEED_PAIR
};
const size_t seed_count = sizeof seeds / sizeof *seeds;
