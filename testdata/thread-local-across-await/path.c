// The whole story: where it comes from, where the task is suspended, and the use.
#include <taskrt/task.h>
#include <time.h>

static int wait_for_others(cancel_token token) {
  return task_delay(100, token);
}

int hour_later_bad(time_t start, cancel_token token) {
  struct tm *tm = localtime(&start);   // note: "`tm` gets it here"
  int status = wait_for_others(token); // note: "`wait_for_others` may suspend the task here"
  if (status != 0)
    return status;
  return tm->tm_hour;
  // expect@-1: thread-local-across-await "`tm` is memory of `localtime`"
  // note@-2: "copy what is needed before"
}
