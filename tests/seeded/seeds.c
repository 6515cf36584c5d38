// SPDX-License-Identifier: MIT
// The table of the kinds of defects.
#include "tests/seeded/patterns.h"

const struct seed seeds[] = {
#define SEED(name, rules, function) {name, rules, plant_##function},
#include "tests/seeded/kinds.def"
#undef SEED
};
const size_t seed_count = sizeof seeds / sizeof *seeds;
