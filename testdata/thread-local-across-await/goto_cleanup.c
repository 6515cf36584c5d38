// Labels: a use behind one counts when some way to it leads over a suspension.
#include <errno.h>
#include <stdlib.h>
#include <taskrt/task.h>
#include <time.h>
#include <unistd.h>

int report_bad(int fd, time_t start, cancel_token token) {
  int status = -1;
  struct tm *tm = localtime(&start);
  if (fd < 0)
    goto out;
  status = task_delay(5, token);
  if (status != 0)
    goto out;
  status = 0;
out:
  if (tm->tm_hour > 12) // expect: thread-local-across-await
    return 1;
  return status;
}

// On one way errno is that of pipe(), and the status tells which way was taken.
int open_ok(int ends[2], cancel_token token) {
  int status = pipe(ends);
  if (status != 0)
    goto fail;
  status = task_delay(5, token);
  if (status != 0)
    return status;
  if (write(ends[1], "x", 1) != 1)
    goto fail;
  return 0;
fail:
  return -errno;
}

int freed_bad(cancel_token token) {
  char *buffer = malloc(10);
  int status = -1;
  if (!buffer)
    goto out;
  buffer[0] = 'x';
  status = task_delay(5, token);
  if (status == 0 && errno == EAGAIN) // expect: thread-local-across-await
    status = buffer[0];
out:
  free(buffer);
  return status;
}
