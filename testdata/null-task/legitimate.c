// silent
// Everyday code with NULL and tasks that is right.
#include <stdlib.h>
#include <taskrt/task.h>

struct worker {
  task *run;
  int busy;
};

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

// Nobody awaits it here: stored, and tested before it is awaited.
static task *begin(struct worker *worker) {
  if (worker->busy)
    return NULL;
  return task_run(fetch, worker, 0, CANCEL_NONE);
}

void start_ok(struct worker *worker) {
  worker->run = begin(worker);
}

int stop_ok(struct worker *worker) {
  return worker->run ? task_await(worker->run, NULL) : 0;
}

// Never gives anything: no task function.
static struct worker *find(struct worker *workers, int count) {
  for (int i = 0; i < count; i++)
    if (workers[i].busy)
      return &workers[i];
  return NULL;
}

int find_ok(struct worker *workers, int count) {
  struct worker *worker = find(workers, count);
  return worker ? worker->busy : 0;
}

static task *retry(void *arg) {
  task *t = task_run(fetch, arg, 0, CANCEL_NONE);
  if (!t)
    t = task_run(fetch, arg, 0, CANCEL_NONE);
  if (!t)
    return NULL;
  return t;
}

int retry_ok(void *arg) {
  return task_await(retry(arg), NULL);
}
