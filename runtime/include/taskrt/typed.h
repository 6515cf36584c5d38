// SPDX-License-Identifier: MIT
// Tasks whose argument and result have types that the compiler checks. A thin layer over task.h:
// nothing here costs anything at run time.
#ifndef TASKRT_TYPED_H
#define TASKRT_TYPED_H

#include <stddef.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/error.h>
#include <taskrt/source.h>
#include <taskrt/task.h>

#if defined(__GNUC__)
#define TASK__TYPED static inline __attribute__((unused))
#define TASK__TYPED_CHECK static inline __attribute__((unused, warn_unused_result))
#else
#define TASK__TYPED static inline
#define TASK__TYPED_CHECK static inline
#endif

/// Declares `task_of_T *`, the handle of a task whose result is a `T`, and its functions; `T` is
/// one word, so give structures and pointers a typedef. Once for each T, at file scope:
/// `TASK_RESULT(int);`. Handles and functions obey the rules of the untyped ones:
///   int task_await_T(task_of_T *t, T *result)     as task_await()
///   int task_result_T(task_of_T *t, T *result)    as task_result()
///   task_of_T *task_completed_T(T value)          as task_completed()
///   task_of_T *task_failed_T(int status)          as task_failed()
///   task *task_untyped_T(task_of_T *t)            the same handle, for task_when_all() and others
///   task_of_T *task_typed_T(task *t)              the other way: you say that its result is a T
#define TASK_RESULT(T)                                                                             \
  typedef struct task_of_##T task_of_##T;                                                          \
  TASK__TYPED task *task_untyped_##T(task_of_##T *t) {                                             \
    return (task *)(void *)t;                                                                      \
  }                                                                                                \
  TASK__TYPED task_of_##T *task_typed_##T(task *t) {                                               \
    return (task_of_##T *)(void *)t;                                                               \
  }                                                                                                \
  TASK__TYPED_CHECK int task_await_##T(task_of_##T *t, T *result) {                                \
    return task_await(task_untyped_##T(t), result);                                                \
  }                                                                                                \
  TASK__TYPED_CHECK int task_result_##T(task_of_##T *t, T *result) {                               \
    return task_result(task_untyped_##T(t), result);                                               \
  }                                                                                                \
  TASK__TYPED_CHECK task_of_##T *task_completed_##T(T value) {                                     \
    return task_typed_##T(task_completed(&value, sizeof value));                                   \
  }                                                                                                \
  TASK__TYPED_CHECK task_of_##T *task_failed_##T(int status) {                                     \
    return task_typed_##T(task_failed(status));                                                    \
  }                                                                                                \
  typedef struct task_of_##T task_of_##T

/// Begins the definition of a task body `name` with an argument `A *arg`, `cancel_token token` and
/// `T *result`; TASK_RESULT(T) has been said before. What is started by TASK_RUN() has to fit:
///   TASK_BODY(measure, struct request, size_t) { *result = strlen(arg->text); return 0; }
///   task_of_size_t *t = TASK_RUN(measure, &request, token);
#define TASK_BODY(name, A, T)                                                                      \
  static int name(A *arg, cancel_token token, T *result);                                          \
  TASK__TYPED int name##__body(void *arg, cancel_token token, void *result) {                      \
    return name((A *)arg, token, (T *)result);                                                     \
  }                                                                                                \
  TASK__TYPED_CHECK task_of_##T *name##__run(const char *place, A *arg, cancel_token token) {      \
    return task_typed_##T(task_run_at(place, name##__body, arg, sizeof(T), token));                \
  }                                                                                                \
  TASK__TYPED_CHECK task_of_##T *name##__start(const char *place, A *arg, cancel_token token) {    \
    return task_typed_##T(task_start_at(place, name##__body, arg, sizeof(T), token));              \
  }                                                                                                \
  TASK__TYPED_CHECK task_of_##T *name##__offload(const char *place, A *arg, cancel_token token) {  \
    return task_typed_##T(task_offload_at(place, name##__body, arg, sizeof(T), token));            \
  }                                                                                                \
  static int name(A *arg, cancel_token token, T *result)

/// `TASK_RUN(name, arg, token)`: task_run() of a body defined by TASK_BODY(); gives a `task_of_T
/// *`.
#define TASK_RUN(name, ...) name##__run(TASK_PLACE, __VA_ARGS__)
/// As TASK_RUN(), for task_start().
#define TASK_START(name, ...) name##__start(TASK_PLACE, __VA_ARGS__)
/// As TASK_RUN(), for task_offload().
#define TASK_OFFLOAD(name, ...) name##__offload(TASK_PLACE, __VA_ARGS__)

#endif
