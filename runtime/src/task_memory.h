// SPDX-License-Identifier: MIT
// The memory of task objects: blocks of a few sizes that are used again, last in first out, by a
// worker without any lock; and a way to find all objects that live.
#ifndef TASKRT_TASK_MEMORY_H
#define TASKRT_TASK_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

struct task;

/// Returns `size` zeroed bytes for an object that begins with a `struct task`, or NULL. `keep` says
/// that it may outlive the runtime.
struct task *task_memory__take(size_t size, bool keep);

/// Takes the object `t` back, which has no references.
void task_memory__give(struct task *t);

/// Calls `look` with every object that has references, under a lock: `look` makes and frees none.
void task_memory__each(void (*look)(struct task *t, void *arg), void *arg);

/// As task_memory__each(), while tasks are under way: none of the objects goes away meanwhile, and
/// who would give one back waits, so `look` must be short and take no lock. What is read of them
/// may be half a change. Returns false, and calls nothing, where the kernel has no membarrier(2).
bool task_memory__look(void (*look)(struct task *t, void *arg), void *arg);

/// From now on the calling thread, a worker, keeps free blocks for itself, until the runtime stops.
void task_memory__cache(void);

/// Frees all blocks, whether in use or not, but for the objects to be kept.
void task_memory__close(void);

#endif
