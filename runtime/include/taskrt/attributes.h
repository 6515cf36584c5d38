// SPDX-License-Identifier: MIT
// What the plain compiler can check of taskrt's contract, as macros that are empty where a compiler
// does not know the attribute.
#ifndef TASKRT_ATTRIBUTES_H
#define TASKRT_ATTRIBUTES_H

#if defined(__GNUC__)
/// The returned value must be looked at.
#define TASK_CHECK_RESULT __attribute__((warn_unused_result))
/// The parameters with these numbers (from 1) must not be NULL.
#define TASK_NONNULL(...) __attribute__((nonnull(__VA_ARGS__)))
/// The parameter number `format_at` is a format as printf's, its arguments begin at `first`.
#define TASK_PRINTF(format_at, first) __attribute__((format(printf, format_at, first)))
#else
#define TASK_CHECK_RESULT
#define TASK_NONNULL(...)
#define TASK_PRINTF(format_at, first)
#endif

/// The function writes at most as many bytes to the parameter `pointer_at` as the parameter
/// `size_at` says, or reads them (gcc 10 and later): a buffer that is too small is warned of.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 10
#define TASK_FILLS(pointer_at, size_at) __attribute__((access(write_only, pointer_at, size_at)))
#define TASK_READS(pointer_at, size_at) __attribute__((access(read_only, pointer_at, size_at)))
#else
#define TASK_FILLS(pointer_at, size_at)
#define TASK_READS(pointer_at, size_at)
#endif

/// The returned pointer is released by `function`, as its first argument (gcc 11 and later).
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#define TASK_RELEASED_BY(function) __attribute__((malloc(function, 1)))
#else
#define TASK_RELEASED_BY(function)
#endif

#endif
