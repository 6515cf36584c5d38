// Threads that are started in a loop and joined in another one.
#include <pthread.h>
#include <stddef.h>

struct worker {
  pthread_t thread;
  int number;
};

static void *run(void *arg) {
  struct worker *worker = arg;
  worker->number++;
  return NULL;
}

void joined_ok(int count) {
  struct worker workers[8];
  for (int i = 0; i < count; i++)
    pthread_create(&workers[i].thread, NULL, run, &workers[i]);
  for (int i = 0; i < count; i++)
    pthread_join(workers[i].thread, NULL);
}

void joined_from_one_ok(void) {
  struct worker workers[8];
  pthread_t threads[8];
  int i, count = 4;
  for (i = 1; i < count; i++)
    pthread_create(&threads[i], NULL, run, &workers[i]);
  for (i = 1; i < count; i++)
    pthread_join(threads[i], NULL);
}

void not_joined_bad(int count) {
  struct worker workers[8];
  for (int i = 0; i < count; i++)
    pthread_create(&workers[i].thread, NULL, run, &workers[i]);
  // expect@-1: outlived-buffer "`workers`"
  for (int i = 0; i < count; i++)
    pthread_detach(workers[i].thread);
}

// One fails, and those of the rounds before are forgotten: only the last one is followed.
int fn_some(int count) {
  struct worker workers[8];
  for (int i = 0; i < count; i++)
    if (pthread_create(&workers[i].thread, NULL, run, &workers[i]) != 0)
      return -1;
  for (int i = 0; i < count; i++)
    pthread_join(workers[i].thread, NULL);
  return 0;
}
