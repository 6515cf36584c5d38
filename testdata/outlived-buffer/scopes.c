// A block ends, and with it the life of what it declares, before the task is awaited.
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

int inner_block_bad(int wanted) {
  task *t = NULL;
  if (wanted) {
    struct job job = {wanted, 0};
    t = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  } // note: "`job` ends its life here"
  return t ? task_await(t, NULL) : 0;
}

int loop_bad(task **tasks, int count) {
  for (int i = 0; i < count; i++) {
    struct job job = {i, 0};
    tasks[i] = task_run(work, &job, 0, CANCEL_NONE); // expect: outlived-buffer
  }
  return task_await(task_when_all(tasks, count), NULL);
}

int loop_ok(struct job *jobs, int count) {
  task *tasks[8];
  for (int i = 0; i < 8; i++)
    tasks[i] = task_run(work, &jobs[i], 0, CANCEL_NONE);
  return task_await(task_when_all(tasks, 8), NULL);
}

int loop_local_array_ok(void) {
  struct job jobs[4];
  task *tasks[4];
  int status = 0;
  for (int i = 0; i < 4; i++) {
    jobs[i].input = i;
    tasks[i] = task_run(work, &jobs[i], 0, CANCEL_NONE);
  }
  for (int i = 0; i < 4; i++)
    status |= task_await(tasks[i], NULL);
  return status;
}

int inner_await_ok(int wanted) {
  int status = 0;
  if (wanted) {
    struct job job = {wanted, 0};
    status = task_await(task_run(work, &job, 0, CANCEL_NONE), NULL);
  }
  return status;
}

int outer_ok(int wanted) {
  struct job job = {wanted, 0};
  task *t = NULL;
  if (wanted)
    t = task_run(work, &job, 0, CANCEL_NONE);
  return t ? task_await(t, NULL) : 0;
}
