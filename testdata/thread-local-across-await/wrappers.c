// Suspensions in helpers; a helper that sets errno itself at its end is believed.
#include <errno.h>
#include <taskrt/io.h>
#include <time.h>
#include <unistd.h>

static int later(cancel_token token) {
  return task_delay(5, token);
}

static int quick(int n) {
  return n + 1;
}

static ssize_t posix_like(int fd, void *buffer, size_t size, cancel_token token) {
  ssize_t n = task_read(fd, buffer, size, token);
  if (n >= 0)
    return n;
  errno = (int)-n;
  return -1;
}

int hour_bad(time_t start, cancel_token token) {
  struct tm *tm = gmtime(&start);
  int status = later(token);
  return status != 0 ? status : tm->tm_hour; // expect: thread-local-across-await
}

int hour_ok(time_t start, int n) {
  struct tm *tm = gmtime(&start);
  return quick(n) + tm->tm_hour;
}

int errno_ok(int fd, cancel_token token) {
  char buffer[10];
  return posix_like(fd, buffer, sizeof buffer, token) < 0 ? -errno : 0;
}
