// The path of an operation that failed or was cancelled while it was waited for.
#include <taskrt/mutex.h>
#include <taskrt/semaphore.h>
#include <taskrt/task.h>

struct channel {
  task_mutex lock;
  task_semaphore permits;
  int sent;
};

int send_bad(struct channel *channel, cancel_token token) {
  int status = task_mutex_lock(&channel->lock, token); // expect: leaked-lock "`channel->lock`"
  if (status)
    return status;
  status = task_delay(10, token);
  if (status)      // note: "this is true"
    return status; // note: "the function returns here with `channel->lock` held"
  channel->sent++;
  task_mutex_unlock(&channel->lock);
  return 0;
}

int permit_bad(struct channel *channel, cancel_token token) {
  int status = task_semaphore_acquire(&channel->permits, token);
  // expect@-1: leaked-lock "`channel->permits`"
  if (status)
    return status;
  if (cancel_requested(token))
    return TASK_ECANCELED;
  status = task_delay(10, token);
  task_semaphore_release(&channel->permits);
  return status;
}

int send_ok(struct channel *channel, cancel_token token) {
  int status = task_mutex_lock(&channel->lock, token);
  if (status)
    return status;
  status = task_delay(10, token);
  if (!status)
    channel->sent++;
  task_mutex_unlock(&channel->lock);
  return status;
}

int attempt_ok(struct channel *channel, cancel_token token) {
  if (task_mutex_try_lock(&channel->lock) != 0)
    return task_delay(1, token);
  channel->sent++;
  task_mutex_unlock(&channel->lock);
  return 0;
}
