// On one path only: early returns, loops, goto, the cleanup attribute.
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int level;

void early_bad(int fast) {
  pthread_mutex_lock(&lock);
  if (fast) {
    pthread_mutex_unlock(&lock);
    usleep(1);
    return;
  }
  usleep(2); // expect: blocking-under-lock "`lock`"
  pthread_mutex_unlock(&lock);
}

void loop_bad(int turns) {
  for (int i = 0; i < turns; i++) {
    pthread_mutex_lock(&lock);
    if (level > i) {
      pthread_mutex_unlock(&lock);
      usleep(1);
      continue;
    }
    usleep(2); // expect: blocking-under-lock "`lock`"
    pthread_mutex_unlock(&lock);
  }
}

int goto_bad(int fd) {
  int status = -1;
  pthread_mutex_lock(&lock);
  if (level < 0)
    goto out;
  status = fsync(fd); // expect: blocking-under-lock "`fsync`"
out:
  pthread_mutex_unlock(&lock);
  return status;
}

static void unlock(pthread_mutex_t **held) {
  pthread_mutex_unlock(*held);
}

void scoped_bad(void) {
  __attribute__((cleanup(unlock))) pthread_mutex_t *held = &lock;
  pthread_mutex_lock(held);
  usleep(1); // expect: blocking-under-lock "`held`"
}

static int work(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  level++;
  pthread_mutex_unlock(&lock);
  return cancel_check(token);
}

int main(void) {
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
