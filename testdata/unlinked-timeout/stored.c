// silent
// The source lives longer than the call.
#include <taskrt/task.h>

struct session {
  cancel_source *idle;
};

int session_open_ok(struct session *session, cancel_token token) {
  cancel_source *idle = cancel_source_create();
  if (!idle)
    return TASK_ENOMEM;
  cancel_source_cancel_after(idle, 60000);
  session->idle = idle;
  return task_delay(1, token);
}

cancel_source *limit_new_ok(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create();
  if (limit)
    cancel_source_cancel_after(limit, ms);
  return cancel_requested(token) ? limit : limit;
}
