// Bodies of tasks with more in local variables than their stack has.
#include <string.h>
#include <taskrt/io.h>
#include <taskrt/task.h>

static int serve_bad(void *arg, cancel_token token, void *result) {
  char request[64 * 1024]; // expect: stack-budget "with `request`, a task of `serve_bad` may need"
  return (int)task_read(*(int *)arg, request, sizeof request, token);
}

static int serve_ok(void *arg, cancel_token token, void *result) {
  char request[4096];
  return (int)task_read(*(int *)arg, request, sizeof request, token);
}

// Two that fit one by one.
static int copy_bad(void *arg, cancel_token token, void *result) {
  char in[30 * 1024];
  char out[32 * 1024]; // expect: stack-budget "with `out`, a task of `copy_bad` may need 62 KiB"
  int size = (int)task_read(*(int *)arg, in, sizeof in, token);
  memcpy(out, in, sizeof in);
  return size < 0 ? size : (int)task_write(*(int *)arg, out, (size_t)size, token);
}

int main(void) {
  int in = 0;
  int status = task_wait(task_run(serve_bad, &in, 0, CANCEL_NONE));
  status |= task_wait(task_run(serve_ok, &in, 0, CANCEL_NONE));
  status |= task_wait(task_run(copy_bad, &in, 0, CANCEL_NONE));
  return status;
}
