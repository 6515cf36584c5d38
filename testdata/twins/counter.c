// Counts visits under a mutex of threads, with the mistakes that this invites: the mutex is held
// while a task is suspended, a lock is kept on the path that fails, and a task outlives the buffer
// it was given.
// at run time: leaked-lock lock-across-await outlived-buffer
#include <pthread.h>
#include <stdio.h>
#include <taskrt.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static task_mutex gate = TASK_MUTEX_INIT;
static int visits;

static int count_bad(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  pthread_mutex_lock(&lock);
  visits++;
  int status = task_delay(1, token); // expect: lock-across-await
  pthread_mutex_unlock(&lock);
  return status;
}

static int visit_bad(void *arg, cancel_token token, void *result) {
  const int *limit = arg;
  (void)result;
  int status = task_mutex_lock(&gate, token); // expect: leaked-lock
  if (status != 0)
    return status;
  if (*limit == 0)
    return -7;
  task_mutex_unlock(&gate);
  return 0;
}

static int note(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(20, token);
  return status == 0 && ((const char *)arg)[0] == '!' ? -1 : status;
}

static void failed(int status, void *arg) {
  (void)arg;
  fprintf(stderr, "note: %s\n", task_strerror(status));
}

static int report_bad(void *arg, cancel_token token, void *result) {
  (void)result;
  char text[32];
  snprintf(text, sizeof text, "%d visits", *(const int *)arg);
  task *noting = task_run(note, text, 0, token); // expect: outlived-buffer
  task_detach(noting, failed, NULL);
  return 0;
}

int main(void) {
  int limit = 0;
  int status = task_wait(task_run(count_bad, NULL, 0, CANCEL_NONE));
  int entered = task_wait(task_run(visit_bad, &limit, 0, CANCEL_NONE));
  int reported = task_wait(task_run(report_bad, &visits, 0, CANCEL_NONE));
  task_runtime_stop();
  printf("%d %d %d\n", status, entered, reported);
  return 0;
}
