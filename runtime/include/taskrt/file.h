// SPDX-License-Identifier: MIT
// Files: read and written on the threads of task_offload(), so that no worker waits for a disk.
#ifndef TASKRT_FILE_H
#define TASKRT_FILE_H

#include <stddef.h>
#include <sys/types.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads up to `size` bytes at `offset` of `fd` into `buffer`, and suspends the running task
/// meanwhile (outside a task it blocks the thread). Returns the bytes read, 0 behind the end; or a
/// negative errno, the reason if `token` is cancelled before, TASK_ENOMEM. Once begun it is not
/// given up: the buffer is in use until it returns.
ssize_t task_pread(int fd, void *buffer, size_t size, off_t offset,
                   cancel_token token) TASK_CHECK_RESULT TASK_FILLS(2, 3)
    ASYNC_LINT("suspends; token token; check result");

/// Writes up to `size` bytes from `data` at `offset` of `fd`; otherwise as task_pread().
ssize_t task_pwrite(int fd, const void *data, size_t size, off_t offset,
                    cancel_token token) TASK_CHECK_RESULT TASK_READS(2, 3)
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
                    cancel_token token) TASK_CHECK_RESULT TASK_READS(2, 3) TASK_NONNULL(1)
    ASYNC_LINT("suspends; token token; status; check result");

// The same as tasks, whose handles the caller owns. What they get must live until they are over,
// cancelled or not. They return NULL when out of memory.

/// Starts task_pread(); the result is a ssize_t, the status 0 or the error.
task *task_pread_async(int fd, void *buffer, size_t size, off_t offset,
                       cancel_token token) TASK_CHECK_RESULT TASK_FILLS(2, 3) TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps buffer until done; token token");

/// Starts task_pwrite(); otherwise as task_pread_async().
task *task_pwrite_async(int fd, const void *data, size_t size, off_t offset,
                        cancel_token token) TASK_CHECK_RESULT TASK_READS(2, 3) TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps data until done; token token");

/// What task_file_read_async() has read: `size` bytes and a NUL, freed by who takes the result.
struct task_content {
  char *data;
  size_t size;
};

/// Starts task_file_read(); the result is a struct task_content. A result that is not taken is
/// never freed.
task *task_file_read_async(const char *path, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK ASYNC_LINT("gives task; keeps path until done; token token");

/// Starts task_file_write(); it has no result.
task *task_file_write_async(const char *path, const void *data, size_t size,
                            cancel_token token) TASK_CHECK_RESULT TASK_READS(2, 3)
    TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps path until done; keeps data until done; token token");

#ifdef __cplusplus
}
#endif

#endif
