// Destructors of thread-specific data, and what runs around a fork.
#include <pthread.h>
#include <taskrt/task.h>

static pthread_key_t key;
static int forks;

static void put_back(void *value) {
  (void)task_delay(1, CANCEL_NONE); // the others first
}

static void before_fork(void) {
  (void)task_delay(1, CANCEL_NONE); // the others first
}

static void count_fork(void) {
  forks++;
}

int create_bad(void) {
  return pthread_key_create(&key, put_back); // expect: await-in-forbidden-place "`put_back`"
}

int prepare_bad(void) {
  return pthread_atfork(before_fork, NULL, NULL); // expect: await-in-forbidden-place
}

int prepare_ok(void) {
  return pthread_atfork(NULL, count_fork, count_fork);
}
