// The body is in another file.
#include "body.h"

void start_bad(void *arg, cancel_token token) {
  task_detach(task_run(body_run, arg, 0, token), NULL, NULL);
  // expect@-1: unhandled-detach "`body_run`"
}
