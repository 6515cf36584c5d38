// The status is set to 0 and returned at the end.
#include <taskrt/task.h>

#include <stdlib.h>

int save_bad(int ms, cancel_token token) {
  char *buffer = malloc(10);
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED) // expect: swallowed-cancellation
    status = 0;
  free(buffer);
  return status;
}

int other_ok(int ms, cancel_token token) {
  int status = task_delay(ms, token), cancelled = 0;
  if (status == TASK_ECANCELED)
    cancelled = 1;
  return cancelled ? status : 0;
}
