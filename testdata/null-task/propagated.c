// NULL because a start or an allocation failed is what NULL stands for.
#include <stdlib.h>
#include <taskrt/task.h>

struct job {
  int size;
};

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *begin(struct job *job) {
  task *t = task_run(fetch, job, 0, CANCEL_NONE);
  if (!t)
    return NULL;
  job->size++;
  return t;
}

static task *begin_new(int size) {
  struct job *job = malloc(sizeof *job);
  if (!job)
    return NULL;
  job->size = size;
  return task_run(fetch, job, 0, CANCEL_NONE);
}

static task *begin_checked(int size) {
  struct job *job = malloc(sizeof *job);
  if (job == NULL)
    return NULL;
  job->size = size;
  if (size > 100) {
    free(job);
    return NULL; // expect: null-task "`begin_checked`"
  }
  return task_run(fetch, job, 0, CANCEL_NONE);
}

int begin_ok(struct job *job) {
  return task_await(begin(job), NULL);
}

int begin_new_ok(int size) {
  return task_await(begin_new(size), NULL);
}

int begin_checked_bad(int size) {
  return task_await(begin_checked(size), NULL);
}

// What a call gave is there, and that is why there is no task: an error like any other.
static task *begin_unless_set(struct job *job) {
  if (getenv("NO_JOBS"))
    return NULL; // expect: null-task "`begin_unless_set`"
  return task_run(fetch, job, 0, CANCEL_NONE);
}

int begin_unless_set_bad(struct job *job) {
  return task_await(begin_unless_set(job), NULL);
}
