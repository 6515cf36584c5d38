// The program asks for larger stacks.
#include <taskrt/io.h>
#include <taskrt/runtime.h>

static int serve_ok(void *arg, cancel_token token, void *result) {
  char request[200 * 1024];
  return (int)task_read(*(int *)arg, request, sizeof request, token);
}

static int serve_more_bad(void *arg, cancel_token token, void *result) {
  char request[300 * 1024]; // expect: stack-budget "may need 300 KiB of stack, and can use 248 KiB"
  return (int)task_read(*(int *)arg, request, sizeof request, token);
}

int main(void) {
  int in = 0;
  struct task_runtime_options options = {.workers = 2, .stack_size = 256 * 1024};
  if (task_runtime_start(&options))
    return 1;
  int status = task_wait(task_run(serve_ok, &in, 0, CANCEL_NONE));
  status |= task_wait(task_run(serve_more_bad, &in, 0, CANCEL_NONE));
  task_runtime_stop();
  return status;
}
