// SPDX-License-Identifier: MIT
// Telling the tracer, if there is one, what tasks do.
#ifndef TASKRT_TRACE_INTERNAL_H
#define TASKRT_TRACE_INTERNAL_H

#include <taskrt/trace.h>

#include <stdatomic.h>

#include "task_object.h"

extern const struct task_tracer *_Atomic trace__tracer;

/// Hands the event over.
void trace__tell(enum task_trace_kind kind, const struct task *t);

/// The same, when somebody wants to know.
static inline void trace__event(enum task_trace_kind kind, const struct task *t) {
  if (__builtin_expect(atomic_load_explicit(&trace__tracer, memory_order_relaxed) != NULL, 0))
    trace__tell(kind, t);
}

#endif
