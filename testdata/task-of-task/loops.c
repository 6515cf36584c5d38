// An inner task in each turn.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int each_bad(void **users, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++) {
    task *inner = NULL;
    // one at a time
    task *outer = task_run(start_load, users[i], sizeof(task *), token);
    status = task_await(outer, &inner); // expect: task-of-task
  }
  return status;
}

int each_ok(void **users, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++) {
    task *inner = NULL;
    // one at a time
    task *outer = task_run(start_load, users[i], sizeof(task *), token);
    status = task_await(outer, &inner);
    if (status == 0)
      status = task_await(inner, NULL);
  }
  return status;
}
