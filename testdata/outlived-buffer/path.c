// The whole path of a finding: what is given, the branch that decides, where it dies, the remedy.
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

static task *last;

int run_bad(int input, int background) {
  struct job job = {input, 0};
  task *t = task_run(work, &job, 0, CANCEL_NONE);
  // expect@-1: outlived-buffer "`task_run` keeps using `job`, which dies before it is done"
  // note@-2: "wait for the task before, or give it memory that lives on"
  if (background) { // note: "this is true"
    last = t;
    return 0; // note: "the function returns here, and `job` is gone"
  }
  return task_await(t, NULL);
}
