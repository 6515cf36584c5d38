// SPDX-License-Identifier: MIT
// Memory of the runtime's objects, through the allocator the program may have set.
#ifndef TASKRT_MEMORY_H
#define TASKRT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/// Returns `size` zeroed bytes aligned for every type, or NULL. Freed with memory__free().
void *memory__allocate(size_t size);

/// True while the program has set an allocator of its own.
bool memory__is_custom(void);

/// Frees what memory__allocate() returned; NULL is ignored.
void memory__free(void *pointer);

#endif
