// A local variable is given to a task that is still running when the function returns.
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

task *begin_bad(int input) {
  struct job job = {input, 0};
  return task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer "using `job`"
}

task *begin_variable_bad(int input) {
  struct job job = {input, 0};
  task *t = task_start(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer "`task_start` keeps"
  return t;
}

void forget_bad(int input) {
  struct job job = {input, 0};
  task_detach(task_run(work, &job, 0, CANCEL_NONE), NULL, NULL); // expect: outlived-buffer
  // note@-1: "`task_detach` takes the handle here and does not wait"
}

task *begin_parameter_bad(struct job job) {
  return task_offload(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer "`task_offload`"
}

int wait_ok(int input) {
  struct job job = {input, 0};
  int status = task_await(task_run(work, &job, 0, CANCEL_NONE), NULL);
  return status ? status : job.output;
}

int wait_later_ok(int input) {
  struct job job = {input, 0};
  task *t = task_run(work, &job, 0, CANCEL_NONE);
  if (!t)
    return TASK_ENOMEM;
  while (!task_is_done(t))
    task_yield();
  return task_await(t, NULL);
}

task *begin_heap_ok(struct job *job) {
  return task_run(work, job, 0, CANCEL_NONE);
}
