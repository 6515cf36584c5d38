// SPDX-License-Identifier: MIT
// Followed locks as bytes. Nobody outside the folder includes it.
#ifndef ASYNC_LINT_LOCK_BYTES_H
#define ASYNC_LINT_LOCK_BYTES_H

#include "analyzer/flow/locks/locks.h"

/// Appends the bytes of `result`; NULL is a result, too: the function touches no lock.
void lock_bytes_write(struct text *out, const struct lock_result *result);

/// Reads them into `arena`, with paths as `names` has them. False when they are malformed.
bool lock_bytes_read(struct arena *arena, struct interner *names, const void *bytes, size_t length,
                     struct lock_result **result);

#endif
