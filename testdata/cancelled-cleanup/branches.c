// switch, conditions with several parts, and the conditional operator.
#include <taskrt/task.h>

int switch_bad(cancel_token token) {
  int status = task_delay(10, token);
  switch (status) {
  case 0:
    return task_delay(5, token);
  case TASK_ECANCELED:
    return task_delay(1, token); // expect: cancelled-cleanup
  default:
    return status;
  }
}

int both_bad(int urgent, cancel_token token) {
  if (urgent && cancel_requested(token))
    return task_delay(1, token); // expect: cancelled-cleanup
  return 0;
}

int operator_bad(cancel_token token) {
  int status = cancel_check(token);
  return status ? task_delay(1, token) : 0; // expect: cancelled-cleanup
}

int otherwise_bad(cancel_token token) {
  int status = task_delay(1, token);
  if (status != TASK_ECANCELED)
    return status;
  else
    return task_delay(2, token); // expect: cancelled-cleanup
}

int either_ok(int urgent, cancel_token token) {
  if (urgent || cancel_requested(token))
    return task_delay(1, token);
  return 0;
}

int same_as_others_ok(cancel_token token) {
  int status = task_delay(10, token);
  switch (status) {
  case TASK_ECANCELED:
  case 0:
    return task_delay(1, token);
  default:
    return status;
  }
}

int negated_ok(cancel_token token) {
  if (!cancel_requested(token))
    return task_delay(1, token);
  return TASK_ECANCELED;
}
