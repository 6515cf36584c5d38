// silent
// Tokens that are read in other ways.
#include <taskrt/task.h>

int linked_ok(int ms, cancel_token token) {
  cancel_source *source = cancel_source_create_linked(token);
  if (!source)
    return TASK_ENOMEM;
  cancel_source_cancel_after(source, 100);
  int status = task_delay(ms, cancel_source_token(source));
  cancel_source_destroy(source);
  return status;
}

task *started_ok(task_fn body, void *arg, cancel_token token) {
  return task_run(body, arg, 0, token);
}

int asked_ok(int rounds, cancel_token token) {
  int asked = token.source != NULL;
  task_yield();
  return asked + rounds;
}

int returned_ok(cancel_token token, cancel_token *out) {
  task_yield();
  *out = token;
  return 0;
}
