// The other one: the place in the header is reported once for both.
#include "retry.h"
#include <taskrt/task.h>

static int download(void *arg, cancel_token token, void *result) {
  retry_pause_bad(1);
  return cancel_check(token);
}

task *download_begin(const char *address, cancel_token token) {
  return task_run(download, (void *)address, 0, token);
}
