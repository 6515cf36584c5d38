// silent
// Everyday code that reads memory a task works on, and is right.
#include <pthread.h>
#include <stdatomic.h>
#include <taskrt/task.h>

struct counter {
  pthread_mutex_t lock;
  int value;
  atomic_int ticks;
  int limit;
};

static int tick(void *arg, cancel_token token, void *result) {
  struct counter *counter = arg;
  pthread_mutex_lock(&counter->lock);
  counter->value++;
  pthread_mutex_unlock(&counter->lock);
  atomic_fetch_add(&counter->ticks, 1);
  return task_delay(counter->limit, token);
}

int locked_ok(struct counter *counter) {
  task *ticking = task_run(tick, counter, 0, CANCEL_NONE);
  pthread_mutex_lock(&counter->lock);
  int value = counter->value;
  pthread_mutex_unlock(&counter->lock);
  return task_await(ticking, NULL) == 0 ? value : -1;
}

int atomic_ok(struct counter *counter) {
  task *ticking = task_run(tick, counter, 0, CANCEL_NONE);
  int ticks = atomic_load(&counter->ticks);
  return task_await(ticking, NULL) == 0 ? ticks : -1;
}

int limit_ok(struct counter *counter) {
  task *ticking = task_run(tick, counter, 0, CANCEL_NONE);
  int limit = counter->limit;
  return task_await(ticking, NULL) == 0 ? limit : -1;
}

int before_ok(struct counter *counter) {
  int value = counter->value;
  return task_await(task_run(tick, counter, 0, CANCEL_NONE), NULL) == 0 ? value : -1;
}

int written_ok(struct counter *counter) {
  int *value = &counter->value;
  task *ticking = task_run(tick, counter, 0, CANCEL_NONE);
  int status = task_await(ticking, NULL);
  return status == 0 ? *value : status;
}
