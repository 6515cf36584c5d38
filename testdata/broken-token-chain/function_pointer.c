// silent
// A helper behind a pointer has a type that others share.
#include <taskrt/task.h>

struct device {
  int (*wait)(int ms);
};

static int wait_slowly(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

static const struct device device = {wait_slowly};

int flush_ok(int ms, cancel_token token) {
  int status = cancel_check(token);
  return status ? status : device.wait(ms);
}
