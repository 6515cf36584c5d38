// `break` and `continue` pass the await by.
#include <stdbool.h>
#include <taskrt/task.h>

struct job {
  bool cancelled;
  bool last;
  int priority;
};

static int run_job(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

int run_until_last_bad(struct job *jobs, int count) {
  int status = 0;
  for (int i = 0; i < count; i++) {
    task *job = task_run(run_job, &jobs[i], 0, CANCEL_NONE); // expect: dropped-task "on every path"
    if (jobs[i].last)
      break;
    status = task_await(job, NULL);
    if (status != 0)
      return status;
  }
  return status;
}

int skip_cancelled_bad(struct job *jobs, int count) {
  int failed = 0;
  for (int i = 0; i < count; i++) {
    task *job = task_run(run_job, &jobs[i], 0, CANCEL_NONE); // expect: dropped-task "on every path"
    if (jobs[i].cancelled)
      continue;
    if (task_await(job, NULL) != 0)
      failed++;
  }
  return failed;
}

int drain_bad(struct job *jobs, int count) {
  int done = 0;
  while (done < count) {
    task *job = task_start(run_job, &jobs[done++], 0, CANCEL_NONE); // expect: dropped-task
    if (!job || jobs[done - 1].priority == 0)
      continue;
    if (task_await(job, NULL) != 0)
      break;
  }
  return done;
}

int do_once_bad(struct job *job) {
  int status = 0;
  do {
    task *run = task_run(run_job, job, 0, CANCEL_NONE); // expect: dropped-task
    if (job->priority < 0)
      break;
    status = task_await(run, NULL);
  } while (0);
  return status;
}

int run_until_last_ok(struct job *jobs, int count) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++) {
    if (jobs[i].cancelled)
      continue;
    task *job = task_run(run_job, &jobs[i], 0, CANCEL_NONE); // one at a time
    status = task_await(job, NULL);
    if (jobs[i].last)
      break;
  }
  return status;
}

int first_started_ok(struct job *jobs, int count) {
  task *job = NULL;
  for (int i = 0; i < count; i++) {
    if (jobs[i].priority > 0) {
      job = task_run(run_job, &jobs[i], 0, CANCEL_NONE);
      break;
    }
  }
  return job ? task_await(job, NULL) : 0;
}

// The loop ends only by way of the await.
int forever_ok(struct job *job) {
  for (;;) {
    task *run = task_run(run_job, job, 0, CANCEL_NONE);
    int status = task_await(run, NULL);
    if (status != 0)
      return status;
  }
}
