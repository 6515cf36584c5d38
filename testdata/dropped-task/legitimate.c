// silent
// Everyday code that keeps every task, in the ways that tend to be reported by mistake.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct worker {
  task *run;
  bool stopping;
  cancel_source *stop;
};

static int work(void *arg, cancel_token token, void *result) {
  while (!cancel_requested(token)) {
    int status = task_delay(50, token);
    if (status != 0)
      return status;
  }
  return 0;
}

// Started here, awaited in worker_stop().
bool worker_start_ok(struct worker *worker) {
  worker->stop = cancel_source_create();
  if (!worker->stop)
    return false;
  worker->run = task_run(work, worker, 0, cancel_source_token(worker->stop));
  return worker->run != NULL;
}

int worker_stop_ok(struct worker *worker) {
  cancel_request(worker->stop);
  int status = task_await(worker->run, NULL);
  cancel_source_destroy(worker->stop);
  worker->run = NULL;
  return status;
}

int worker_restart_ok(struct worker *worker) {
  if (worker->run && task_await(worker->run, NULL) != 0)
    return -1;
  worker->run = task_run(work, worker, 0, CANCEL_NONE);
  return 0;
}

// Polls, then takes it.
int poll_ok(void *arg, int *polls) {
  task *run = task_run(work, arg, 0, CANCEL_NONE);
  while (!task_is_done(run)) {
    ++*polls;
    task_yield();
  }
  return task_await(run, NULL);
}

// Awaited in both arms.
int both_arms_ok(void *arg, bool loud) {
  int status;
  task *run = task_run(work, arg, 0, CANCEL_NONE);
  if (loud) {
    puts("waiting");
    status = task_await(run, NULL);
  } else {
    status = task_await(run, NULL);
  }
  return status;
}

// The status decides what is returned, not whether the task is awaited.
int result_ok(void *arg, long *out) {
  long value = 0;
  task *run = task_run(work, arg, sizeof value, CANCEL_NONE);
  int status = task_await(run, &value);
  if (status == 0)
    *out = value;
  return status;
}

// A handle that is given to a longer-lived list by a helper of this file.
static task *kept[16];
static int kept_count;

static void keep(task *t) {
  if (kept_count < 16)
    kept[kept_count++] = t;
  else
    task_detach(t, NULL, NULL);
}

void keep_ok(void *arg) {
  keep(task_run(work, arg, 0, CANCEL_NONE));
}

int main(void) {
  task *run = task_run(work, NULL, 0, CANCEL_NONE);
  if (!run) {
    perror("task_run");
    return EXIT_FAILURE;
  }
  return task_wait(run) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
