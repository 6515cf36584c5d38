// What is done on the way to the end of the program is no matter of locks, and neither is a lock of
// the program's own, or what turns a log over.
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int users;

static int work(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  users++;
  pthread_mutex_unlock(&lock);
  return cancel_check(token);
}

_Noreturn static void failed(int fd) {
  fsync(fd);
  abort();
}

static void settle(int fd) {
  fsync(fd);
}

int checked_ok(int fd) {
  pthread_mutex_lock(&lock);
  if (users < 0)
    failed(fd);
  pthread_mutex_unlock(&lock);
  return 0;
}

int settled_bad(int fd) {
  pthread_mutex_lock(&lock);
  if (users < 0)
    settle(fd); // expect: blocking-under-lock "`settle` blocks while `lock` is held"
  pthread_mutex_unlock(&lock);
  return 0;
}

struct own_lock {
  pthread_mutex_t mutex;
  pthread_cond_t gone;
  int readers, writing;
};

static void own_rdlock(struct own_lock *own) {
  pthread_mutex_lock(&own->mutex);
  while (own->writing)
    pthread_cond_wait(&own->gone, &own->mutex);
  own->readers++;
  pthread_mutex_unlock(&own->mutex);
}

void own_ok(struct own_lock *own) {
  pthread_mutex_lock(&lock);
  own_rdlock(own);
  users++;
  pthread_mutex_unlock(&lock);
}

int old_logs_ok(const char *folder) {
  pthread_mutex_lock(&lock);
  DIR *logs = opendir(folder);
  users++;
  pthread_mutex_unlock(&lock);
  return logs ? closedir(logs) : -1;
}

int main(void) {
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
