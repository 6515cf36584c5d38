// silent
// The size is whatever the user says: nothing is added up.
#include <stdlib.h>
#include <taskrt/io.h>
#include <taskrt/runtime.h>

static int serve_ok(void *arg, cancel_token token, void *result) {
  char request[200 * 1024];
  return (int)task_read(*(int *)arg, request, sizeof request, token);
}

int main(int argc, char **argv) {
  int in = 0;
  struct task_runtime_options options = {0};
  options.stack_size = strtoul(argv[1], NULL, 10);
  if (task_runtime_start(&options))
    return 1;
  int status = task_wait(task_run(serve_ok, &in, 0, CANCEL_NONE));
  task_runtime_stop();
  return status;
}
