// SPDX-License-Identifier: MIT
// Tracing: events of tasks for whoever asked.
#include "trace.h"

#include "scheduler/workers.h"

const struct task_tracer *_Atomic trace__tracer;

void task_set_tracer(const struct task_tracer *tracer) {
  atomic_store_explicit(&trace__tracer, tracer, memory_order_release);
}

__attribute__((cold)) void trace__tell(enum task_trace_kind kind, const struct task *t) {
  const struct task_tracer *tracer = atomic_load_explicit(&trace__tracer, memory_order_acquire);
  if (!tracer)
    return;
  struct task_trace_event event = {.kind = kind,
                                   .task = t,
                                   .body = t->body,
                                   .name = t->name,
                                   .place = task__place(t),
                                   .started_at = task__started_at(t),
                                   .worker = scheduler__thread_number(),
                                   .status = kind == TASK_TRACE_COMPLETE ? t->status : 0};
  tracer->event(&event, tracer->user);
}
