// silent
// The token is looked at later, or goes where the source goes: linked by hand.
#include <taskrt/task.h>

int polled_ok(int rounds, cancel_token token) {
  int status = 0;
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  while (rounds-- > 0 && status == 0) {
    if (cancel_requested(token))
      cancel_request(limit);
    status = task_delay(10, cancel_source_token(limit));
  }
  cancel_source_destroy(limit);
  return status;
}

extern void link_both(cancel_token parent, cancel_source *child);

int helper_ok(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  link_both(token, limit);
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
