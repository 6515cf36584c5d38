// A helper that tasks call is still wrong when `main` calls it, too.
#include <taskrt/task.h>

static int ASYNC_LINT("async") refresh(cancel_token token) {
  return task_delay(3, token);
}

static int update_bad(cancel_token token) {
  return refresh(token); // expect: async-call-outside-task
}

static int only_tasks_ok(cancel_token token) {
  return refresh(token);
}

static int work(void *arg, cancel_token token, void *result) {
  int status = update_bad(token);
  return status ? status : only_tasks_ok(token);
}

int main(void) {
  int status = update_bad(CANCEL_NONE);
  return status ? status : task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
