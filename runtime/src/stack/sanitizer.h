// SPDX-License-Identifier: MIT
// Which checking tool this build is for, and how to keep its instrumentation out of a function.
#ifndef TASKRT_SANITIZER_H
#define TASKRT_SANITIZER_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TASK__ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define TASK__TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define TASK__ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define TASK__TSAN 1
#endif

#if defined(__has_include) && !defined(TASK__ASAN) && !defined(TASK__TSAN)
#if __has_include(<valgrind/valgrind.h>)
#define TASK__VALGRIND 1
#endif
#endif

/// A function that enters on one stack and leaves on another must not be instrumented.
#if defined(__clang__)
#define TASK__UNINSTRUMENTED __attribute__((noinline, disable_sanitizer_instrumentation))
#elif defined(TASK__TSAN)
#define TASK__UNINSTRUMENTED __attribute__((noinline, no_sanitize_thread))
#elif defined(TASK__ASAN)
#define TASK__UNINSTRUMENTED __attribute__((noinline, no_sanitize_address))
#else
#define TASK__UNINSTRUMENTED __attribute__((noinline))
#endif

#endif
