// The task comes from a helper that starts it; the lock is taken by one.
#include <pthread.h>
#include <taskrt/task.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int state;

static void enter(void) {
  pthread_mutex_lock(&lock);
}

static void leave(void) {
  pthread_mutex_unlock(&lock);
}

static int save(void *arg, cancel_token token, void *result) {
  enter();
  state++;
  leave();
  return 0;
}

static int measure(void *arg, cancel_token token, void *result) {
  return state;
}

static task *save_async(void *arg) {
  return task_run(save, arg, 0, CANCEL_NONE);
}

int save_bad(void *arg) {
  enter();
  int status = task_wait(save_async(arg)); // expect: deadlocking-wait
  leave();
  return status;
}

int measure_bad(void *arg) {
  enter();
  int status = task_wait(task_run(measure, arg, 0, CANCEL_NONE));
  // expect@-1: blocking-under-lock
  leave();
  return status;
}

int in_turn_bad(void *arg) {
  task *t = save_async(arg);
  int status = task_wait(t);
  enter();
  t = task_run(measure, arg, 0, CANCEL_NONE);
  status |= task_wait(t); // expect: blocking-under-lock
  leave();
  return status;
}
