// A wait group of one's own, with a contract: counting up and down in the same task is enough.
#include <taskrt.h>

typedef struct wait_group {
  task_latch latch;
  int open;
} wait_group;

void group_add(wait_group *group) ASYNC_LINT("counts-up group");
void group_done(wait_group *group) ASYNC_LINT("counts-down group");
int group_wait(wait_group *group, cancel_token token) ASYNC_LINT("suspends; token token; status");

struct job {
  wait_group *all;
  int number;
};

static int work_bad(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  group_add(job->all); // expect: late-join-count "`work_bad` counts itself in `all`"
  int status = task_delay(10, token);
  group_done(job->all);
  return status;
}

static int count_only_bad(void *arg, cancel_token token, void *result) {
  group_add(arg); // expect: late-join-count "`count_only_bad` counts itself only"
  int status = task_delay(10, token);
  group_done(arg);
  return status;
}

static int work_ok(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  int status = task_delay(job->number, token);
  group_done(job->all);
  return status;
}

static int rest(void *arg, cancel_token token, void *result) {
  wait_group *all = arg;
  int status = task_delay(10, token);
  group_done(all);
  return status;
}

// What it counts up is another task.
static int split_ok(void *arg, cancel_token token, void *result) {
  wait_group *all = arg;
  group_add(all);
  task_detach(task_run(rest, all, 0, token), NULL, NULL);
  int status = task_delay(10, token);
  group_done(all);
  return status;
}

int run_all(struct job *job, cancel_token token) {
  wait_group all = {.open = 0};
  job->all = &all;
  task_detach(task_run(work_bad, job, 0, token), NULL, NULL);
  task_detach(task_run(count_only_bad, &all, 0, token), NULL, NULL);
  return group_wait(&all, token);
}

int run_right(struct job *job, cancel_token token) {
  wait_group all = {.open = 0};
  job->all = &all;
  group_add(&all);
  task_detach(task_run(work_ok, job, 0, token), NULL, NULL);
  group_add(&all);
  task_detach(task_run(split_ok, &all, 0, token), NULL, NULL);
  return group_wait(&all, token);
}
