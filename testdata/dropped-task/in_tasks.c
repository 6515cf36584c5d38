// Dropped where a task runs for certain, which could await them.
#include <stdlib.h>
#include <taskrt/task.h>

task *flush_async(int fd, cancel_token token) ASYNC_LINT("gives task; token token");

static int flush_bad(int fd, cancel_token token) {
  if (fd > 2)
    flush_async(fd, token); // expect: dropped-task "nobody keeps"
  return cancel_check(token);
}

// Something would have to be freed first.
static int copy_bad(int fd, cancel_token token) {
  char *copy = malloc(64);
  flush_async(fd, token); // expect: dropped-task "nobody keeps"
  free(copy);
  return cancel_check(token);
}

// Nobody would hear of the failure.
static void farewell_bad(int fd, cancel_token token) {
  flush_async(fd, token); // expect: dropped-task "nobody keeps"
}

static int flush_ok(int fd, cancel_token token) {
  int status = task_await(flush_async(fd, token), NULL);
  return status ? status : task_await(flush_async(fd + 1, token), NULL);
}

static int work(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  int status = flush_bad(fd, token);
  status |= copy_bad(fd, token);
  status |= flush_ok(fd, token);
  farewell_bad(fd, token);
  return status;
}

int main(void) {
  int fd = 1;
  return task_wait(task_run(work, &fd, 0, CANCEL_NONE));
}
