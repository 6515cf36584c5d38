// silent
// The helper has a token from somewhere else.
#include <taskrt/task.h>

struct session {
  cancel_token token;
  int ms;
};

static cancel_source *shutdown_source;

static int by_field(struct session *session) {
  return task_delay(session->ms, session->token);
}

static int by_global(int ms) {
  return task_delay(ms, cancel_source_token(shutdown_source));
}

int fetch_ok(struct session *session, cancel_token token) {
  session->token = token;
  int status = by_field(session);
  return status ? status : by_global(1);
}
