// The loop is run on one path only.
#include <taskrt/context.h>
#include <taskrt/task.h>

struct job {
  task_context *loop;
  int urgent;
};

static int save_bad(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  int status = task_delay(1, token);
  if (status != 0)
    goto out;
  if (!job->urgent)
    return 0;
  status = task_loop_run(job->loop); // expect: nested-loop-run
out:
  return status;
}

task *start_ok(struct job *job, cancel_token token) {
  return task_run_on(job->loop, save_bad, job, 0, token);
}
