// What the rule reports by mistake, with the reason.
#include <taskrt/task.h>
#include <time.h>

// There is one task, and nobody else asks for the time meanwhile.
int fp_alone(time_t start, cancel_token token) {
  struct tm *tm = localtime(&start);
  if (task_delay(5, token) != 0)
    return -1;
  return tm->tm_hour; // expect: thread-local-across-await
}
