// The body of an offloaded function runs on a thread for work that blocks.
#include <taskrt/task.h>

static int ASYNC_LINT("async") fetch(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *start_bad(void *arg, cancel_token token) {
  return task_offload(fetch, arg, 0, token); // expect: async-callback-mismatch "`task_offload`"
}

task *start_ok(void *arg, cancel_token token) {
  return task_run(fetch, arg, 0, token);
}
