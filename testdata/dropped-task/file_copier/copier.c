// Copies chunk by chunk, once well and once with a read-ahead that gets lost.
#include "copier.h"

int copy_all(struct copy *copy, cancel_token token) {
  size_t size = 0;
  int status;
  while ((status = task_await(copy_read(copy, token), &size)) == 0 && size > 0) {
    task *written;
    status = copy_write(copy, size, &written, token);
    if (status == 0)
      status = task_await(written, NULL);
    if (status != 0)
      break;
    copy->done += size;
  }
  return status;
}

// The read-ahead is started before the write is known to be good.
int copy_ahead(struct copy *copy, cancel_token token) {
  size_t size = 0;
  task *ahead = copy_read(copy, token);
  int status = task_await(ahead, &size);
  while (status == 0 && size > 0) {
    task *written = NULL;
    ahead = copy_read(copy, token); // expect: dropped-task "on every path"
    status = copy_write(copy, size, &written, token);
    if (status != 0)
      return status;
    status = task_await(written, NULL);
    if (status != 0)
      return status;
    copy->done += size;
    status = task_await(ahead, &size);
  }
  return status;
}
