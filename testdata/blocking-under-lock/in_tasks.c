// The one that blocks under the lock is a task itself: both things are wrong.
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void settle_bad(void) {
  pthread_mutex_lock(&lock);
  sleep(1); // expect: blocking-call, blocking-under-lock "`sleep` blocks while `lock` is held"
  pthread_mutex_unlock(&lock);
}

static int work(void *arg, cancel_token token, void *result) {
  settle_bad(); // note: "`work` calls `settle_bad` here"
  return cancel_check(token);
}

static int nested_bad(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  int status = task_wait(task_run(work, NULL, 0, token));
  // expect@-1: deadlocking-wait "`task_wait`"
  pthread_mutex_unlock(&lock);
  return status;
}

int main(void) {
  return task_wait(task_run(nested_bad, NULL, 0, CANCEL_NONE));
}
