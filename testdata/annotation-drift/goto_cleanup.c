// Functions that clean up behind a label, and what they promised of the handle.
#include <errno.h>
#include <stdlib.h>
#include <taskrt/task.h>

ASYNC_LINT("takes copy") int archive_bad(task *copy, const char *path);

int archive_bad(task *copy, const char *path) { // expect: annotation-drift "`archive_bad`"
  int status = -ENOMEM;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  status = task_wait(copy);
out:
  free(buffer);
  return status;
}

ASYNC_LINT("takes copy") int archive_ok(task *copy, const char *path);

int archive_ok(task *copy, const char *path) {
  int status = -ENOMEM;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  status = task_wait(copy);
  copy = NULL;
out:
  if (copy)
    task_detach(copy, NULL, NULL);
  free(buffer);
  return status;
}

ASYNC_LINT("borrows copy") int verify_bad(task *copy);

int verify_bad(task *copy) { // expect: annotation-drift "is declared to borrow `copy`"
  int status = 0;
  if (!task_is_done(copy)) {
    status = -EBUSY;
    goto out;
  }
  return 0;
out:
  task_detach(copy, NULL, NULL);
  return status;
}
