// SPDX-License-Identifier: MIT
// Checked mode: the runtime looks for mistakes while the program runs. What each public function
// does to its arguments is not written here but comes from taskrt.api, so a hook only says which
// function was called and with what. Findings may block, to look up a place and to be written; for
// the analyzer that is said to be nothing.
#ifndef TASKRT_CHECK_H
#define TASKRT_CHECK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <taskrt/annotate.h>

struct cancel_source;
struct task;
struct task_fault;
struct stack;

/// The functions of taskrt.api, and its kinds of handles.
enum check_call {
#define CHECK_KIND(name, exactly_once)
#define CHECK_ROW(name, words, ...) CHECK_CALL_##name,
#include "checks.def"
#undef CHECK_ROW
#undef CHECK_KIND
  CHECK_CALLS
};

enum check_kind {
  CHECK_KIND_none,
#define CHECK_KIND(name, exactly_once) CHECK_KIND_##name,
#define CHECK_ROW(name, words, ...)
#include "checks.def"
#undef CHECK_ROW
#undef CHECK_KIND
  CHECK_KINDS
};

enum { CHECK_UNREAD, CHECK_OFF, CHECK_ON };

/// Relaxed: it is read from the environment, which says the same to all.
extern atomic_int check__state;

/// Reads TASKRT_CHECK from the environment, at the first call that asks and whenever the runtime
/// starts. Returns whether checked mode is on.
bool check__read(void) ASYNC_LINT("plain");

/// True in checked mode. A load and a comparison while it is off.
static inline bool check__on(void) {
  int state = atomic_load_explicit(&check__state, memory_order_relaxed);
  return __builtin_expect(state != CHECK_OFF, 0) && (state == CHECK_ON || check__read());
}

/// Looks at a call of a public function whose return address is `place` and whose caller's frame
/// begins at `frame`, before it does anything.
/// `arguments` are its `count` first arguments, as far as the claims speak of them. Returns false
/// when the call must not go on, because a handle in it is of the past.
bool check__call(enum check_call call, const void *place, const void *frame, size_t count,
                 const uintptr_t *arguments) ASYNC_LINT("plain");

/// Where the frame of the calling function's caller begins; what lies below was of earlier calls.
#if defined(__clang__)
#define CHECK__CALLER ((const char *)__builtin_frame_address(0) + 2 * sizeof(void *))
#else
#define CHECK__CALLER __builtin_dwarf_cfa() // needs no frame pointer
#endif

/// Notes that the call returns `handle` (NULL is ignored). `where` is "file.c:12", NULL if only
/// `place` is known.
void check__given(enum check_call call, const char *where, const void *place, size_t count,
                  const uintptr_t *arguments, void *handle) ASYNC_LINT("plain");

/// Notes that the call has succeeded, for locks.
void check__succeeded(enum check_call call, const void *place, size_t count,
                      const uintptr_t *arguments) ASYNC_LINT("plain");

/// Notes that the call has failed, because what it completes once has an outcome.
void check__failed(enum check_call call, const void *place) ASYNC_LINT("plain");

#define CHECK__COUNT(...) (sizeof((const uintptr_t[]){__VA_ARGS__}) / sizeof(uintptr_t))

/// To stand in a public function. CHECK_CALL is true when it may go on; CHECK_LOOK is for functions
/// whose claims speak of no handle.
#define CHECK_CALL(function, ...)                                                                  \
  (!check__on() || check__call(CHECK_CALL_##function, __builtin_return_address(0), CHECK__CALLER,  \
                               CHECK__COUNT(__VA_ARGS__), (const uintptr_t[]){__VA_ARGS__}))
#define CHECK_LOOK(function)                                                                       \
  do {                                                                                             \
    if (check__on())                                                                               \
      (void)check__call(CHECK_CALL_##function, __builtin_return_address(0), CHECK__CALLER, 1,      \
                        (const uintptr_t[]){0});                                                   \
  } while (0)
#define CHECK_GIVEN(function, where, handle, ...)                                                  \
  do {                                                                                             \
    if (check__on())                                                                               \
      check__given(CHECK_CALL_##function, where, __builtin_return_address(0),                      \
                   CHECK__COUNT(__VA_ARGS__), (const uintptr_t[]){__VA_ARGS__}, handle);           \
  } while (0)
#define CHECK_SUCCEEDED(function, ...)                                                             \
  do {                                                                                             \
    if (check__on())                                                                               \
      check__succeeded(CHECK_CALL_##function, __builtin_return_address(0),                         \
                       CHECK__COUNT(__VA_ARGS__), (const uintptr_t[]){__VA_ARGS__});               \
  } while (0)
#define CHECK_FAILED(function)                                                                     \
  do {                                                                                             \
    if (check__on())                                                                               \
      check__failed(CHECK_CALL_##function, __builtin_return_address(0));                           \
  } while (0)
/// A pointer or a number among the arguments.
#define CHECK_ARG(argument) ((uintptr_t)(argument))

// What is not a call of the program's. All of it only in checked mode.

/// A block has become the object `t`: what was known of the address is of the past.
void check__born(const struct task *t) ASYNC_LINT("plain");

/// Keeps the memory of `t`, which has no reference, from being used again for a while. Returns the
/// object whose memory may be used now, NULL if none.
struct task *check__keep_dead(struct task *t) ASYNC_LINT("plain");

/// The next of the dead that are kept, NULL if there is none; then the memory of tasks goes.
struct task *check__bury(void) ASYNC_LINT("plain");

/// `t` ends on this thread, and gives up `stack` if that is not NULL.
void check__ended(const struct task *t, const struct stack *stack) ASYNC_LINT("plain");

/// What else the runtime finds, as a finding.
void check__fault(const struct task_fault *fault) ASYNC_LINT("plain");

/// A value task is consumed once more by the call with the return address `place`.
void check__value_reused(const void *place) ASYNC_LINT("plain");

/// The result of `t`, which is not over, is taken by the call with the return address `place`.
void check__taken_early(const struct task *t, const void *place) ASYNC_LINT("plain");

/// `source` is destroyed by the call with the return address `place`; `waited_for`: something waits
/// for its cancellation. Returns true, and tells, when an operation still has its token: then the
/// memory must stay.
bool check__source_in_use(const struct cancel_source *source, bool waited_for, const void *place)
    ASYNC_LINT("plain");

/// `t`, awaited by a blocking wait called from `place`, will never end.
void check__deadlock(const struct task *t, const void *place) ASYNC_LINT("plain");

#endif
