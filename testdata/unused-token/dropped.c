// The calls that get no token are reported, once, and not the parameter as well.
#include <taskrt/task.h>

int rest_bad(int ms, cancel_token token) {
  int status = task_delay(ms, CANCEL_NONE);
  // expect@-1: dropped-token
  return status;
}
