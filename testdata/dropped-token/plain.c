// The plain case: the function has a token, and the call gets none.
#include <stddef.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int ping(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int wait_a_little_bad(cancel_token token) {
  return task_delay(100, CANCEL_NONE);
  // expect@-1: dropped-token "`task_delay`"
}

static int ping_host_bad(void *host, cancel_token token) {
  int latency = 0;
  if (cancel_requested(token))
    return TASK_ECANCELED;
  task *run = task_run(ping, host, sizeof latency, CANCEL_NONE);
  // expect@-1: dropped-token "`task_run`"
  return task_await(run, &latency);
}

static task *start_ping_bad(void *host, cancel_token token) {
  return task_start(ping, host, 0, CANCEL_NONE);
  // expect@-1: dropped-token
}

static task *offload_ping_bad(void *host, cancel_token token) {
  return task_offload(ping, host, 0, CANCEL_NONE);
  // expect@-1: dropped-token
}

static task *later_bad(cancel_token token) {
  return task_delay_async(500, CANCEL_NONE);
  // expect@-1: dropped-token
}

static int wait_a_little_ok(cancel_token token) {
  return task_delay(100, token);
}

static int ping_host_ok(void *host, cancel_token token) {
  return task_await(task_run(ping, host, 0, token), NULL);
}

// Nothing to pass on.
static int ping_without_ok(void *host) {
  return task_await(task_run(ping, host, 0, CANCEL_NONE), NULL);
}
