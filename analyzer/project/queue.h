// SPDX-License-Identifier: MIT
// Which unit a worker parses next: in the given order, but so that headers that units share are
// compiled by as few workers as keep all of them busy.
#ifndef ASYNC_LINT_QUEUE_H
#define ASYNC_LINT_QUEUE_H

#include "analyzer/project/project.h"

#include <stddef.h>

struct queue;

/// A queue of `count` units, for `workers` workers. `shares` (sharing_plan()), or NULL, must live
/// as long.
struct queue *queue_create(const struct share *shares, size_t count, unsigned workers);
void queue_destroy(struct queue *queue);

/// Takes the next unit for a worker: its index, and what it is to share with others (no steps when
/// compiling their headers once more is not worth it). False when none is left.
bool queue_take(struct queue *queue, unsigned worker, size_t *unit, struct share *share);

#endif
