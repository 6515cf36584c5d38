// A wrapper hands its parameter on.
#include <pthread.h>
#include <taskrt/task.h>

static int failures;

static void *ASYNC_LINT("async") serve(void *arg) {
  (void)task_delay(10, CANCEL_NONE); // a pause
  return NULL;
}

static void *work(void *arg) {
  return arg;
}

static int start_thread(pthread_t *thread, void *(*entry)(void *), void *arg) {
  int status = pthread_create(thread, NULL, entry, arg);
  if (status != 0)
    goto failed;
  return 0;
failed:
  failures++;
  return status;
}

int start_bad(pthread_t *thread) {
  return start_thread(thread, serve, NULL); // expect: async-callback-mismatch "`start_thread`"
}

int start_ok(pthread_t *thread) {
  return start_thread(thread, work, NULL);
}
