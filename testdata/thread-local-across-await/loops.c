// A loop leads back to what was set before it.
#include <errno.h>
#include <taskrt/io.h>
#include <time.h>

int each_bad(time_t start, cancel_token token) {
  const struct tm *tm = gmtime(&start);
  int sum = 0;
  for (int i = 0; i < 3; i++) {
    sum += tm->tm_hour; // expect: thread-local-across-await
    if (task_delay(5, token) != 0)
      break;
  }
  return sum;
}

int each_ok(time_t start, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < 3; i++) {
    const struct tm *tm = gmtime(&start);
    sum += tm->tm_hour;
    if (task_delay(5, token) != 0)
      break;
  }
  return sum;
}

int retry_bad(int fd, char *buffer, size_t size, cancel_token token) {
  ssize_t n;
  do
    n = task_read(fd, buffer, size, token);
  while (n < 0 && errno == EINTR); // expect: thread-local-across-await
  return (int)n;
}

int retry_ok(int fd, char *buffer, size_t size, cancel_token token) {
  ssize_t n;
  do
    n = task_read(fd, buffer, size, token);
  while (n == -EINTR);
  return (int)n;
}
