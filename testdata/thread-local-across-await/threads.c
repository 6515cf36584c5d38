// Where certainly no task runs, the thread waits, and nobody else has it meanwhile.
#include <errno.h>
#include <stdio.h>
#include <taskrt/task.h>
#include <time.h>

static int hour_ok(time_t start) {
  struct tm *tm = localtime(&start);
  if (task_delay(5, CANCEL_NONE) != 0)
    return -1;
  return tm->tm_hour;
}

static int hour_bad(time_t start, cancel_token token) {
  struct tm *tm = localtime(&start);
  if (task_delay(5, token) != 0)
    return -1;
  return tm->tm_hour; // expect: thread-local-across-await
}

static int work(void *arg, cancel_token token, void *result) {
  return hour_bad(*(time_t *)arg, token);
}

int main(void) {
  time_t now = time(NULL);
  printf("%d\n", hour_ok(now));
  return task_wait(task_run(work, &now, 0, CANCEL_NONE));
}
