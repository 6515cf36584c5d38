// SPDX-License-Identifier: MIT
// Memory by the tens of megabytes, whose pages are touched for the first time some at once and
// before they are needed, for that costs a small part of what a fault for each costs.
#ifndef TASKRT_PAGES_H
#define TASKRT_PAGES_H

#include <stddef.h>

/// A reservation. Its own description lies elsewhere, so that all of the memory is the caller's.
struct pages;

/// Reserves zeroed memory. Returns NULL when there is none, else its size in `size`. Freed with
/// pages__give(). One thread at a time may be in this function and in pages__touch().
struct pages *pages__reserve(size_t *size);

/// The memory of `pages`, aligned to a huge page; its first bytes may be used at once.
void *pages__memory(const struct pages *pages);

/// The memory below `end` will be used now. What lies a little above it is touched, too.
void pages__touch(struct pages *pages, const char *end);

/// Gives `pages` back, and its memory.
void pages__give(struct pages *pages);

#endif
