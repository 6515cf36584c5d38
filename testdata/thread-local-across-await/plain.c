// errno behind a suspension: it is anybody's.
#include <errno.h>
#include <taskrt/io.h>
#include <unistd.h>

int store_bad(int fd, const void *data, size_t size, cancel_token token) {
  ssize_t written = task_write(fd, data, size, token);
  if (written < 0)
    return -errno; // expect: thread-local-across-await "`errno` is read after `task_write`"
  // note@-1: "the result of `task_write` says what went wrong"
  return written == (ssize_t)size ? 0 : -EIO;
}

int store_ok(int fd, const void *data, size_t size, cancel_token token) {
  ssize_t written = task_write(fd, data, size, token);
  if (written < 0)
    return (int)written;
  return written == (ssize_t)size ? 0 : -EIO;
}

// What failed was close(), called behind the suspension.
int close_ok(int fd, cancel_token token) {
  int status = task_delay(5, token);
  if (status != 0)
    return status;
  return close(fd) == 0 ? 0 : -errno;
}

int kept_ok(int fd, cancel_token token) {
  int error = close(fd) == 0 ? 0 : errno;
  int status = task_delay(5, token);
  return status != 0 ? status : -error;
}

int cleared_ok(cancel_token token) {
  int status = task_delay(5, token);
  errno = 0;
  return status != 0 ? status : -errno;
}

void yield_bad(int *error) {
  task_yield();
  *error = errno; // expect: thread-local-across-await
  // note@-1: "keep `errno` in a variable before"
}
