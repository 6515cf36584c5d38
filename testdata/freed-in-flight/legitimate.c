// silent
// Everyday code that destroys sources in its own good time.
#include <semaphore.h>
#include <taskrt/cancel.h>
#include <taskrt/runtime.h>
#include <taskrt/task.h>

static sem_t done;

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

static int blind(void *arg, cancel_token token, void *result) {
  return task_delay(3, CANCEL_NONE); // the token is not passed: nothing to stop
}

static int post(void *arg, cancel_token token, void *result) {
  int status = task_delay(3, token);
  sem_post(&done);
  return status;
}

// The task never looks at its token.
void blind_ok(void *arg) {
  cancel_source *stop = cancel_source_create();
  task_detach(task_run(blind, arg, 0, cancel_source_token(stop)), NULL, NULL);
  cancel_source_destroy(stop);
}

void posted_ok(void *arg) {
  cancel_source *stop = cancel_source_create();
  task_detach(task_run(post, arg, 0, cancel_source_token(stop)), NULL, NULL);
  sem_wait(&done);
  cancel_source_destroy(stop);
}

int done_ok(void *arg) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, arg, 0, cancel_source_token(stop));
  while (!task_is_done(polling))
    task_yield();
  cancel_source_destroy(stop);
  return task_await(polling, NULL);
}

int main(void) {
  cancel_source *stop = cancel_source_create();
  task_detach(task_run(poll_feed, NULL, 0, cancel_source_token(stop)), NULL, NULL);
  cancel_request(stop);
  task_runtime_stop();
  cancel_source_destroy(stop);
  return 0;
}
