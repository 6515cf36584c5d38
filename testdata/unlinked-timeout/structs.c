// Known missed alarm: the token at hand is in a field.
#include <taskrt/task.h>

struct session {
  cancel_token token;
};

int fn_fetch(struct session *session, int ms) {
  int status = task_delay(1, session->token);
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  status |= task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int copied_bad(struct session *session, int ms, cancel_token token) {
  session->token = token;
  cancel_source *limit = cancel_source_create();
  // expect@-1: unlinked-timeout
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
