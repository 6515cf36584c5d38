// SPDX-License-Identifier: MIT
// Files: read and written on the threads of task_offload(), so that no worker waits for a disk.
#ifndef TASKRT_FILE_H
#define TASKRT_FILE_H

#include <stddef.h>
#include <sys/types.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads up to `size` bytes at `offset` of `fd` into `buffer`, and suspends the running task
/// meanwhile (outside a task it blocks the thread). Returns the bytes read, 0 behind the end; or a
/// negative errno, the reason if `token` is cancelled before, TASK_ENOMEM. Once begun it is not
/// given up: the buffer is in use until it returns.
ssize_t task_pread(int fd, void *buffer, size_t size, off_t offset,
                   cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; check result");

/// Writes up to `size` bytes from `data` at `offset` of `fd`; otherwise as task_pread().
ssize_t task_pwrite(int fd, const void *data, size_t size, off_t offset,
                    cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; check result");

/// Reads the whole file `path` into memory that the caller frees by free(): `*data`, with a NUL
/// behind the `*size` bytes (`size` may be NULL). Returns 0; or a negative errno, the reason if
/// `token` is cancelled, TASK_ENOMEM, and then `*data` is NULL. Suspends the running task; outside
/// a task it blocks the thread.
int task_file_read(const char *path, char **data, size_t *size,
                   cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1, 2)
    ASYNC_LINT("suspends; token token; status; check result");

/// Makes the `size` bytes at `data` the content of the file `path`, which is created or cut.
/// Returns 0 or an error as task_file_read(), and then the file may hold a part. Suspends the
/// running task; outside a task it blocks the thread.
int task_file_write(const char *path, const void *data, size_t size,
                    cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; token token; status; check result");

#ifdef __cplusplus
}
#endif

#endif
