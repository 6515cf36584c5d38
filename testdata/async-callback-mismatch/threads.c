// The entry of a thread is no task; a plain function that waits for one is.
#include <pthread.h>
#include <stdint.h>
#include <taskrt/task.h>
#include <threads.h>

static void *ASYNC_LINT("async") serve(void *arg) {
  (void)task_delay(10, CANCEL_NONE); // a pause
  return NULL;
}

static int ASYNC_LINT("async") count(void *arg) {
  return task_delay(10, CANCEL_NONE);
}

static int body(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static void *serve_plainly(void *arg) {
  return (void *)(intptr_t)task_wait(task_run(body, arg, 0, CANCEL_NONE));
}

int start_bad(pthread_t *thread) {
  return pthread_create(thread, NULL, serve, NULL); // expect: async-callback-mismatch "on a thread"
  // note@-1: "start a task that runs `serve`"
}

int start_other_bad(thrd_t *thread) {
  return thrd_create(thread, count, NULL); // expect: async-callback-mismatch
}

int start_ok(pthread_t *thread) {
  return pthread_create(thread, NULL, serve_plainly, NULL);
}
