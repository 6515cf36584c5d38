// In a loop, on one branch, and with a clean-up by goto.
#include <taskrt/task.h>

int each_bad(int rounds, cancel_token token) {
  int status = task_delay(1, token);
  while (rounds-- > 0) {
    cancel_source *limit = cancel_source_create();
    // expect@-1: unlinked-timeout
    if (!limit)
      return TASK_ENOMEM;
    cancel_source_cancel_after(limit, 100);
    status |= task_delay(5, cancel_source_token(limit));
    cancel_source_destroy(limit);
  }
  return status;
}

int branch_bad(int ms, cancel_token token) {
  int status = 0;
  cancel_source *limit = NULL;
  if (ms > 100) {
    limit = cancel_source_create();
    // expect@-1: unlinked-timeout
    if (!limit)
      goto out;
    cancel_source_cancel_after(limit, 100);
    status = task_delay(ms, cancel_source_token(limit));
    goto out;
  }
  status = task_delay(ms, token);
out:
  cancel_source_destroy(limit);
  return status;
}
