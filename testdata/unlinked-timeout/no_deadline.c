// silent
// A source that is no timeout: whoever made it cancels it.
#include <taskrt/task.h>

int race_ok(int ms, cancel_token token) {
  int status = task_delay(1, token);
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_request(limit);
  status |= task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
