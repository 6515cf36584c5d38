// A token that comes in a field is a token, if it is passed on.
#include "session.h"

int session_receive(struct session *session) {
  return task_delay(25, session->token);
}

int session_receive_all(struct session *session, int count) {
  int status = 0;
  while (count-- > 0 && status == 0)
    status = session_receive(session);
  return status;
}

int session_receive_by(struct session *const *session) {
  cancel_token token = (*session)->token;
  return task_delay(25, token);
}

// The field is there, and the call gets none.
int session_pause(struct session *session) { // expect: missing-token "`session_pause`"
  return task_delay(25, CANCEL_NONE);
}
