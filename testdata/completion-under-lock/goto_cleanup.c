// The lock is released at the label, after the outcome.
#include <pthread.h>
#include <taskrt/source.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int failures;

static void failed(int status, void *arg) {
  pthread_mutex_lock(&lock);
  failures++;
  pthread_mutex_unlock(&lock);
}

void watch(task *answer) {
  task_detach(answer, failed, NULL);
}

int answer_bad(task_source *source, int value) {
  int status = 0;
  pthread_mutex_lock(&lock);
  if (value < 0) {
    status = TASK_EINVAL;
    goto out;
  }
  failures = 0;
out:
  if (status != 0)
    (void)task_source_try_error(source, status); // expect: completion-under-lock
  pthread_mutex_unlock(&lock);
  return status;
}

int answer_ok(task_source *source, int value) {
  int status = 0;
  pthread_mutex_lock(&lock);
  if (value < 0) {
    status = TASK_EINVAL;
    goto out;
  }
  failures = 0;
out:
  pthread_mutex_unlock(&lock);
  if (status != 0)
    (void)task_source_try_error(source, status);
  return status;
}
