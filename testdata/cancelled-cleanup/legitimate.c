// silent
// Clean-up as it should be, and work that is not clean-up.
#include <taskrt/channel.h>
#include <taskrt/group.h>
#include <taskrt/task.h>

struct conn;
int conn_send(struct conn *conn, int word, cancel_token token) ASYNC_LINT("suspends; status");
int conn_close(struct conn *conn, cancel_token token) ASYNC_LINT("suspends; status");

// An answer to an error is no clean-up: after a cancellation nobody waits for it.
int answer_ok(struct conn *conn, cancel_token token) {
  int status = conn_send(conn, 1, token);
  if (status != 0)
    return conn_send(conn, status, token);
  return 0;
}

int close_ok(struct conn *conn, cancel_token token) {
  int status = conn_send(conn, 1, token);
  int closed = conn_close(conn, CANCEL_NONE); // also after a cancellation
  return status ? status : closed;
}

int group_ok(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_cancel(group);
  return task_group_join(group);
}

task *cancelled_ok(cancel_token token) {
  if (cancel_requested(token))
    return task_cancelled(token);
  return task_delay_async(1, token);
}

int checked_ok(cancel_token token) {
  int status = task_delay(1, token);
  if (status == TASK_ECANCELED)
    return cancel_check(token);
  return status;
}

int parsed_ok(struct conn *conn, const char *text, cancel_token token) {
  int status = conn_send(conn, 1, token);
  if (status != 0)
    return status;
  status = text[0] == '{' ? 0 : TASK_EINVAL;
  if (status != 0)
    (void)conn_close(conn, token);
  return status;
}
