// Looks like cleanup, but the way there is the way of success.
#include <taskrt/cancel.h>
#include <taskrt/mutex.h>
#include <taskrt/task.h>

static int render(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

// A label with an everyday name.
static int render_again_bad(void *page, cancel_token token) {
  int turns = 0;
again:
  if (task_await(task_run(render, page, 0, CANCEL_NONE), NULL) != 0)
    // expect@-1: dropped-token
    return -1;
  if (++turns < 3)
    goto again;
  return 0;
}

// Before the label, and before anything went wrong.
static int render_before_bad(void *page, cancel_token token) {
  int status = task_await(task_run(render, page, 0, CANCEL_NONE), NULL);
  // expect@-1: dropped-token
  if (status != 0)
    goto out;
  status = task_delay(1, token);
out:
  return status;
}

// The token was asked and is not cancelled.
static int render_checked_bad(void *page, cancel_token token) {
  if (cancel_requested(token))
    return TASK_ECANCELED;
  return task_delay(30, CANCEL_NONE);
  // expect@-1: dropped-token
}

// The status says success.
static int render_good_bad(void *page, cancel_token token) {
  int status = task_await(task_run(render, page, 0, token), NULL);
  if (status == 0)
    status = task_delay(30, CANCEL_NONE);
  // expect@-1: dropped-token
  return status;
}

// "disclosed" is not "close".
static int render_enclosed_bad(void *page, cancel_token token) {
  return task_delay(30, CANCEL_NONE);
  // expect@-1: dropped-token
}

// An attempt at a lock that failed is no error: this is the other way.
static int render_attempt_bad(task_mutex *lock, cancel_token token) {
  if (task_mutex_try_lock(lock) != 0)
    return task_delay(1, CANCEL_NONE);
  // expect@-1: dropped-token
  task_mutex_unlock(lock);
  return task_delay(1, token);
}
