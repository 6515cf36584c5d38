// SPDX-License-Identifier: MIT
// Descriptors: reading and writing what may not be ready yet (sockets, pipes, terminals) without
// blocking the thread. They need not be nonblocking. Direct style suspends in place; the _async
// twins give a task.
#ifndef TASKRT_IO_H
#define TASKRT_IO_H

#include <stddef.h>
#include <sys/types.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads up to `size` bytes from `fd` into `buffer`; suspends the running task until there is
/// something to read (outside a task it blocks the thread). Regular files are read on a thread of
/// task_offload(). Returns the bytes read, 0 at the end; or a negative errno, TASK_ECANCELED or
/// TASK_ETIMEDOUT if `token` is cancelled first, TASK_ECLOSED if task_close() closes `fd`
/// meanwhile, TASK_ENOMEM. Nothing is read then.
ssize_t task_read(int fd, void *buffer, size_t size, cancel_token token) TASK_CHECK_RESULT
    TASK_FILLS(2, 3) ASYNC_LINT("suspends; token token; check result");

/// Writes up to `size` bytes from `data` to `fd`; suspends the running task until there is room for
/// some. Returns the bytes written, which may be fewer; errors as task_read(). Never raises SIGPIPE
/// on sockets.
ssize_t task_write(int fd, const void *data, size_t size, cancel_token token) TASK_CHECK_RESULT
    TASK_READS(2, 3) ASYNC_LINT("suspends; token token; check result");

/// Writes all `size` bytes. Returns 0 or an error of task_write(); some bytes may be written then.
int task_write_all(int fd, const void *data, size_t size, cancel_token token) TASK_CHECK_RESULT
    TASK_READS(2, 3) ASYNC_LINT("suspends; token token; status; check result");

/// Starts task_read() and returns its handle, which the caller owns; the result is a ssize_t, the
/// status 0 or the error. `buffer` must live until it is over, cancelled or not. Returns NULL when
/// out of memory.
task *task_read_async(int fd, void *buffer, size_t size, cancel_token token) TASK_CHECK_RESULT
    TASK_FILLS(2, 3) TASK_GIVES_TASK ASYNC_LINT("gives task; keeps buffer until done; token token");

/// Starts task_write() and returns its handle; otherwise as task_read_async().
task *task_write_async(int fd, const void *data, size_t size, cancel_token token) TASK_CHECK_RESULT
    TASK_READS(2, 3) TASK_GIVES_TASK ASYNC_LINT("gives task; keeps data until done; token token");

/// Starts task_write_all() and returns its handle, which the caller owns; it has no result. `data`
/// must live until it is over, cancelled or not. Returns NULL when out of memory.
task *task_write_all_async(int fd, const void *data, size_t size,
                           cancel_token token) TASK_CHECK_RESULT TASK_READS(2, 3) TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps data until done; token token");

/// Closes `fd`; those who wait for it get TASK_ECLOSED. Use it instead of close() for descriptors
/// that tasks may be waiting for. Returns 0 or a negative errno. Never suspends.
int task_close(int fd) ASYNC_LINT("plain");

/// Makes a pipe: what is written to `ends[1]` is read from `ends[0]`. Both are nonblocking and
/// closed on exec. Returns 0 or a negative errno. Never suspends.
int task_pipe(int ends[2]) TASK_CHECK_RESULT ASYNC_LINT("status; check result");

#ifdef __cplusplus
}
#endif

#endif
