// Again and again, until something has happened.
#include <taskrt/context.h>
#include <taskrt/task.h>

struct job {
  task_context *loop;
  int ready;
};

static int wait_bad(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  while (!job->ready) {
    int status = task_loop_run(job->loop); // expect: nested-loop-run
    if (status != 0)
      return status;
  }
  return task_delay(1, token);
}

task *start_ok(struct job *job, cancel_token token) {
  return task_run_on(job->loop, wait_bad, job, 0, token);
}
