// Two programs in one database, each with a `main` and a function of the same name.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *arg) {
  return arg;
}

int step_bad(int wanted) {
  pthread_mutex_lock(&lock); // expect: leaked-lock "`lock` is not released"
  if (wanted < 0)
    return -1;
  pthread_mutex_unlock(&lock);
  return 0;
}

int main(void) {
  pthread_t thread;
  return pthread_create(&thread, NULL, count, NULL) || step_bad(1);
}
