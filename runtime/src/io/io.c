// SPDX-License-Identifier: MIT
// Reading, writing and closing descriptors, in place and as tasks.
#include <taskrt/io.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "check/check.h"
#include "io/backend.h"
#include "io/operation.h"

ssize_t task_read(int fd, void *buffer, size_t size, cancel_token token) {
  CHECK_LOOK(task_read);
  return io__backend()->read(fd, buffer, size, token);
}

ssize_t task_write(int fd, const void *data, size_t size, cancel_token token) {
  CHECK_LOOK(task_write);
  return io__backend()->write(fd, data, size, token);
}

int task_write_all(int fd, const void *data, size_t size, cancel_token token) {
  CHECK_LOOK(task_write_all);
  const char *next = data;
  while (size > 0) {
    ssize_t written = task_write(fd, next, size, token);
    if (written < 0)
      return (int)written;
    next += written;
    size -= (size_t)written;
  }
  return 0;
}

int task_close(int fd) {
  io__backend()->forget(fd);
  return close(fd) == 0 ? 0 : -errno;
}

int task_pipe(int ends[2]) {
  return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 ? 0 : -errno;
}

// --- as tasks -----------------------------------------------------------------------------------

struct transfer {
  ssize_t count; // the task's result
  int fd;
  void *buffer;
  size_t size;
};

// What a count says as the outcome of a task.
static int outcome(ssize_t count) {
  return count < 0 ? (int)count : 0;
}

static int read_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct transfer *transfer = result;
  transfer->count = task_read(transfer->fd, transfer->buffer, transfer->size, token);
  return outcome(transfer->count);
}

static int write_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct transfer *transfer = result;
  transfer->count = task_write(transfer->fd, transfer->buffer, transfer->size, token);
  return outcome(transfer->count);
}

static int write_all_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  const struct transfer *transfer = result;
  return task_write_all(transfer->fd, transfer->buffer, transfer->size, token);
}

static task *start(task_fn body, struct transfer transfer, cancel_token token, const void *at) {
  return operation__start(body, &transfer, sizeof transfer, sizeof transfer.count, token, at);
}

task *task_read_async(int fd, void *buffer, size_t size, cancel_token token) {
  task *t = start(read_body, (struct transfer){.fd = fd, .buffer = buffer, .size = size}, token,
                  __builtin_return_address(0));
  CHECK_GIVEN(task_read_async, NULL, t, 0, CHECK_ARG(buffer));
  return t;
}

task *task_write_async(int fd, const void *data, size_t size, cancel_token token) {
  task *t = start(write_body,
                  (struct transfer){.fd = fd, .buffer = (void *)(uintptr_t)data, .size = size},
                  token, __builtin_return_address(0));
  CHECK_GIVEN(task_write_async, NULL, t, 0, CHECK_ARG(data));
  return t;
}

task *task_write_all_async(int fd, const void *data, size_t size, cancel_token token) {
  struct transfer transfer = {.fd = fd, .buffer = (void *)(uintptr_t)data, .size = size};
  task *t = operation__start(write_all_body, &transfer, sizeof transfer, 0, token,
                             __builtin_return_address(0));
  CHECK_GIVEN(task_write_all_async, NULL, t, 0, CHECK_ARG(data));
  return t;
}
