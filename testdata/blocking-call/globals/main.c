// Function pointers in global variables, set in one file and called in another one.
#include "hooks.h"
#include <unistd.h>

static void heard_bad(int job) {
  usleep((unsigned)job); // expect: blocking-call "`usleep`"
}

static int work(void *arg, cancel_token token, void *result) {
  int job = *(int *)arg;
  int status = before_job(job);
  if (status == 0)
    status = job_table[job & 1](job);
  hooks_tell(job);
  if (after_job)
    status |= after_job(job);
  return status ? status : cancel_check(token);
}

int main(void) {
  int job = 2;
  hooks_install();
  hooks_listen(heard_bad);
  return task_wait(task_run(work, &job, 0, CANCEL_NONE));
}
