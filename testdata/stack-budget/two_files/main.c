// Tasks that write to it.
#include "log.h"
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  log_line("served"); // note: "`serve` calls `log_line` here"
  return task_delay(1, token);
}

int main(void) {
  log_line("started");
  return task_wait(task_run(serve, NULL, 0, CANCEL_NONE)); // note: "`serve` runs as a task"
}
