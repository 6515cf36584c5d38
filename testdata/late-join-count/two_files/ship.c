// The task that counts itself.
#include "dock.h"

static int moor_bad(void *arg, cancel_token token, void *result) {
  struct dock *dock = arg;
  dock->ships++; // expect: late-join-count "`moor_bad` counts itself in `ships`"
  int status = task_delay(1, token);
  dock->ships--;
  return status;
}

void land(struct dock *dock, cancel_token token) {
  task_detach(task_run(moor_bad, dock, 0, token), NULL, NULL);
}
