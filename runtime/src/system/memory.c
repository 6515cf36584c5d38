// SPDX-License-Identifier: MIT
// The one way to the heap.
#include "system/memory.h"

#include <stdlib.h>
#include <string.h>
#include <taskrt/runtime.h>

static struct {
  task_allocator function;
  void *user;
} allocator;

void task_set_allocator(task_allocator function, void *user) {
  allocator.function = function;
  allocator.user = user;
}

void *memory__allocate(size_t size) {
  if (!allocator.function)
    return calloc(1, size);
  void *pointer = allocator.function(allocator.user, NULL, size);
  return pointer ? memset(pointer, 0, size) : NULL;
}

bool memory__is_custom(void) {
  return allocator.function != NULL;
}

void memory__free(void *pointer) {
  if (!allocator.function)
    free(pointer);
  else if (pointer)
    (void)allocator.function(allocator.user, pointer, 0);
}
