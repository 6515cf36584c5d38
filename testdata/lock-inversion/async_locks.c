// Locks of tasks, among themselves and with a mutex of threads.
#include <taskrt/mutex.h>
#include <taskrt/task.h>

static task_mutex in, out;

int forward_bad(cancel_token token) {
  int status = task_mutex_lock(&in, token);
  if (status)
    return status;
  status = task_mutex_lock(&out, token); // expect: lock-inversion "`in` and `out`"
  if (!status)
    task_mutex_unlock(&out);
  task_mutex_unlock(&in);
  return status;
}

int backward(cancel_token token) {
  int status = task_mutex_lock(&out, token);
  if (status)
    return status;
  status = task_mutex_lock(&in, token);
  if (!status)
    task_mutex_unlock(&in);
  task_mutex_unlock(&out);
  return status;
}

int attempt_ok(cancel_token token) {
  int status = task_mutex_lock(&out, token);
  if (status)
    return status;
  if (task_mutex_try_lock(&in) == 0)
    task_mutex_unlock(&in);
  task_mutex_unlock(&out);
  return 0;
}
