// SPDX-License-Identifier: MIT
// The simplest mistakes, one for each macro: a plain compiler warns of them, because the headers
// say what it has to know. Without a macro there is nothing to warn of.
#include <stdlib.h>
#include <taskrt.h>

static int body(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return cancel_check(token);
}

static int make_a_mistake(task *t, cancel_source *source, int fd) {
  char small[4] = "abc";
  int status = task_write_all(fd, small, sizeof small, CANCEL_NONE);
#if defined(DROPPED_TASK)
  task_run(body, NULL, 0, CANCEL_NONE);
#elif defined(DROPPED_STATUS)
  task_await(t, NULL);
  return status;
#elif defined(DROPPED_SOURCE)
  cancel_source_create();
#elif defined(NULL_BODY)
  status = task_wait(task_run(NULL, NULL, 0, CANCEL_NONE));
#elif defined(NULL_SOURCE)
  cancel_request(NULL);
#elif defined(WRONG_FORMAT)
  status = task_fail(status, "cannot open %d", "a file");
#elif defined(FREED_TASK)
  task *own = task_run(body, NULL, 0, CANCEL_NONE);
  free(own);
#elif defined(REUSED_TASK)
  task *own = task_run(body, NULL, 0, CANCEL_NONE);
  status = task_wait(own);
  status += task_wait(own);
#elif defined(REUSED_SOURCE)
  cancel_source *own = cancel_source_create();
  cancel_source_destroy(own);
  cancel_request(own);
#elif defined(READ_TOO_MUCH)
  status = (int)task_read(fd, small, 100, CANCEL_NONE);
#elif defined(WRITTEN_TOO_MUCH)
  status = (int)task_write(fd, small, 100, CANCEL_NONE);
#endif
  cancel_request(source);
  return status + task_wait(t);
}

int main(void) {
  cancel_source *source = cancel_source_create();
  int status = TASK_ENOMEM;
  if (source)
    status = make_a_mistake(task_run(body, NULL, 0, cancel_source_token(source)), source, 1);
  task_runtime_stop();
  cancel_source_destroy(source);
  return status;
}
