// Combining hands the duty to wait to another handle.
#include <taskrt/task.h>

struct job {
  int input;
  int output;
};

static int work(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  job->output = job->input * 2;
  return task_delay(10, token);
}

task *combined_returned_bad(struct job *other) {
  struct job job = {1, 0};
  task *both[2];
  both[0] = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  both[1] = task_run(work, other, 0, CANCEL_NONE);
  return task_when_all(both, 2); // note: "`task_when_all` takes the handle here and does not wait"
}

void combined_detached_bad(struct job *other) {
  struct job job = {1, 0};
  task *both[2];
  both[0] = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  both[1] = task_run(work, other, 0, CANCEL_NONE);
  task_detach(task_when_all(both, 2), NULL, NULL);
}

int combined_ok(void) {
  struct job a = {1, 0}, b = {2, 0};
  task *both[2];
  both[0] = task_run(work, &a, 0, CANCEL_NONE);
  both[1] = task_run(work, &b, 0, CANCEL_NONE);
  return task_await(task_when_all(both, 2), NULL);
}

// Without memory it has waited already.
int combined_null_ok(void) {
  struct job a = {1, 0}, b = {2, 0};
  task *both[2] = {task_run(work, &a, 0, CANCEL_NONE), task_run(work, &b, 0, CANCEL_NONE)};
  task *all = task_when_all(both, 2);
  if (!all)
    return TASK_ENOMEM;
  return task_await(all, NULL);
}

static int wait_for_both(task *a, task *b) {
  task *both[2] = {a, b};
  return task_await(task_when_all(both, 2), NULL);
}

int helper_ok(void) {
  struct job a = {1, 0}, b = {2, 0};
  task *first = task_run(work, &a, 0, CANCEL_NONE);
  task *second = task_run(work, &b, 0, CANCEL_NONE);
  return wait_for_both(first, second);
}
