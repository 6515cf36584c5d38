// silent
// Options that are initialised where no function is.
#include <taskrt/io.h>
#include <taskrt/runtime.h>

static const struct task_runtime_options options = {.stack_size = 1024 * 1024};

static int serve_ok(void *arg, cancel_token token, void *result) {
  char request[200 * 1024];
  return (int)task_read(*(int *)arg, request, sizeof request, token);
}

int main(void) {
  int in = 0;
  if (task_runtime_start(&options))
    return 1;
  int status = task_wait(task_run(serve_ok, &in, 0, CANCEL_NONE));
  task_runtime_stop();
  return status;
}
