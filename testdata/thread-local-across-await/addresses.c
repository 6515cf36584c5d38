// A task stays on its thread, so that addresses of its data stay right, unless it goes elsewhere.
#include <errno.h>
#include <taskrt/context.h>

static _Thread_local int hits;

static int *my_hits(void) {
  return &hits;
}

int count_ok(cancel_token token) {
  int *mine = &hits;
  int status = task_delay(5, token);
  *mine += 1;
  return status;
}

int count_bad(cancel_token token) {
  int *mine = &hits;
  int status = task_await_any(task_delay_async(5, token), NULL);
  *mine += 1;
  // expect@-1: thread-local-across-await "`mine` points to data of the thread"
  // note@-2: "take the address again"
  return status;
}

int count_again_ok(cancel_token token) {
  int *mine = &hits;
  *mine += 1;
  int status = task_await_any(task_delay_async(5, token), NULL);
  mine = &hits;
  *mine += 1;
  return status;
}

int by_helper_bad(task_context *context) {
  int *mine = my_hits();
  int status = task_switch_to(context);
  *mine += 1; // expect: thread-local-across-await "`mine`"
  return status;
}

int errno_bad(task_context *context) {
  int *error = &errno;
  int status = task_switch_to(context);
  *error = 0; // expect: thread-local-across-await "`error`"
  return status;
}

static int leave(cancel_token token) {
  return task_await_any(task_delay_async(5, token), NULL);
}

int by_other_helper_bad(cancel_token token) {
  int *mine = &hits;
  int status = leave(token);
  *mine += 1; // expect: thread-local-across-await "before `leave`"
  return status;
}
