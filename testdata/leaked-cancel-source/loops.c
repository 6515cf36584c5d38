// A source for each round, and one that is overwritten.
#include <taskrt/task.h>

int each_bad(int rounds, cancel_token token) {
  int status = 0;
  while (rounds-- > 0 && status == 0) {
    cancel_source *limit = cancel_source_create_linked(token);
    // expect@-1: leaked-cancel-source
    if (!limit)
      return TASK_ENOMEM;
    cancel_source_cancel_after(limit, 50);
    status = task_delay(10, cancel_source_token(limit));
    if (status == TASK_ETIMEDOUT)
      continue;
    cancel_source_destroy(limit);
  }
  return status;
}

int each_ok(int rounds, cancel_token token) {
  int status = 0;
  while (rounds-- > 0 && status == 0) {
    cancel_source *limit = cancel_source_create_linked(token);
    if (!limit)
      return TASK_ENOMEM;
    status = task_delay(10, cancel_source_token(limit));
    cancel_source_destroy(limit);
  }
  return status;
}

int overwritten_bad(cancel_token token) {
  cancel_source *limit = cancel_source_create();
  // expect@-1: leaked-cancel-source
  limit = cancel_source_create_linked(token);
  cancel_source_destroy(limit);
  return 0;
}
