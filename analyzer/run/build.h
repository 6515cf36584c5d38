// SPDX-License-Identifier: MIT
// What tells one build of a program from another.
#ifndef ASYNC_LINT_BUILD_H
#define ASYNC_LINT_BUILD_H

#include <stdbool.h>
#include <stdint.h>

/// A digest of the program in the file `path`: of the identity that the linker gave it, which
/// follows from all that is in it, or else of its bytes. False when it cannot be read.
bool build_digest(const char *path, uint64_t digest[2]);

#endif
