// SPDX-License-Identifier: MIT
// Whatever may wait for a disk runs by task_offload(); what may wait for somebody who writes into a
// pipe suspends. So each step can be cancelled, and no thread of the pool stands still.
#include "copying.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_SIZE = 64 * 1024 };

int copying_prepare(struct copying *copying, const char *from, const char *directory,
                    task_semaphore *places) {
  const char *slash = strrchr(from, '/');
  *copying = (struct copying){.from = from, .places = places, .size = -1, .in = -1, .out = -1};
  task_event_set(&copying->go);
  int room = sizeof copying->to;
  if (snprintf(copying->to, sizeof copying->to, "%s/%s", directory, slash ? slash + 1 : from) >=
          room ||
      snprintf(copying->part, sizeof copying->part, "%s.part", copying->to) >= room)
    return -ENAMETOOLONG;
  return 0;
}

// --- steps that may wait for a disk -------------------------------------------------------------

static int open_both(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct copying *copying = arg;
  // Of a named pipe nonblocking means only that opening it does not wait for a writer.
  copying->in = open(copying->from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat about;
  if (copying->in < 0 || fstat(copying->in, &about) != 0)
    return -errno;
  if (S_ISDIR(about.st_mode))
    return -EISDIR;
  if (S_ISREG(about.st_mode))
    atomic_store(&copying->size, (long)about.st_size);
  copying->out = open(copying->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, about.st_mode & 0777);
  return copying->out < 0 ? -errno : 0;
}

static int keep_copy(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  const struct copying *copying = arg;
  return rename(copying->part, copying->to) == 0 ? 0 : -errno;
}

static int remove_copy(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  const struct copying *copying = arg;
  return unlink(copying->part) == 0 ? 0 : -errno;
}

// --- the whole ----------------------------------------------------------------------------------

// Returns the bytes copied, 0 at the end, or an error.
static ssize_t copy_block(struct copying *copying, char *buffer, cancel_token token) {
  int status = task_event_wait(&copying->go, token);
  if (status != 0)
    return status;
  ssize_t count = task_read(copying->in, buffer, BLOCK_SIZE, token);
  if (count <= 0)
    return count;
  status = task_write_all(copying->out, buffer, (size_t)count, token);
  if (status != 0)
    return status;
  atomic_fetch_add(&copying->copied, (long)count);
  return count;
}

static int copy_blocks(struct copying *copying, cancel_token token) {
  char *buffer = malloc(BLOCK_SIZE);
  if (!buffer)
    return TASK_ENOMEM;
  ssize_t count;
  do
    count = copy_block(copying, buffer, token);
  while (count > 0);
  free(buffer);
  return (int)count;
}

// Closes what is open, and keeps or removes the copy. Cancellation comes too late for it.
static int finish(struct copying *copying, int status) {
  bool made = copying->out >= 0;
  if (copying->in >= 0)
    (void)task_close(copying->in);
  int closed = made ? task_close(copying->out) : 0;
  if (status == 0)
    status = closed; // the disk may be full
  if (!made)
    return status;
  int finished = task_await(
      task_offload(status == 0 ? keep_copy : remove_copy, copying, 0, CANCEL_NONE), NULL);
  return status != 0 ? status : finished;
}

int copying_run(void *arg, cancel_token token, void *result) {
  (void)result;
  struct copying *copying = arg;
  int status = task_semaphore_acquire(copying->places, token);
  if (status != 0)
    return status;
  atomic_store(&copying->begun, true);
  status = task_await(task_offload(open_both, copying, 0, token), NULL);
  if (status == 0)
    status = copy_blocks(copying, token);
  status = finish(copying, status); // cleaning up is not cancelled
  task_semaphore_release(copying->places);
  return status;
}
