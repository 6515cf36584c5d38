// SPDX-License-Identifier: MIT
// What every awaitable is made of: a header with state, status and one waiter, allocated in front
// of whatever its kind needs. Completion and consumption meet in one atomic word.
#ifndef TASKRT_TASK_OBJECT_H
#define TASKRT_TASK_OBJECT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <taskrt/runtime.h>
#include <taskrt/task.h>

/// What somebody waits for, while it waits: for reports, and for giving the wait up when the
/// runtime stops and nothing else would end it. Lives with the wait.
struct wait {
  const char *what; ///< "a mutex"
  /// Ends the wait with TASK_EABANDONED unless something else ends it at this moment. NULL if
  /// whoever waits has to go on waiting, because what it waits for uses its memory.
  void (*give_up)(struct wait *);
  bool on_task; ///< for what a task does: that one is to be given up first
  bool outside; ///< for the world outside of the program, or for a moment: it ends by itself
};

/// Something to be told that a task is over.
struct waiter {
  /// Runs on the thread that completes `t`, once; owns its reference to `t` from here on, if the
  /// waiter stands for a consumer. May free the waiter.
  void (*wake)(struct waiter *waiter, task *t);
  struct waiter *next; ///< of the same task, newest first
  task *owner;         ///< who waits, if that is a task; for finding deadlocks
};

/// Who sees to the end of a task besides its waiters.
enum task_minder { TASK_MINDER_NONE, TASK_MINDER_DETACHED, TASK_MINDER_GROUP };

/// The header of every task. `waiter` is the list of waiters, then the mark for "over". A million
/// of them may live, so what few need shares its place.
struct task {
  _Atomic(uintptr_t) waiter; ///< the newest waiter, and marks in its lowest bits
  atomic_uint references;    ///< handles, and whoever else needs the memory
  int status;                ///< valid once over
  uint32_t result_size;
  uint32_t result_offset;     ///< of the room for it, from here; 0 without
  task_fn body;               ///< for reports; NULL for completion objects
  const void *origin;         ///< for reports: see task__place() and task__started_at()
  _Atomic(const char *) name; ///< for reports: as the program named it, NULL if not
  const task_error *error;    ///< while it runs the last one it saw, then the one it ended with
  void (*on_error)(int status, void *arg); ///< of a detached one
  void *on_error_arg;                      ///< or the group
  atomic_uchar minder;                     ///< an enum task_minder; set once
  atomic_uchar state;                      ///< for its kind alone
  atomic_bool observed;                    ///< somebody took its status
  atomic_bool owned_source;                ///< its task_source has an owner
  bool counted;                            ///< among the tasks under way
  bool unknown;              ///< its handle was given to nobody yet; only its worker looks at this
  unsigned char block_class; ///< of task_memory.c
  unsigned char kind : 4;    ///< an enum task_kind; set, as what follows, before it is known
  unsigned char stackless : 1;   ///< is part of a struct stackless
  unsigned char cancellable : 1; ///< of a delay: has a registration
  unsigned char placed : 1; ///< `origin` is the text "file.c:12" of the call that made it; else
                            ///< the return address of that call
};

/// What a task is embedded in, for those who look at all of them.
enum task_kind { TASK_KIND_OTHER, TASK_KIND_COROUTINE, TASK_KIND_DELAY, TASK_KIND_LINE };

/// Where `t` was made: "file.c:12", NULL if that is not known; and else the address behind the
/// call.
static inline const char *task__place(const task *t) {
  return t->placed ? t->origin : NULL;
}
static inline const void *task__started_at(const task *t) {
  return t->placed ? NULL : t->origin;
}

/// Notes that `place` (NULL: not known) is where `t` was made, which nobody awaits yet.
static inline void task__set_place(task *t, const char *place) {
  if (!place)
    return;
  t->origin = place;
  atomic_thread_fence(memory_order_release); // who dumps may look at this moment
  t->placed = true;
}

/// The room for the result of `t`, NULL if there is none.
static inline void *task__result(task *t) {
  return t->result_offset ? (char *)t + t->result_offset : NULL;
}

/// Copies a result or an item. Most are a pointer or a number: no call for those.
static inline void task__copy(void *to, const void *from, size_t size) {
  if (size == sizeof(uint64_t))
    memcpy(to, from, sizeof(uint64_t));
  else if (size > 0)
    memcpy(to, from, size);
}

/// Allocates `size` zeroed bytes that begin with a `struct task`, followed by room for a result,
/// and counts it as a task under way; starts the runtime if it does not run. Returns NULL when out
/// of memory. The result is `result_size` bytes, less than 4 GiB, aligned for every type.
void *task__create(size_t size, size_t result_size, task_fn body, const void *started_at);

/// As task__create(), for an object that may outlive the runtime.
void *task__create_kept(size_t size, size_t result_size, const void *started_at);

/// Ends `t` with `status`: its waiter is woken, or its consumer will find it over. The caller must
/// not use `t` afterwards. Callable from any thread, no lock held.
void task__complete(task *t, int status);

/// True if `t` has ended; NULL has.
bool task__is_over(const task *t);

/// Adds `waiter` to those of `t`. Returns false when `t` is over already: the waiter is not used.
bool task__attach(task *t, struct waiter *waiter);

/// Makes `minder` the one of `t`; returns false if it has one already. To be followed by
/// task__mind(), once `on_error` and its argument are set: then the end of `t` is told to it, at
/// once if it is over.
static inline bool task__take_minder(task *t, enum task_minder minder) {
  unsigned char none = TASK_MINDER_NONE;
  return atomic_compare_exchange_strong(&t->minder, &none, (unsigned char)minder);
}
void task__mind(task *t);

/// Takes `waiter` back. Returns false when its function has run, runs or is about to.
bool task__unattach(task *t, struct waiter *waiter);

/// True when the end of `from`, which cannot end now, leads to the wake-up of `target`: directly,
/// or by way of tasks that await it. May miss one that is being changed at this moment.
bool task__leads_to(task *from, const struct waiter *target);

/// Calls `look` with the task behind each waiter of `t`, NULL for one that is none. `t` lives.
void task__each_awaiter(task *t, void (*look)(const task *owner, void *arg), void *arg);

/// Consumes one reference to `t`, which is over: copies the result to `result` unless NULL or
/// failed, frees `t` with its last reference, returns its status. Leaves the error slot of the
/// running task alone: see task__observe().
int task__consume(task *t, void *result);

/// As task__consume(), and notes the error of `t` as the last one that the running task or thread
/// saw.
int task__observe(task *t, void *result);

/// As task_await() and task_detach(), for the runtime's own use. `place` is where the program gave
/// the handle up.
int task__await(task *t, void *result)
    ASYNC_LINT("suspends; takes t; waits-for t; status; check result");
void task__detach(task *t, void (*on_error)(int status, void *arg), void *arg, const void *place)
    ASYNC_LINT("detaches t; calls on_error at most once");

/// Takes one more reference to `t`, and ends one without looking at the outcome.
void task__reference(task *t);
void task__release(task *t);

/// Takes `t`, which is not over, out of the tasks that task_runtime_stop() waits for.
void task__uncount(task *t);

/// The owner of the source whose task is `t` lets go of it.
void task__disown(task *t);

/// Drops a task that never started to run and that nobody saw.
void task__discard(task *t);

/// Waits until no task is under way, for `milliseconds` at most. Returns whether none is.
bool task__wait_for_all(uint64_t milliseconds);

/// Frees every task that is left and reports it; returns whether there was any. None is under way,
/// but the handler of a report may start some, which are not touched.
bool task__free_all(void);

/// Completes every source that nobody has completed with TASK_EABANDONED and reports it as leaked;
/// returns whether there was any.
bool task__abandon_sources(void);

/// Hands the failure of `t` to the unobserved handler; ignores 0 and TASK_ECANCELED.
void task__report_unobserved(const task *t);

/// Tells the handler what has become of `t`; `waits_for` is NULL if it is over.
void task__report_as(const task *t, enum task_fault_kind kind, const char *waits_for);

/// Tells the handler of `taskrt/runtime.h`. Its `kind` decides whether success counts.
void task__report(const struct task_fault *fault);

#endif
