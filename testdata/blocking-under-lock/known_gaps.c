// What the rule misses, or reports without need, each for the reason its page gives.
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

struct page {
  pthread_mutex_t lock;
  int users;
};

static int work(void *arg, cancel_token token, void *result) {
  struct page *page = arg;
  pthread_mutex_lock(&page->lock);
  page->users++;
  pthread_mutex_unlock(&page->lock);
  return cancel_check(token);
}

// Another page than those of the tasks.
void fp_private(struct page *mine) {
  pthread_mutex_lock(&mine->lock);
  usleep(10); // expect: blocking-under-lock
  pthread_mutex_unlock(&mine->lock);
}

// The lock of a page, but nothing says so.
void fn_pointer(pthread_mutex_t *lock) {
  pthread_mutex_lock(lock);
  usleep(10);
  pthread_mutex_unlock(lock);
}

// Such a lock is released by a task for others, so that nobody can tell what is held.
static pthread_mutex_t ready = PTHREAD_MUTEX_INITIALIZER;

static int say_ready(void *arg, cancel_token token, void *result) {
  pthread_mutex_unlock(&ready);
  pthread_mutex_lock(&ready);
  pthread_mutex_unlock(&ready);
  return cancel_check(token);
}

int fn_handshake(void) {
  pthread_mutex_lock(&ready);
  usleep(10);
  return task_wait(task_run(say_ready, NULL, 0, CANCEL_NONE));
}

int start(struct page *page) {
  fn_pointer(&page->lock);
  return task_wait(task_run(work, page, 0, CANCEL_NONE));
}
