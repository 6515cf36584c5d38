// The status of a task that was awaited, or of a check.
#include <taskrt/task.h>

int join_bad(task *saving, cancel_token token) {
  int first = cancel_check(token);
  int status = task_await(saving, NULL);
  if (status == TASK_ECANCELED) // expect: swallowed-cancellation "`task_await`"
    return 0;
  return first ? first : status;
}

int check_bad(int rounds, cancel_token token) {
  int status = cancel_check(token);
  if (status == TASK_ECANCELED) // expect: swallowed-cancellation "`cancel_check`"
    return 0;
  return rounds;
}
