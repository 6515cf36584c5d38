// SPDX-License-Identifier: MIT
// What an I/O backend does: operations that suspend the running task, or block the thread outside
// tasks, until they are done. Each returns what the system call of that name returns, or a negative
// errno or code of taskrt. epoll is the one there is; io_uring fits in by submitting instead of
// waiting.
#ifndef TASKRT_BACKEND_H
#define TASKRT_BACKEND_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <taskrt/cancel.h>

struct io_backend {
  ssize_t (*read)(int fd, void *buffer, size_t size, cancel_token token);
  ssize_t (*write)(int fd, const void *data, size_t size, cancel_token token);
  int (*accept)(int fd, cancel_token token);
  int (*connect)(int fd, const struct sockaddr *address, socklen_t size, cancel_token token);
  /// Those who wait for `fd`, which will be closed, get TASK_ECLOSED.
  void (*forget)(int fd);
};

/// The backend in use.
const struct io_backend *io__backend(void);

extern const struct io_backend epoll_backend;

/// Stops what the backends run. No task is under way.
void epoll__stop(void);

#endif
