// A copy of a handle is the same handle.
#include <taskrt/task.h>

static int scan(void *arg, cancel_token token, void *result) {
  return task_delay(5, token);
}

int copy_bad(void *folder) {
  task *walk = task_run(scan, folder, 0, CANCEL_NONE);
  task *first = walk;
  int status = task_await(first, NULL);
  return status | task_await(walk, NULL); // expect: reused-task "takes `walk`"
}

int two_copies_bad(task *walk) {
  task *a = walk, *b = walk;
  task_detach(a, NULL, NULL);
  return task_wait(b); // expect: reused-task "`task_wait` takes `b`"
}

int through_pointer_bad(void *folder) {
  task *walk = task_run(scan, folder, 0, CANCEL_NONE);
  task **slot = &walk;
  int status = task_await(*slot, NULL);
  return status | task_await(walk, NULL); // expect: reused-task
}

int moved_ok(void *folder) {
  task *walk = task_run(scan, folder, 0, CANCEL_NONE);
  task *first = walk;
  walk = NULL;
  int status = task_await(first, NULL);
  return walk ? task_await(walk, NULL) : status;
}

int copy_renewed_ok(void *folder) {
  task *walk = task_run(scan, folder, 0, CANCEL_NONE);
  task *first = walk;
  int status = task_await(first, NULL);
  first = task_run(scan, folder, 0, CANCEL_NONE);
  return status | task_await(first, NULL);
}

int cleared_through_pointer_ok(void *folder) {
  task *walk = task_run(scan, folder, 0, CANCEL_NONE);
  task **slot = &walk;
  int status = task_await(walk, NULL);
  *slot = NULL;
  return walk ? task_await(walk, NULL) : status;
}
