// The same names; this `main` has more in it than the other one.
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *arg) {
  return arg;
}

int step_bad(int wanted) {
  pthread_mutex_lock(&lock); // expect: leaked-lock "`lock` is not released"
  if (wanted > 3)
    return -1;
  pthread_mutex_unlock(&lock);
  return 0;
}

int main(int argc, char **argv) {
  pthread_t threads[2];
  void *(*body)(void *) = count;
  int sum = 0, i, j, k, started = 0;
  for (i = 0; i < argc; i++)
    for (j = 0; j < 2; j++)
      for (k = 0; argv[i][k]; k++)
        sum += argv[i][k];
  for (i = 0; i < 2; i++)
    started += pthread_create(&threads[i], NULL, body, &sum) == 0;
  for (i = 0; i < started; i++)
    pthread_join(threads[i], NULL);
  printf("%d\n", sum);
  return step_bad(sum);
}
