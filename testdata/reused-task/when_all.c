// task_when_all() takes every handle it is given.
#include <stddef.h>
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(15, token);
}

int both_and_one_bad(void *a, void *b) {
  task *left = task_run(fetch, a, 0, CANCEL_NONE);
  task *right = task_run(fetch, b, 0, CANCEL_NONE);
  task *both[2] = {left, right};
  int status = task_await(task_when_all(both, 2), NULL); // note: "`task_when_all` takes it here"
  if (status != 0)
    status = task_await(left, NULL); // expect: reused-task "`task_await` takes `left`"
  return status;
}

int element_bad(void *a, void *b) {
  task *both[2];
  both[0] = task_run(fetch, a, 0, CANCEL_NONE);
  both[1] = task_run(fetch, b, 0, CANCEL_NONE);
  int status = task_await(task_when_all(both, 2), NULL);
  return status | task_await(both[1], NULL); // expect: reused-task "takes `both[1]`"
}

int combined_twice_bad(void *a) {
  task *one = task_run(fetch, a, 0, CANCEL_NONE);
  int status = task_await(one, NULL);
  task *all[1] = {one};
  return status | task_await(task_when_all(all, 1), NULL);
  // expect@-1: reused-task "`task_when_all`", needless-task
}

int both_ok(void *a, void *b) {
  task *both[2];
  both[0] = task_run(fetch, a, 0, CANCEL_NONE);
  both[1] = task_run(fetch, b, 0, CANCEL_NONE);
  return task_await(task_when_all(both, 2), NULL);
}

int again_ok(void *a, void *b) {
  task *both[2] = {task_run(fetch, a, 0, CANCEL_NONE), task_run(fetch, b, 0, CANCEL_NONE)};
  int status = task_await(task_when_all(both, 2), NULL);
  both[0] = task_run(fetch, a, 0, CANCEL_NONE);
  return status | task_await(both[0], NULL);
}
