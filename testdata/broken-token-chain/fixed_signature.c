// silent
// The signature of the helper is fixed: its address is taken.
#include <taskrt/task.h>

typedef int (*step)(int ms);

static int settle(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

static const step steps[] = {settle};

int table_ok(int ms, cancel_token token) {
  int status = cancel_check(token);
  return status ? status : steps[0](ms);
}

int direct_ok(int ms, cancel_token token) {
  int status = cancel_check(token);
  return status ? status : settle(ms);
}
