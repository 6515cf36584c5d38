// The status of an awaited task that got the token.
#include <taskrt/io.h>
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

int body_bad(cancel_token token) {
  task *t = task_run(work, NULL, 0, token);
  int status = task_await(t, NULL);
  if (status == TASK_ECANCELED)
    (void)task_delay(1, token); // expect: cancelled-cleanup
  return status;
}

int started_bad(int fd, const char *text, cancel_token token) {
  int status = task_delay(1, token);
  if (status == TASK_ECANCELED) {
    task *last = task_write_all_async(fd, text, 4, token); // expect: cancelled-cleanup
    (void)task_await(last, NULL);
  }
  return status;
}

// A body runs although its token is cancelled, and sees to the rest itself.
int body_ok(cancel_token token) {
  int status = task_delay(1, token);
  if (status == TASK_ECANCELED)
    (void)task_await(task_run(work, NULL, 0, token), NULL);
  return status;
}

int other_token_ok(cancel_token all, cancel_token token) {
  task *t = task_run(work, NULL, 0, all);
  int status = task_await(t, NULL);
  if (status == TASK_ECANCELED)
    (void)task_delay(1, token);
  return status;
}
