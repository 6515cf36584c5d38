// A token that is kept in a structure is read; one beside it is not.
#include <taskrt/task.h>

struct job {
  cancel_token token;
  int ms;
};

static int job_run(const struct job *job) {
  return task_delay(job->ms, job->token);
}

int keep_ok(struct job *job, cancel_token token) {
  job->token = token;
  return job_run(job);
}

int list_ok(int ms, cancel_token token) {
  struct job job = {.token = token, .ms = ms};
  return job_run(&job);
}

int shadow_bad(struct job *job, cancel_token token) { // expect: unused-token
  return job_run(job);
}
