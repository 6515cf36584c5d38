// silent
// errno for calls of POSIX between suspensions, statistics of a thread, times of today.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <taskrt/io.h>
#include <time.h>
#include <unistd.h>

static _Thread_local unsigned long requests;
static _Thread_local char scratch[100];

static int log_line(const char *text) {
  time_t now = time(NULL);
  const struct tm *tm = localtime(&now);
  return snprintf(scratch, sizeof scratch, "%02d %s", tm->tm_hour, text);
}

int serve(int listener, cancel_token token) {
  for (;;) {
    requests++;
    int status = task_delay(5, token);
    if (status != 0)
      return status;
    int fd = dup(listener);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
      log_line(strerror(errno));
      continue;
    }
    if (fd < 0)
      return -errno;
    status = task_write_all(fd, scratch, (size_t)log_line("hello"), token);
    if (close(fd) != 0 && status == 0)
      status = -errno;
    if (status != 0)
      return status;
  }
}

static const char *name_of(int error) {
  return error == EAGAIN ? "again" : strerror(error);
}

int fail(int error, cancel_token token) {
  log_line(name_of(error));
  int status = task_delay(5, token);
  log_line(name_of(error));
  return status;
}
