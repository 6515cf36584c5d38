// Sessions carry their token in a field.
#ifndef SESSION_H
#define SESSION_H

#include <taskrt/task.h>

struct session {
  cancel_token token;
  const char *user;
};

/// Waits for the next message of `session`.
int session_receive(struct session *session);

/// Waits a moment, for whatever reason.
int session_pause(struct session *session);

/// Receives several messages.
int session_receive_all(struct session *session, int count);

/// Uses the token that `session` points to.
int session_receive_by(struct session *const *session);

#endif
