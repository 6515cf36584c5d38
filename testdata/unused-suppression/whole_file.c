// silent
// One comment for the file, where several findings are.
// async-lint: allow-file(blocking-call) a tool with one task
#include <taskrt/task.h>
#include <unistd.h>

static int first(void *arg, cancel_token token, void *result) {
  sleep(1);
  return cancel_check(token);
}

static int second(void *arg, cancel_token token, void *result) {
  usleep(10);
  return first(arg, token, result);
}

int main(void) {
  return task_wait(task_run(second, NULL, 0, CANCEL_NONE));
}
