// Memory from the heap, freed while the task works on it.
#include <stdlib.h>
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

struct box {
  struct job *job;
};

int free_then_await_bad(void) {
  struct job *job = calloc(1, sizeof *job);
  if (!job)
    return TASK_ENOMEM;
  task *t = task_run(work, job, 0, CANCEL_NONE); // expect: outlived-buffer "`job`, which is freed"
  free(job);                                     // note: "`job` is freed here"
  return task_await(t, NULL);
}

void free_after_detach_bad(struct job *job) {
  task_detach(task_run(work, job, 0, CANCEL_NONE), NULL, NULL); // expect: outlived-buffer
  free(job);
}

task *free_on_return_bad(void) {
  struct job *job = calloc(1, sizeof *job);
  task *t = task_run(work, job, 0, CANCEL_NONE); // expect: outlived-buffer
  free(job);
  return t;
}

int free_member_bad(struct box *box) {
  task *t = task_run(work, box->job, 0, CANCEL_NONE); // expect: outlived-buffer "`box->job`"
  free(box->job);
  return task_await(t, NULL);
}

int await_then_free_ok(void) {
  struct job *job = calloc(1, sizeof *job);
  if (!job)
    return TASK_ENOMEM;
  int status = task_await(task_run(work, job, 0, CANCEL_NONE), NULL);
  free(job);
  return status;
}

int free_other_ok(void) {
  struct job *job = calloc(1, sizeof *job), *spare = calloc(1, sizeof *spare);
  task *t = task_run(work, job, 0, CANCEL_NONE);
  free(spare);
  int status = task_await(t, NULL);
  free(job);
  return status;
}

// No task, so nobody uses it.
task *free_when_not_started_ok(struct job *job) {
  task *t = task_run(work, job, 0, CANCEL_NONE);
  if (!t)
    free(job);
  return t;
}

int renewed_ok(struct job *first, struct job *second) {
  struct job *job = first;
  task *t = task_run(work, job, 0, CANCEL_NONE);
  job = second;
  free(job);
  return task_await(t, NULL);
}
