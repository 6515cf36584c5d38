// silent
// Locks that no task takes, waits that let go, streams, attempts, slow calls without the lock.
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t shared = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t threads_only = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int value;

static int work(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&shared);
  value++;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&shared);
  return cancel_check(token);
}

void threads_ok(void) {
  pthread_mutex_lock(&threads_only);
  sleep(1);
  pthread_mutex_unlock(&threads_only);
}

void wait_ok(void) {
  pthread_mutex_lock(&shared);
  while (!value)
    pthread_cond_wait(&changed, &shared);
  pthread_mutex_unlock(&shared);
}

void log_ok(FILE *log, const char *text) {
  pthread_mutex_lock(&shared);
  fputs(text, log);
  fflush(log);
  pthread_mutex_unlock(&shared);
}

int open_ok(const char *path) {
  pthread_mutex_lock(&shared);
  int fd = open(path, O_RDONLY);
  pthread_mutex_unlock(&shared);
  return fd;
}

void nonblocking_ok(int fd, char *out) {
  struct pollfd ready = {fd, POLLIN, 0};
  pthread_mutex_lock(&shared);
  if (poll(&ready, 1, 0) > 0)
    recv(fd, out, 1, MSG_DONTWAIT);
  pthread_mutex_unlock(&shared);
}

void attempt_ok(void) {
  if (pthread_mutex_trylock(&shared) != 0) {
    sleep(1);
    return;
  }
  value = 0;
  pthread_mutex_unlock(&shared);
}

void second_lock_ok(void) {
  pthread_mutex_lock(&threads_only);
  pthread_mutex_lock(&shared);
  value--;
  pthread_mutex_unlock(&shared);
  pthread_mutex_unlock(&threads_only);
}

void conditional_ok(int slow) {
  if (!slow)
    pthread_mutex_lock(&shared);
  value--;
  if (!slow)
    pthread_mutex_unlock(&shared);
  else
    sleep(1);
}

// A callback releases it: it says that something is ready, and guards nothing.
static pthread_mutex_t ready = PTHREAD_MUTEX_INITIALIZER;

static int ready_task(void *arg, cancel_token token, void *result) {
  pthread_mutex_unlock(&ready);
  pthread_mutex_lock(&ready);
  pthread_mutex_unlock(&ready);
  return cancel_check(token);
}

int handshake_ok(void) {
  pthread_mutex_lock(&ready);
  int status = task_wait(task_run(ready_task, NULL, 0, CANCEL_NONE));
  return status;
}

int main(void) {
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
