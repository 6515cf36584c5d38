// Helpers that start the operation on memory of their caller.
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

static task *begin(struct job *job) {
  job->output = 0;
  return task_run(work, job, 0, CANCEL_NONE);
}

static task *begin_again(struct job *job) {
  return begin(job);
}

static void in_background(struct job *job) {
  task_detach(task_run(work, job, 0, CANCEL_NONE), NULL, NULL);
}

static int now(struct job *job) {
  return task_await(begin(job), NULL);
}

static int finish(task *t) {
  return task_await(t, NULL);
}

static void give_up(task *t) {
  task_detach(t, NULL, NULL);
}

task *by_helper_bad(int input) {
  struct job job = {input, 0};
  return begin(&job); // expect: outlived-buffer "`begin` keeps using `job`"
}

task *by_two_helpers_bad(int input) {
  struct job job = {input, 0};
  task *t = begin_again(&job); // expect: outlived-buffer "`begin_again` keeps using `job`"
  return t;
}

void in_background_bad(int input) {
  struct job job = {input, 0};
  in_background(&job); // expect: outlived-buffer "`in_background` keeps using `job`"
  // note@-1: "give it memory that lives on, or wait here until it is done"
}

void given_up_bad(int input) {
  struct job job = {input, 0};
  give_up(begin(&job)); // expect: outlived-buffer
}

int now_ok(int input) {
  struct job job = {input, 0};
  return now(&job);
}

int finish_ok(int input) {
  struct job job = {input, 0};
  task *t = begin(&job);
  return finish(t);
}

void in_background_ok(struct job *job) {
  in_background(job);
}
