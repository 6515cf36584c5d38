// A program of one file that has all it needs: nobody else can release the lock.
#include <pthread.h>
#include <taskrt/task.h>

struct mill {
  pthread_mutex_t lock;
  int ground;
};

static int grind_bad(void *arg, cancel_token token, void *result) {
  struct mill *mill = arg;
  pthread_mutex_lock(&mill->lock); // expect: leaked-lock "`mill->lock` is locked, and nobody"
  mill->ground++;
  return 0;
}

int main(void) {
  struct mill mill = {.ground = 0};
  pthread_mutex_init(&mill.lock, NULL);
  return task_wait(task_run(grind_bad, &mill, 0, CANCEL_NONE));
}
