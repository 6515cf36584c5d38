// errno is a macro; so may be what reads it, and what awaits.
#include <errno.h>
#include <taskrt/io.h>
#include <time.h>

#define LAST_ERROR() (-errno)
#define AWAIT_OR_RETURN(t)                                                                         \
  do {                                                                                             \
    int awaited = task_await((t), NULL);                                                           \
    if (awaited != 0)                                                                              \
      return awaited;                                                                              \
  } while (0)

int send_bad(int fd, const char *text, size_t size, cancel_token token) {
  if (task_write(fd, text, size, token) < 0)
    return LAST_ERROR(); // expect: thread-local-across-await
  return 0;
}

int hour_bad(time_t start, cancel_token token) {
  struct tm *tm = gmtime(&start);
  AWAIT_OR_RETURN(task_delay_async(5, token));
  return tm->tm_hour; // expect: thread-local-across-await
}

int hour_ok(time_t start, cancel_token token) {
  AWAIT_OR_RETURN(task_delay_async(5, token));
  return gmtime(&start)->tm_hour;
}
