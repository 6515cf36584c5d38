// In a macro, and with a name of its own for the status.
#include <taskrt/task.h>

#define GIVEN_UP TASK_ECANCELED
#define TRY(call)                                                                                  \
  do {                                                                                             \
    int status_ = (call);                                                                          \
    if (status_)                                                                                   \
      return status_;                                                                              \
  } while (0)

int named_bad(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == GIVEN_UP) // expect: swallowed-cancellation
    return 0;
  return status;
}

int tried_ok(int ms, cancel_token token) {
  TRY(task_delay(ms, token));
  return 0;
}
