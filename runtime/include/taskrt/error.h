// SPDX-License-Identifier: MIT
// The error values of taskrt: 0 is success, every failure is negative. Errors travel as return
// values, never through errno.
#ifndef TASKRT_ERROR_H
#define TASKRT_ERROR_H

#include <errno.h>
#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The codes of `taskrt/error.def`: TASK_OK, TASK_ECANCELED, TASK_ETIMEDOUT, TASK_ENOMEM,
/// TASK_EINVAL, TASK_EALREADY, TASK_ECONTEXT, TASK_EAGAIN, TASK_EDEADLK, TASK_ECLOSED,
/// TASK_EABANDONED. The body of a task may return any other negative value of its own, for example
/// a negative errno.
enum task_error_code {
  TASK_OK = 0,
#define TASK_ERROR(name, value, text) TASK_##name = (value),
#include <taskrt/error.def>
#undef TASK_ERROR
};

/// Returns a short English text for `status`, a code of taskrt or a negative errno; "unknown error"
/// for anything else. The text is static. Callable from anywhere, also from signal handlers.
const char *task_strerror(int status) ASYNC_LINT("plain");

/// Returns the name of `status` as a program writes it: "TASK_ECANCELED", for a negative errno that
/// of the errno ("EPIPE") where the C library knows names, else "TASK_UNKNOWN". The text is static.
/// Callable from anywhere.
const char *task_error_name(int status) ASYNC_LINT("plain");

/// What is known of a failure beyond its status. Immutable; belongs to the runtime, which keeps it
/// as long as somebody refers to it.
typedef struct task_error task_error;
struct task_error {
  int status;                     ///< the status that the failing body returned
  const char *message;            ///< what went wrong, in the words of task_fail(); never NULL
  const char *place;              ///< "file.c:12" where it was raised; NULL if not known
  const task_error *cause;        ///< the failure that led to this one; NULL if none
  const task_error *const *parts; ///< of a combination: the failures of its elements, in order
  size_t part_count;              ///< 0 for a failure that is not of a combination
};

#define TASK__TEXT_OF(number) #number
#define TASK__TEXT(number) TASK__TEXT_OF(number)
/// The place where this macro stands, as a string: "file.c:12".
#define TASK_PLACE __FILE__ ":" TASK__TEXT(__LINE__)

/// Returns `status` and makes a task_error of it with a message like printf's, for the running task
/// (elsewhere: for this thread): `return task_fail(-EIO, "cannot read %s", name);`. The error goes
/// along with the status to whoever awaits the task, and on from there as long as the same status
/// is returned. Without memory for the error the status alone goes on. Never suspends.
#define task_fail(...) task_fail_at(TASK_PLACE, NULL, __VA_ARGS__)

/// As task_fail(), with the error of the last failed await in this task as the cause.
#define task_fail_because(...) task_fail_at(TASK_PLACE, task_last_error(), __VA_ARGS__)

/// What task_fail() calls: `place` is a string that lives on, `cause` an error or NULL. Returns
/// `status`.
int task_fail_at(const char *place, const task_error *cause, int status, const char *format, ...)
    TASK_PRINTF(4, 5) ASYNC_LINT("plain");

/// Returns the error of the last failure that this task (elsewhere: this thread) saw: that of the
/// last await or wait with an error, or of its last task_fail(). NULL when that failure had no more
/// than a status, or there was none. Valid until the next failure or the end of the task; keep it
/// longer with task_error_ref().
const task_error *task_last_error(void) TASK_CHECK_RESULT ASYNC_LINT("plain");

/// Takes one more reference to `error` and returns it; ended with task_error_release(). NULL gives
/// NULL. Callable from any thread.
const task_error *task_error_ref(const task_error *error) ASYNC_LINT("returns error");

/// Ends a reference from task_error_ref(). NULL is ignored. Callable from any thread.
void task_error_release(const task_error *error) ASYNC_LINT("plain");

/// Writes `error` with its causes and parts to `text`, one line each, and returns the length that
/// the whole has, as snprintf does; at most `size` bytes with the final NUL are written. NULL for
/// `error` gives an empty text.
size_t task_error_describe(const task_error *error, char *text, size_t size) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
