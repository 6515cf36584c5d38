// silent
// A status in a structure is not followed; a function that returns something else is not asked.
#include <taskrt/task.h>

struct job {
  int status;
};

void keep_ok(struct job *job, int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED)
    return;
  job->status = status;
}

int loop_ok(int count, cancel_token token) {
  int status = 0;
  while (count-- > 0) {
    status = task_delay(1, token);
    if (status == TASK_ECANCELED)
      break;
  }
  return status;
}
