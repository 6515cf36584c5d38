// Copies of the cancelled token, and variables that got another one.
#include <taskrt/task.h>

int copy_bad(cancel_token token) {
  cancel_token mine = token;
  int status = task_delay(10, token);
  if (status == TASK_ECANCELED)
    (void)task_delay(1, mine); // expect: cancelled-cleanup "gets `mine`"
  return status;
}

int replaced_ok(cancel_token token) {
  int status = task_delay(10, token);
  if (status == TASK_ECANCELED) {
    token = CANCEL_NONE;
    (void)task_delay(1, token);
  }
  return status;
}

int fresh_source_ok(cancel_token token) {
  int status = task_delay(10, token);
  if (status == TASK_ECANCELED) {
    cancel_source *last = cancel_source_create();
    if (!last)
      return TASK_ENOMEM;
    cancel_source_cancel_after(last, 100);
    (void)task_delay(1, cancel_source_token(last));
    cancel_source_destroy(last);
  }
  return status;
}

int one_of_two_ok(cancel_token hard, cancel_token soft) {
  if (cancel_requested(soft))
    return task_delay(1, hard);
  return task_delay(10, soft);
}

int reused_variable_ok(cancel_token first, cancel_token second) {
  cancel_token token = first;
  if (!cancel_requested(token))
    return 0;
  token = second;
  return task_delay(1, token);
}
