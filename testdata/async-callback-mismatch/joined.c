// silent
// A thread may hand a task to whoever joins it.
#include <pthread.h>
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static task *begin(void *arg) {
  return task_run(save, arg, 0, CANCEL_NONE);
}

int run_ok(void) {
  pthread_t thread;
  void *saving = NULL;
  if (pthread_create(&thread, NULL, (void *(*)(void *))begin, NULL) != 0)
    return -1;
  pthread_join(thread, &saving);
  return task_wait(saving);
}
