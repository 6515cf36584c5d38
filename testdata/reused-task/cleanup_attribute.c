// A cleanup function at the end of the scope consumes what is in the variable by then.
#include <taskrt/task.h>

static void join(task **slot) {
  if (*slot)
    task_detach(*slot, NULL, NULL);
}

static int report_usage(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

int joined_twice_bad(void *user) {
  __attribute__((cleanup(join))) task *usage = task_run(report_usage, user, 0, CANCEL_NONE);
  int status = task_await(usage, NULL); // note: "`task_await` takes it here"
  return status; // expect: reused-task "`join` takes `usage`, which was consumed before"
}

int joined_once_ok(void *user) {
  __attribute__((cleanup(join))) task *usage = task_run(report_usage, user, 0, CANCEL_NONE);
  int status = task_await(usage, NULL);
  usage = NULL;
  return status;
}

int left_to_cleanup_ok(void *user) {
  __attribute__((cleanup(join))) task *usage = task_run(report_usage, user, 0, CANCEL_NONE);
  return usage ? 0 : TASK_ENOMEM;
}
