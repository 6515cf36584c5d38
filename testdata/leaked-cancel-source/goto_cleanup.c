// Clean-up by goto: one jump goes past it.
#include <stdlib.h>
#include <taskrt/task.h>

static int send(char *buffer, cancel_token token) {
  return task_delay(buffer[0], token);
}

int send_bad(cancel_token token) {
  int status = TASK_ENOMEM;
  char *buffer = NULL;
  cancel_source *limit = cancel_source_create_linked(token);
  // expect@-1: leaked-cancel-source
  if (!limit)
    return status;
  buffer = calloc(1, 100);
  if (!buffer)
    goto out;
  status = send(buffer, cancel_source_token(limit));
  cancel_source_destroy(limit);
out:
  free(buffer);
  return status;
}

int send_ok(cancel_token token) {
  int status = TASK_ENOMEM;
  char *buffer = NULL;
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    goto out;
  buffer = calloc(1, 100);
  if (!buffer)
    goto out;
  status = send(buffer, cancel_source_token(limit));
out:
  free(buffer);
  cancel_source_destroy(limit);
  return status;
}
