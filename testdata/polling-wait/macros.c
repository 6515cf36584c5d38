// The loop in a macro.
#include <taskrt/task.h>

#define WAIT_UNTIL(condition)                                                                      \
  while (!(condition))                                                                             \
  status |= task_delay(10, token)

int macro_bad(task *loading, cancel_token token) {
  int status = 0;
  WAIT_UNTIL(task_is_done(loading)); // expect: polling-wait
  return status | task_await(loading, NULL);
}
