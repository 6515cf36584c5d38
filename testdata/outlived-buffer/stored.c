// The handle goes into something that lives on, the memory does not.
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

struct worker {
  task *run;
  struct job *job;
};

void add_to_group(struct worker *worker, task *t);
int wait_for_group(struct worker *worker);

void store_in_object_bad(struct worker *worker) {
  struct job job = {1, 0};
  worker->run = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
}

static task *background;

void store_in_global_bad(void) {
  struct job job = {1, 0};
  background = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
}

int out_parameter_bad(task **out) {
  struct job job = {1, 0};
  task *t = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  if (!t)
    return TASK_ENOMEM;
  *out = t;
  return 0;
}

void store_memory_too_ok(struct worker *worker) {
  worker->run = task_run(work, worker->job, 0, CANCEL_NONE);
}

int store_and_wait_ok(struct worker *worker) {
  struct job job = {1, 0};
  worker->run = task_run(work, &job, 0, CANCEL_NONE);
  int status = task_await(worker->run, NULL);
  worker->run = NULL;
  return status;
}

// Who waits for it is not known.
int group_ok(struct worker *worker) {
  struct job job = {1, 0};
  add_to_group(worker, task_run(work, &job, 0, CANCEL_NONE));
  return wait_for_group(worker);
}

int store_and_join_ok(struct worker *worker) {
  struct job job = {1, 0};
  worker->run = task_run(work, &job, 0, CANCEL_NONE);
  return wait_for_group(worker);
}
