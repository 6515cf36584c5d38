// A table whose functions suspend is one that suspends; of a parameter nobody knows.
#include <errno.h>
#include <taskrt/task.h>
#include <time.h>

struct timer {
  int (*wait)(int ms, cancel_token token);
};

static int wait_task(int ms, cancel_token token) {
  return task_delay((uint64_t)ms, token);
}

static const struct timer timer = {wait_task};

int through_table_bad(time_t start, cancel_token token) {
  struct tm *tm = gmtime(&start);
  int status = timer.wait(5, token);
  return status != 0 ? status : tm->tm_hour;
  // expect@-1: thread-local-across-await "during `timer.wait`"
}

int given_ok(time_t start, int (*wait)(int, cancel_token), cancel_token token) {
  struct tm *tm = gmtime(&start);
  int status = wait(5, token);
  return status != 0 ? status : tm->tm_hour;
}

int direct_bad(time_t start, cancel_token token) {
  struct tm *tm = gmtime(&start);
  int status = wait_task(5, token);
  return status != 0 ? status : tm->tm_hour; // expect: thread-local-across-await
}
