// SPDX-License-Identifier: MIT
// Files: every call goes to a thread where blocking is allowed, for nobody can tell whether the
// disk will be waited for.
#include <taskrt/file.h>

#include "check/check.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <taskrt/task.h>
#include <unistd.h>

#include "io/operation.h"

// --- at an offset -------------------------------------------------------------------------------

struct block {
  int fd;
  void *buffer;
  size_t size;
  off_t offset;
};

static int pread_body(void *arg, cancel_token token, void *result) {
  (void)token;
  const struct block *block = arg;
  *(ssize_t *)result = pread(block->fd, block->buffer, block->size, block->offset);
  return *(ssize_t *)result < 0 ? -errno : 0;
}

static int pwrite_body(void *arg, cancel_token token, void *result) {
  (void)token;
  const struct block *block = arg;
  *(ssize_t *)result = pwrite(block->fd, block->buffer, block->size, block->offset);
  return *(ssize_t *)result < 0 ? -errno : 0;
}

static ssize_t transfer(task_fn body, struct block block, cancel_token token) {
  ssize_t count = 0;
  int status = cancel_check(token);
  if (status == 0)
    status = task_await(task_offload(body, &block, sizeof count, token), &count);
  return status != 0 ? status : count;
}

ssize_t task_pread(int fd, void *buffer, size_t size, off_t offset, cancel_token token) {
  CHECK_LOOK(task_pread);
  return transfer(pread_body, (struct block){fd, buffer, size, offset}, token);
}

ssize_t task_pwrite(int fd, const void *data, size_t size, off_t offset, cancel_token token) {
  CHECK_LOOK(task_pwrite);
  return transfer(pwrite_body, (struct block){fd, (void *)(uintptr_t)data, size, offset}, token);
}

// --- whole --------------------------------------------------------------------------------------

struct content {
  const char *path;
  char *data;
  size_t size, room;
};

// Makes room for more, and a byte for the final NUL.
static int grow(struct content *content) {
  if (content->size + 1 < content->room)
    return 0;
  size_t room = content->room * 2;
  char *data = realloc(content->data, room);
  if (!data)
    return TASK_ENOMEM;
  content->data = data;
  content->room = room;
  return 0;
}

static int read_open_file(int fd, struct content *content, cancel_token token) {
  struct stat about;
  if (fstat(fd, &about) != 0)
    return -errno;
  content->room = (about.st_size > 0 ? (size_t)about.st_size : 4096) + 2;
  content->data = malloc(content->room);
  int status = content->data ? 0 : TASK_ENOMEM;
  ssize_t count = 1;
  while (status == 0 && count > 0) {
    status = cancel_check(token);
    if (status == 0)
      status = grow(content);
    if (status != 0)
      break;
    count = read(fd, content->data + content->size, content->room - content->size - 1);
    if (count > 0)
      content->size += (size_t)count;
    else if (count < 0 && errno != EINTR)
      status = -errno;
    else if (count < 0)
      count = 1; // again
  }
  if (status == 0)
    content->data[content->size] = '\0';
  return status;
}

static int read_body(void *arg, cancel_token token, void *result) {
  (void)result;
  struct content *content = arg;
  int fd = open(content->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -errno;
  int status = read_open_file(fd, content, token);
  close(fd);
  if (status != 0) {
    free(content->data);
    content->data = NULL;
  }
  return status;
}

int task_file_read(const char *path, char **data, size_t *size, cancel_token token) {
  CHECK_LOOK(task_file_read);
  struct content content = {.path = path};
  int status = cancel_check(token);
  if (status == 0)
    status = task_await(task_offload(read_body, &content, 0, token), NULL);
  *data = content.data;
  if (size)
    *size = content.size;
  return status;
}

static int write_open_file(int fd, const struct content *content, cancel_token token) {
  size_t written = 0;
  while (written < content->size) {
    int status = cancel_check(token);
    if (status != 0)
      return status;
    ssize_t count = write(fd, content->data + written, content->size - written);
    if (count < 0 && errno != EINTR)
      return -errno;
    if (count > 0)
      written += (size_t)count;
  }
  return 0;
}

static int write_body(void *arg, cancel_token token, void *result) {
  (void)result;
  const struct content *content = arg;
  int fd = open(content->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0)
    return -errno;
  int status = write_open_file(fd, content, token);
  int closed = close(fd) == 0 ? 0 : -errno;
  return status != 0 ? status : closed;
}

int task_file_write(const char *path, const void *data, size_t size, cancel_token token) {
  CHECK_LOOK(task_file_write);
  struct content content = {.path = path, .data = (char *)(uintptr_t)data, .size = size};
  int status = cancel_check(token);
  return status != 0 ? status : task_await(task_offload(write_body, &content, 0, token), NULL);
}

// --- as tasks -----------------------------------------------------------------------------------

struct block_operation {
  ssize_t count; // the task's result
  struct block block;
};

static int pread_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct block_operation *operation = result;
  operation->count = transfer(pread_body, operation->block, token);
  return operation->count < 0 ? (int)operation->count : 0;
}

static int pwrite_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct block_operation *operation = result;
  operation->count = transfer(pwrite_body, operation->block, token);
  return operation->count < 0 ? (int)operation->count : 0;
}

task *task_pread_async(int fd, void *buffer, size_t size, off_t offset, cancel_token token) {
  struct block_operation operation = {.block = {fd, buffer, size, offset}};
  task *t = operation__start(pread_operation, &operation, sizeof operation, sizeof operation.count,
                             token, __builtin_return_address(0));
  CHECK_GIVEN(task_pread_async, NULL, t, 0, CHECK_ARG(buffer));
  return t;
}

task *task_pwrite_async(int fd, const void *data, size_t size, off_t offset, cancel_token token) {
  struct block_operation operation = {.block = {fd, (void *)(uintptr_t)data, size, offset}};
  task *t = operation__start(pwrite_operation, &operation, sizeof operation, sizeof operation.count,
                             token, __builtin_return_address(0));
  CHECK_GIVEN(task_pwrite_async, NULL, t, 0, CHECK_ARG(data));
  return t;
}

struct file_operation {
  struct task_content content; // the result of reading
  const char *path;
};

static int file_read_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct file_operation *operation = result;
  return task_file_read(operation->path, &operation->content.data, &operation->content.size, token);
}

static int file_write_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  const struct file_operation *operation = result;
  return task_file_write(operation->path, operation->content.data, operation->content.size, token);
}

task *task_file_read_async(const char *path, cancel_token token) {
  struct file_operation operation = {.path = path};
  task *t = operation__start(file_read_operation, &operation, sizeof operation,
                             sizeof operation.content, token, __builtin_return_address(0));
  CHECK_GIVEN(task_file_read_async, NULL, t, CHECK_ARG(path));
  return t;
}

task *task_file_write_async(const char *path, const void *data, size_t size, cancel_token token) {
  struct file_operation operation = {.content = {(char *)(uintptr_t)data, size}, .path = path};
  task *t = operation__start(file_write_operation, &operation, sizeof operation, 0, token,
                             __builtin_return_address(0));
  CHECK_GIVEN(task_file_write_async, NULL, t, CHECK_ARG(path), CHECK_ARG(data));
  return t;
}
