// One more reference was taken, so the handle is consumed once more. Which one is the last, nobody
// counts.
#include <taskrt/task.h>

task *hold(task *t) ASYNC_LINT("refs t; returns t");
task *share(task *t) ASYNC_LINT("refs t; gives task");

static int render(void *arg, cancel_token token, void *result) {
  return task_delay(60, token);
}

int show_twice_ok(void *page) {
  task *shown = task_run(render, page, 0, CANCEL_NONE);
  hold(shown);
  int status = task_await(shown, NULL);
  return status | task_await(shown, NULL);
}

int show_shared_ok(void *page) {
  task *shown = task_run(render, page, 0, CANCEL_NONE);
  task *other = share(shown);
  int status = task_await(shown, NULL);
  return status | task_await(other, NULL);
}

int shared_twice_bad(void *page) {
  task *shown = task_run(render, page, 0, CANCEL_NONE);
  task *other = share(shown);
  int status = task_await(shown, NULL) | task_await(other, NULL);
  return status | task_await(other, NULL); // expect: reused-task "takes `other`"
}

int hold_too_late_bad(void *page) {
  task *shown = task_run(render, page, 0, CANCEL_NONE);
  int status = task_await(shown, NULL);
  hold(shown); // expect: reused-task "`hold` gets `shown`, which was consumed before"
  return status;
}
