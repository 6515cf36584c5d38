// Takes a token and passes it on.
#include "disk.h"
#include <taskrt/task.h>

int disk_wait(unsigned milliseconds, cancel_token token) {
  return task_delay(milliseconds, token);
}
