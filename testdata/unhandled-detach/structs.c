// silent
// A handle in a structure is not followed.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

struct job {
  task *saving;
};

void field_ok(struct job *job, void *page, cancel_token token) {
  job->saving = task_run(save, page, 0, token);
  task_detach(job->saving, NULL, NULL);
}
