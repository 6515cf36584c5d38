// SPDX-License-Identifier: MIT
// The error values of taskrt: 0 is success, every failure is negative. Errors travel as return
// values, never through errno.
#ifndef TASKRT_ERROR_H
#define TASKRT_ERROR_H

#include <errno.h>
#include <taskrt/annotate.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The codes of `taskrt/error.def`: TASK_OK, TASK_ECANCELED, TASK_ETIMEDOUT, TASK_ENOMEM,
/// TASK_EINVAL, TASK_EALREADY, TASK_ECONTEXT, TASK_EAGAIN, TASK_EDEADLK, TASK_ECLOSED. The body of
/// a task may return any other negative value of its own, for example a negative errno.
enum task_error_code {
  TASK_OK = 0,
#define TASK_ERROR(name, value, text) TASK_##name = (value),
#include <taskrt/error.def>
#undef TASK_ERROR
};

/// Returns a short English text for `status`, a code of taskrt or a negative errno; "unknown error"
/// for anything else. The text is static. Callable from anywhere, also from signal handlers.
const char *task_strerror(int status) ASYNC_LINT("plain");

/// Returns the name of `status` as a program writes it ("TASK_ECANCELED"), or "TASK_UNKNOWN" for a
/// value that is not a code of taskrt. The text is static. Callable from anywhere.
const char *task_error_name(int status) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
