// All of one task is that task; all of several is not.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

task *one_bad(int *ms, cancel_token token) {
  task *loading = task_run(load, ms, 0, token);
  return task_when_all(&loading, 1);
  // expect@-1: needless-task "`task_when_all` of one task is that task"
  // note@-2: "await the task itself"
}

task *array_bad(int *ms, cancel_token token) {
  task *loading[1] = {task_run(load, ms, 0, token)};
  size_t count = 1;
  return task_when_all(loading, count);
  // expect@-1: needless-task
}

task *several_ok(int *ms, cancel_token token) {
  task *loading[2] = {task_run(load, ms, 0, token), task_run(load, ms, 0, token)};
  return task_when_all(loading, sizeof loading / sizeof *loading);
}

task *counted_ok(task **loading, size_t count) {
  return task_when_all(loading, count);
}
