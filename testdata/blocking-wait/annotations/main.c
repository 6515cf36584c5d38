// The rule knows any API that says what it does: conditions on arguments, passed down through
// wrappers, and tests.
#include "jobs.h"
#include <taskrt/task.h>

static int print_bad(void *arg, cancel_token token, void *result) {
  job *printing = job_submit("lpr");
  int status = job_join(printing); // expect: blocking-wait "`job_join`"
  // note@-1: "`job_await`"
  return status ? status : cancel_check(token);
}

static int print_ok(void *arg, cancel_token token, void *result) {
  job *printing = job_submit("lpr");
  while (job_join_within(printing, 0) != 0)
    task_yield();
  return job_await(printing);
}

static int print_within_bad(void *arg, cancel_token token, void *result) {
  return job_join_within(job_submit("lpr"), 50); // expect: blocking-wait "`job_join_within`"
}

// The same wrapper with 0 and with more.
static int look(job *printing, int limit) {
  return job_join_within(printing, limit);
}

static int glance_ok(void *arg, cancel_token token, void *result) {
  return look(arg, 0);
}

static int join_at_most_bad(job *printing, int limit) {
  return job_join_within(printing, limit); // expect: blocking-wait "`job_join_within`"
}

static int stare(void *arg, cancel_token token, void *result) {
  return join_at_most_bad(arg, 0) + join_at_most_bad(arg, 9);
}

static int flush_bad(void *arg, cancel_token token, void *result) {
  enum { QUICK = 2, WAIT = 1 };
  int status = job_flush(arg, QUICK);
  return status + job_flush(arg, QUICK | WAIT); // expect: blocking-wait "`job_flush`"
}

// Over already: joining returns at once, and after the first wait so does the second.
static int collect_ok(void *arg, cancel_token token, void *result) {
  job *printing = job_submit("lpr");
  if (job_finished(printing))
    return job_join(printing);
  int status = job_await(printing);
  return status | job_join(printing);
}

static int collect_twice_bad(void *arg, cancel_token token, void *result) {
  job *printing = job_submit("lpr");
  int status = job_join(printing); // expect: blocking-wait "`job_join`"
  return status | job_join(printing);
}

static int serve_ok(void *arg, cancel_token token, void *result) {
  if (jobs_serving())
    return cancel_check(token);
  return job_join(arg);
}

int main(void) {
  job *last = job_submit("true");
  task *all[] = {task_run(print_bad, NULL, 0, CANCEL_NONE),
                 task_run(print_ok, NULL, 0, CANCEL_NONE),
                 task_run(print_within_bad, NULL, 0, CANCEL_NONE),
                 task_run(glance_ok, last, 0, CANCEL_NONE),
                 task_run(stare, last, 0, CANCEL_NONE),
                 task_run(flush_bad, last, 0, CANCEL_NONE),
                 task_run(collect_ok, NULL, 0, CANCEL_NONE),
                 task_run(collect_twice_bad, NULL, 0, CANCEL_NONE),
                 task_run(serve_ok, last, 0, CANCEL_NONE)};
  return look(last, -1) + task_wait(task_when_all(all, sizeof all / sizeof *all));
}
