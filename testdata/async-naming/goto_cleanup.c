// Functions that clean up behind a label.
#include <stdlib.h>
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *archive_bad(const char *path) { // expect: async-naming "`archive_bad` gives a task"
  task *t = NULL;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  t = task_run(work, NULL, 0, CANCEL_NONE);
out:
  free(buffer);
  return t ? t : task_failed(-12);
}

int bad_archive_async(const char *path, cancel_token token) { // expect: async-naming "no task"
  int status = -12;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  status = task_delay(1, token);
out:
  free(buffer);
  return status;
}

int archive_ok(const char *path, cancel_token token) {
  int status = -12;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  status = task_delay(1, token);
out:
  free(buffer);
  return status;
}
