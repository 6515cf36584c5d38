// Functions that clean up behind a label.
#include <errno.h>
#include <stdlib.h>
#include <taskrt/task.h>

int archive_bad(cancel_token token, int level) { // expect: token-position "before `level`"
  int status = -ENOMEM;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  status = task_delay((unsigned)level, token);
out:
  free(buffer);
  return status;
}

int archive_ok(int level, cancel_token token) {
  int status = -ENOMEM;
  char *buffer = malloc(64);
  if (!buffer)
    goto out;
  status = task_delay((unsigned)level, token);
out:
  free(buffer);
  return status;
}
