// The status is not even taken.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int load_bad(void *user, long *sum) {
  long value = 0;
  task_await(task_run(load, user, sizeof value, CANCEL_NONE), &value);
  // expect@-1: unchecked-await "the status of `task_await` is dropped"
  *sum += value;
  return 0;
}

void settle_bad(cancel_token token) {
  task_delay(20, token);
  // expect@-1: unchecked-await "the status of `task_delay` is dropped"
}

// The cast alone gives no reason.
void farewell_bad(task *farewell) {
  (void)task_await(farewell, NULL);

  // expect@-2: unchecked-await
}

void farewell_ok(task *farewell) {
  // The peer may be gone by now, and then there is nobody to tell.
  (void)task_await(farewell, NULL);
}

int load_ok(void *user, long *sum) {
  long value = 0;
  int status = task_await(task_run(load, user, sizeof value, CANCEL_NONE), &value);
  if (status == 0)
    *sum += value;
  return status;
}
