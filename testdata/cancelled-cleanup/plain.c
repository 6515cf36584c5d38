// What waits with a token that was found cancelled is answered at once.
#include <taskrt/task.h>

int after_status_bad(cancel_token token) {
  int status = task_delay(10, token);
  if (status == TASK_ECANCELED)
    (void)task_delay(1, token); // expect: cancelled-cleanup "`task_delay` gets `token`"
  return status;
}

int after_question_bad(cancel_token token) {
  if (cancel_requested(token)) {
    (void)task_delay(1, token); // expect: cancelled-cleanup "which is cancelled here"
    return TASK_ECANCELED;
  }
  return task_delay(10, token);
}

int after_check_bad(cancel_token token) {
  int status = cancel_check(token);
  if (status != 0) {
    (void)task_delay(1, token); // expect: cancelled-cleanup
    return status;
  }
  return task_delay(10, token);
}

int shielded_ok(cancel_token token) {
  int status = task_delay(10, token);
  if (status == TASK_ECANCELED)
    (void)task_delay(1, CANCEL_NONE);
  return status;
}
