// Macros and function pointers between the memory and the operation.
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

#define GO(job) task_run(work, &(job), 0, CANCEL_NONE)
#define GO_AND_WAIT(job) task_await(GO(job), NULL)

struct operations {
  task *(*begin)(struct job *job);
  int (*run)(struct job *job);
};

static task *begin(struct job *job) {
  return task_run(work, job, 0, CANCEL_NONE);
}

static int run(struct job *job) {
  return task_await(begin(job), NULL);
}

static const struct operations operations = {begin, run};

task *macro_bad(int input) {
  struct job job = {input, 0};
  return GO(job); // expect: outlived-buffer "`task_run` keeps using `job`"
}

task *table_bad(const struct operations *ops, int input) {
  struct job job = {input, 0};
  task *t = ops->begin(&job); // expect: outlived-buffer "keeps using `job`"
  return t;
}

task *pointer_bad(int input) {
  task *(*start)(task_fn, void *, size_t, cancel_token) = task_run;
  struct job job = {input, 0};
  return start(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
}

int macro_ok(int input) {
  struct job job = {input, 0};
  return GO_AND_WAIT(job);
}

int table_ok(const struct operations *ops, int input) {
  struct job job = {input, 0};
  return ops->run(&job);
}
