// Tasks in structures: those that are started here and those that were before.
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

struct job {
  task *running, *next;
};

task *job_restart_bad(struct job *job) { // expect: async-naming "`job_restart_bad` gives a task"
  task_detach(job->next, NULL, NULL);
  job->next = NULL;
  return task_run(work, job, 0, CANCEL_NONE);
}

// What was started before.
task *job_take(struct job *job) {
  task *running = job->running;
  job->running = NULL;
  return running;
}

// Kept, not given.
void job_fill_ok(struct job *job) {
  job->running = task_run(work, job, 0, CANCEL_NONE);
}
