// The slow call is behind a table of functions or a callback.
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

struct source {
  int (*pull)(int fd);
};

static int pull_bytes(int fd) {
  char byte;
  return (int)read(fd, &byte, 1); // note: "`pull_bytes` calls `read` here"
}

static const struct source bytes = {pull_bytes};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int pull_bad(const struct source *source, int fd) {
  pthread_mutex_lock(&lock);
  int got = source->pull(fd); // expect: blocking-under-lock "blocks while `lock` is held"
  pthread_mutex_unlock(&lock);
  return got;
}

static void with(int (*call)(int), int fd) {
  call(fd);
}

void callback_bad(int fd) {
  pthread_mutex_lock(&lock);
  with(pull_bytes, fd); // expect: blocking-under-lock "`with` blocks while `lock`"
  pthread_mutex_unlock(&lock);
}

static int work(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return cancel_check(token);
}

int main(void) {
  pull_bad(&bytes, 0);
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
