// Ways that return before the suspension have nothing to do with it.
#include <errno.h>
#include <taskrt/task.h>
#include <time.h>
#include <unistd.h>

int soon_ok(int fd, time_t start, cancel_token token) {
  const struct tm *tm = gmtime(&start);
  if (tm->tm_hour > 12)
    return 1;
  if (close(fd) != 0)
    return -errno;
  return task_delay(5, token);
}

int late_bad(time_t start, cancel_token token) {
  const struct tm *tm = gmtime(&start);
  if (tm->tm_hour > 12)
    return 1;
  if (task_delay(5, token) != 0)
    return -1;
  if (tm->tm_min > 30) // expect: thread-local-across-await
    return 2;
  return 0;
}

int one_way_bad(int wait, time_t start, cancel_token token) {
  const struct tm *tm = gmtime(&start);
  if (wait && task_delay(5, token) != 0)
    return -1;
  return tm->tm_hour; // expect: thread-local-across-await
}
