// The notes: where 0 is returned, and what to do.
#include <taskrt/task.h>

int save_bad(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status != TASK_ECANCELED)
    return status;
  // expect@-2: swallowed-cancellation "cancellation of `task_delay` is turned into success"
  // note@-3: "hand the status on"
  return 0; // note: "`save_bad` returns 0 here"
}
