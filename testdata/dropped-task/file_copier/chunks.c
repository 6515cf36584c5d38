// Starts the tasks; the work itself may block and is offloaded.
#include "copier.h"
#include <errno.h>
#include <unistd.h>

struct write_request {
  int to;
  size_t size;
  const char *bytes;
};

static int read_chunk(void *arg, cancel_token token, void *result) {
  struct copy *copy = arg;
  ssize_t count = read(copy->from, copy->chunk, sizeof copy->chunk);
  if (count < 0)
    return -errno;
  *(size_t *)result = (size_t)count;
  return 0;
}

static int write_chunk(void *arg, cancel_token token, void *result) {
  struct write_request *request = arg;
  ssize_t count = write(request->to, request->bytes, request->size);
  return count < 0 ? -errno : 0;
}

task *copy_read(struct copy *copy, cancel_token token) {
  return task_offload(read_chunk, copy, sizeof(size_t), token);
}

int copy_write(struct copy *copy, size_t size, task **out, cancel_token token) {
  static struct write_request request;
  if (size > sizeof copy->chunk)
    return TASK_EINVAL;
  request = (struct write_request){.to = copy->to, .size = size, .bytes = copy->chunk};
  *out = task_offload(write_chunk, &request, 0, token);
  return *out ? 0 : TASK_ENOMEM;
}
