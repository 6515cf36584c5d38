// The path that was added later and does not know what the header promises.
#include <errno.h>
#include <stdlib.h>
#include <taskrt/task.h>

struct session {
  int open;
  int failed;
};

ASYNC_LINT("takes reply") int session_reply_bad(struct session *session, task *reply);

int session_reply_bad(struct session *session, task *reply) { // expect: annotation-drift "on some"
  if (!session->open)
    return -ENOTCONN;
  if (session->failed) {
    task_detach(reply, NULL, NULL);
    return -EIO;
  }
  return task_wait(reply);
}

ASYNC_LINT("takes reply") int session_reply_ok(struct session *session, task *reply);

int session_reply_ok(struct session *session, task *reply) {
  if (!session->open || session->failed) {
    task_detach(reply, NULL, NULL);
    return session->open ? -EIO : -ENOTCONN;
  }
  return task_wait(reply);
}

// NULL is nothing to take.
ASYNC_LINT("takes reply") int session_end_ok(task *reply);

int session_end_ok(task *reply) {
  if (!reply)
    return 0;
  return task_wait(reply);
}

// The program ends there.
ASYNC_LINT("takes reply") int session_must_ok(task *reply, int open);

int session_must_ok(task *reply, int open) {
  if (!open)
    abort();
  return task_wait(reply);
}

ASYNC_LINT("takes reply") void session_forget_bad(struct session *session, task *reply);

void session_forget_bad(struct session *session, task *reply) { // expect: annotation-drift "not"
  session->open = 0;
}
