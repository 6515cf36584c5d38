// While an error is handled already, the next one need not be heard.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int first_error_ok(task *a, task *b) {
  int status = task_await(a, NULL);
  if (status != 0) {
    (void)task_await(b, NULL);
    return status;
  }
  return task_await(b, NULL);
}

int goto_ok(task *a, task *b) {
  int status = task_await(a, NULL);
  if (status != 0)
    goto failed;
  return task_await(b, NULL);
failed:
  (void)task_await(b, NULL);
  return status;
}

int cancelled_ok(task *a, cancel_token token) {
  if (cancel_requested(token)) {
    (void)task_await(a, NULL);
    return TASK_ECANCELED;
  }
  return task_await(a, NULL);
}

int no_error_bad(task *a, task *b) {
  int status = task_await(a, NULL);
  if (status == 0) {
    (void)task_await(b, NULL);

    // expect@-2: unchecked-await "the status of `task_await` is dropped"
    return 0;
  }
  task_detach(b, NULL, NULL);
  return status;
}

int open_feed(void *feed);
int other_error_ok(void *feed, task *a, task *b) {
  int status = open_feed(feed);
  if (status != 0)
    goto failed;
  status = task_await(a, NULL);
  if (status < 0)
    goto failed;
  return task_await(b, NULL);
failed:
  (void)task_await(b, NULL);
  return status;
}

int no_call_bad(int flag, task *a) {
  if (flag != 0) {
    (void)task_await(a, NULL);

    // expect@-2: unchecked-await
    return 0;
  }
  return task_await(a, NULL);
}
