// Known false alarm: a parameter tells whether a task runs, and `main` says that none does. The
// rule follows calls, not the values that steer them.
#include <taskrt/task.h>

static int ASYNC_LINT("async") load(int id, cancel_token token) {
  return task_delay(id, token);
}

static int fp_fetch(int id, int in_task) {
  return in_task ? load(id, CANCEL_NONE) : id; // expect: async-call-outside-task
}

static int work(void *arg, cancel_token token, void *result) {
  return fp_fetch(2, 1);
}

int main(void) {
  return fp_fetch(1, 0) + task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
