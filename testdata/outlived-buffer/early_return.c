// Early ways out: the one that forgets to wait while the handle is kept elsewhere.
#include <stdbool.h>
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

struct server {
  task *tasks[4];
  int count;
};

int serve_bad(struct server *server, bool quick) {
  struct job job = {1, 0};
  task *t = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  if (quick) {                                    // note: "this is true"
    task_detach(t, NULL, NULL);
    return 0;
  }
  return task_await(t, NULL);
}

int cleanup_bad(struct server *server, int wanted) {
  struct job job = {wanted, 0};
  int status = 0;
  task *t = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  if (wanted > 3) {
    status = TASK_EINVAL;
    goto out; // note@-2: "this is true"
  }
  return task_await(t, NULL);
out:
  task_detach(t, NULL, NULL);
  return status;
}

int flag_ok(bool background, struct job *shared) {
  struct job job = {1, 0};
  task *t = task_run(work, background ? shared : &job, 0, CANCEL_NONE);
  if (background) {
    task_detach(t, NULL, NULL);
    return 0;
  }
  return task_await(t, NULL);
}

int correlated_ok(bool parallel) {
  struct job job = {1, 0};
  task *t = NULL;
  if (parallel)
    t = task_run(work, &job, 0, CANCEL_NONE);
  if (!parallel)
    return 0;
  return task_await(t, NULL);
}

int both_ways_ok(bool loud) {
  struct job job = {1, 0};
  task *t = task_run(work, &job, 0, CANCEL_NONE);
  if (loud) {
    int status = task_await(t, NULL);
    return status ? status : job.output;
  }
  return task_wait(t);
}
