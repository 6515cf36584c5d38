// SPDX-License-Identifier: MIT
// A coverage-guided hunt with clang's libFuzzer; the target is named by the environment.
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct fuzz_target *target;
  if (!target) {
    const char *name = getenv("FUZZ_TARGET");
    target = fuzz_find(name ? name : "");
    if (!target) {
      fputs("FUZZ_TARGET names no target\n", stderr);
      exit(2);
    }
  }
  target->run((const char *)data, size);
  return 0;
}
