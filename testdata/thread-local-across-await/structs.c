// Pointers in records are not followed; their copies in local variables are.
#include <taskrt/task.h>
#include <time.h>

struct report {
  struct tm *start;
  int hour;
};

int fn_record(struct report *report, time_t start, cancel_token token) {
  report->start = localtime(&start);
  int status = task_delay(5, token);
  return status != 0 ? status : report->start->tm_hour;
}

int copied_ok(struct report *report, time_t start, cancel_token token) {
  struct tm *tm = localtime(&start);
  report->hour = tm->tm_hour;
  int status = task_delay(5, token);
  return status != 0 ? status : report->hour;
}

int record_bad(struct report *report, time_t start, cancel_token token) {
  struct tm *tm = localtime(&start);
  report->hour = 0;
  int status = task_delay(5, token);
  report->hour = tm->tm_hour; // expect: thread-local-across-await
  return status;
}
