// A lock of threads is held where the task may be suspended.
#include "waits.h"

#include <pthread.h>
#include <taskrt/mutex.h>
#include <taskrt/task.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static task_mutex gate = TASK_MUTEX_INIT;
static int visits;

static int pause_here(cancel_token token) {
  return task_delay(10, token);
}

int directly(cancel_token token) {
  pthread_mutex_lock(&lock); // bug: directly
  int status = task_delay(10, token);
  visits++;
  pthread_mutex_unlock(&lock);
  return status;
}

int in_a_helper(cancel_token token) {
  pthread_mutex_lock(&lock); // bug: in_a_helper
  int status = pause_here(token);
  pthread_mutex_unlock(&lock);
  return status;
}

int in_another_file(cancel_token token) {
  pthread_mutex_lock(&lock); // bug: in_another_file
  int status = wait_a_moment(token);
  pthread_mutex_unlock(&lock);
  return status;
}

int through_a_table(cancel_token token) {
  pthread_mutex_lock(&lock); // bug: through_a_table
  int status = waits.wait(token);
  pthread_mutex_unlock(&lock);
  return status;
}

int after_an_attempt(cancel_token token) {
  if (pthread_mutex_trylock(&lock) != 0)
    return TASK_EINVAL;
  int status = task_delay(10, token); // bug: after_an_attempt
  pthread_mutex_unlock(&lock);
  return status;
}

int on_one_path(cancel_token token, int slow) {
  int status = 0;
  pthread_mutex_lock(&lock); // bug: on_one_path
  if (!slow)
    pthread_mutex_unlock(&lock);
  status = task_delay(10, token);
  if (slow)
    pthread_mutex_unlock(&lock);
  return status;
}

int released_first(cancel_token token) {
  pthread_mutex_lock(&lock);
  visits++;
  pthread_mutex_unlock(&lock);
  return task_delay(10, token);
}

int gate_of_tasks(cancel_token token) {
  int status = task_mutex_lock(&gate, token);
  if (status != 0)
    return status;
  status = task_delay(10, token);
  task_mutex_unlock(&gate);
  return status;
}

int does_not_suspend(cancel_token token) {
  pthread_mutex_lock(&lock);
  int status = wait_not_at_all(token);
  pthread_mutex_unlock(&lock);
  return status;
}

int attempt_failed(cancel_token token) {
  if (pthread_mutex_trylock(&lock) != 0)
    return task_delay(10, token);
  visits++;
  pthread_mutex_unlock(&lock);
  return 0;
}
