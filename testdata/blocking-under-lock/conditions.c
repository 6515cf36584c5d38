// Waiting for a condition lets go of its own mutex, and of no other one.
#include <pthread.h>
#include <taskrt/task.h>

struct box {
  pthread_mutex_t outer, inner;
  pthread_cond_t full;
  int items;
};

static void put(struct box *box) {
  pthread_mutex_lock(&box->outer);
  pthread_mutex_lock(&box->inner);
  box->items++;
  pthread_cond_signal(&box->full);
  pthread_mutex_unlock(&box->inner);
  pthread_mutex_unlock(&box->outer);
}

static int work(void *arg, cancel_token token, void *result) {
  put(arg);
  return cancel_check(token);
}

void get_bad(struct box *box) {
  pthread_mutex_lock(&box->outer);
  pthread_mutex_lock(&box->inner);
  while (!box->items)
    pthread_cond_wait(&box->full, &box->inner);
  // expect@-1: blocking-under-lock "`pthread_cond_wait` blocks while `box->outer`"
  box->items--;
  pthread_mutex_unlock(&box->inner);
  pthread_mutex_unlock(&box->outer);
}

void get_ok(struct box *box) {
  pthread_mutex_lock(&box->inner);
  while (!box->items)
    pthread_cond_wait(&box->full, &box->inner);
  box->items--;
  pthread_mutex_unlock(&box->inner);
}

int start(struct box *box) {
  return task_wait(task_run(work, box, 0, CANCEL_NONE));
}
