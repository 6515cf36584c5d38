// What is given or waited for stands some calls further down.
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static task *begin_it(void *arg, cancel_token token) {
  return task_run(work, arg, 0, token);
}

task *upload_bad(void *arg, cancel_token token) {
  // expect@-1: async-naming "`upload_bad` gives a task"
  return begin_it(arg, token);
}

task *upload_again_bad(void *arg) { // expect: async-naming "`upload_again_bad` gives a task"
  return upload_bad(arg, CANCEL_NONE);
}

task *upload_async(void *arg, cancel_token token) {
  return begin_it(arg, token);
}

static int settle(cancel_token token) {
  return task_delay(10, token);
}

static int settle_twice(cancel_token token) {
  int status = settle(token);
  return status ? status : settle(token);
}

int bad_drain_async(cancel_token token) { // expect: async-naming "`bad_drain_async` waits"
  return settle_twice(token);             // note: "it waits in `settle_twice` here"
}
