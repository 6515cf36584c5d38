// Some paths wait, others do not.
#include <errno.h>
#include <taskrt/task.h>

int connect_bad(cancel_token token, int port) { // expect: token-position "before `port`"
  if (port <= 0)
    return -EINVAL;
  if (cancel_requested(token))
    return -ECANCELED;
  return task_delay((unsigned)port, token);
}

int connect_ok(int port, cancel_token token) {
  if (port <= 0)
    return -EINVAL;
  return task_delay((unsigned)port, token);
}

// No path waits.
int check_ok(cancel_token token, int port) {
  if (port <= 0)
    return -EINVAL;
  return cancel_requested(token) ? -ECANCELED : 0;
}
