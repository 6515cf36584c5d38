// silent
// Functions with setjmp() are left alone: any call may end in the jump.
#include <setjmp.h>
#include <taskrt/task.h>

static jmp_buf parse_error;

static int parse_file(void *arg, cancel_token token, void *result) {
  return task_delay(19, token);
}

int parse_ok(void *file) {
  task *parse = task_run(parse_file, file, 0, CANCEL_NONE);
  if (setjmp(parse_error) != 0)
    return TASK_EINVAL;
  return task_await(parse, NULL);
}
