// Memory that others see may be what the context protects: the tasks of one run one at a time.
#include <taskrt/context.h>

struct job {
  int done, total;
  const char *name;
};

static task_context *ui;
static int running;

static int counts_global_ok(void *arg, cancel_token token, void *result) {
  running++;
  int status = task_delay(5, token);
  running--;
  return status;
}

static int counts_argument_ok(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  int status = task_delay(5, token);
  job->done = 1;
  return status;
}

static int only_reads_bad(void *arg, cancel_token token, void *result) {
  const struct job *job = arg;
  struct job mine = *job;
  int status = task_delay(5, token); // expect: captured-context
  mine.done++;
  *(int *)result = mine.done + job->total;
  return status;
}

static int on_ui(void *arg, cancel_token token, void *result) {
  struct job job = {0, 3, "job"};
  task *all[] = {
      task_start(counts_global_ok, NULL, 0, token),
      task_start(counts_argument_ok, &job, 0, token),
      task_start(only_reads_bad, &job, sizeof(int), token),
  };
  return task_await(task_when_all(all, sizeof all / sizeof *all), NULL);
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
