// The notes: how the task starts, the calls, what each takes, what to do.
#include <stdio.h>
#include <taskrt/task.h>

static int format(char *out, unsigned size) {
  char line[6000]; // note: "`line` takes 6 KiB"
  int length = snprintf(line, sizeof line, "%u", size);
  return snprintf(out, size, "%s", line) + length;
}

static int report_bad(int number) {
  char
      page[60000]; // expect: stack-budget "with `page`, a task of `serve` may need 65 KiB of stack"
  // note@-1: "allocate what is large, or give tasks a larger stack"
  page[0] = (char)number;
  return format(page, sizeof page); // note: "`report_bad` calls `format` here"
}

static int serve(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  return status ? status : report_bad(3); // note: "`serve` calls `report_bad` here"
}

int main(void) {
  return task_wait(task_run(serve, NULL, 0, CANCEL_NONE)); // note: "`serve` runs as a task"
}
