// The body is known by a pointer only; and a start through a pointer.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

struct job {
  task_fn body;
  void *arg;
};

static int run_job_bad(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  return task_await(task_run(job->body, job->arg, 0, token), NULL);
  // expect@-1: needless-task
  // note@-2: "call its body directly"
}

typedef task *(*starter)(task_fn body, void *arg, size_t size, cancel_token token);

static int run_with_ok(void *arg, cancel_token token, void *result) {
  starter start = *(starter *)arg;
  int ms = 1;
  return task_await(start(load, &ms, 0, token), NULL);
}

int main(void) {
  int ms = 1;
  starter start = task_start;
  struct job job = {load, &ms};
  int status = task_wait(task_run(run_job_bad, &job, 0, CANCEL_NONE));
  return status | task_wait(task_run(run_with_ok, &start, 0, CANCEL_NONE));
}
