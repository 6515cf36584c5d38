// Tasks that a library starts on the context of its caller, and that need nothing there.
#include "fetch.h"
#include <taskrt/context.h>

static int load_bad(void *arg, cancel_token token, void *result) {
  task *first = task_delay_async(5, token), *second = task_delay_async(7, token);
  int status = task_await(first, NULL);
  // expect@-1: captured-context "`load_bad` resumes on the context of its starter"
  // note@-2: "call `task_await_any` instead, which goes on in the pool"
  int other = task_await(second, NULL);
  *(int *)result = 42;
  return status != 0 ? status : other;
}

task *fetch(int ms, cancel_token token) {
  return task_start(load_bad, NULL, sizeof(int), token);
  // note@-1: "`load_bad` is started here, on the context of `fetch`"
}

static int load_queued_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  *(int *)result = 42;
  return status;
}

task *fetch_queued(int ms, cancel_token token) {
  return task_run(load_queued_ok, NULL, sizeof(int), token);
}

static int load_anywhere_ok(void *arg, cancel_token token, void *result) {
  task *first = task_delay_async(5, token), *second = task_delay_async(7, token);
  int status = task_await_any(first, NULL);
  int other = task_await(second, NULL);
  *(int *)result = 42;
  return status != 0 ? status : other;
}

task *fetch_anywhere(cancel_token token) {
  return task_start(load_anywhere_ok, NULL, sizeof(int), token);
}
